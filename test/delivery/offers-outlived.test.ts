import { expect, it } from "vitest";
import { openStore } from "../../src/store/open.ts";
import { onBoth } from "../support/on-both.ts";
import { createManualTime } from "./manual-time.ts";
import { became, ends } from "./outbox-ends.ts";
import { createPlatform, quiet, startHouse, untilSent } from "./town.ts";

const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => `${from + index}`);
/** At the death of the first process their answers … */
const chats = {
  /** … were on their way; another message has been answered since, and waits behind. */
  sending: range(0, 8),
  /** … were written down. */
  settled: range(8, 20),
  /** … were committed as on their way, and not begun. */
  committed: range(20, 26),
  /** Nothing was kept of what they wrote. */
  unkept: range(26, 30),
};
const all = Object.values(chats).flat();

onBoth("an answer whose commit nobody heard of", (open) => {
  it("is found to be committed, surely not begun, and sent once, before those to what was written after it", async () => {
    const { store } = await open();
    const platform = createPlatform(() => "sent");
    const time = createManualTime();
    const house = startHouse({ store, time, platform });
    await quiet(house);
    house.loseNext();
    await house.write("0", "0:1");
    await quiet(house);
    expect(await store.db.outboxMessage.count({ where: { state: "sending" } })).toBe(1);
    expect(platform.calls.size).toBe(0);
    await house.write("0", "0:2");
    await house.write("1", "1:1");
    await untilSent(store, time, house);
    expect(await ends(store, platform)).toEqual({
      "0:1": became("sent", 2, 1, 1),
      "0:2": became("sent", 1, 1, 1),
      "1:1": became("sent", 1, 1, 1),
    });
    expect(platform.screen("0")).toEqual(["0:1", "0:2"]);
    await house.stop();
  });
});

onBoth("a process that dies while its offers are out", (open) => {
  it("is followed when its lease is over; what it may have sent is not sent again, the rest is, all once", async () => {
    const { store, url } = await open();
    const silent = new Set(chats.sending.map((chat) => `${chat}:1`));
    const platform = createPlatform((text) => (silent.has(text) ? "silence" : "sent"));
    const countOf = (state: string) => store.db.outboxMessage.count({ where: { state } });

    const firstTime = createManualTime();
    const first = startHouse({ store: openStore(url), time: firstTime, platform });
    await quiet(first);
    const before = [...chats.sending, ...chats.settled];
    for (const chat of before) {
      await first.write(chat, `${chat}:1`);
      await quiet(first);
    }
    expect(first.taken).toBe(before.length);
    for (const chat of chats.sending) await first.write(chat, `${chat}:2`);
    firstTime.advance(250);
    await quiet(first);
    expect([await countOf("sending"), await countOf("sent"), await countOf("queued")]).toEqual([8, 12, 8]);

    first.die();
    // Six are handled at a time; the others never begin.
    for (const chat of [...chats.committed, ...chats.unkept]) void first.write(chat, `${chat}:1`);
    await quiet(first);
    await first.bury();
    platform.hangUp();
    const calls = platform.calls.size;
    expect(calls).toBe(before.length);
    expect(await countOf("sending")).toBe(chats.sending.length + chats.committed.length);

    const time = createManualTime(firstTime.now());
    const second = startHouse({ store, time, platform });
    // What was not confirmed the platform tells again.
    for (const chat of [...chats.committed, ...chats.unkept]) await second.write(chat, `${chat}:1`);
    for (let seconds = 0; seconds < 15; seconds += 1) {
      await quiet(second);
      expect(platform.calls.size).toBe(calls);
      time.advance(1_000);
    }
    await untilSent(store, time, second);
    for (const chat of all) await second.write(chat, `${chat}:3`);
    await untilSent(store, time, second);
    await second.stop();

    const each = (some: readonly string[], nth: number, end: string) =>
      some.map((chat) => [`${chat}:${nth}`, end] as const);
    const once = became("sent", 1, 1, 1);
    expect(await ends(store, platform)).toEqual(
      Object.fromEntries([
        ...each(chats.sending, 1, became("uncertain", 1, 1, 1)),
        ...each(chats.sending, 2, once),
        ...each(chats.settled, 1, once),
        ...each(chats.committed, 1, became("uncertain", 1, 0, 0)),
        ...each(chats.unkept, 1, once),
        ...each(all, 3, once),
      ]),
    );
    expect(chats.sending.map((chat) => platform.screen(chat))).toEqual(
      chats.sending.map((chat) => [`${chat}:1`, `${chat}:2`, `${chat}:3`]),
    );
    expect(platform.crowded).toEqual([]);
    expect(second.taken).toBeGreaterThan(0);
  });

  it("that is stopped instead says at once what it does not know, and the next goes on at once", async () => {
    const { store } = await open();
    const platform = createPlatform((text) => (text === "0:1" ? "silence" : "sent"));
    const time = createManualTime();
    const first = startHouse({ store, time, platform });
    await quiet(first);
    await first.write("1", "1:1");
    await quiet(first);
    await first.write("0", "0:1");
    await quiet(first);
    await first.write("0", "0:2");
    await quiet(first);
    expect(first.taken).toBe(2);
    await first.stop();
    platform.hangUp();
    const second = startHouse({ store, time, platform });
    await untilSent(store, time, second);
    expect(await ends(store, platform)).toEqual({
      "0:1": became("uncertain", 1, 1, 1),
      "0:2": became("sent", 1, 1, 1),
      "1:1": became("sent", 1, 1, 1),
    });
    await second.stop();
  });
});
