import { rm } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { writeSetting } from "../../src/store/settings.ts";
import { createRandom } from "../simulation/random.ts";
import type { Person } from "../support/bot-api/index.ts";
import { oneOf, wholeNumber } from "../support/options.ts";
import { findPostgres, startPostgres } from "../support/postgres.ts";
import { startBalancer } from "./balancer.ts";
import type { Child } from "./child.ts";
import { openHouse, prepare, until } from "./house.ts";
import { runTicks } from "./ticks.ts";
import { type Asked, judge } from "./verdict.ts";

/**
 * `npm run crash -- --kills 100 --database sqlite|postgresql [--seed N]`: on PostgreSQL two processes at once.
 * `npm run crash -- --ticks 30 [--seed N]`: three processes with clocks 0.7 s apart on PostgreSQL, over outages.
 */
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "100" },
    database: { type: "string", default: "sqlite" },
    ticks: { type: "string" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
  },
});
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => process.exit(1));
const kills = wholeNumber("kills", values.kills, 1);
const tickCount = values.ticks === undefined ? null : wholeNumber("ticks", values.ticks, 1);
const seed = wholeNumber("seed", values.seed);
const random = createRandom(seed);
const two =
  oneOf("database", values.database, ["sqlite", "postgresql"]) === "postgresql" || tickCount !== null;
const secret = "a-secret-that-is-long-enough-for-it";

const bin = two ? findPostgres() : null;
if (two && !bin) throw new Error("no PostgreSQL server is installed");
const server = bin ? await startPostgres(bin) : null;
const database = await server?.create();
// The sandbox opens only what is empty or bears its mark.
await database?.store.transaction((tx) => writeSetting(tx, "sandbox", "1"));
const prepared = await prepare(7, database?.url);
const house = await openHouse(prepared, !two);

let children: Child[] = [];
const living = () => children.filter((child) => child.running);
const balancer = await startBalancer(() => (living().length > 0 ? random.pick(living()) : undefined));
const webhook: Record<string, string> = two
  ? { TELEGRAM_WEBHOOK_URL: `${balancer.url}/telegram`, TELEGRAM_WEBHOOK_SECRET: secret }
  : {};

const asked: Asked = {
  added: new Map(house.people.map((person) => [person.id, []])),
  broadcasts: [],
  sinceRow: (await house.store.db.outboxMessage.aggregate({ _max: { id: true } }))._max.id ?? 0,
  inFlight: 0,
  now: new Date(0),
};
const done: Record<string, number> = {};

async function startAll(): Promise<void> {
  children = living();
  const missing = (two ? 2 : 1) - children.length;
  const started = await Promise.all(Array.from({ length: missing }, () => house.start(webhook)));
  children.push(...started);
}

/** The process that sends: its number is part of the lease. */
async function sender(): Promise<Child> {
  const lease = await house.store.db.lease.findUnique({ where: { name: "lane:telegram" } });
  const pid = Number(lease?.owner.split(" ")[1]);
  return living().find((child) => child.pid === pid) ?? random.pick(living());
}

/** Resolves with the chosen call, at the very moment it arrives. */
let onCall: (() => boolean) | null = null;
await house.sim.fault({
  kind: "delay",
  ms: 5_000,
  count: Number.POSITIVE_INFINITY,
  when: ({ method }) => method.startsWith("send") && (onCall?.() ?? false),
});

/** kill -9 once: at any moment, or at a chosen point of one send. */
async function killOnce(): Promise<void> {
  const how = random.pick(["moment", "moment", "arrived", "taken", "answered"] as const);
  done[how] = (done[how] ?? 0) + 1;
  if (how === "moment") {
    await sleep(random.int(0, 4_000));
    return end(random.pick(living()));
  }
  const victim = await sender();
  let left = random.int(1, 4);
  // Nobody may be written to just now: then any moment will do.
  await Promise.race([
    sleep(4_000),
    new Promise<void>((resolve) => {
      onCall = () => {
        left -= 1;
        if (left !== 0) return false;
        // arrived: before the platform took it; taken: it keeps its answer; answered: about when the answer is read.
        if (how === "arrived") void victim.kill().then(resolve);
        else setTimeout(() => void victim.kill().then(resolve), random.int(0, how === "taken" ? 60 : 6));
        return how === "taken";
      };
    }),
  ]);
  onCall = null;
  await end(victim);
}

async function end(victim: Child): Promise<void> {
  await victim.kill();
  asked.inFlight += await house.store.db.outboxMessage.count({
    where: { state: "sending", channel: "telegram", policy: "atLeastOnce" },
  });
}

let over = false;
/** People report all the time. */
async function traffic(people: Person[]): Promise<void> {
  for (let amount = 1; !over; amount += 1) {
    const person = random.pick(people);
    asked.added.get(person.id)?.push(amount);
    await person.send(house.bot, `CT2 thêm ${amount} hồ sơ`);
    await sleep(random.int(50, 900));
  }
}

/** The head unit broadcasts. What is pressed must happen, once; an answer that got lost with a process ends the attempt. */
async function broadcasts(head: Person): Promise<void> {
  const press = async (label: string, after: number) => {
    const find = () =>
      head
        .screen(house.bot)
        .messages.find(
          (each) => each.messageId > after && each.from === "bot" && each.buttons.flat().includes(label),
        );
    const message = await until(label, find, 15_000);
    await head.press({ label, message });
    return message.messageId;
  };
  for (let number = 1; !over; number += 1) {
    const text = `Họp cụm lần thứ ${number}`;
    try {
      const { messageId } = await head.send(house.bot, `/thongbao ${text}`);
      await press("Gửi ngay", await press("Tất cả 11 đơn vị", messageId));
      asked.broadcasts.push(text);
      // What is said after a press may overtake it, and would end the draft.
      await until(text, () => house.store.db.broadcast.findFirst({ where: { text } }), 60_000);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("in "))) throw error;
    }
    await sleep(random.int(500, 3_000));
  }
}

const call = async (child: Child, name: string, body: object): Promise<unknown> => {
  const response = await fetch(child.url + name, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
};

/** To the next morning at eight: people are reminded, and on the first of July told how June went. */
const mornings = ["2019-06-13", "2019-06-14", "2019-06-17", "2019-06-18", "2019-07-01"];
let reached = 0;
async function morning(): Promise<void> {
  const day = mornings[reached];
  if (day === undefined) return;
  const child = random.pick(living());
  const { now } = (await (await fetch(`${child.url}/sandbox/clock`)).json()) as { now: string };
  if (Date.parse(now) < Date.parse(`${day}T08:00:00+07:00`))
    await call(child, "/sandbox/clock", { now: `${day}T08:00:00+07:00` });
  // Again after the next kill, if this one was cut short.
  if (mornings[reached] === day) reached += 1;
}

async function settle(): Promise<void> {
  await startAll();
  while (reached < mornings.length) await morning().catch(() => sleep(200));
  // A chat gets one message a second, and hundreds may have come together while nobody held the lane.
  let least = Number.POSITIVE_INFINITY;
  let since = performance.now();
  await until(
    "everything sent and settled",
    async () => {
      await house.passTwoMinutes();
      await sleep(200);
      const waiting = await house.store.db.outboxMessage.count({
        where: { state: { in: ["queued", "sending"] } },
      });
      const unread = await house.store.db.inboxMessage.count({ where: { state: "new" } });
      const left = waiting + unread + house.bot.pending();
      if (left < least) since = performance.now();
      least = Math.min(least, left);
      if (performance.now() - since > 120_000) throw new Error(`for two minutes ${left} were left`);
      return left === 0;
    },
    1_800_000,
  );
}

async function run(): Promise<number> {
  const began = performance.now();
  await startAll();
  const [head] = house.people.slice(-1);
  // Whoever reports in between ends what the head unit was about to send.
  const talk = Promise.all([traffic(house.people.slice(0, -1)), head && broadcasts(head)]);
  for (let count = 1; count <= kills; count += 1) {
    if (reached < Math.floor((count * (mornings.length + 1)) / (kills + 1)))
      void morning().catch(() => undefined);
    await killOnce();
    await startAll();
  }
  over = true;
  await talk;
  await settle();
  const anyone = random.pick(living());
  asked.now = new Date(((await (await fetch(`${anyone.url}/sandbox/clock`)).json()) as { now: string }).now);
  const { breaches, totals } = await judge(house, asked);
  const said = Object.entries({ ...totals, ...done }).map(([what, count]) => `${what} ${count}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  for (const breach of breaches.slice(0, 20)) process.stdout.write(`  ${breach}\n`);
  process.stdout.write(
    `seed ${seed}: ${kills} kills on ${values.database} in ${seconds} s, ${breaches.length} breaches: ${said.join(", ")}\n`,
  );
  return breaches.length;
}

async function ticks(count: number): Promise<number> {
  const began = performance.now();
  const { breaches, totals } = await runTicks(house, count, random);
  const said = Object.entries(totals).map(([what, times]) => `${what} ${times}`);
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  for (const breach of breaches.slice(0, 20)) process.stdout.write(`  ${breach}\n`);
  process.stdout.write(
    `seed ${seed}: three processes in ${seconds} s, ${breaches.length} breaches: ${said.join(", ")}\n`,
  );
  return breaches.length;
}

try {
  const breaches = tickCount === null ? await run() : await ticks(tickCount);
  process.exitCode = breaches > 0 ? 1 : 0;
} finally {
  over = true;
  await Promise.all(living().map((child) => child.kill()));
  await balancer.close();
  await house.remove();
  await rm(prepared.folder, { recursive: true, force: true });
  await database?.remove();
  await server?.stop();
}
