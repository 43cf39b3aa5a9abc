import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  allReplies,
  askedWhich,
  listsOfChat,
  markPicked,
  nameList,
  openLists,
} from "../../src/store/chat-lists.ts";
import { claimRows, dueRows } from "../../src/store/due-rows.ts";
import { enqueue } from "../../src/store/enqueue.ts";
import type { Store } from "../../src/store/open.ts";
import { settleRow } from "../../src/store/settle-rows.ts";
import { createSqlite, type TestDatabase } from "../support/database.ts";
import { onBoth } from "../support/on-both.ts";

const at = (minute: number) => new Date(Date.UTC(2019, 5, 12, 1, minute));

/** A chat on a channel without buttons. */
async function chat(store: Store, name = "an") {
  const address = await store.transaction((tx) =>
    tx.address.create({
      data: { channel: "zalo", externalId: `b:${name}`, kind: "private", title: "An", createdAt: at(0) },
    }),
  );
  let count = 0;
  const open = () =>
    store.transaction(async (tx) => openLists(await listsOfChat(tx, address.id), null, at(count)));
  return {
    open,
    address,
    /** Sends a list as the lane does; answers how it was named. */
    send: (kind: string, data: string) =>
      store.transaction(async (tx) => {
        count += 1;
        const dedupeKey = `${name}:${count}`;
        await enqueue(tx, {
          channel: "zalo",
          addressId: address.id,
          kind,
          policy: "atLeastOnce",
          reply: { html: dedupeKey, choices: [[{ label: "Một", data }]] },
          dedupeKey,
          createdAt: at(count),
        });
        const [row] = await dueRows(tx, store.provider, {
          channel: "zalo",
          now: at(count),
          except: [],
          limit: 1,
        });
        if (!row) throw new Error("nothing to send");
        const named = await nameList(tx, row, at(count));
        await claimRows(tx, [row.id], "me", at(count + 1));
        await settleRow(tx, row.id, "me", {
          state: "sent",
          attempts: 1,
          uncertain: 0,
          notBefore: null,
          lastError: null,
          platformMessageId: String(count),
          settledAt: at(count),
        });
        return named;
      }),
    pick: (code: string) =>
      store.transaction(async (tx) => {
        const lists = await listsOfChat(tx, address.id, allReplies);
        const list = lists.find((each) => each.code === code);
        if (list) await markPicked(tx, [list], list.choices[0]?.data ?? "");
      }),
  };
}

describe("the codes of a chat's lists", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createSqlite();
  });
  afterAll(() => database.remove());

  test("are never shared by two that wait, whatever comes and is answered", async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constantFrom("reply", "broadcast", "notice"),
        data: fc.constantFrom("undo:1", "go:1"),
      }),
      fc.nat(5),
    );
    const { store } = database;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
        run += 1;
        const talk = await chat(store, `an-${run}`);
        for (const each of steps) {
          const before = await talk.open();
          if (typeof each === "number") {
            const code = before[each]?.code;
            if (code) await talk.pick(code);
            expect((await talk.open()).some((list) => list.code === code)).toBe(false);
          } else {
            const { code, amongOthers } = await talk.send(each.kind, each.data);
            expect(before.map((list) => list.code)).not.toContain(code);
            const after = await talk.open();
            expect(after.map((list) => list.code)).toContain(code);
            expect(amongOthers).toBe(after.length > 1);
            expect(new Set(after.map((list) => list.code)).size).toBe(after.length);
          }
        }
      }),
      { numRuns: 6 },
    );
  });

  test("go round after 99 and pass over those that wait", async () => {
    const { store } = database;
    const talk = await chat(store, "round");
    expect((await talk.send("broadcast", "broadcast:got:1")).code).toBe("K1");
    const codes: string[] = [];
    for (let turn = 2; turn <= 100; turn += 1) codes.push((await talk.send("reply", "undo:1")).code);
    expect(codes.slice(0, 2)).toEqual(["K2", "K3"]);
    expect(codes.slice(-2)).toEqual(["K99", "K2"]);
    await talk.pick("K1");
    expect((await talk.open()).map((list) => list.code)).toEqual(["K2"]);
  });
});

onBoth("a chat's lists", (database) => {
  test("are named in the order in which they are sent, and picked by what they carry", async () => {
    const { store } = await database();
    const talk = await chat(store);
    expect(await talk.send("reply", "undo:1")).toMatchObject({
      code: "K1",
      amongOthers: false,
      language: "vi",
    });
    expect(await talk.send("broadcast", "broadcast:got:1")).toMatchObject({ code: "K2", amongOthers: true });
    expect((await talk.open()).map((list) => list.code)).toEqual(["K2", "K1"]);
    await talk.pick("K2");
    expect((await talk.open()).map((list) => list.code)).toEqual(["K1"]);
    expect(await store.transaction((tx) => askedWhich(tx, talk.address.id))).toBeNull();
  });
});
