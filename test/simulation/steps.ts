import { Temporal } from "temporal-polyfill";
import type { Content } from "../../src/shared/messages.ts";
import { groupChat, members, strangers } from "./cast.ts";
import type { SendFault, UpdateFault, WireCall } from "./platform.ts";
import type { World } from "./world.ts";

/** What was asked of the product, to be compared with what it did. */
export interface Told {
  /** By the platform's id of the update: whose unit, and how much more was reported. */
  progress: Map<string, { chat: string; amount: number }>;
  /** Actions somebody pressed Undo for. */
  undo: Set<number>;
  /** Who left the cluster, and when (virtual time). */
  left: Map<string, number>;
}

/** One step's work; answers what it was, for the story of a run. */
export type Step = (world: World, told: Told) => Promise<string> | string;

const privately = (chat: string, content: Content) => ({
  chat: { id: chat, kind: "private" as const, title: chat },
  sender: { id: chat, name: chat },
  content,
});
const say = (world: World, chat: string, text: string) =>
  world.platform.push(privately(chat, { kind: "text", text }));

/** The newest button of that kind on somebody's screen. */
function findButton(world: World, chat: string, begins: string): { call: WireCall; data: string } | null {
  for (const call of world.platform.wire.toReversed()) {
    if (call.chatId !== chat || !call.accepted) continue;
    const found = (call.reply.choices ?? []).flat().filter((button) => button.data.startsWith(begins));
    if (found.length > 0) return { call, data: world.random.pick(found).data };
  }
  return null;
}

function pressButton(world: World, chat: string, { call, data }: { call: WireCall; data: string }): string {
  world.platform.push(privately(chat, { kind: "press", data, messageId: call.messageId }));
  return `${chat} presses ${data}`;
}

function press(world: World, chat: string, begins: string): string {
  const button = findButton(world, chat, begins);
  return button ? pressButton(world, chat, button) : `${chat} has no button ${begins}`;
}

const someone = (world: World) => world.random.pick(members).chat;
const head = (world: World) => world.random.pick(["101", "102"]);

const report: Step = (world, told) => {
  const chat = someone(world);
  const amount = 1000 + told.progress.size;
  const update = say(world, chat, `CT1 thêm ${amount} hồ sơ`);
  told.progress.set(update.inbound.externalId, { chat, amount });
  return `${chat} reports ${amount} more`;
};

const undo: Step = (world, told) => {
  const chat = someone(world);
  // Found once: of several buttons any may be picked.
  const button = findButton(world, chat, "undo:");
  if (!button) return `${chat} has no button undo:`;
  told.undo.add(Number(button.data.slice("undo:".length)));
  return pressButton(world, chat, button);
};

const talk: Step = (world) => {
  const chat = world.random.pick([...members.map((each) => each.chat), ...strangers]);
  const text = world.random.pick([
    "/chitieu",
    "chỉ tiêu của tôi thế nào",
    "xin chào",
    "/nhacviec",
    "/donvi",
    "CT1",
  ]);
  say(world, chat, text);
  return `${chat} says ${text}`;
};

const askInGroup: Step = (world) => {
  const chat = someone(world);
  world.platform.push({
    chat: { id: groupChat, kind: "group", title: "Nhóm" },
    sender: { id: chat, name: chat },
    content: { kind: "text", text: "/chuanop" },
  });
  return `${chat} asks in the group`;
};

const snooze: Step = (world) => press(world, someone(world), "snooze:");

const sendReport: Step = (world) => {
  const chat = someone(world);
  if (world.random.chance(0.4)) return press(world, chat, "sendReport:");
  say(world, chat, "gửi báo cáo tháng này");
  return `${chat} sends the month's report`;
};

const register: Step = async (world) => {
  const chat = world.random.pick(["103", "104", "105"]);
  const days = world.random.int(10, 28);
  say(world, chat, `đăng ký chỉ tiêu: mở ${world.platform.updates.length} lớp tập huấn trước ${days}/9`);
  await world.time.advance(1_500);
  return `${chat} registers; ${press(world, chat, "register:")}`;
};

const decide: Step = (world) => press(world, head(world), "approve:ok:");

const broadcast: Step = async (world) => {
  const chat = head(world);
  say(world, chat, `/thongbao Họp cụm lần ${world.platform.updates.length}`);
  await world.time.advance(1_500);
  const audience = press(world, chat, "broadcast:to:");
  await world.time.advance(1_500);
  return `${chat} broadcasts; ${audience}; ${press(world, chat, "broadcast:send:")}`;
};

const acknowledge: Step = (world) => press(world, someone(world), "broadcast:got:");

const sendFaults: readonly SendFault[] = [
  "dropRequest",
  "dropAnswer",
  "refuseConnection",
  "tooMany",
  "serverError",
  "blocked",
  "badRequest",
  "slow",
  "hang",
];
const updateFaults: readonly UpdateFault[] = ["duplicate", "reorder", "loseConfirmation"];

const armSend =
  (fault: SendFault): Step =>
  ({ platform, random }) => {
    const times = fault === "badRequest" || fault === "hang" ? 1 : random.int(1, 3);
    for (let count = 0; count < times; count += 1) platform.sendFaults.push(fault);
    return `armed ${times} × ${fault}`;
  };

const armUpdate =
  (fault: UpdateFault): Step =>
  ({ platform, random }) => {
    const times = random.int(1, 3);
    for (let count = 0; count < times; count += 1) platform.updateFaults.push(fault);
    return `armed ${times} × ${fault}`;
  };

const databaseTrouble: Step = (world) => {
  const { random } = world;
  const living = world.living();
  if (living.length === 0) return "nobody to trouble";
  const { life } = random.pick(living);
  const fate = random.pick(["busy", "busy", "answerLost"] as const);
  for (let count = random.int(1, 3); count > 0; count -= 1)
    life.statements.push({ left: random.int(1, 30), fate });
  note(world, fate);
  return `${life.name} will have its database ${fate}`;
};

const note = ({ platform }: World, fault: string) =>
  void platform.happened.set(fault, (platform.happened.get(fault) ?? 0) + 1);

/** kill -9: now, in the middle of the database's work, or right before or after a message is accepted. */
const crash: Step = async (world) => {
  const { random, platform } = world;
  const living = world.living();
  if (living.length === 0) return "nobody to kill";
  const victim = random.pick(living);
  const how = random.pick(["now", "statement", "statement", "killBefore", "killAfter"] as const);
  note(world, "crash");
  if (how === "now") world.kill(victim);
  else if (how === "statement") victim.life.statements.unshift({ left: random.int(1, 40), fate: "kill" });
  else platform.sendFaults.unshift(how);
  return `${victim.life.name} dies: ${how}`;
};

const stop: Step = async (world) => {
  // One that gets no processor cannot even hear that it shall stop.
  const living = world.living().filter(({ life }) => life.heldUntil <= world.time.now());
  if (living.length === 0) return "nobody to stop";
  const victim = world.random.pick(living);
  let ended = false;
  void victim.stop().then(() => {
    ended = true;
  });
  for (let second = 0; second < 11 && !ended && victim.life.alive; second += 1)
    await world.time.advance(1_000);
  if (!ended && victim.life.alive) throw new Error(`${victim.life.name} did not stop within 11 s`);
  world.disturbedAt = world.time.now();
  return `${victim.life.name} stops`;
};

const hold: Step = (world) => {
  const living = world.living();
  if (living.length === 0) return "nobody to hold up";
  const { life } = world.random.pick(living);
  const ms = world.random.int(2_000, 100_000);
  life.heldUntil = world.time.now() + ms;
  world.disturbedAt = life.heldUntil;
  note(world, "hold");
  return `${life.name} gets no processor for ${ms} ms`;
};

const wait: Step = async (world) => {
  const ms = world.random.int(500, 3_000);
  await world.time.advance(ms);
  return `${ms} ms pass`;
};

const sleep: Step = async (world) => {
  const ms = world.random.int(60_000, 600_000);
  await world.time.jump(ms);
  world.disturbedAt = world.time.now();
  return `${ms} ms pass at once`;
};

const minute: Step = (world) => {
  for (const each of world.living()) each.ring();
  return "the alarm rings everywhere";
};

/** As the sandbox's clock: to the next thing that is due. */
const walk: Step = async (world) => {
  const [anyone] = world.living();
  // It may die of the question.
  const next = anyone && (await Promise.race([anyone.next(), anyone.life.death]).catch(() => null));
  if (!next) return "nothing is due";
  if (Temporal.Instant.compare(next, world.productNow()) > 0) world.setClock(next);
  for (const each of world.living()) each.ring();
  return `the clock goes to ${next.toZonedDateTimeISO("Asia/Ho_Chi_Minh").toPlainDateTime()}`;
};

const hours: Step = (world) => {
  const minutes = world.random.int(10, 600);
  world.setClock(world.productNow().add({ minutes }));
  return `the clock goes ${minutes} min ahead`;
};

const clockBack: Step = (world) => {
  const minutes = world.random.int(1, 90);
  world.setClock(world.productNow().subtract({ minutes }));
  note(world, "clockBack");
  for (const each of world.living()) each.ring();
  return `the clock goes ${minutes} min back`;
};

const downtime: Step = async (world) => {
  for (const each of world.living()) world.kill(each);
  await world.bury();
  const days = world.random.pick([1, 2, 4]);
  world.setClock(world.productNow().add({ hours: 24 * days }));
  await world.time.jump(3_600_000);
  note(world, "crash");
  note(world, "downtime");
  return `down for ${days} days`;
};

/** Somebody leaves: from then on only answers reach them. */
const leave: Step = async (world, told) => {
  const chat = world.random.pick(["105", "106", "104"]);
  await world.disk.execute(
    `UPDATE "Role" SET "endedAt" = '${new Date(world.productNow().epochMilliseconds).toISOString()}'
      WHERE "endedAt" IS NULL AND "personId" IN (SELECT "personId" FROM "Address" WHERE "externalId" = '${chat}')`,
  );
  told.left.set(chat, world.time.now());
  return `${chat} leaves`;
};

const often: readonly (readonly [number, Step])[] = [
  [30, report],
  [8, undo],
  [8, talk],
  [3, askInGroup],
  [4, snooze],
  [5, sendReport],
  [3, register],
  [3, decide],
  [3, broadcast],
  [4, acknowledge],
  [14, wait],
  [4, minute],
  [9, walk],
  [4, hours],
  [2, sleep],
  [1, clockBack],
  [4, databaseTrouble],
  [2, crash],
  [2, stop],
  [2, hold],
  [1, downtime],
];
const total = often.reduce((sum, [weight]) => sum + weight, 0);

/** The steps of one run: at least one crash and all of six kinds of fault among them, the rest as they come. */
export function planSteps({ random }: World, count: number): Step[] {
  const kinds: Step[] = [...sendFaults.map(armSend), ...updateFaults.map(armUpdate), databaseTrouble];
  const surely = [crash, leave, broadcast, ...random.shuffle(kinds).slice(0, 6)];
  const rest = Array.from({ length: count - surely.length }, (): Step => {
    if (random.chance(0.15)) return random.pick(kinds);
    let left = random.next() * total;
    return often.find(([weight]) => (left -= weight) < 0)?.[1] ?? wait;
  });
  return random.shuffle([...surely, ...rest]);
}
