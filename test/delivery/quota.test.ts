import { setImmediate as turn } from "node:timers/promises";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/channels/channel.ts";
import { createIntake } from "../../src/delivery/intake.ts";
import { createQuotas } from "../../src/delivery/quotas.ts";
import { createSender, type Sender } from "../../src/delivery/worker.ts";
import { createCalendar } from "../../src/domain/calendar.ts";
import type { Clock } from "../../src/shared/clock.ts";
import { createLog } from "../../src/shared/log.ts";
import type { Inbound } from "../../src/shared/messages.ts";
import { countMessages, messagesOf } from "../../src/store/bot-months.ts";
import { enqueue } from "../../src/store/enqueue.ts";
import type { Store } from "../../src/store/open.ts";
import type { NewMessage } from "../../src/store/outbox-rows.ts";
import { createFakeChannel, type FakeChannel } from "../support/fake-channel.ts";
import { onBoth } from "../support/on-both.ts";
import { createManualTime } from "./manual-time.ts";

const zone = "Asia/Ho_Chi_Minh";
const calendar = createCalendar({ official: [], overrides: [] });
/** Friday 10:00 in Hà Nội. */
const begin = Temporal.Instant.from("2026-06-12T03:00:00Z");
const month = "2026-06";
const log = createLog("silent");
const limit = 1_000;

/** A channel of the bots "1" and "2" with a thousand messages each, on a clock that is moved. */
async function setUp(store: Store, keys: string[] = ["1", "2"]) {
  const channel: FakeChannel = Object.assign(
    createFakeChannel("zalo", {
      buttons: false,
      edit: false,
      quota: { messages: limit, countsReceived: true, users: 50 },
    }),
    { bots: keys.map((key) => ({ key, name: () => `Bot ${key}` })) },
  );
  const telegram = createFakeChannel("telegram");
  const channels = new Map([
    ["zalo" as const, channel],
    ["telegram" as const, telegram],
  ]);
  const time = createManualTime();
  let now = begin;
  const clock: Clock = { now: () => now };
  let warned = 0;
  const quotas = createQuotas({
    store,
    channels,
    log,
    now: () => new Date(now.epochMilliseconds),
    zone,
    calendar: () => calendar,
    warn: async () => {
      warned += 1;
      return false;
    },
    kick: () => undefined,
  });
  const sender = createSender({
    store,
    channels,
    clock,
    time,
    log,
    guard: async () => "send",
    pace: () => null,
    ration: quotas.ration,
    settled: () => quotas.committed(),
    markRepeat: (reply) => reply,
  });
  const person = (addresses: { channel: string; externalId: string; bot?: string }[]) =>
    store.transaction(async (tx) => {
      const at = new Date(begin.epochMilliseconds);
      const { id: personId } = await tx.person.create({
        data: { displayName: "An", noticeVersion: 1, agreedAt: at, createdAt: at },
      });
      const ids: number[] = [];
      for (const { channel: name, externalId, bot = "" } of addresses) {
        const data = { channel: name, externalId, bot, kind: "private", title: "", personId, createdAt: at };
        ids.push((await tx.address.create({ data })).id);
      }
      return ids;
    });
  return {
    store,
    channel,
    telegram,
    channels,
    time,
    clock,
    quotas,
    sender,
    warned: () => warned,
    /** Somebody who writes to that bot; answers the address. */
    at: async (bot: string, externalId = `${bot}:an`) =>
      (await person([{ channel: "zalo", externalId, bot }]))[0] ?? 0,
    person,
    put: (...messages: (Partial<NewMessage> & { addressId: number; dedupeKey: string })[]) =>
      store.transaction(async (tx) => {
        for (const each of messages) {
          await enqueue(tx, {
            channel: "zalo",
            kind: "notice",
            policy: "atLeastOnce",
            reply: { html: each.dedupeKey },
            createdAt: new Date(now.epochMilliseconds),
            ...each,
          });
        }
      }),
    use: (bot: string, sent: number) =>
      store.transaction((tx) => countMessages(tx, { channel: "zalo", bot, month }, { received: 0, sent })),
    used: (bot: string) => messagesOf(store.db, { channel: "zalo", bot, month }),
    said: () => channel.wire.map((call) => call.reply.html),
    /** Time passes: so much on the product's clock, and as many minutes really, or a quarter of an hour. */
    pass: async (minutes: number) => {
      now = now.add({ minutes });
      time.advance(Math.min(minutes + 1, 16) * 60_000);
      // The first may be answered before a lane has its lease again.
      await sender.idle();
      await sender.idle();
    },
    state: async (dedupeKey: string) => {
      const { state, lastError } = await store.db.outboxMessage.findUniqueOrThrow({ where: { dedupeKey } });
      return lastError === null ? state : `${state}: ${lastError}`;
    },
  };
}

type World = Awaited<ReturnType<typeof setUp>>;

async function running(world: World, test: (sender: Sender) => Promise<void>): Promise<void> {
  world.sender.start();
  try {
    await test(world.sender);
  } finally {
    const stopped = world.sender.stop();
    world.time.advance(10_000);
    await stopped;
  }
}

onBoth("a lane for each bot", (open) => {
  it("is not stopped by another bot's 429", async () => {
    const world = await setUp((await open()).store);
    const [one, two] = [await world.at("1"), await world.at("2")];
    world.channel.answer = ({ chatId, messageId }) =>
      chatId.startsWith("1:") ? { kind: "paused", retryAfterMs: 60_000 } : { kind: "sent", messageId };
    await running(world, async (sender) => {
      await world.put({ addressId: one, dedupeKey: "a" }, { addressId: two, dedupeKey: "b" });
      sender.kick();
      await sender.idle();
      await world.put({ addressId: two, dedupeKey: "c" });
      await sender.idle();
      expect(world.said().filter((html) => html !== "a")).toEqual(["b", "c"]);
      expect(await world.state("a")).toBe("queued");
      world.channel.answer = ({ messageId }) => ({ kind: "sent", messageId });
      await world.pass(1);
      expect(await world.state("a")).toBe("sent");
    });
    const leases = await world.store.db.lease.findMany({ orderBy: { name: "asc" } });
    // Given back at the end; each lane had its own.
    expect(leases).toEqual([]);
  });

  it("takes what was meant for a bot that is gone, and says so, or sends it elsewhere", async () => {
    const world = await setUp((await open()).store);
    const alone = await world.at("9");
    const [old = 0, telegram = 0] = await world.person([
      { channel: "zalo", externalId: "9:binh", bot: "9" },
      { channel: "telegram", externalId: "77" },
    ]);
    world.channel.answer = ({ chatId, messageId }) =>
      chatId.startsWith("9:") ? { kind: "unreachable", reason: "botGone" } : { kind: "sent", messageId };
    await world.use("1", limit);
    await running(world, async (sender) => {
      await world.put({ addressId: alone, dedupeKey: "a" }, { addressId: old, dedupeKey: "b" });
      sender.kick();
      await sender.idle();
      await sender.idle();
      expect(await world.state("a")).toBe("failed: unreachable: botGone");
      expect(world.telegram.wire.map((call) => [call.chatId, call.reply.html])).toEqual([["77", "b"]]);
      const row = await world.store.db.outboxMessage.findUniqueOrThrow({ where: { dedupeKey: "b" } });
      expect(row).toMatchObject({ state: "sent", addressId: telegram, movedFromId: old });
    });
    expect(await world.used("9")).toEqual({ received: 0, sent: 0 });
  });

  it("counts what went out and what may have, in its month, each once", async () => {
    const world = await setUp((await open()).store);
    const [one, two] = [await world.at("1"), await world.at("2")];
    const [, telegram = 0] = await world.person([
      { channel: "zalo", externalId: "1:chi", bot: "1" },
      { channel: "telegram", externalId: "5" },
    ]);
    const answers: Record<string, Outcome[]> = {
      a: [{ kind: "sent", messageId: "1", messages: 2 }],
      b: [{ kind: "unknown", reason: "reset" }],
      c: [{ kind: "refused", reason: "400" }],
      d: [
        { kind: "notSent", reason: "ECONNREFUSED" },
        { kind: "sent", messageId: "2" },
      ],
      e: [{ kind: "sent", messageId: "3" }],
    };
    world.channel.answer = ({ reply: { html } }) =>
      answers[html]?.shift() ?? { kind: "refused", reason: "not again" };
    await running(world, async (sender) => {
      const reply = { kind: "reply", policy: "atMostOnce" } as const;
      await world.put(
        { addressId: one, dedupeKey: "a", ...reply },
        { addressId: one, dedupeKey: "b", ...reply },
        { addressId: one, dedupeKey: "c", ...reply },
        { addressId: two, dedupeKey: "d" },
        { addressId: two, dedupeKey: "e" },
        { addressId: telegram, dedupeKey: "f", channel: "telegram" },
      );
      sender.kick();
      // After a failure a lane rests.
      while ((await world.state("c")) !== "failed: 400" || (await world.state("e")) !== "sent") {
        await world.time.someoneWaits();
        world.time.advance(500);
        await turn();
      }
      await sender.idle();
      expect(await world.used("1")).toEqual({ received: 0, sent: 3 });
      expect(await world.used("2")).toEqual({ received: 0, sent: 2 });
    });
    // Where nothing is granted nothing is counted.
    expect(world.telegram.wire).toHaveLength(1);
    expect(await world.store.db.botMonth.count()).toBe(2);
  });

  it("counts what comes in once, however often it is handed over", async () => {
    const world = await setUp((await open()).store);
    let broken = true;
    const intake = createIntake({
      store: world.store,
      clock: world.clock,
      log,
      channels: world.channels,
      files: { put: async () => ({ sha256: "", size: 0 }), read: async () => new Uint8Array() } as never,
      handle: async () => {
        if (broken) throw new Error("a fault of the product");
      },
      onDead: async () => undefined,
      onHeldUp: async () => undefined,
      committed: () => undefined,
      kept: world.quotas.kept,
      time: world.time,
    });
    await intake.start();
    const inbound = (externalId: string, channel: "zalo" | "telegram" = "zalo"): Inbound => ({
      channel,
      externalId,
      chat: { id: "1:an", kind: "private", title: "An", ...(channel === "zalo" && { bot: "1" }) },
      sender: { id: "1:an", name: "An" },
      sentAt: begin.toString(),
      replyTo: null,
      content: { kind: "text", text: "CT3 85%" },
    });
    // Kept though it cannot be handled, then handed over again, then tried again.
    await intake.receive(inbound("u1"));
    await intake.receive(inbound("u1"));
    broken = false;
    world.time.advance(2_000);
    await intake.idle();
    await Promise.all([intake.receive(inbound("u2")), intake.receive(inbound("u2"))]);
    await intake.receive(inbound("u3"));
    await intake.receive(inbound("u1", "telegram"));
    await intake.idle();
    await intake.stop();
    expect(await world.used("1")).toEqual({ received: 3, sent: 0 });
    expect(await world.store.db.botMonth.count()).toBe(1);
  });
});

onBoth("a bot short of messages", (open) => {
  const urgent = { kind: "reminder", policy: "atLeastOnce" } as const;
  const early = { kind: "reminder", policy: "atMostOnce" } as const;
  const reply = { kind: "reply", policy: "atMostOnce", priority: 0 } as const;

  it("from 95 % on leaves only unimportant messages unsent, unless the person has another address", async () => {
    const world = await setUp((await open()).store);
    const an = await world.at("1");
    const [binh = 0] = await world.person([
      { channel: "zalo", externalId: "1:binh", bot: "1" },
      { channel: "telegram", externalId: "77" },
    ]);
    await world.use("1", 950);
    await running(world, async (sender) => {
      await world.put(
        { addressId: an, dedupeKey: "early", ...early },
        { addressId: an, dedupeKey: "urgent", ...urgent },
        { addressId: an, dedupeKey: "summary", kind: "summary" },
        { addressId: an, dedupeKey: "broadcast", kind: "broadcast", priority: 9 },
        { addressId: an, dedupeKey: "reply", ...reply },
        { addressId: binh, dedupeKey: "early for Bình", ...early },
        { addressId: binh, dedupeKey: "urgent for Bình", ...urgent },
      );
      sender.kick();
      await sender.idle();
      await sender.idle();
      expect(await world.state("early")).toBe("dropped: quota");
      expect(world.said().sort()).toEqual(["broadcast", "reply", "summary", "urgent", "urgent for Bình"]);
      expect(world.telegram.wire.map((call) => call.reply.html)).toEqual(["early for Bình"]);
      expect(world.warned()).toBe(1);
    });
  });

  it("waits when all is spent: for another month, another address, or until nobody wants it any more", async () => {
    const world = await setUp((await open()).store);
    const an = await world.at("1");
    const [binh = 0] = await world.person([
      { channel: "zalo", externalId: "1:binh", bot: "1" },
      { channel: "telegram", externalId: "77" },
    ]);
    await world.use("1", limit);
    await running(world, async (sender) => {
      await world.put(
        { addressId: an, dedupeKey: "reply", ...reply },
        { addressId: an, dedupeKey: "summary", kind: "summary" },
        { addressId: binh, dedupeKey: "for Bình", kind: "summary" },
      );
      await world.put({
        addressId: an,
        dedupeKey: "until tonight",
        ...urgent,
        expiresAt: new Date("2026-06-12T10:00:00Z"),
      });
      sender.kick();
      await sender.idle();
      await sender.idle();
      expect(world.said()).toEqual([]);
      expect(world.telegram.wire.map((call) => call.reply.html)).toEqual(["for Bình"]);
      expect(await world.state("reply")).toBe("queued: quota");
      // July: counted anew.
      await world.pass(12 * 60);
      await world.pass(20 * 24 * 60);
      expect(world.said()).toEqual(["reply", "summary"]);
      expect(await world.state("until tonight")).toBe("expired");
      expect(
        await world.store.db.botMonth.findMany({
          select: { month: true, sent: true },
          orderBy: { month: "asc" },
        }),
      ).toEqual([
        { month: "2026-06", sent: limit },
        { month: "2026-07", sent: 2 },
      ]);
    });
  });

  it("lets everything wait when the platform says that all is spent, and tries again", async () => {
    const world = await setUp((await open()).store);
    const an = await world.at("1");
    world.channel.answer = () => ({ kind: "paused", retryAfterMs: 5_000, spent: true });
    await running(world, async (sender) => {
      await world.put({ addressId: an, dedupeKey: "early", ...early });
      sender.kick();
      await sender.idle();
      await world.pass(1);
      await world.pass(1);
      expect(world.said()).toEqual(["early"]);
      expect(await world.state("early")).toBe("queued: quota");
      world.channel.answer = ({ messageId }) => ({ kind: "sent", messageId });
      await world.pass(16);
      expect(await world.state("early")).toBe("sent");
      expect(await world.used("1")).toEqual({ received: 0, sent: 1 });
    });
  });

  it("from 80 % on lets notices ride with the digest, or together when there is none", async () => {
    const world = await setUp((await open()).store);
    const [an, binh] = [await world.at("1"), await world.at("1", "1:binh")];
    const choices = [[{ label: "Duyệt", data: "approve:1" }]];
    await world.use("1", 800);
    await running(world, async (sender) => {
      await world.put(
        { addressId: an, dedupeKey: "n1", reply: { html: "Một", choices } },
        {
          addressId: an,
          dedupeKey: "n2",
          reply: { html: "Hai", choices: [[{ label: "Duyệt", data: "approve:2" }]] },
        },
        { addressId: binh, dedupeKey: "n3", reply: { html: "Ba" } },
        { addressId: binh, dedupeKey: "n4", reply: { html: "Bốn" } },
        // Nothing that comes later is held back.
        { addressId: an, dedupeKey: "broadcast", kind: "broadcast", priority: 9 },
      );
      sender.kick();
      await sender.idle();
      expect(world.said()).toEqual(["broadcast"]);
      // Monday 08:00: An has something to be reminded of.
      await world.pass(2 * 24 * 60 + 22 * 60);
      await world.put({
        addressId: an,
        dedupeKey: "digest",
        ...early,
        reply: { html: "Việc hôm nay", choices: [[{ label: "Báo tiến độ", data: "progress" }]] },
      });
      await sender.idle();
      expect(world.said().slice(1)).toEqual([
        "Việc hôm nay\n\na) Một\n\nb) Hai\n\n1. Báo tiến độ\n2. Duyệt (a)\n3. Duyệt (b)",
      ]);
      await world.pass(5);
      expect(world.said().slice(2)).toEqual(["a) Ba\n\nb) Bốn"]);
      expect(await world.state("n1")).toBe("dropped: joined");
      expect(await world.state("n3")).toBe("sent");
      expect(await world.state("n4")).toBe("dropped: joined");
      expect(await world.used("1")).toEqual({ received: 0, sent: 803 });
    });
  });
});

describe("a bot with enough", () => {
  onBoth("sends a notice at once", (open) => {
    it("as ever", async () => {
      const world = await setUp((await open()).store, ["1"]);
      const an = await world.at("1");
      await running(world, async (sender) => {
        await world.put({ addressId: an, dedupeKey: "n1" }, { addressId: an, dedupeKey: "n2" });
        sender.kick();
        await sender.idle();
        expect(world.said()).toEqual(["n1", "n2"]);
        expect(world.warned()).toBe(0);
      });
    });
  });
});
