import { expect, test } from "vitest";
import { claimRows, dueRows } from "../../src/store/due-rows.ts";
import { enqueue } from "../../src/store/enqueue.ts";
import { type Movable, moveToOtherAddress } from "../../src/store/fall-back.ts";
import type { Store } from "../../src/store/open.ts";
import type { NewMessage } from "../../src/store/outbox-rows.ts";
import { createPerson } from "../../src/store/people.ts";
import { markUnreachable } from "../../src/store/settle-rows.ts";
import { madeAt as at, noticeTo as message } from "../support/messages.ts";
import { onBoth } from "../support/on-both.ts";

/** Somebody reached on Telegram, Zalo and the page, in this order. */
async function somebody(store: Store) {
  return store.transaction(async (tx) => {
    const make = (channel: string, kind = "private") =>
      tx.address.create({
        data: { channel, externalId: `${channel} ${kind}`, kind, title: "An", createdAt: at },
      });
    const telegram = await make("telegram");
    const person = await createPerson(tx, {
      displayName: "An",
      addressId: telegram.id,
      noticeVersion: 1,
      now: at,
    });
    const own = [telegram, await make("zalo"), await make("web")];
    await tx.address.updateMany({ where: { kind: "private" }, data: { personId: person.id } });
    return {
      person,
      telegram,
      zalo: own[1]?.id ?? 0,
      web: own[2]?.id ?? 0,
      group: await make("telegram", "group"),
    };
  });
}

/** A queued row as the lanes hold it. */
const movable = (id: number, addressId: number, dedupeKey: string): Movable => ({
  id,
  addressId,
  dedupeKey,
  kind: "notice",
  operation: "send",
  replaceKey: null,
  priority: 5,
  uncertain: 0,
  expiresAt: null,
});

const put = (store: Store, ...messages: NewMessage[]) =>
  store.transaction(async (tx) => {
    for (const each of messages) await enqueue(tx, each);
  });

const rowOf = (store: Store, dedupeKey: string) =>
  store.db.outboxMessage.findUniqueOrThrow({ where: { dedupeKey } });

/** Moves the first row that is due on a channel; answers whether it was. */
const moveFirst = (store: Store, channel: "telegram" | "zalo" | "web" = "telegram", now = at) =>
  store.transaction(async (tx) => {
    const [row] = await dueRows(tx, store.provider, { channel, now: at, except: [], limit: 1 });
    return row ? moveToOtherAddress(tx, row, now) : null;
  });

onBoth("a row whose address is out of reach", (open) => {
  test("stays one message: the same row, at the next address, as if new", async () => {
    const { store } = await open();
    const { telegram, zalo } = await somebody(store);
    await put(store, message(telegram.id, "a", { priority: 9 }));
    const before = await rowOf(store, "a");
    await store.transaction((tx) => markUnreachable(tx, telegram.id, "blocked", at));
    expect(await moveFirst(store)).toBe(true);
    expect(await rowOf(store, "a")).toEqual({
      ...before,
      channel: "zalo",
      addressId: zalo,
      movedFromId: telegram.id,
      lastError: "unreachable: blocked",
    });
    expect(await store.db.outboxMessage.count()).toBe(1);
  });

  test("tries each address once, and goes on saying where it was meant to go", async () => {
    const { store } = await open();
    const { telegram, zalo, web } = await somebody(store);
    await store.transaction((tx) => enqueue(tx, message(zalo, "a", { channel: "zalo" })));
    // Nobody is out of reach: it is the quota that is spent, here and there.
    expect(await moveFirst(store, "zalo")).toBe(true);
    expect(await rowOf(store, "a")).toMatchObject({ addressId: web, movedFromId: zalo, lastError: "quota" });
    expect(await moveFirst(store, "web")).toBe(true);
    expect(await rowOf(store, "a")).toMatchObject({ addressId: telegram.id, movedFromId: zalo });
    expect(await moveFirst(store, "telegram")).toBe(false);
    expect(await rowOf(store, "a")).toMatchObject({ addressId: telegram.id, state: "queued" });
  });

  test("passes over an address that is out of reach too, and stays when none is left", async () => {
    const { store } = await open();
    const { telegram, zalo, web } = await somebody(store);
    await put(store, message(telegram.id, "a"));
    await store.transaction(async (tx) => {
      await markUnreachable(tx, telegram.id, "blocked", at);
      await markUnreachable(tx, zalo, "notFound", at);
    });
    expect(await moveFirst(store)).toBe(true);
    expect(await rowOf(store, "a")).toMatchObject({ channel: "web", addressId: web });
    await put(store, message(telegram.id, "b"));
    await store.transaction((tx) => markUnreachable(tx, web, "blocked", at));
    expect(await moveFirst(store)).toBe(false);
    expect(await rowOf(store, "b")).toMatchObject({
      addressId: telegram.id,
      state: "queued",
      movedFromId: null,
    });
  });

  test("is not moved when it is an answer, a group's, expired, or may have arrived", async () => {
    const { store } = await open();
    const { telegram, group } = await somebody(store);
    const expiresAt = new Date(at.getTime() + 1000);
    for (const each of [
      message(telegram.id, "reply", { kind: "reply" }),
      message(group.id, "group"),
      message(telegram.id, "expired", { expiresAt }),
      message(telegram.id, "uncertain"),
    ]) {
      await put(store, each);
      if (each.dedupeKey === "uncertain")
        await store.transaction((tx) => tx.outboxMessage.updateMany({ data: { uncertain: 1 } }));
      expect([each.dedupeKey, await moveFirst(store, "telegram", expiresAt)]).toEqual([
        each.dedupeKey,
        false,
      ]);
      await store.transaction((tx) => tx.outboxMessage.updateMany({ data: { state: "dropped" } }));
    }
    expect(await store.db.outboxMessage.count({ where: { movedFromId: { not: null } } })).toBe(0);
  });

  test("is moved only by whoever has it in hand", async () => {
    const { store } = await open();
    const { telegram, zalo } = await somebody(store);
    await put(store, message(telegram.id, "a"));
    const { id } = await rowOf(store, "a");
    const move = (owner?: string) =>
      store.transaction((tx) =>
        moveToOtherAddress(tx, movable(id, telegram.id, "a"), at, owner === undefined ? {} : { owner }),
      );
    await store.transaction((tx) => claimRows(tx, [id], "me", new Date(at.getTime() + 60_000)));
    expect([await move(), await move("another"), await move("me")]).toEqual([false, false, true]);
    expect(await rowOf(store, "a")).toMatchObject({
      addressId: zalo,
      state: "queued",
      attempts: 0,
      leaseOwner: null,
      leaseUntil: null,
    });
    expect(await move("me")).toBe(false);
  });

  test("takes its later parts along, behind it", async () => {
    const { store } = await open();
    const { telegram } = await somebody(store);
    await put(
      store,
      message(telegram.id, "long", { priority: 9 }),
      message(telegram.id, "long#2", { priority: 8 }),
      message(telegram.id, "long#3", { priority: 8 }),
      message(telegram.id, "other", { priority: 9 }),
    );
    const first = await rowOf(store, "long");
    await store.transaction((tx) =>
      moveToOtherAddress(tx, { ...movable(first.id, telegram.id, "long"), priority: 9 }, at),
    );
    const rows = await store.db.outboxMessage.findMany({
      where: { channel: "zalo" },
      orderBy: [{ priority: "asc" }, { id: "asc" }],
    });
    expect(rows.map((row) => [row.dedupeKey, row.priority])).toEqual([
      ["long", 8],
      ["long#2", 8],
      ["long#3", 8],
    ]);
    expect((await rowOf(store, "other")).channel).toBe("telegram");
  });

  test("as a change of a message: sent anew there, and changed there from then on", async () => {
    const { store } = await open();
    const { telegram, zalo } = await somebody(store);
    await put(store, message(telegram.id, "report:1", { replaceKey: "report" }));
    await store.transaction((tx) =>
      tx.outboxMessage.updateMany({ data: { state: "sent", platformMessageId: "5" } }),
    );
    await put(store, message(telegram.id, "report:2", { edit: { replaceKey: "report" } }));
    expect(await moveFirst(store)).toBe(true);
    expect(await rowOf(store, "report:2")).toMatchObject({
      operation: "send",
      addressId: zalo,
      platformMessageId: null,
    });
    await store.transaction((tx) =>
      tx.outboxMessage.updateMany({ where: { addressId: zalo }, data: { state: "sent" } }),
    );
    await put(store, message(telegram.id, "report:3", { edit: { replaceKey: "report" } }));
    expect(await moveFirst(store)).toBe(true);
    expect(await rowOf(store, "report:3")).toMatchObject({ operation: "edit", addressId: zalo });
  });
});
