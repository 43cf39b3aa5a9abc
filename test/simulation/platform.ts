import type { Capabilities, Channel, Outcome, Outgoing } from "../../src/channels/channel.ts";
import type { Inbound, Reply } from "../../src/shared/messages.ts";
import { type Life, never } from "./life.ts";
import type { Random } from "./random.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** One call as the platform saw it. */
export interface WireCall {
  number: number;
  operation: "send" | "edit";
  chatId: string;
  reply: Reply;
  life: Life;
  /** Virtual and product time at which it arrived (ms). */
  at: number;
  productAt: number;
  /** The person has it. */
  accepted: boolean;
  messageId: string;
  /** What the sender heard, and when. */
  heard: { outcome: Outcome; at: number } | null;
}

/** An update, as it is confirmed or not. */
export interface Update {
  inbound: Inbound;
  confirmed: boolean;
}

/** What the platform does to the next calls. */
export type SendFault =
  | "dropRequest"
  | "dropAnswer"
  | "refuseConnection"
  | "tooMany"
  | "serverError"
  | "blocked"
  | "badRequest"
  | "slow"
  | "hang"
  | "killBefore"
  | "killAfter";
export type UpdateFault = "duplicate" | "reorder" | "loseConfirmation";

export interface Platform {
  readonly wire: WireCall[];
  readonly updates: Update[];
  /** The next calls' faults, first come first served. */
  readonly sendFaults: SendFault[];
  readonly updateFaults: UpdateFault[];
  /** Faults that did happen, by kind. */
  readonly happened: Map<string, number>;
  readonly blocked: Set<string>;
  channelOf(life: Life): Channel;
  /** Somebody writes or presses: the update goes out as soon as a process takes it. */
  push(update: Omit<Inbound, "channel" | "externalId" | "sentAt" | "replyTo">): Update;
  /** Nothing waits to be delivered. */
  delivered(): boolean;
}

const capabilities: Capabilities = {
  buttons: true,
  edit: true,
  photo: "upload",
  document: "upload",
  textLimit: 4096,
  captionLimit: 1024,
  receiveLimit: 1000,
};

interface World {
  time: VirtualTime;
  random: Random;
  /** The product's clock (ms). */
  productNow(): number;
}

/** The platform, which outlives every process. */
export function createPlatform({ time, random, productNow }: World): Platform {
  const wire: WireCall[] = [];
  const updates: Update[] = [];
  const sendFaults: SendFault[] = [];
  const updateFaults: UpdateFault[] = [];
  const happened = new Map<string, number>();
  const blocked = new Set<string>();
  const receivers = new Map<Life, (inbound: Inbound) => Promise<void>>();
  /** Updates of one chat that are not confirmed, in order. */
  const queues = new Map<string, Update[]>();
  let lastMessage = 0;
  let waiting = 0;

  const note = (fault: string) => void happened.set(fault, (happened.get(fault) ?? 0) + 1);
  const sleep = (ms: number, life: Life) =>
    new Promise<void>((resolve) => void time.after(ms, resolve, life));

  async function call(
    life: Life,
    operation: "send" | "edit",
    message: Outgoing,
    edited?: string,
  ): Promise<Outcome> {
    if (!life.alive) return never();
    const record: WireCall = {
      number: wire.length + 1,
      operation,
      chatId: message.chatId,
      reply: message.reply,
      life,
      at: time.now(),
      productAt: productNow(),
      accepted: false,
      messageId: edited ?? String((lastMessage += 1)),
      heard: null,
    };
    wire.push(record);
    const fault = sendFaults.shift();
    if (fault) note(fault);
    const outcome = await answer(record, fault);
    if (!life.alive) return never();
    record.heard = { outcome, at: time.now() };
    return outcome;
  }

  async function answer(record: WireCall, fault: SendFault | undefined): Promise<Outcome> {
    const { life, chatId } = record;
    const roundTrip = random.int(10, 200);
    if (fault === "refuseConnection") return { kind: "notSent", reason: "connection refused" };
    if (fault === "killBefore") {
      life.kill();
      return never();
    }
    await sleep(roundTrip / 2, life);
    if (fault === "blocked" && !chatId.startsWith("-")) blocked.add(chatId);
    if (fault === "tooMany") return { kind: "paused", retryAfterMs: random.int(1, 5) * 1000 };
    if (fault === "badRequest") return { kind: "refused", reason: "Bad Request: message text is empty" };
    if (fault === "dropRequest") return unknownAfter(life, random.int(1, 20_000));
    if (blocked.has(chatId)) return { kind: "unreachable", reason: "blocked" };
    record.accepted = fault !== "serverError" || random.chance(0.5);
    if (fault === "killAfter") {
      life.kill();
      return never();
    }
    if (fault === "dropAnswer" || fault === "serverError") return unknownAfter(life, random.int(1, 20_000));
    await sleep(
      fault === "hang" ? 120_000 : fault === "slow" ? random.int(3_000, 40_000) : roundTrip / 2,
      life,
    );
    return { kind: "sent", messageId: record.messageId };
  }

  async function unknownAfter(life: Life, ms: number): Promise<Outcome> {
    await sleep(ms, life);
    return { kind: "unknown", reason: "the connection was reset" };
  }

  /** Hands an update to a process; it comes again until one has confirmed it. */
  function deliver(update: Update, after: number): void {
    waiting += 1;
    time.after(after, () => {
      waiting -= 1;
      const ready = [...receivers].filter(([life]) => life.alive && life.heldUntil <= time.now());
      if (ready.length === 0) return deliver(update, 1_000);
      const [life, receive] = random.pick(ready);
      waiting += 1;
      const settled = (confirmed: boolean) => {
        if (!pending) return;
        pending = false;
        waiting -= 1;
        if (!confirmed) return deliver(update, random.int(500, 4_000));
        const fault = updateFaults[0] === "loseConfirmation" ? updateFaults.shift() : undefined;
        if (fault) {
          note(fault);
          return deliver(update, random.int(500, 4_000));
        }
        update.confirmed = true;
        const queue = queues.get(update.inbound.chat.id) ?? [];
        if (!queue.includes(update)) return;
        const rest = queue.filter((each) => each !== update);
        queues.set(update.inbound.chat.id, rest);
        if (rest[0]) deliver(rest[0], random.int(0, 50));
      };
      let pending = true;
      receive(update.inbound).then(
        () => settled(true),
        () => settled(false),
      );
      life.death.catch(() => settled(false));
    });
  }

  return {
    wire,
    updates,
    sendFaults,
    updateFaults,
    happened,
    blocked,
    channelOf: (life) => ({
      name: "telegram",
      capabilities,
      isGroup: (chatId) => chatId.startsWith("-"),
      start: async (receive) => void receivers.set(life, receive),
      stop: async () => void receivers.delete(life),
      send: (message) => call(life, "send", message),
      edit: (messageId, message) => call(life, "edit", message, messageId),
      download: async () => null,
    }),
    push(parts) {
      const id = updates.length + 1;
      const update: Update = {
        confirmed: false,
        inbound: {
          ...parts,
          channel: "telegram",
          externalId: String(id),
          sentAt: new Date(productNow()).toISOString(),
          replyTo: null,
        },
      };
      updates.push(update);
      if (!parts.chat.id.startsWith("-")) blocked.delete(parts.chat.id);
      const queue = queues.get(parts.chat.id) ?? [];
      queues.set(parts.chat.id, [...queue, update]);
      const fault = updateFaults[0] === "loseConfirmation" ? undefined : updateFaults.shift();
      if (fault) note(fault);
      // One after the other within a chat, unless order is lost on the way.
      if (queue.length === 0 || fault === "reorder")
        deliver(update, random.int(0, fault === "reorder" ? 0 : 100));
      if (fault === "duplicate") deliver(update, random.int(0, 2_000));
      return update;
    },
    delivered: () => waiting === 0,
  };
}
