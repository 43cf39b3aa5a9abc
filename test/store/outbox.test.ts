import { describe, expect, it } from "vitest";
import { deliveryStates } from "../../src/store/deliveries.ts";
import { claimRows, dueRows, hasDueRows, type Wanted } from "../../src/store/due-rows.ts";
import { enqueue, enqueueAll } from "../../src/store/enqueue.ts";
import { isDeadOwner, newOwner, releaseLease, takeLease } from "../../src/store/lease.ts";
import type { Store } from "../../src/store/open.ts";
import type { NewMessage } from "../../src/store/outbox-rows.ts";
import { markUnreachable, moveAddress, type Settlement, settleRow } from "../../src/store/settle-rows.ts";
import { madeAt as at, noticeTo as message } from "../support/messages.ts";
import { onBoth, onPostgres } from "../support/on-both.ts";

const seconds = (count: number) => new Date(at.getTime() + count * 1000);

const addAddress = (store: Store, externalId: string, channel = "telegram") =>
  store.transaction((tx) =>
    tx.address.create({ data: { channel, externalId, kind: "private", title: "", createdAt: at } }),
  );

const put = (store: Store, ...messages: NewMessage[]) =>
  store.transaction(async (tx) => {
    const answers: boolean[] = [];
    for (const each of messages) answers.push(await enqueue(tx, each));
    return answers;
  });

const due = (store: Store, more: { now?: Date; aheadOf?: number; except?: number[]; limit?: number } = {}) =>
  store.transaction((tx) =>
    dueRows(tx, store.provider, { channel: "telegram", now: at, except: [], limit: 100, ...more }),
  );
const dueKeys = async (...args: Parameters<typeof due>) => (await due(...args)).map((row) => row.dedupeKey);

const settled = (state: Settlement["state"], more: Partial<Settlement> = {}): Settlement => ({
  state,
  attempts: 1,
  uncertain: 0,
  notBefore: null,
  lastError: null,
  platformMessageId: null,
  settledAt: at,
  ...more,
});

/** Carries a row as far as a platform would. */
async function finish(store: Store, dedupeKey: string, end: Settlement): Promise<void> {
  const { id } = await store.db.outboxMessage.findUniqueOrThrow({ where: { dedupeKey } });
  await store.transaction(async (tx) => {
    await claimRows(tx, [id], "me", seconds(60));
    await settleRow(tx, id, "me", end);
  });
}

onBoth("outbox", (open) => {
  it("keeps a message once by its key", async () => {
    const { store } = await open();
    const { id } = await addAddress(store, "7");
    expect(await put(store, message(id, "a"), message(id, "a", { reply: { html: "other" } }))).toEqual([
      true,
      false,
    ]);
    const [row] = await due(store);
    expect(row).toMatchObject({
      dedupeKey: "a",
      chatId: "7",
      reply: { html: "a" },
      priority: 5,
      operation: "send",
      guard: null,
    });
  });

  it("keeps many at once and counts the new ones", async () => {
    const { store } = await open();
    const { id } = await addAddress(store, "7");
    await put(store, message(id, "k1500"));
    const many = Array.from({ length: 2100 }, (_, index) => message(id, `k${index}`));
    expect(await store.transaction((tx) => enqueueAll(tx, many))).toBe(2099);
    expect(await store.db.outboxMessage.count()).toBe(2100);
  });

  it("is all or nothing with what causes it", async () => {
    const { store } = await open();
    const { id } = await addAddress(store, "7");
    const failing = store.transaction(async (tx) => {
      await enqueue(tx, message(id, "a"));
      throw new Error("the effect failed");
    });
    await expect(failing).rejects.toThrow("the effect failed");
    expect(await store.db.outboxMessage.count()).toBe(0);
  });

  it("hands out replies before bulk, one per address at a time, in order", async () => {
    const { store } = await open();
    const [one, two] = [await addAddress(store, "1"), await addAddress(store, "2")];
    await put(
      store,
      message(one.id, "bulk 1", { priority: 9 }),
      message(two.id, "bulk 2", { priority: 9 }),
      message(one.id, "reply 1a", { priority: 0 }),
      message(one.id, "reply 1b", { priority: 0 }),
    );
    expect(await dueKeys(store)).toEqual(["reply 1a", "bulk 2"]);
    expect(await dueKeys(store, { aheadOf: 1 })).toEqual(["reply 1a"]);
    expect(await dueKeys(store, { except: [one.id] })).toEqual(["bulk 2"]);
    expect(await dueKeys(store, { limit: 1 })).toEqual(["reply 1a"]);
    const [first] = await due(store);
    await store.transaction((tx) => claimRows(tx, [first?.id ?? 0], "me", seconds(60)));
    expect(await dueKeys(store)).toEqual(["bulk 2"]);
    expect(await hasDueRows(store.db, { channel: "telegram" }, at, [one.id])).toBe(false);
    await store.transaction((tx) => settleRow(tx, first?.id ?? 0, "me", settled("sent")));
    expect(await dueKeys(store)).toEqual(["reply 1b", "bulk 2"]);
  });

  it("lets a message that waits hold back those after it, but one whose outcome stays unknown not for ever", async () => {
    const { store } = await open();
    const { id } = await addAddress(store, "1");
    await put(store, message(id, "first"), message(id, "second"));
    const waiting = (uncertain: number) =>
      settled("queued", { uncertain, notBefore: seconds(120), settledAt: null });
    await finish(store, "first", waiting(1));
    expect(await dueKeys(store)).toEqual([]);
    expect(await hasDueRows(store.db, { channel: "telegram" }, at)).toBe(false);
    expect(await dueKeys(store, { now: seconds(120) })).toEqual(["first"]);
    await finish(store, "first", waiting(3));
    expect(await dueKeys(store)).toEqual(["second"]);
  });

  it("settles only what the owner holds, and what is over stays over", async () => {
    const { store } = await open();
    const { id } = await addAddress(store, "1");
    await put(store, message(id, "a"));
    const [row] = await due(store);
    const rowId = row?.id ?? 0;
    await store.transaction((tx) => claimRows(tx, [rowId], "first", seconds(60)));
    await store.transaction((tx) => settleRow(tx, rowId, "second", settled("failed")));
    expect(await store.db.outboxMessage.findUnique({ where: { id: rowId } })).toMatchObject({
      state: "sending",
      attempts: 1,
    });
    await store.transaction((tx) =>
      settleRow(tx, rowId, "first", settled("sent", { platformMessageId: "41" })),
    );
    await store.transaction((tx) => settleRow(tx, rowId, "first", settled("uncertain")));
    expect(await store.db.outboxMessage.findUnique({ where: { id: rowId } })).toMatchObject({
      state: "sent",
      platformMessageId: "41",
      settledAt: at,
    });
  });

  describe("edits", () => {
    const edit = { edit: { replaceKey: "report" } };

    it("rewrite a message that is still queued", async () => {
      const { store } = await open();
      const { id } = await addAddress(store, "1");
      await put(
        store,
        message(id, "first", { replaceKey: "report" }),
        message(id, "second", edit),
        message(id, "third", edit),
      );
      const rows = await due(store);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ dedupeKey: "first", operation: "send", reply: { html: "third" } });
    });

    it("of a sent message coalesce into one, the latest", async () => {
      const { store } = await open();
      const { id } = await addAddress(store, "1");
      await put(store, message(id, "first", { replaceKey: "report" }));
      await finish(store, "first", settled("sent", { platformMessageId: "41" }));
      expect(
        await put(store, message(id, "second", edit), message(id, "third", edit), message(id, "third", edit)),
      ).toEqual([true, true, false]);
      const rows = await due(store);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ dedupeKey: "third", operation: "edit", reply: { html: "third" } });
    });

    it("of a message that never got out are sent in its place", async () => {
      const { store } = await open();
      const { id } = await addAddress(store, "1");
      await put(store, message(id, "first", { replaceKey: "report" }));
      await finish(store, "first", settled("failed"));
      await put(store, message(id, "second", edit), message(id, "third", edit));
      const rows = await due(store);
      expect(rows).toHaveLength(1);
      expect(rows[0]).toMatchObject({ operation: "send", replaceKey: "report", reply: { html: "third" } });
    });

    it("by the platform's id coalesce per message, not across messages", async () => {
      const { store } = await open();
      const { id } = await addAddress(store, "1");
      const of = (messageId: string) => ({ edit: { messageId } });
      await put(store, message(id, "a", of("41")), message(id, "b", of("42")), message(id, "c", of("41")));
      const rows = await store.db.outboxMessage.findMany({ orderBy: { id: "asc" } });
      expect(rows.map((row) => [row.dedupeKey, row.platformMessageId])).toEqual([
        ["c", "41"],
        ["b", "42"],
      ]);
    });

    it("of another address with the same key are another message", async () => {
      const { store } = await open();
      const [one, two] = [await addAddress(store, "1"), await addAddress(store, "2")];
      await put(store, message(one.id, "first", { replaceKey: "report" }), message(two.id, "second", edit));
      expect((await due(store)).map((row) => [row.chatId, row.operation, row.reply.html])).toEqual([
        ["1", "send", "first"],
        ["2", "send", "second"],
      ]);
    });
  });

  it("tells what became of each message, the worst part of it first", async () => {
    const { store } = await open();
    const { id } = await addAddress(store, "1");
    const keys = ["waiting", "sent", "unclear", "repeating", "refused", "away", "late"];
    await put(store, ...keys.map((key) => message(id, key)), message(id, "sent#2"), message(id, "sent#3"));
    await finish(store, "sent", settled("sent"));
    await finish(store, "sent#2", settled("sent"));
    await finish(store, "unclear", settled("uncertain", { uncertain: 1, lastError: "no answer" }));
    await finish(
      store,
      "repeating",
      settled("queued", { uncertain: 1, notBefore: seconds(120), settledAt: null }),
    );
    await finish(store, "refused", settled("failed", { lastError: "message is too long" }));
    await finish(store, "away", settled("failed", { lastError: "unreachable: blocked" }));
    await finish(store, "late", settled("expired"));
    const states = await deliveryStates(store.db, [...keys, "never enqueued"]);
    expect([...states].map(([key, { state, reason }]) => [key, state, reason])).toEqual(
      expect.arrayContaining([
        ["waiting", "waiting", null],
        ["sent", "waiting", null],
        ["unclear", "uncertain", "no answer"],
        ["repeating", "uncertain", null],
        ["refused", "failed", "message is too long"],
        ["away", "unreachable", "blocked"],
        ["late", "expired", null],
      ]),
    );
    expect(states.size).toBe(7);
    await finish(store, "sent#3", settled("sent"));
    expect((await deliveryStates(store.db, ["sent"])).get("sent")).toEqual({
      state: "sent",
      reason: null,
      at,
    });
  });

  it("moves a group to its new id, also when that is known already", async () => {
    const { store } = await open();
    const [group, moved, known] = [
      await addAddress(store, "-1"),
      await addAddress(store, "-2"),
      await addAddress(store, "-1002"),
    ];
    await put(store, message(group.id, "a"), message(moved.id, "b"));
    await store.transaction((tx) => moveAddress(tx, group.id, "-1001", at));
    await store.transaction((tx) => moveAddress(tx, moved.id, "-1002", at));
    expect((await due(store)).map((row) => [row.dedupeKey, row.chatId, row.addressId])).toEqual([
      ["a", "-1001", group.id],
      ["b", "-1002", known.id],
    ]);
    expect(await store.db.address.findUnique({ where: { id: moved.id } })).toMatchObject({
      unreachableReason: "notFound",
    });
  });

  it("remembers since when an address has been out of reach", async () => {
    const { store } = await open();
    const { id } = await addAddress(store, "1");
    await put(store, message(id, "a"));
    await store.transaction((tx) => markUnreachable(tx, id, "blocked", at));
    await store.transaction((tx) => markUnreachable(tx, id, "deactivated", seconds(9)));
    expect(await store.db.address.findUnique({ where: { id } })).toMatchObject({
      unreachableSince: at,
      unreachableReason: "blocked",
    });
    expect((await due(store))[0]?.unreachable).toBe("blocked");
  });
});

onBoth("lease", (open) => {
  const take = (store: Store, owner: string, now: Date) =>
    store.transaction((tx) =>
      takeLease(tx, store.provider, { name: "lane", owner, now: now.getTime(), ttlMs: 15_000 }),
    );

  it("has one holder until it runs out or is given back", async () => {
    const { store } = await open();
    expect(await take(store, "one", at)).toBe(true);
    expect(await take(store, "two", seconds(14))).toBe(false);
    expect(await take(store, "one", seconds(14))).toBe(true);
    expect(await take(store, "two", seconds(28))).toBe(false);
    expect(await take(store, "two", seconds(30))).toBe(true);
    await store.transaction((tx) => releaseLease(tx, "lane", "one"));
    expect(await take(store, "one", seconds(31))).toBe(false);
    await store.transaction((tx) => releaseLease(tx, "lane", "two"));
    expect(await take(store, "one", seconds(31))).toBe(true);
  });

  it("of a process that is gone is followed at once where only one host can be", async () => {
    const { store } = await open();
    const [host, , life, unique] = newOwner().split(" ");
    // No process has this id: Linux counts to 4,194,304.
    const dead = [host, 4_999_999, life, unique].join(" ");
    const earlier = [host, process.pid, "an earlier life", unique].join(" ");
    const onSqlite = store.provider === "sqlite";
    expect(await take(store, dead, at)).toBe(true);
    expect(await take(store, "next", seconds(1))).toBe(onSqlite);
    expect(isDeadOwner(store.provider, earlier)).toBe(onSqlite);
    expect(isDeadOwner(store.provider, newOwner())).toBe(false);
    expect(isDeadOwner(store.provider, ["another host", 4_999_999, life, unique].join(" "))).toBe(false);
  });
});

onPostgres("outbox", (open) => {
  it("passes over rows that another sender is claiming", async () => {
    const { store } = await open();
    for (const chat of ["1", "2", "3", "4"]) {
      const { id } = await addAddress(store, chat);
      await put(store, message(id, chat));
    }
    const wanted: Wanted = { channel: "telegram", now: at, except: [], limit: 2 };
    const both = await store.transaction(async (first) => {
      const mine = await dueRows(first, store.provider, wanted);
      const theirs = await store.transaction((second) => dueRows(second, store.provider, wanted));
      return [mine, theirs].map((rows) => rows.map((row) => row.dedupeKey));
    });
    expect(both).toEqual([
      ["1", "2"],
      ["3", "4"],
    ]);
  });
});
