import { PrismaLibSql } from "@prisma/adapter-libsql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Prisma, PrismaClient } from "../../src/store/generated/sqlite/client.ts";
import type { Tx } from "../../src/store/open.ts";
import { createSqlite, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await createSqlite();
});
afterEach(() => database.remove());

const at = new Date("2019-06-13T01:00:00.123Z");
const inbox = (externalId: string) => ({
  channel: "web",
  externalId,
  chat: "web:1",
  payload: "Ngày 13 · đã ghi \u0000 \u{1f600}",
  receivedAt: at,
  state: "new",
});

describe("the driver for SQLite", () => {
  it("reads what Prisma's own driver wrote, and the other way round", async () => {
    const theirs = new PrismaClient({ adapter: new PrismaLibSql({ url: database.url }) });
    try {
      const ours = database.store;
      const one = await theirs.inboxMessage.create({ data: inbox("theirs") });
      const two = await ours.transaction((tx) => tx.inboxMessage.create({ data: inbox("ours") }));
      const raw = 'SELECT "receivedAt", "payload", "notBefore" FROM "InboxMessage" ORDER BY "id"';
      for (const client of [theirs, ours.db]) {
        expect(await client.inboxMessage.findMany({ orderBy: { id: "asc" } })).toEqual([one, two]);
        expect(await client.$queryRawUnsafe(raw)).toEqual([
          { receivedAt: at, payload: one.payload, notBefore: null },
          { receivedAt: at, payload: one.payload, notBefore: null },
        ]);
        // What is no column of a table: numbers stay numbers.
        expect(
          await client.$queryRaw`SELECT COUNT(*) AS "n", 1 = 1 AS "yes", 2.5 AS "half", NULL AS "none", 'x' AS "text" FROM "InboxMessage"`,
        ).toEqual([{ n: 2, yes: 1, half: 2.5, none: null, text: "x" }]);
        expect(await client.inboxMessage.count({ where: { receivedAt: { lte: at }, notBefore: null } })).toBe(
          2,
        );
      }
    } finally {
      await theirs.$disconnect();
    }
  });

  it("answers a hand-written statement in a transaction as Prisma's client does outside of one", async () => {
    const { store } = database;
    await store.transaction(async (tx) => {
      const added = await tx.$executeRaw`
        INSERT INTO "InboxMessage" ("channel", "externalId", "chat", "payload", "receivedAt", "state")
        VALUES ('web', ${"1"}, 'web:1', '{}', ${at}, 'new'), ('web', ${"2"}, 'web:1', '{}', ${at}, ${"done"})`;
      expect(added).toBe(2);
    });
    await store.transaction(async (tx) => {
      await tx.$executeRaw`INSERT INTO "Cluster" ("id", "code", "kind", "name", "shortName", "timeZone", "createdAt")
        VALUES (1, 'C', 'cum', 'Cụm', 'Cụm', 'Asia/Ho_Chi_Minh', ${at})`;
      await tx.$executeRaw`INSERT INTO "ClusterYear" ("clusterId", "year", "registrationFrom", "registrationTo",
        "provisionalVisible", "createdAt") VALUES (1, 2019, '2019-01-01', '2019-03-31', ${false}, ${at})`;
    });
    const query = Prisma.sql`SELECT i."id", i."receivedAt", i."notBefore", y."provisionalVisible", y."year" * 2 AS "double",
        y."year" / 2.0 AS "half", (SELECT COUNT(*) FROM "InboxMessage") AS "all"
      FROM "InboxMessage" i, "ClusterYear" y WHERE i."receivedAt" = ${at} AND i."state" IN (${Prisma.join(["new", "done"])})
      ORDER BY i."id"`;
    const row = {
      receivedAt: at,
      notBefore: null,
      provisionalVisible: false,
      double: 4038,
      half: 1009.5,
      all: 2,
    };
    const expected = [
      { id: 1, ...row },
      { id: 2, ...row },
    ];
    expect(await store.db.$queryRaw(query)).toEqual(expected);
    await store.transaction(async (tx) => {
      expect(await tx.$queryRaw(query)).toEqual(expected);
      await expect(tx.$executeRaw`INSERT INTO "Setting" ("key") VALUES ('x')`).rejects.toThrow("NOT NULL");
    });
    let late: Tx | undefined;
    await store.transaction(async (tx) => {
      late = tx;
    });
    await expect(late?.$executeRaw(Prisma.sql`DELETE FROM "InboxMessage"`)).rejects.toThrow(
      "the transaction is over",
    );
    expect(await store.db.inboxMessage.count()).toBe(2);
  });

  it("keeps statements across refusals, rollbacks and changes of the schema", async () => {
    const { store } = database;
    const add = (key: string) => store.transaction((tx) => tx.setting.create({ data: { key, value: "1" } }));
    await add("a");
    for (let times = 0; times < 3; times += 1) {
      await expect(add("a")).rejects.toMatchObject({ code: "P2002" });
      await expect(
        store.transaction(async (tx) => {
          await tx.setting.create({ data: { key: `lost ${times}`, value: "1" } });
          throw new Error("no");
        }),
      ).rejects.toThrow("no");
    }
    await store.transaction(
      (tx) => tx.$executeRaw`ALTER TABLE "Setting" ADD COLUMN "note" TEXT DEFAULT 'new'`,
    );
    await add("b");
    expect(await store.db.setting.findMany({ select: { key: true }, orderBy: { key: "asc" } })).toEqual([
      { key: "a" },
      { key: "b" },
    ]);
    await expect(
      store.transaction((tx) =>
        tx.role.create({
          data: { personId: 404, code: "observer", clusterId: 404, since: at },
        }),
      ),
    ).rejects.toMatchObject({ code: "P2003" });
  });

  it("lets nobody see what a transaction has not committed", async () => {
    const { store } = database;
    let seen: Promise<number> | undefined;
    await store.transaction(async (tx) => {
      await tx.setting.create({ data: { key: "a", value: "1" } });
      seen = store.db.setting.count().then((count) => count);
      await tx.setting.create({ data: { key: "b", value: "1" } });
    });
    expect(await seen).toBe(2);
    await expect(
      store.transaction(async (tx) => {
        await tx.setting.create({ data: { key: "c", value: "1" } });
        seen = store.db.setting.count().then((count) => count);
        throw new Error("no");
      }),
    ).rejects.toThrow("no");
    expect(await seen).toBe(2);
  });
});
