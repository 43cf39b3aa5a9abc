import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../../src/channels/channel.ts";
import type { PaceSettings } from "../../src/delivery/pace.ts";
import type { Guard } from "../../src/delivery/prepare-row.ts";
import { createSender, type Sender } from "../../src/delivery/worker.ts";
import type { Clock } from "../../src/shared/clock.ts";
import { createLog } from "../../src/shared/log.ts";
import { enqueue, enqueueAll } from "../../src/store/enqueue.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import type { NewMessage } from "../../src/store/outbox-rows.ts";
import { createFakeChannel, type FakeChannel } from "../support/fake-channel.ts";
import { madeAt as at, noticeTo as message } from "../support/messages.ts";
import { onBoth, onPostgres } from "../support/on-both.ts";
import { createManualTime, type ManualTime } from "./manual-time.ts";

const clock: Clock = { now: () => Temporal.Instant.from("2026-06-12T01:00:00Z") };
const log = createLog("silent");

const addAddress = async (store: Store, externalId: string) =>
  (
    await store.transaction((tx) =>
      tx.address.create({
        data: { channel: "telegram", externalId, kind: "private", title: "", createdAt: at },
      }),
    )
  ).id;

/** That many people, with a message for each. */
const addChats = (store: Store, count: number) =>
  store.transaction(async (tx) => {
    const chats = Array.from({ length: count }, (_, index) => `${index}`);
    const addresses = await tx.address.createManyAndReturn({
      data: chats.map((externalId) => ({
        channel: "telegram",
        externalId,
        kind: "private",
        title: "",
        createdAt: at,
      })),
    });
    const rows = addresses.map(({ id }, index) => message(id, `bulk ${index}`, { priority: 9 }));
    await enqueueAll(tx, rows);
    return rows;
  });

const put = (store: Store, ...messages: NewMessage[]) =>
  store.transaction(async (tx) => {
    for (const each of messages) await enqueue(tx, each);
  });

const said = (channel: FakeChannel) => channel.wire.map((call) => call.reply.html);
const stateOf = (store: Store, dedupeKey: string) =>
  store.db.outboxMessage.findUniqueOrThrow({ where: { dedupeKey } });
const never = () => new Promise<Outcome>(() => undefined);

interface Setup {
  store: Store;
  channel: FakeChannel;
  time: ManualTime;
  pace?: PaceSettings | null;
  guard?: Guard;
  productClock?: Clock;
}

const senderOf = ({
  store,
  channel,
  time,
  pace = null,
  guard = async () => "send",
  productClock = clock,
}: Setup): Sender =>
  createSender({
    store,
    channels: new Map([["telegram", channel]]),
    clock: productClock,
    time,
    log,
    guard,
    pace: () => pace,
    markRepeat: (reply) => ({ ...reply, html: `(gửi lại) ${reply.html}` }),
  });

/** A sender that runs for the length of a test; whatever it waits for, it is stopped. */
async function running(setup: Setup, test: (sender: Sender) => Promise<void>): Promise<void> {
  const sender = senderOf(setup);
  sender.start();
  try {
    await test(sender);
  } finally {
    const stopped = sender.stop();
    setup.time.advance(10_000);
    await stopped;
  }
}

onBoth("a sender", (open) => {
  const setUp = async (more: Partial<Setup> = {}) => {
    const { store, url } = await open();
    return { url, store, channel: createFakeChannel("telegram"), time: createManualTime(), ...more };
  };

  it("sends what is queued, replies first, in order for each address, and keeps the platform's ids", async () => {
    const setup = await setUp();
    const { store, channel } = setup;
    const [one, two] = [await addAddress(store, "1"), await addAddress(store, "2")];
    await put(
      store,
      message(one, "bulk", { priority: 9 }),
      message(one, "reply a", { priority: 0 }),
      message(one, "reply b", { priority: 0 }),
      message(two, "notice"),
    );
    await running(setup, async (sender) => {
      await sender.idle();
      expect(said(channel).filter((html) => html !== "notice")).toEqual(["reply a", "reply b", "bulk"]);
      expect(channel.wire.map((call) => call.chatId).sort()).toEqual(["1", "1", "1", "2"]);
      expect(await stateOf(store, "bulk")).toMatchObject({
        state: "sent",
        platformMessageId: "3",
        attempts: 1,
        settledAt: at,
      });
    });
  });

  it("sends what is put in while it runs", async () => {
    const setup = await setUp();
    const id = await addAddress(setup.store, "1");
    await running(setup, async (sender) => {
      await sender.idle();
      await put(setup.store, message(id, "a"));
      sender.kick();
      await sender.idle();
      expect(said(setup.channel)).toEqual(["a"]);
    });
  });

  it("killed while sending: a reply stays uncertain, an important message comes again, recognisably", async () => {
    const setup = await setUp();
    const { store, url, channel, time } = setup;
    const [one, two] = [await addAddress(store, "1"), await addAddress(store, "2")];
    await put(store, message(one, "reply", { policy: "atMostOnce", priority: 0 }), message(two, "summary"));

    // Killed: from here on it does nothing, and its time stands still.
    const ownStore = openStore(url);
    const dying = createFakeChannel("telegram");
    let bothSent = () => {};
    const sent = new Promise<void>((resolve) => {
      bothSent = resolve;
    });
    dying.answer = (_call, index) => {
      if (index === 1) bothSent();
      return never();
    };
    senderOf({ ...setup, store: ownStore, channel: dying, time: createManualTime() }).start();
    await sent;
    await ownStore.close();

    await running(setup, async (sender) => {
      await sender.idle();
      expect(said(channel)).toEqual([]);
      time.advance(61_000);
      await sender.idle();
      expect(await stateOf(store, "reply")).toMatchObject({
        state: "uncertain",
        uncertain: 1,
        settledAt: at,
      });
      expect(await stateOf(store, "summary")).toMatchObject({ state: "queued", uncertain: 1 });
      expect(said(channel)).toEqual([]);
      time.advance(119_000);
      await sender.idle();
      expect(said(channel)).toEqual([]);
      time.advance(1_000);
      await sender.idle();
      expect(said(channel)).toEqual(["(gửi lại) summary"]);
      expect(await stateOf(store, "summary")).toMatchObject({ state: "sent", attempts: 2, uncertain: 1 });
    });
  });

  it("stopped while sending: claims no more, waits 10 s, then what is open is uncertain; the next takes over at once", async () => {
    const setup = await setUp();
    const { store, channel, time } = setup;
    const [one, two] = [await addAddress(store, "1"), await addAddress(store, "2")];
    await put(store, message(one, "slow", { policy: "atMostOnce" }));
    let begun = () => {};
    const beginning = new Promise<void>((resolve) => {
      begun = resolve;
    });
    channel.answer = () => {
      begun();
      return never();
    };
    const first = senderOf(setup);
    first.start();
    await beginning;
    const stopped = first.stop();
    await put(store, message(two, "later"));
    first.kick();
    time.advance(10_000);
    await stopped;
    expect(said(channel)).toEqual(["slow"]);
    expect(await stateOf(store, "slow")).toMatchObject({
      state: "uncertain",
      lastError: "stopped while it was being sent",
    });

    channel.answer = () => ({ kind: "sent", messageId: "9" });
    await running(setup, async (sender) => {
      await sender.idle();
      expect(said(channel)).toEqual(["slow", "later"]);
    });
  });

  it("leaves the lane to another that holds it", async () => {
    const setup = await setUp();
    const id = await addAddress(setup.store, "1");
    await running(setup, async (holder) => {
      await holder.idle();
      const other = createFakeChannel("telegram");
      await running({ ...setup, channel: other, time: createManualTime() }, async (sender) => {
        await sender.idle();
        await put(setup.store, message(id, "a"));
        sender.kick();
        await sender.idle();
        expect(said(other)).toEqual([]);
        holder.kick();
        await holder.idle();
        expect(said(setup.channel)).toEqual(["a"]);
      });
    });
  });

  it("writes the outcome down when the database is back, and does not send again", async () => {
    const setup = await setUp();
    const { store, channel, time } = setup;
    const id = await addAddress(store, "1");
    await put(store, message(id, "a"));
    let away = false;
    const flaky: Store = {
      ...store,
      transaction: (work) =>
        away ? Promise.reject(new Error("SQLITE_BUSY: database is locked")) : store.transaction(work),
    };
    channel.answer = () => {
      away = true;
      return { kind: "sent", messageId: "41" };
    };
    await running({ ...setup, store: flaky }, async (sender) => {
      const idle = sender.idle();
      await waitFor(() => away);
      for (let tries = 0; tries < 3; tries += 1) {
        await time.someoneWaits();
        time.advance(5_000);
      }
      away = false;
      await time.someoneWaits();
      time.advance(5_000);
      await idle;
      expect(said(channel)).toEqual(["a"]);
      expect(await stateOf(store, "a")).toMatchObject({ state: "sent", platformMessageId: "41" });
    });
  });

  it("writes down an outcome that comes in while another is being written down", async () => {
    const setup = await setUp();
    const { store, channel } = setup;
    const [one, two] = [await addAddress(store, "1"), await addAddress(store, "2")];
    await put(store, message(one, "a"), message(two, "b"));
    let answerSecond = () => {};
    const second = new Promise<Outcome>((resolve) => {
      answerSecond = () => resolve({ kind: "sent", messageId: "2" });
    });
    channel.answer = (_call, index) => (index === 0 ? { kind: "sent", messageId: "1" } : second);
    const slow: Store = {
      ...store,
      transaction: async (work) => {
        const done = await store.transaction(work);
        if ((await stateOf(store, "a")).state === "sent") {
          answerSecond();
          await new Promise((resolve) => setImmediate(resolve));
        }
        return done;
      },
    };
    await running({ ...setup, store: slow }, async (sender) => {
      await sender.idle();
      // It used to be taken for written, because it had joined the list of those that were.
      expect((await stateOf(store, "b")).state).toBe("sent");
    });
  });

  it("sends a reply whose claim was committed although the answer to the commit was lost", async () => {
    const setup = await setUp();
    const { store, channel, time } = setup;
    const id = await addAddress(store, "1");
    await put(store, message(id, "a", { policy: "atMostOnce" }));
    let lost = false;
    const flaky: Store = {
      ...store,
      transaction: async (work) => {
        const done = await store.transaction(work);
        if (lost || (await stateOf(store, "a")).state !== "sending") return done;
        lost = true;
        throw new Error("Connection terminated unexpectedly");
      },
    };
    await running({ ...setup, store: flaky }, async (sender) => {
      await waitFor(() => lost);
      for (let tries = 0; tries < 15; tries += 1) {
        await time.someoneWaits();
        time.advance(1_000);
      }
      await sender.idle();
      expect(said(channel)).toEqual(["a"]);
      expect(await stateOf(store, "a")).toMatchObject({ state: "sent", uncertain: 0 });
    });
  });
});

onBoth("what the platform says", (open) => {
  const setUp = async () => {
    const { store } = await open();
    return { store, channel: createFakeChannel("telegram"), time: createManualTime() };
  };

  it("429: the whole lane waits, the message is sent then, and it was no attempt", async () => {
    const setup = await setUp();
    const { store, channel, time } = setup;
    const ids = [await addAddress(store, "1"), await addAddress(store, "2")] as const;
    channel.answer = (_call, index) =>
      index === 0 ? { kind: "paused", retryAfterMs: 3000 } : { kind: "sent", messageId: "1" };
    await running(setup, async (sender) => {
      await put(store, message(ids[0], "a"));
      sender.kick();
      await sender.idle();
      await put(store, message(ids[1], "b", { priority: 0 }));
      sender.kick();
      await time.someoneWaits();
      time.advance(2_999);
      await time.someoneWaits();
      expect(said(channel)).toEqual(["a"]);
      time.advance(1);
      await sender.idle();
      expect(said(channel)).toEqual(["a", "b", "a"]);
      expect(await stateOf(store, "a")).toMatchObject({ state: "sent", attempts: 1 });
    });
  });

  it("403: the address is out of reach, and nothing else is tried there", async () => {
    const setup = await setUp();
    const { store, channel } = setup;
    const id = await addAddress(store, "1");
    await put(store, message(id, "a"), message(id, "b"));
    channel.answer = () => ({ kind: "unreachable", reason: "blocked" });
    await running(setup, async (sender) => {
      await sender.idle();
      expect(said(channel)).toEqual(["a"]);
      expect(await store.db.address.findUnique({ where: { id } })).toMatchObject({
        unreachableSince: at,
        unreachableReason: "blocked",
      });
      for (const key of ["a", "b"]) {
        expect(await stateOf(store, key)).toMatchObject({
          state: "failed",
          lastError: "unreachable: blocked",
        });
      }
    });
  });

  it("400: this message failed, the next is sent", async () => {
    const setup = await setUp();
    const { store, channel } = setup;
    const id = await addAddress(store, "1");
    await put(store, message(id, "a"), message(id, "b"));
    channel.answer = (_call, index) =>
      index === 0 ? { kind: "refused", reason: "message is too long" } : { kind: "sent", messageId: "1" };
    await running(setup, async (sender) => {
      await sender.idle();
      expect(said(channel)).toEqual(["a", "b"]);
      expect(await stateOf(store, "a")).toMatchObject({ state: "failed", lastError: "message is too long" });
    });
  });

  it("a group that moved gets everything at its new id", async () => {
    const setup = await setUp();
    const { store, channel } = setup;
    const id = await addAddress(store, "-5");
    await put(store, message(id, "a"), message(id, "b"));
    channel.answer = (call) =>
      call.chatId === "-5" ? { kind: "migrated", chatId: "-1005" } : { kind: "sent", messageId: "1" };
    await running(setup, async (sender) => {
      await sender.idle();
      expect(channel.wire.map((call) => [call.chatId, call.reply.html])).toEqual([
        ["-5", "a"],
        ["-1005", "a"],
        ["-1005", "b"],
      ]);
    });
  });

  it("nothing, because it cannot be reached: a reply waits for it, ever longer, and comes once", async () => {
    const setup = await setUp();
    const { store, channel, time } = setup;
    const id = await addAddress(store, "1");
    await put(store, message(id, "a", { policy: "atMostOnce", priority: 0 }));
    channel.answer = (_call, index) =>
      index < 3 ? { kind: "notSent", reason: "ECONNREFUSED" } : { kind: "sent", messageId: "1" };
    await running(setup, async (sender) => {
      await sender.idle();
      for (const wait of [500, 1000, 2000]) {
        const before = channel.wire.length;
        time.advance(wait - 1);
        await sender.idle();
        expect(channel.wire).toHaveLength(before);
        time.advance(1);
        await sender.idle();
      }
      expect(said(channel)).toEqual(["a", "a", "a", "a"]);
      expect(await stateOf(store, "a")).toMatchObject({ state: "sent", uncertain: 0 });
    });
  });

  it("no answer for an edit: it is repeated, the message it changes being the same", async () => {
    const setup = await setUp();
    const { store, channel, time } = setup;
    const id = await addAddress(store, "1");
    await put(store, message(id, "first", { replaceKey: "report" }));
    await running(setup, async (sender) => {
      await sender.idle();
      await put(store, message(id, "second", { policy: "idempotent", edit: { replaceKey: "report" } }));
      channel.answer = (call, index) =>
        index === 1 ? { kind: "unknown", reason: "no answer" } : { kind: "sent", messageId: call.messageId };
      await sender.idle();
      time.advance(500);
      await sender.idle();
      expect(channel.wire.map((call) => [call.operation, call.messageId, call.reply.html])).toEqual([
        ["send", "1", "first"],
        ["edit", "1", "second"],
        ["edit", "1", "second"],
      ]);
    });
  });
});

onBoth("the last look before sending", (open) => {
  const setUp = async () => {
    const { store, url } = await open();
    return { store, url, channel: createFakeChannel("telegram"), time: createManualTime() };
  };

  it("drops what does not hold any more and what has expired", async () => {
    const setup = await setUp();
    const { store, channel } = setup;
    const id = await addAddress(store, "1");
    const guard: Guard = async (tx, row) => {
      expect(row.guard).toEqual(row.dedupeKey === "late" ? null : { unit: 3 });
      return (await tx.outboxMessage.count()) === 3 && row.dedupeKey === "done" ? "drop" : "send";
    };
    await put(
      store,
      message(id, "done", { guard: { unit: 3 } }),
      message(id, "open", { guard: { unit: 3 } }),
      message(id, "late", { expiresAt: at }),
    );
    await running({ ...setup, guard }, async (sender) => {
      await sender.idle();
      expect(said(channel)).toEqual(["open"]);
      expect((await stateOf(store, "done")).state).toBe("dropped");
      expect((await stateOf(store, "late")).state).toBe("expired");
    });
  });

  it("writes what was put in without a text, which stays whatever happens then", async () => {
    const setup = await setUp();
    const { store, channel, time, url } = setup;
    const id = await addAddress(store, "1");
    let written = 0;
    const guard: Guard = async (_tx, row) => {
      if (row.guard && "text" in row.guard) return "send";
      written += 1;
      return { ...row, policy: "atLeastOnce", reply: { html: `text ${written}` }, guard: { text: written } };
    };
    await put(store, message(id, "planned", { policy: "atMostOnce", reply: { html: "" }, guard: {} }));

    // The process dies while the message is on its way: nobody closes its rows.
    const ownStore = openStore(url);
    const dying = createFakeChannel("telegram");
    const sent = new Promise<void>((resolve) => {
      dying.answer = () => {
        resolve();
        return never();
      };
    });
    senderOf({ ...setup, store: ownStore, channel: dying, guard, time: createManualTime() }).start();
    await sent;
    await ownStore.close();
    expect(said(dying)).toEqual(["text 1"]);
    expect(await stateOf(store, "planned")).toMatchObject({
      state: "sending",
      policy: "atLeastOnce",
      payload: '{"html":"text 1"}',
      guard: '{"text":1}',
    });

    await running({ ...setup, guard }, async (sender) => {
      await sender.idle();
      time.advance(61_000);
      await sender.idle();
      // Its own lane is taken again first.
      time.advance(119_000);
      await sender.idle();
      time.advance(1_000);
      await sender.idle();
      expect(said(channel)).toEqual(["(gửi lại) text 1"]);
      expect(written).toBe(1);
    });
  });

  it("is asked again at the hour it names, and what waits holds nothing else back", async () => {
    const setup = await setUp();
    const { store, channel, time } = setup;
    const id = await addAddress(store, "1");
    // Of real time passes what passes of the product's.
    const productClock: Clock = { now: () => Temporal.Instant.fromEpochMilliseconds(time.now()) };
    const begin = time.now();
    const opens = new Date(begin + 30 * 60_000);
    const asked: [string, number][] = [];
    const guard: Guard = async (_tx, row) => {
      asked.push([row.dedupeKey, time.now() - begin]);
      return row.dedupeKey === "notice" && time.now() < opens.getTime() ? { waitUntil: opens } : "send";
    };
    await put(store, message(id, "notice"), message(id, "broadcast", { priority: 9 }));
    await running({ ...setup, productClock, guard }, async (sender) => {
      await sender.idle();
      expect(said(channel)).toEqual(["broadcast"]);
      time.advance(29 * 60_000);
      await sender.idle();
      expect(said(channel)).toEqual(["broadcast"]);
      time.advance(60_000);
      await sender.idle();
      expect(said(channel)).toEqual(["broadcast", "notice"]);
    });
    expect(asked).toEqual([
      ["notice", 0],
      ["broadcast", 0],
      ["notice", 30 * 60_000],
    ]);
  });

  it("that fails for one message does not stop the others", async () => {
    const setup = await setUp();
    const { store, channel, time } = setup;
    const [one, two] = [await addAddress(store, "1"), await addAddress(store, "2")];
    let broken = true;
    const guard: Guard = async (tx, row) => {
      if (broken && row.dedupeKey === "odd") await tx.$queryRaw`SELECT * FROM "NoSuchTable"`;
      return "send";
    };
    await put(store, message(one, "odd", { guard: { unit: 3 } }), message(two, "fine"));
    await running({ ...setup, guard }, async (sender) => {
      const idle = sender.idle();
      await time.someoneWaits();
      time.advance(1_000);
      await idle;
      expect(said(channel)).toEqual(["fine"]);
      broken = false;
      time.advance(60_000);
      await sender.idle();
      expect(said(channel)).toEqual(["fine", "odd"]);
    });
  });

  it("cuts a long text; its parts stay together and in order", async () => {
    const setup = await setUp();
    const { store } = setup;
    const channel = createFakeChannel("telegram", { textLimit: 10 });
    const id = await addAddress(store, "1");
    const choices = [[{ label: "Đồng ý", data: "y" }]];
    await put(
      store,
      message(id, "long", { reply: { html: "một hai\nba bốn\nnăm sáu", choices } }),
      message(id, "next"),
    );
    await running({ ...setup, channel }, async (sender) => {
      await sender.idle();
      expect(channel.wire.map((call) => [call.reply.html, call.reply.choices])).toEqual([
        ["một hai", undefined],
        ["ba bốn", undefined],
        ["năm sáu", choices],
        ["next", undefined],
      ]);
      const rows = await store.db.outboxMessage.findMany({ orderBy: { dedupeKey: "asc" } });
      expect(rows.map((row) => [row.dedupeKey, row.state])).toEqual([
        ["long", "sent"],
        ["long#2", "sent"],
        ["long#3", "sent"],
        ["next", "sent"],
      ]);
    });
  });

  it("changes each part of a long message by itself; where nothing can be changed the changes of a while are sent anew", async () => {
    const setup = await setUp();
    const { store } = setup;
    const id = await addAddress(store, "1");
    const channel = createFakeChannel("telegram", { textLimit: 10 });
    const later = { policy: "idempotent", edit: { replaceKey: "report" } } as const;
    await put(store, message(id, "first", { reply: { html: "một hai\nba bốn" }, replaceKey: "report" }));
    await running({ ...setup, channel }, async (sender) => {
      await sender.idle();
      await put(store, message(id, "second", { reply: { html: "hai ba\nbốn năm" }, ...later }));
      await sender.idle();
    });
    expect(channel.wire.map((call) => [call.operation, call.messageId, call.reply.html])).toEqual([
      ["send", "1", "một hai"],
      ["send", "2", "ba bốn"],
      ["edit", "1", "hai ba"],
      ["edit", "2", "bốn năm"],
    ]);
    const plain = createFakeChannel("telegram", { edit: false });
    let minutes = 0;
    const productClock: Clock = { now: () => clock.now().add({ minutes }) };
    await running({ ...setup, channel: plain, productClock }, async (sender) => {
      const pass = async (passed: number) => {
        minutes += passed;
        // In steps that a lane's lease outlives.
        for (let step = 0; step < 6; step += 1) {
          setup.time.advance(10_000);
          await sender.idle();
        }
      };
      await put(store, message(id, "third", { reply: { html: "ba" }, ...later }));
      await pass(9);
      await put(
        store,
        message(id, "fourth", { reply: { html: "bốn" }, ...later }),
        message(id, "other", { reply: { html: "khác" }, priority: 9 }),
      );
      await pass(0);
      expect(said(plain)).toEqual(["khác"]);
      await pass(1);
      expect(said(plain)).toEqual(["khác", "bốn"]);
      await put(store, message(id, "fifth", { reply: { html: "năm" }, ...later }));
      await pass(23 * 60);
      expect(said(plain)).toHaveLength(2);
      await pass(60);
      expect(said(plain)).toEqual(["khác", "bốn", "năm"]);
    });
    expect(plain.wire.map((call) => call.operation)).toEqual(["send", "send", "send"]);
  });
});

describe("pace", () => {
  onBoth("a paced lane", (open) => {
    it("sends evenly; replies overtake the bulk that waits", async () => {
      const { store } = await open();
      const channel = createFakeChannel("telegram");
      const time = createManualTime();
      const start = time.now();
      const sentAt: number[] = [];
      channel.answer = (call) => {
        sentAt.push(time.now() - start);
        return { kind: "sent", messageId: call.messageId };
      };
      await addChats(store, 12);
      const person = await addAddress(store, "person");
      const pace = { rate: 20, cap: 25, chatGapMs: 1000, groupPerMinute: 18 };
      await running({ store, channel, time, pace }, async (sender) => {
        const until = async (count: number) => {
          while (channel.wire.length < count) {
            await time.someoneWaits();
            if (channel.wire.length < count) time.advance(1);
          }
        };
        await until(4);
        await put(store, message(person, "reply", { priority: 0, policy: "atMostOnce" }));
        sender.kick();
        await until(13);
      });
      expect(said(channel).slice(0, 6)).toEqual(["bulk 0", "bulk 1", "bulk 2", "bulk 3", "reply", "bulk 4"]);
      expect(sentAt[4]).toBe(sentAt[3]);
      const bulkAt = sentAt.filter((_at, index) => index !== 4);
      const gaps = bulkAt.slice(1).map((each, index) => each - (bulkAt[index] ?? 0));
      // The reply took the slot after it; otherwise 50 ms apart, the first making up for half a slot.
      expect(
        gaps
          .toSpliced(3, 1)
          .slice(1)
          .every((gap) => gap >= 49 && gap <= 51),
      ).toBe(true);
      expect(gaps[3]).toBeGreaterThanOrEqual(99);
    });

    // The second: one that was uncertain three times no longer holds back what comes after it.
    it.each([0, 3])(
      "writes to one chat once a second (the first was uncertain %i times)",
      async (uncertain) => {
        const { store } = await open();
        const channel = createFakeChannel("telegram");
        const time = createManualTime();
        const id = await addAddress(store, "1");
        await put(store, message(id, "a", { priority: 0 }), message(id, "b", { priority: 0 }));
        await store.db.outboxMessage.updateMany({ where: { dedupeKey: "a" }, data: { uncertain } });
        const pace = { rate: 20, cap: 25, chatGapMs: 1000, groupPerMinute: 18 };
        await running({ store, channel, time, pace }, async (sender) => {
          const idle = sender.idle();
          await waitFor(() => channel.wire.length === 1);
          await waitForState(store, "a", "sent");
          await time.someoneWaits();
          time.advance(998);
          await time.someoneWaits();
          const first = uncertain > 0 ? "(gửi lại) a" : "a";
          expect(said(channel)).toEqual([first]);
          time.advance(2);
          await idle;
          expect(said(channel)).toEqual([first, "b"]);
        });
      },
    );
  });
});

onPostgres("two senders", (open) => {
  it("never send a row twice, even while both believe that the lane is theirs", async () => {
    const { store, url } = await open();
    const stores = [openStore(url), openStore(url)];
    const wire: string[] = [];
    const rows = await addChats(store, 60);
    const [first, second] = stores.map((own) => {
      const channel = createFakeChannel("telegram");
      channel.answer = (call) => {
        wire.push(call.reply.html);
        return { kind: "sent", messageId: call.messageId };
      };
      return { sender: senderOf({ store: own, channel, time: createManualTime() }), channel };
    });
    if (!first || !second) throw new Error("two were made");
    const plain = first.channel.answer;
    first.channel.answer = async (call, index) => {
      if (index === 0) {
        // As after a stall that outlasted the lease: the next who asks gets it, the holder does not know.
        await store.db.lease.deleteMany();
        second.sender.start();
        await waitFor(() => second.channel.wire.length > 0);
      }
      return plain(call, index);
    };
    first.sender.start();
    await waitFor(() => wire.length >= 60);
    await Promise.all([first.sender.stop(), second.sender.stop()]);
    for (const own of stores) await own.close();
    expect(wire.toSorted()).toEqual(rows.map((row) => row.dedupeKey).toSorted());
    expect(second.channel.wire.length).toBeGreaterThan(0);
    expect(await store.db.outboxMessage.count({ where: { state: "sent" } })).toBe(60);
  });
});

/** Lets other work go on until it is so. */
async function waitFor(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

async function waitForState(store: Store, dedupeKey: string, state: string): Promise<void> {
  while ((await stateOf(store, dedupeKey)).state !== state)
    await new Promise((resolve) => setImmediate(resolve));
}
