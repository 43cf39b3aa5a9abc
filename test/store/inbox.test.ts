import { expect, it } from "vitest";
import {
  acceptInbound,
  isStoreTrouble,
  lockChat,
  markDead,
  markDone,
  markFailed,
  nextOfChat,
  unfinishedChats,
} from "../../src/store/inbox.ts";
import { madeAt as at, textIn as text } from "../support/messages.ts";
import { onBoth, onPostgres } from "../support/on-both.ts";

onBoth("inbox", (open) => {
  it("keeps a message once, however often it is told", async () => {
    const { store } = await open();
    expect(await acceptInbound(store, text("1", "7", "CT3 85%"), at)).toBe(1);
    expect(await acceptInbound(store, text("1", "7", "CT3 85%"), at)).toBeNull();
    const other = { ...text("1", "7", "CT3 85%"), channel: "zalo" as const };
    expect(await acceptInbound(store, other, at)).not.toBeNull();
    expect(await store.db.inboxMessage.count()).toBe(2);
  });

  it("gives back what was kept, whatever characters it has", async () => {
    const { store } = await open();
    const odd = text("1", "7", "Hồ sơ \u0000 \ud800 \u202e <b>&\n🇻🇳");
    await acceptInbound(store, odd, at);
    const row = await nextOfChat(store.db, "telegram:7");
    expect(row?.inbound).toEqual(odd);
    expect(row?.attempts).toBe(0);
  });

  it("hands out a chat's messages in the order in which they came", async () => {
    const { store } = await open();
    for (const [id, chat] of [
      ["1", "7"],
      ["2", "8"],
      ["3", "7"],
    ] as const) {
      await acceptInbound(store, text(id, chat, id), at);
    }
    const seen: string[] = [];
    for (
      let row = await nextOfChat(store.db, "telegram:7");
      row;
      row = await nextOfChat(store.db, "telegram:7")
    ) {
      seen.push(row.inbound.externalId);
      const { id } = row;
      await store.transaction((tx) => markDone(tx, id, at));
    }
    expect(seen).toEqual(["1", "3"]);
    expect(await unfinishedChats(store.db)).toEqual([{ chat: "telegram:8", oldest: 2 }]);
  });

  it("keeps a failed message first in its chat, and lets the chat go on past a dead one", async () => {
    const { store } = await open();
    await acceptInbound(store, text("1", "7", "a"), at);
    await acceptInbound(store, text("2", "7", "b"), at);
    const later = new Date("2026-06-12T01:00:04.000Z");
    await store.transaction((tx) =>
      markFailed(tx, 1, new Error("bad\u0000 https://x/bot123456:AAAAAAAAAAAAAAAAAAAAAAAA/y"), later),
    );
    expect(await nextOfChat(store.db, "telegram:7")).toMatchObject({ id: 1, attempts: 1, notBefore: later });
    const kept = await store.db.inboxMessage.findUniqueOrThrow({ where: { id: 1 } });
    expect(kept.lastError).toBe("bad https://x/bot<token>/y");
    await store.transaction((tx) => markDead(tx, 1, new Error("still"), at));
    expect(await nextOfChat(store.db, "telegram:7")).toMatchObject({ id: 2 });
    expect(await store.db.inboxMessage.findUnique({ where: { id: 1 } })).toMatchObject({
      state: "dead",
      attempts: 2,
      doneAt: at,
    });
  });

  it("knows trouble of the store from faults of the work", async () => {
    const { store } = await open();
    await acceptInbound(store, text("1", "7", "a"), at);
    const twice = store.transaction((tx) =>
      tx.inboxMessage.create({
        data: { channel: "telegram", externalId: "1", chat: "x", payload: "{}", receivedAt: at },
      }),
    );
    await expect(twice).rejects.toSatisfy((error) => !isStoreTrouble(error));
    expect(isStoreTrouble(new Error("x is not a function"))).toBe(false);
    expect(
      isStoreTrouble(new Error("wrapped", { cause: new Error("SQLITE_FULL: database or disk is full") })),
    ).toBe(true);
  });
});

onPostgres("inbox", (open) => {
  it("lets only one process at a time work on a chat", async () => {
    const { store } = await open();
    const order: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let locked = () => {};
    const hasLock = new Promise<void>((resolve) => {
      locked = resolve;
    });
    const first = store.transaction(async (tx) => {
      await lockChat(tx, store.provider, "telegram:7");
      locked();
      await held;
      order.push("first");
    });
    await hasLock;
    const second = store.transaction(async (tx) => {
      await lockChat(tx, store.provider, "telegram:7");
      order.push("second");
    });
    await store.transaction(async (tx) => {
      await lockChat(tx, store.provider, "telegram:8");
      order.push("another chat");
    });
    release();
    await Promise.all([first, second]);
    expect(order).toEqual(["another chat", "first", "second"]);
  });
});
