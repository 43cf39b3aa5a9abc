import { expect, it } from "vitest";
import { enqueue } from "../../src/store/enqueue.ts";
import { noticeTo } from "../support/messages.ts";
import { onBoth, onPostgres } from "../support/on-both.ts";
import { createManualTime } from "./manual-time.ts";
import {
  answer,
  createHoldingPlatform,
  createPlatform,
  quiet,
  schedule,
  startHouse,
  untilSent,
} from "./town.ts";

onBoth("what waits behind an answer that went out with its commit", (open) => {
  /** A chat that has written before; what the platform says of "held" comes with `release`. */
  const setUp = async (handle = answer) => {
    const { store } = await open();
    const time = createManualTime();
    const { platform, release } = createHoldingPlatform();
    const house = startHouse({ store, time, platform, handle });
    await quiet(house);
    await house.write("7", "first");
    await quiet(house);
    time.advance(250);
    await quiet(house);
    return {
      store,
      time,
      house,
      shown: () => platform.screen("7"),
      release,
      pass: async (ms: number) => {
        time.advance(ms);
        await quiet(house);
      },
    };
  };

  it.each([5, 9] as const)("goes 10 ms after the answer's outcome came, of priority %i", async (priority) => {
    const { store, house, shown, release, pass } = await setUp();
    await house.write("7", "held");
    await schedule(store, "7", "scheduled", priority);
    house.kick();
    await pass(5_000);
    expect(shown()).toEqual(["first", "held"]);
    release();
    await quiet(house);
    await pass(10);
    expect(shown()).toEqual(["first", "held", "scheduled"]);
    expect(house.taken).toBe(2);
    await house.stop();
  });

  it("put in by another process, goes with the writing down of the outcome, a quarter of a second after it", async () => {
    const { store, house, shown, pass } = await setUp();
    await house.write("7", "second");
    await schedule(store, "7", "scheduled", 5);
    await quiet(house);
    expect(shown()).toEqual(["first", "second"]);
    await pass(250);
    expect(shown()).toEqual(["first", "second", "scheduled"]);
    expect(house.taken).toBe(2);
    await house.stop();
  });

  it("put in by another process before the message came, lets the answer pass and goes with the next look", async () => {
    const { store, house, shown, pass } = await setUp();
    await schedule(store, "7", "scheduled", 5);
    await house.write("7", "second");
    await quiet(house);
    expect(shown()).toEqual(["first", "second"]);
    await pass(1_000);
    expect(shown()).toEqual(["first", "second", "scheduled"]);
    expect(house.taken).toBe(2);
    await house.stop();
  });

  it("is not waited for by the answers to other messages", async () => {
    const { store, house, shown, pass } = await setUp();
    await house.write("7", "second");
    await schedule(store, "7", "scheduled", 9);
    await quiet(house);
    await house.write("7", "third");
    await quiet(house);
    await house.write("7", "fourth");
    await quiet(house);
    expect(shown()).toEqual(["first", "second", "third", "fourth"]);
    await pass(250);
    expect(shown()).toEqual(["first", "second", "third", "fourth", "scheduled"]);
    expect(house.taken).toBe(4);
    await house.stop();
  });

  it("of the same transaction, follows it", async () => {
    const { house, shown, release, pass } = await setUp(async (tx, inbound, inboxId, offer) => {
      await answer(tx, inbound, inboxId, offer);
      const { id } = await tx.address.findFirstOrThrow();
      for (const [nth, priority] of [5, 0].entries()) {
        const reply = { html: `${inbound.externalId}, priority ${priority}` };
        await enqueue(tx, noticeTo(id, `${inboxId} ${nth}`, { reply, priority }), offer);
      }
    });
    const three = (text: string) => [text, `${text}, priority 0`, `${text}, priority 5`];
    // Each is written down at the latest a quarter of a second after it ended.
    for (let looks = 0; looks < 2; looks += 1) await pass(250);
    expect(shown()).toEqual(three("first"));
    await house.write("7", "held");
    await quiet(house);
    release();
    await quiet(house);
    for (let looks = 0; looks < 2; looks += 1) await pass(10);
    expect(shown()).toEqual([...three("first"), ...three("held")]);
    expect(house.taken).toBe(2);
    await house.stop();
  });

  it("waits also where the answer has to go elsewhere", async () => {
    const { store } = await open();
    const time = createManualTime();
    const platform = createPlatform((text) => (text === "first" ? "moved" : "sent"));
    const house = startHouse({ store, time, platform });
    await quiet(house);
    await house.write("7", "first");
    await quiet(house);
    await house.write("7", "second");
    await untilSent(store, time, house);
    expect([platform.screen("7"), platform.screen("moved")]).toEqual([[], ["first", "second"]]);
    await house.stop();
  });
});

onPostgres("a reminder put in while the transaction of an answer is open", (open) => {
  it("waits for it", async () => {
    const { store } = await open();
    const time = createManualTime();
    let commit = () => {};
    const committing = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let written = () => {};
    const writing = new Promise<void>((resolve) => {
      written = resolve;
    });
    const platform = createPlatform(() => "sent");
    const house = startHouse({
      store,
      time,
      platform,
      async handle(tx, inbound, inboxId, offer) {
        await answer(tx, inbound, inboxId, offer);
        if (inbound.externalId !== "second") return;
        written();
        await committing;
      },
    });
    await quiet(house);
    await house.write("7", "first");
    await quiet(house);
    time.advance(250);
    await quiet(house);
    const second = house.write("7", "second");
    await writing;
    await schedule(store, "7", "reminder", 5);
    house.kick();
    // Time enough to claim it, if that were allowed.
    for (let asked = 0; asked < 20; asked += 1) await store.db.outboxMessage.count();
    expect(platform.screen("7")).toEqual(["first"]);
    commit();
    await second;
    await untilSent(store, time, house);
    expect(platform.screen("7")).toEqual(["first", "second", "reminder"]);
    expect(house.taken).toBe(2);
    await house.stop();
  });
});
