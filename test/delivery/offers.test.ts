import { expect, it } from "vitest";
import { openStore, type Store } from "../../src/store/open.ts";
import { onBoth, onPostgres } from "../support/on-both.ts";
import { createManualTime } from "./manual-time.ts";
import { became, ends } from "./outbox-ends.ts";
import {
  answer,
  createPlatform,
  type Fate,
  type House,
  type Platform,
  quiet,
  schedule,
  startHouse,
  untilSent,
} from "./town.ts";

/** Here the platform always answers something. */
type Tried = Exclude<Fate, "silence" | "moved">;

const chats = Array.from({ length: 30 }, (_, index) => `${index}`);
const texts = (chat: string) => [1, 2, 3, 4].map((nth) => `${chat}:${nth}`);

/** Four in eleven go wrong, in each chat at another place. */
const fates: readonly Tried[] = [
  "sent",
  "429",
  "sent",
  "sent",
  "5xx",
  "sent",
  "sent",
  "notSent",
  "sent",
  "reset",
  "sent",
];
const mixed = (text: string): Tried => {
  const [chat, nth] = text.split(":").map(Number);
  return fates[((chat ?? 0) + 3 * (nth ?? 0)) % fates.length] ?? "sent";
};

const endOfReply: Record<Tried, string> = {
  sent: became("sent", 1, 1, 1),
  "429": became("sent", 1, 2, 1),
  notSent: became("sent", 2, 2, 1),
  "5xx": became("uncertain", 1, 1, 0),
  reset: became("uncertain", 1, 1, 1),
};
/** One that must arrive comes again where nobody knows. */
const endOfImportant: Record<Tried, string> = {
  ...endOfReply,
  "5xx": became("sent", 2, 2, 1),
  reset: became("sent", 2, 2, 2),
};

/** Each chat's messages in the order in which they were handled, and, of those that were shown, in which they were. */
async function orders(store: Store, platform: Platform): Promise<{ handled: string[][]; shown: string[][] }> {
  const entries = await store.db.auditEntry.findMany({ orderBy: { id: "asc" } });
  const handled = entries.map((each) => each.subject);
  const shown = chats.map((chat) => platform.screen(chat).filter((each) => texts(chat).includes(each)));
  return {
    handled: chats.map((chat, index) =>
      handled.filter((each) => texts(chat).includes(each) && shown[index]?.includes(each)),
    ),
    shown,
  };
}

const endsOf = (fateOf: (text: string) => Tried, end: Record<Tried, string>, all: readonly string[]) =>
  Object.fromEntries(all.map((text) => [text, end[fateOf(text)]]));

/**
 * Every chat writes its first message, then two at once, then the last, all chats at the same time and at whichever door or
 * process is next; what a wave leaves is waited for before the next comes. `also` happens while the last is under way.
 */
async function writeAll(
  houses: readonly House[],
  settle: () => Promise<void>,
  also: () => Promise<void> = async () => undefined,
): Promise<void> {
  const write = async (chat: string, nth: number) => {
    const turn = Number(chat) + nth;
    await houses[turn % houses.length]?.write(chat, `${chat}:${nth}`, turn);
  };
  const wave = (...numbers: number[]) => chats.flatMap((chat) => numbers.map((nth) => write(chat, nth)));
  await Promise.all(wave(1));
  await settle();
  await Promise.all(wave(2, 3));
  await settle();
  await Promise.all([...wave(4), also()]);
  await settle();
}

onBoth("thirty chats that write at once, at three doors", (open) => {
  const setUp = async (fateOf: (text: string) => Tried, handle = answer) => {
    const { store } = await open();
    const time = createManualTime();
    const platform = createPlatform(fateOf);
    const house = startHouse({ store, time, platform, doors: 3, handle });
    await quiet(house);
    return { store, time, platform, house, settle: () => untilSent(store, time, house) };
  };

  it("get one reply to each message, in order and one at a time", async () => {
    const { store, platform, house, settle } = await setUp(() => "sent");
    await writeAll([house], settle);
    expect(await ends(store, platform)).toEqual(endsOf(() => "sent", endOfReply, chats.flatMap(texts)));
    const { handled, shown } = await orders(store, platform);
    expect(shown).toEqual(handled);
    expect(platform.crowded).toEqual([]);
    // Otherwise this would be about something else.
    expect(house.taken).toBeGreaterThan(0);
    await house.stop();
  });

  it("get it also where the platform refuses, fails, or says nothing, with a reminder and a broadcast for each meanwhile", async () => {
    const { store, platform, house, settle } = await setUp(mixed);
    await writeAll([house], settle, async () => {
      for (const chat of chats) await schedule(store, chat, `${chat}:5`, 5);
      house.kick();
      for (const chat of chats) await schedule(store, chat, `${chat}:6`, 9);
    });
    expect(await ends(store, platform)).toEqual({
      ...endsOf(mixed, endOfReply, chats.flatMap(texts)),
      ...endsOf(
        mixed,
        endOfImportant,
        chats.flatMap((chat) => [`${chat}:5`, `${chat}:6`]),
      ),
    });
    const { handled, shown } = await orders(store, platform);
    expect(shown).toEqual(handled);
    expect(platform.crowded).toEqual([]);
    expect(house.taken).toBeGreaterThan(0);
    await house.stop();
  });

  it("get it also where handling fails after the answer was taken up", async () => {
    const failed = new Set<string>();
    const { store, time, platform, house } = await setUp(
      () => "sent",
      async (tx, inbound, inboxId, offer) => {
        await answer(tx, inbound, inboxId, offer);
        const { externalId } = inbound;
        if (!externalId.endsWith(":2") || failed.has(externalId)) return;
        failed.add(externalId);
        throw new Error("cannot be understood");
      },
    );
    await writeAll([house], async () => {
      await untilSent(store, time, house);
      // Until it is tried again.
      time.advance(1_000);
      await untilSent(store, time, house);
    });
    expect(failed.size).toBe(chats.length);
    expect(await ends(store, platform)).toEqual(endsOf(() => "sent", endOfReply, chats.flatMap(texts)));
    const { handled, shown } = await orders(store, platform);
    expect(shown).toEqual(handled);
    await house.stop();
  });
});

onPostgres("thirty chats that write at once, to three processes", (open) => {
  it("get one reply to each message, whoever took it in, however its sending goes", async () => {
    const { store, url } = await open();
    const time = createManualTime();
    const platform = createPlatform(mixed);
    const houses: House[] = [];
    for (let index = 0; index < 3; index += 1) {
      houses.push(startHouse({ store: openStore(url), time, platform }));
      await quiet(...houses);
    }
    await writeAll(houses, () => untilSent(store, time, ...houses));
    expect(await ends(store, platform)).toEqual(endsOf(mixed, endOfReply, chats.flatMap(texts)));
    const { handled, shown } = await orders(store, platform);
    expect(shown).toEqual(handled);
    expect(platform.crowded).toEqual([]);
    // The first has the lane; what the others take in waits for it to look.
    expect(houses.map((each) => each.taken > 0)).toEqual([true, false, false]);
    for (const house of houses) {
      await house.stop();
      await house.store.close();
    }
  });
});
