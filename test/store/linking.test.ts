import { expect, test } from "vitest";
import { closeDialogue, openDialogue, openDialogueOf } from "../../src/store/dialogues.ts";
import { enqueue } from "../../src/store/enqueue.ts";
import { putAway } from "../../src/store/housekeeping.ts";
import { insertHandled } from "../../src/store/inbox.ts";
import {
  findLinkCode,
  guessesTooOften,
  issueLinkCode,
  noteWrongCode,
  useLinkCode,
} from "../../src/store/link-codes.ts";
import { chooseChannel, linkAddress, ownAddresses, unlinkAddress } from "../../src/store/linking.ts";
import type { Store } from "../../src/store/open.ts";
import { createPerson } from "../../src/store/people.ts";
import { preferredAddress } from "../../src/store/preferred-address.ts";
import { onBoth } from "../support/on-both.ts";

const at = new Date("2026-06-12T01:00:00.000Z");
const minutes = (count: number) => new Date(at.getTime() + count * 60_000);

const address = (store: Store, channel: string, externalId = "7") =>
  store.transaction((tx) =>
    tx.address.create({ data: { channel, externalId, kind: "private", title: "An", createdAt: at } }),
  );

/** Somebody on Telegram, with a second chat on Zalo that is nobody's yet. */
async function somebody(store: Store) {
  const telegram = await address(store, "telegram");
  const zalo = await address(store, "zalo");
  const person = await store.transaction((tx) =>
    createPerson(tx, { displayName: "An", addressId: telegram.id, noticeVersion: 1, now: at }),
  );
  return { person, telegram, zalo };
}

const write = (store: Store, channel: "telegram" | "zalo", externalId: string, now = at) =>
  store.transaction((tx) =>
    insertHandled(
      tx,
      {
        channel,
        externalId,
        chat: { id: "7", kind: "private", title: "" },
        sender: { id: "7", name: "An" },
        sentAt: now.toISOString(),
        replyTo: null,
        content: { kind: "text", text: "xin chào" },
      },
      now,
    ),
  );

onBoth("addresses of one person", (open) => {
  test("a code is good once, for ten minutes, and only until the next one", async () => {
    const { store } = await open();
    const { person } = await somebody(store);
    const issue = (now: Date) => store.transaction((tx) => issueLinkCode(tx, person.id, now));
    const first = (await issue(at)) ?? "";
    expect(first).toMatch(/^\d{6}$/);
    const find = (code: string, now: Date) => findLinkCode(store.db, code, now);
    expect(await find(first, minutes(9))).toMatchObject({ personId: person.id });
    expect(await find(first, minutes(10))).toEqual({ fault: "expired" });
    const second = (await issue(minutes(1))) ?? "";
    expect(await find(first, minutes(1))).toEqual({ fault: "expired" });
    const found = await find(second, minutes(2));
    if ("fault" in found) throw new Error(found.fault);
    const uses = await Promise.all(
      [1, 2, 3].map(() => store.transaction((tx) => useLinkCode(tx, found.id, minutes(2)))),
    );
    expect(uses.filter(Boolean)).toHaveLength(1);
    expect(await find(second, minutes(2))).toEqual({ fault: "usedUp" });
    expect(await find("1", minutes(2))).toEqual({ fault: "unknown" });
    const kept = await store.db.invite.findMany();
    expect(kept.every((each) => !each.codeHash.includes(second) && !each.codeHash.includes(first))).toBe(
      true,
    );
  });

  test("codes are asked for, and guessed, only so often", async () => {
    const { store } = await open();
    const { person, telegram, zalo } = await somebody(store);
    const issued = [];
    for (let times = 0; times < 6; times += 1)
      issued.push(await store.transaction((tx) => issueLinkCode(tx, person.id, at)));
    expect(issued.map((code) => code !== null)).toEqual([true, true, true, true, true, false]);
    expect(await store.transaction((tx) => issueLinkCode(tx, person.id, minutes(11)))).not.toBeNull();

    const often = (id: number, now: Date) => guessesTooOften(store.db, id, now);
    for (let times = 0; times < 5; times += 1) {
      expect(await often(zalo.id, at)).toBe(false);
      await store.transaction((tx) => noteWrongCode(tx, zalo.id, at));
    }
    expect([await often(zalo.id, minutes(9)), await often(zalo.id, minutes(10))]).toEqual([true, false]);
    expect(await often(telegram.id, minutes(9))).toBe(false);
    // Many chats that guess a little each are held up together.
    await store.transaction(async (tx) => {
      for (let chat = 1000; chat < 1095; chat += 1) await noteWrongCode(tx, chat, at);
    });
    expect(await often(telegram.id, minutes(9))).toBe(true);
  });

  test("an address goes to the first who brings the code, with its own question forgotten", async () => {
    const { store } = await open();
    const { person, zalo } = await somebody(store);
    const other = await store.transaction(async (tx) => {
      const id = (
        await tx.address.create({
          data: { channel: "web", externalId: "b", kind: "private", title: "", createdAt: at },
        })
      ).id;
      return createPerson(tx, { displayName: "Bình", addressId: id, noticeVersion: 1, now: at });
    });
    await store.transaction((tx) => openDialogue(tx, `address:${zalo.id}`, "join", {}, at));
    const taken = await Promise.all(
      [person.id, other.id].map((id) => store.transaction((tx) => linkAddress(tx, zalo.id, id))),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await openDialogueOf(store.db, `address:${zalo.id}`)).toBeNull();
  });

  test("what can be reached comes first, then the chosen channel, then where they wrote last", async () => {
    const { store } = await open();
    const { person, telegram, zalo } = await somebody(store);
    await store.transaction((tx) => linkAddress(tx, zalo.id, person.id));
    const best = async () => (await preferredAddress(store.db, person.id))?.channel;
    expect(await best()).toBe("zalo");
    await write(store, "zalo", "1");
    await write(store, "telegram", "2");
    expect(await best()).toBe("telegram");
    await store.transaction((tx) => chooseChannel(tx, person.id, "zalo"));
    expect(await best()).toBe("zalo");
    await store.transaction((tx) =>
      tx.address.update({
        where: { id: zalo.id },
        data: { unreachableSince: at, unreachableReason: "blocked" },
      }),
    );
    expect(await best()).toBe("telegram");
    await store.transaction((tx) =>
      tx.address.update({
        where: { id: telegram.id },
        data: { unreachableSince: at, unreachableReason: "blocked" },
      }),
    );
    expect(await best()).toBe("zalo");
    expect(await preferredAddress(store.db, person.id + 1)).toBeNull();
  });

  test("where they wrote last is known after the messages were put away, without their words", async () => {
    const { store } = await open();
    const { person, zalo } = await somebody(store);
    await store.transaction((tx) => linkAddress(tx, zalo.id, person.id));
    await write(store, "zalo", "1");
    await write(store, "telegram", "2");
    await write(store, "telegram", "3");
    const later = minutes(60);
    await store.transaction((tx) =>
      putAway(tx, {
        handledBefore: later,
        answeredBefore: later,
        sentBefore: later,
        yearBegan: later,
        expiredBefore: later,
      }),
    );
    const left = await store.db.inboxMessage.findMany({ orderBy: { id: "asc" } });
    expect(left.map((row) => [row.chat, row.externalId, row.payload])).toEqual([
      ["zalo:7", "1", "{}"],
      ["telegram:7", "3", "{}"],
    ]);
    expect((await preferredAddress(store.db, person.id))?.channel).toBe("telegram");
  });

  test("the last address stays; what waits for one that goes is sent to the other", async () => {
    const { store } = await open();
    const { person, telegram, zalo } = await somebody(store);
    const unlink = (id: number) => store.transaction((tx) => unlinkAddress(tx, person.id, id, at));
    expect([await unlink(telegram.id), await unlink(zalo.id)]).toEqual(["last", "notTheirs"]);
    await store.transaction(async (tx) => {
      await linkAddress(tx, zalo.id, person.id);
      await chooseChannel(tx, person.id, "zalo");
      const message = {
        channel: "zalo" as const,
        addressId: zalo.id,
        policy: "atLeastOnce" as const,
        reply: { html: "x" },
        createdAt: at,
      };
      await enqueue(tx, { ...message, kind: "notice", dedupeKey: "notice" });
      await enqueue(tx, { ...message, kind: "reply", dedupeKey: "reply" });
    });
    expect(await unlink(zalo.id)).toBe("unlinked");
    const rows = await store.db.outboxMessage.findMany({ orderBy: { id: "asc" } });
    expect(rows.map((row) => [row.dedupeKey, row.addressId, row.state])).toEqual([
      ["notice", telegram.id, "queued"],
      ["reply", zalo.id, "queued"],
    ]);
    const now = await store.db.person.findUniqueOrThrow({ where: { id: person.id } });
    expect(now.preferredChannel).toBeNull();
    expect((await ownAddresses(store.db, now)).map((each) => each.id)).toEqual([telegram.id]);
    expect(await unlink(zalo.id)).toBe("notTheirs");
  });

  test("a question answered in two chats at once is closed by one of them", async () => {
    const { store } = await open();
    const version = await store.transaction((tx) => openDialogue(tx, "person:1", "question", { a: 1 }, at));
    const closed = await Promise.all(
      [1, 2].map(() => store.transaction((tx) => closeDialogue(tx, "person:1", version))),
    );
    expect(closed.sort()).toEqual([false, true]);
    const next = await store.transaction((tx) => openDialogue(tx, "person:1", "question", { b: 1 }, at));
    expect(await store.transaction((tx) => closeDialogue(tx, "person:1", version))).toBe(false);
    expect((await openDialogueOf(store.db, "person:1"))?.version).toBe(next);
  });
});
