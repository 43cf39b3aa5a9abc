import { setImmediate as turn } from "node:timers/promises";
import { Temporal } from "temporal-polyfill";
import type { Outcome } from "../../src/channels/channel.ts";
import { createIntake, type IntakeOptions } from "../../src/delivery/intake.ts";
import type { PaceSettings } from "../../src/delivery/pace.ts";
import { createSender } from "../../src/delivery/worker.ts";
import type { Clock } from "../../src/shared/clock.ts";
import { openFiles } from "../../src/shared/files.ts";
import { createLog } from "../../src/shared/log.ts";
import { addressOf } from "../../src/store/addresses.ts";
import { enqueue } from "../../src/store/enqueue.ts";
import type { Store } from "../../src/store/open.ts";
import { type NewMessage, replyKey } from "../../src/store/outbox-rows.ts";
import { createFakeChannel, type FakeChannel, type Wire } from "../support/fake-channel.ts";
import { madeAt as at, textIn } from "../support/messages.ts";
import type { ManualTime } from "./manual-time.ts";

const clock: Clock = { now: () => Temporal.Instant.from("2026-06-12T01:00:00Z") };
const log = createLog("silent");
const repeatMark = "(gửi lại) ";

/**
 * How a message's first try ends; every later one is taken. Silence: it is taken and never answered. Moved: the chat has
 * another id.
 */
export type Fate = "sent" | "429" | "notSent" | "5xx" | "reset" | "silence" | "moved";

/** The one platform that all processes talk to: what it took, and how it was treated. */
export interface Platform {
  /** Tries by text, without the mark of a repeat. */
  readonly calls: ReadonlyMap<string, number>;
  /** What stands in a chat, in order. */
  screen(chat: string): string[];
  /** Texts that came while the answer to another of the same chat was still out. */
  readonly crowded: readonly string[];
  /** Calls it works on. */
  readonly busy: number;
  answer(call: Wire): Promise<Outcome>;
  /** Who waited for answers is gone. */
  hangUp(): void;
}

const never = <T>() => new Promise<T>(() => undefined);

const endOf: Record<Exclude<Fate, "sent" | "silence">, Outcome> = {
  "429": { kind: "paused", retryAfterMs: 3000 },
  notSent: { kind: "notSent", reason: "ECONNREFUSED" },
  "5xx": { kind: "unknown", reason: "502" },
  reset: { kind: "unknown", reason: "ECONNRESET" },
  moved: { kind: "migrated", chatId: "moved" },
};

/** Its answers take a few turns, so that other things happen meanwhile; to one of those `held`, as long as is said there. */
export function createPlatform(
  fateOf: (text: string) => Fate,
  held: ReadonlyMap<string, Promise<void>> = new Map(),
): Platform {
  const calls = new Map<string, number>();
  const screens = new Map<string, string[]>();
  const underWay = new Map<string, number>();
  const crowded: string[] = [];
  let busy = 0;
  return {
    calls,
    crowded,
    screen: (chat) => screens.get(chat) ?? [],
    get busy() {
      return busy;
    },
    async answer({ chatId, reply, messageId }) {
      const text = reply.html.replace(repeatMark, "");
      const tries = (calls.get(text) ?? 0) + 1;
      calls.set(text, tries);
      const others = underWay.get(chatId) ?? 0;
      if (others > 0) crowded.push(text);
      underWay.set(chatId, others + 1);
      busy += 1;
      for (let turns = (calls.size % 4) + 1; turns > 0; turns -= 1) await turn();
      busy -= 1;
      const fate = tries === 1 ? fateOf(text) : "sent";
      if (fate === "sent" || fate === "reset" || fate === "silence")
        screens.set(chatId, [...(screens.get(chatId) ?? []), reply.html]);
      if (fate === "silence") return never();
      await held.get(text);
      underWay.set(chatId, (underWay.get(chatId) ?? 1) - 1);
      return fate === "sent" ? { kind: "sent", messageId } : endOf[fate];
    },
    hangUp: () => underWay.clear(),
  };
}

/** One that takes every message, and keeps what it says of "held" until `release`. */
export function createHoldingPlatform(): { platform: Platform; release: () => void } {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  return {
    platform: createPlatform(() => "sent", new Map([["held", released]])),
    release: () => release(),
  };
}

/** Answers once, as a turn of the conversation does, and notes in which order messages were handled. */
export const answer: IntakeOptions["handle"] = async (tx, inbound, inboxId, offer) => {
  const address = await addressOf(tx, inbound, at);
  await tx.auditEntry.create({ data: { at, action: "handled", subject: inbound.externalId } });
  const reply: NewMessage = {
    channel: "telegram",
    addressId: address.id,
    kind: "reply",
    policy: "atMostOnce",
    reply: { html: inbound.externalId },
    dedupeKey: replyKey(inboxId, 1),
    priority: 0,
    createdAt: at,
  };
  await enqueue(tx, reply, offer);
};

/** Something a job writes to a chat that has written before: 5 a reminder, 9 a broadcast. */
export const schedule = (store: Store, chat: string, text: string, priority: 5 | 9) =>
  store.transaction(async (tx) => {
    const { id } = await tx.address.findUniqueOrThrow({
      where: { channel_externalId: { channel: "telegram", externalId: chat } },
    });
    await enqueue(tx, {
      channel: "telegram",
      addressId: id,
      kind: priority === 9 ? "broadcast" : "reminder",
      policy: "atLeastOnce",
      reply: { html: text },
      dedupeKey: text,
      priority,
      createdAt: at,
    });
  });

/** One process of the product: it takes in at several doors, answers and sends. */
export interface House {
  readonly store: Store;
  readonly channel: FakeChannel;
  /** Answers that went out with the commit that wrote them. */
  readonly taken: number;
  /** A transaction or a call to the platform is under way. */
  isBusy(): boolean;
  /** Comes in at the door with this number. */
  write(chat: string, text: string, door?: number): Promise<void>;
  kick(): void;
  /** The next transaction is committed, but its connection breaks before it hears of it. */
  loseNext(): void;
  /** Killed: what it commits from now on is committed, but it never hears of it. */
  die(): void;
  /** After its death: it asks for nothing any more. */
  bury(): Promise<void>;
  stop(): Promise<void>;
}

interface HouseOptions {
  store: Store;
  time: ManualTime;
  platform: Platform;
  doors?: number;
  pace?: PaceSettings | null;
  handle?: IntakeOptions["handle"];
}

export function startHouse({ store, time, platform, doors = 1, pace = null, handle = answer }: HouseOptions) {
  let under = 0;
  let taken = 0;
  let losesNext = false;
  let isDead = false;
  let isGone = false;
  const counted: Store = {
    ...store,
    async transaction(work) {
      if (isGone) return never();
      under += 1;
      const done = await store.transaction(work).finally(() => {
        under -= 1;
      });
      if (losesNext) {
        losesNext = false;
        throw new Error("Connection terminated unexpectedly");
      }
      return isDead ? never() : done;
    },
  };
  const channel = createFakeChannel("telegram");
  channel.answer = (call) => platform.answer(call);
  const channels = new Map([["telegram" as const, channel]]);
  const sender = createSender({
    store: counted,
    channels,
    clock,
    time,
    log,
    guard: async () => "send",
    pace: () => pace,
    markRepeat: (reply) => ({ ...reply, html: repeatMark + reply.html }),
  });
  const intakes = Array.from({ length: doors }, () =>
    createIntake({
      store: counted,
      clock,
      time,
      log,
      channels,
      files: openFiles("/nonexistent"),
      handle,
      onHeldUp: async () => undefined,
      onDead: async () => undefined,
      committed: (toSend) => toSend && sender.kick(),
      offer(name, chat) {
        const open = sender.offer(name, chat);
        const committed = () => {
          if (open?.isTaken()) taken += 1;
          open?.committed();
        };
        return open && { ...open, committed };
      },
    }),
  );
  sender.start();
  const house: House = {
    store,
    channel,
    get taken() {
      return taken;
    },
    isBusy: () => under > 0 || platform.busy > 0,
    async write(chat, text, door = 0) {
      await intakes[door % doors]?.receive(textIn(text, chat));
    },
    kick: sender.kick,
    loseNext() {
      losesNext = true;
    },
    die() {
      isDead = true;
    },
    async bury() {
      isGone = true;
      await store.close();
    },
    async stop() {
      await Promise.all(intakes.map((each) => each.stop()));
      const stopped = sender.stop();
      time.advance(10_000);
      await stopped;
    },
  };
  return house;
}

/** Until none of the houses does anything, nor will before time passes. */
export async function quiet(...houses: readonly House[]): Promise<void> {
  // What was woken a moment ago begins within a turn.
  for (let still = 0; still < 3; still += 1) {
    await turn();
    if (houses.some((each) => each.isBusy())) still = -1;
  }
}

/** Lets time go on, a second whenever nothing else happens, until nothing waits in the outbox; ten minutes at most. */
export async function untilSent(store: Store, time: ManualTime, ...houses: readonly House[]): Promise<void> {
  const isOpen = { state: { in: ["queued", "sending"] } };
  for (let seconds = 0; seconds < 600; seconds += 1) {
    await quiet(...houses);
    if ((await store.db.outboxMessage.count({ where: isOpen })) === 0) return;
    time.advance(1_000);
  }
}
