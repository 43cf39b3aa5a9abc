import { openStore, type Store } from "../../src/store/open.ts";

export const size = {
  clusters: Number(process.env.CLUSTERS ?? 1000),
  units: 15,
  people: 3,
};
export const zone = "Asia/Ho_Chi_Minh";

/** Numbers from 1 on, for a statement that makes many rows. */
const numbers = (count: number) =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`;

/**
 * Clusters of 15 units, each with two officials, a leader, and two targets of which one falls due in June 2019; nobody sends
 * the month's report. Everybody wants every reminder.
 */
export async function fillPlanWorld(url: string): Promise<void> {
  const store = openStore(url);
  try {
    await store.migrate();
    const at = new Date("2019-06-03T01:00:01Z");
    const units = size.clusters * size.units;
    const people = units * size.people;
    await store.transaction(async (tx) => {
      const run = (sql: string, ...values: unknown[]) => tx.$executeRawUnsafe(sql, ...values);
      const p1 = store.provider === "sqlite" ? "?" : "$1";
      const unitOf = (person: string) => `(${person} - 1) / ${size.people} + 1`;
      const clusterOf = (unit: string) => `(${unit} - 1) / ${size.units} + 1`;
      const text = (number: string) => `CAST(${number} AS TEXT)`;
      await run(
        `${numbers(size.clusters)} INSERT INTO "Cluster" ("id", "code", "kind", "name", "shortName", "timeZone", "createdAt")
         SELECT i, 'C' || ${text("i")}, 'cum', 'Cụm thi đua số ' || ${text("i")}, 'Cụm ' || ${text("i")}, '${zone}', ${p1} FROM n`,
        at,
      );
      await run(
        `${numbers(units)} INSERT INTO "Unit" ("id", "clusterId", "code", "name", "shortName")
         SELECT i, ${clusterOf("i")}, 'U' || ${text("i")}, 'Sở Nội vụ tỉnh số ' || ${text("i")}, 'SNV ' || ${text("i")} FROM n`,
      );
      await run(
        `${numbers(size.clusters)} INSERT INTO "ClusterYear" ("id", "clusterId", "year", "headUnitId", "registrationFrom",
           "registrationTo", "createdAt")
         SELECT i, i, 2019, (i - 1) * ${size.units} + 1, '2019-01-01', '2019-07-31', ${p1} FROM n`,
        at,
      );
      await run(
        `${numbers(units)} INSERT INTO "Membership" ("clusterYearId", "unitId", "position")
         SELECT ${clusterOf("i")}, i, (i - 1) % ${size.units} FROM n`,
      );
      await run(
        `${numbers(people)} INSERT INTO "Person" ("id", "displayName", "noticeVersion", "agreedAt", "createdAt")
         SELECT i, 'Người số ' || ${text("i")}, 1, ${p1}, ${p1} FROM n`.replaceAll("?", "?1"),
        at,
      );
      await run(
        `${numbers(people)} INSERT INTO "Role" ("id", "personId", "code", "clusterId", "unitId", "since")
         SELECT i, i, CASE WHEN i % ${size.people} = 0 THEN 'unitLeader' ELSE 'focalOfficial' END,
           ${clusterOf(`(${unitOf("i")})`)}, ${unitOf("i")}, ${p1} FROM n`,
        at,
      );
      await run(
        `${numbers(people)} INSERT INTO "Address" ("id", "channel", "externalId", "kind", "title", "personId", "createdAt")
         SELECT i, 'telegram', ${text("1000000 + i")}, 'private', 'x', i, ${p1} FROM n`,
        at,
      );
      for (const [number, due] of [
        [1, "2019-06-18"],
        [2, "2019-11-29"],
      ] as const)
        await run(
          `${numbers(units)} INSERT INTO "Target" ("clusterYearId", "unitId", "number", "title", "kind", "direction", "measure",
             "plan", "dueOn", "approval", "current", "createdAt")
           SELECT ${clusterOf("i")}, i, ${number}, 'Số hóa hồ sơ cán bộ, công chức, viên chức', 'quantity', 'higher', 'hồ sơ',
             '1200', '${due}', 'approved', '560', ${p1} FROM n`,
          at,
        );
      // Every ledger begins after the first of the month's summaries.
      await run(
        `INSERT INTO "TickLedger" ("job", "scope", "dueAt", "outcome", "claimedAt")
         SELECT 'digest', "code" || ' 08:00', "createdAt", 'started', "createdAt" FROM "Cluster"
         UNION ALL SELECT 'monthlySummary', "code", "createdAt", 'started', "createdAt" FROM "Cluster"
         UNION ALL SELECT 'housekeeping', 'installation', "createdAt", 'started', "createdAt" FROM "Cluster" WHERE "id" = 1`,
      );
      if (store.provider === "postgresql")
        for (const table of ["Cluster", "Unit", "ClusterYear", "Person", "Role", "Address"])
          await run(
            `SELECT setval(pg_get_serial_sequence('"${table}"', 'id'), (SELECT max("id") FROM "${table}"))`,
          );
    });
    if (store.provider === "sqlite") await store.db.$queryRaw`PRAGMA wal_checkpoint(TRUNCATE)`;
    else await store.db.$executeRawUnsafe("ANALYZE");
  } finally {
    await store.close();
  }
}

/**
 * As many outbox rows in one statement, of the length that the planned ones have; answers the milliseconds. `from`: where the
 * statement has their addresses from, the table of addresses alone or by role and person, as one who knows nothing of deadlines
 * would still have to find them.
 */
export async function insertRaw(
  store: Store,
  { rows, payload, guard }: { rows: number; payload: string; guard: string },
  from: "addresses" | "roles",
): Promise<number> {
  const days = Math.ceil(rows / (size.clusters * size.units * size.people));
  const bind = (index: number) => (store.provider === "sqlite" ? `?${index}` : `$${index}`);
  const whom =
    from === "addresses"
      ? ""
      : `CROSS JOIN "Role" r JOIN "Person" p ON p."id" = r."personId" AND p."erasedAt" IS NULL AND p."reminderTime" = '08:00'
        JOIN "Address" a ON a."personId" = p."id" AND a."kind" = 'private' WHERE r."endedAt" IS NULL`;
  const sql = `${numbers(days)} INSERT INTO "OutboxMessage" ("channel", "addressId", "kind", "policy", "operation", "payload",
      "dedupeKey", "guard", "priority", "expiresAt", "createdAt")
    SELECT a."channel", a."id", 'reminder', 'atLeastOnce', 'send', ${bind(1)}, 'digest:2019-06-' || (9 + n.i) || ':' || a."personId",
      ${bind(2)}, 5, ${bind(3)}, ${bind(3)} FROM n ${whom || 'CROSS JOIN "Address" a'} LIMIT ${rows}`;
  const at = new Date("2019-06-04T01:00:00Z");
  const begin = performance.now();
  await store.transaction((tx) => tx.$executeRawUnsafe(sql, payload, guard, at));
  return performance.now() - begin;
}
