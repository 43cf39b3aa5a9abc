import { Temporal } from "temporal-polyfill";
import { digestTime } from "../domain/reminders.ts";
import { Prisma } from "./generated/sqlite/client.ts";
import { jsonInstant, jsonSql, jsonTable } from "./json-sql.ts";
import type { Tx } from "./open.ts";

/** Where a job that comes back stands for some scopes. */
export interface Standing {
  /** Nothing due at or before it is ever caught up: when the ledgers began, or once something was done, `lastDone`. */
  since: Temporal.Instant;
  /** dueAt of the newest occurrence that was run or skipped. */
  lastDone: Temporal.Instant | null;
  /** dueAt of the newest that was run. */
  lastRun: Temporal.Instant | null;
}

/** The ledgers of one job that stand at the same place: a scope each. */
export interface Ledgers {
  job: "digest" | "monthlySummary" | "housekeeping";
  /** Of a digest, the hour (HH:MM) that somebody chose: its scope is the cluster and the hour, "SNV-BACBO-2019 08:00". */
  time: string | null;
  /** In alphabetical order. */
  scopes: string[];
  /** Null: nobody has begun them yet. */
  standing: Standing | null;
}

export function readDigestScope(scope: string): { clusterCode: string; time: string } {
  const space = scope.lastIndexOf(" ");
  return { clusterCode: scope.slice(0, space), time: scope.slice(space + 1) };
}

interface LedgersRow {
  job: Ledgers["job"];
  time: string | null;
  /** JSON: since, lastDone, lastRun. */
  standing: string;
  /** JSON. */
  scopes: string;
}

/** The hours of each cluster's digests: the usual one, and every other that somebody in it chose. */
const hours = Prisma.sql`
  SELECT "id" AS "clusterId", CAST(${digestTime} AS TEXT) AS "time" FROM "Cluster"
  UNION
  SELECT r."clusterId", p."reminderTime" FROM "Person" p CROSS JOIN "Role" r
  WHERE r."personId" = p."id" AND (p."reminderTime" < ${digestTime} OR p."reminderTime" > ${digestTime}) AND p."erasedAt" IS NULL
    AND r."endedAt" IS NULL`;

/**
 * Everything that comes back: the housekeeping, each cluster's monthly summary, and its digest at the usual hour and at every
 * other one that somebody in it chose. Thousands of ledgers stand at a few places. Each is looked for by the index: it grows for
 * years, and only its first and last rows are read.
 */
export async function ledgers(tx: Tx): Promise<Ledgers[]> {
  const { row, list } = jsonSql(tx);
  const rows = await tx.$queryRaw<LedgersRow[]>`
    WITH "hour" AS (${hours}
    ), "wanted" AS (
      SELECT 'digest' AS "job", h."time", c."code" || ' ' || h."time" AS "scope"
      FROM "hour" h JOIN "Cluster" c ON c."id" = h."clusterId"
      UNION ALL SELECT 'monthlySummary', NULL, "code" FROM "Cluster"
      UNION ALL SELECT 'housekeeping', NULL, 'installation'
    ), "newest" AS MATERIALIZED (
      SELECT w.*, (SELECT t."id" FROM "TickLedger" t WHERE t."job" = w."job" AND t."scope" = w."scope" AND t."outcome" <> 'started'
        ORDER BY t."dueAt" DESC LIMIT 1) AS "id"
      FROM "wanted" w
    ), "standing" AS (
      SELECT n."job", n."time", n."scope", l."dueAt" AS "lastDone",
        CASE WHEN l."outcome" IS NULL OR l."outcome" = 'done' THEN l."dueAt" ELSE (SELECT t."dueAt" FROM "TickLedger" t
          WHERE t."job" = n."job" AND t."scope" = n."scope" AND t."outcome" = 'done' ORDER BY t."dueAt" DESC LIMIT 1) END AS "lastRun",
        CASE WHEN l."id" IS NOT NULL THEN l."dueAt" ELSE (SELECT t."dueAt" FROM "TickLedger" t
          WHERE t."job" = n."job" AND t."scope" = n."scope" AND t."outcome" = 'started' ORDER BY t."dueAt" LIMIT 1) END AS "since"
      FROM "newest" n LEFT JOIN "TickLedger" l ON l."id" = n."id"
    )
    SELECT "job", "time", CAST(${row}("since", "lastDone", "lastRun") AS TEXT) AS "standing",
      CAST(${list}("scope" ORDER BY "scope") AS TEXT) AS "scopes"
    FROM "standing" GROUP BY "job", "time", "since", "lastDone", "lastRun"
    ORDER BY "job", "time", "since", "lastDone", "lastRun"`;
  return rows.map(({ job, time, standing, scopes }) => ({
    job,
    time,
    scopes: JSON.parse(scopes) as string[],
    standing: readStanding(JSON.parse(standing) as (string | null)[]),
  }));
}

function readStanding([since, lastDone, lastRun]: (string | null)[]): Standing | null {
  if (!since) return null;
  const read = (text: string) => Temporal.Instant.fromEpochMilliseconds(jsonInstant(text).getTime());
  const readAny = (text: string | null | undefined) => (text ? read(text) : null);
  return { since: read(since), lastDone: readAny(lastDone), lastRun: readAny(lastRun) };
}

/**
 * Ends the ledgers of hours that nobody has any longer. For whoever chooses one later it begins anew: the days between were no
 * downtime, and what was said on them at another hour is not said again.
 */
export async function endUnusedLedgers(tx: Tx): Promise<void> {
  // From one scope to the next by the index: there are some thousands, with a row for each day of years.
  await tx.$executeRaw`
    WITH RECURSIVE "kept" AS (
      SELECT MIN(t."scope") AS "scope" FROM "TickLedger" t WHERE t."job" = 'digest'
      UNION ALL
      SELECT (SELECT MIN(t."scope") FROM "TickLedger" t WHERE t."job" = 'digest' AND t."scope" > k."scope")
      FROM "kept" k WHERE k."scope" IS NOT NULL
    )
    DELETE FROM "TickLedger" WHERE "job" = 'digest' AND "scope" IN (
      SELECT k."scope" FROM "kept" k WHERE k."scope" NOT LIKE ${`% ${digestTime}`} AND k."scope" NOT IN (
        SELECT c."code" || ' ' || h."time" FROM (${hours}) h JOIN "Cluster" c ON c."id" = h."clusterId"))`;
}

interface Claim {
  job: string;
  dueAt: Temporal.Instant;
  outcome: "started" | "done" | "skipped";
  now: Temporal.Instant;
}

const asDate = (at: Temporal.Instant) => new Date(at.epochMilliseconds);

/** Claims the same (or, with `started`, begins a ledger) for several scopes; answers those for which nobody did before. */
export async function claimScopes(
  tx: Tx,
  { job, dueAt, outcome, now }: Claim,
  scopes: readonly string[],
): Promise<Set<string>> {
  const rows = await tx.$queryRaw<{ scope: string }[]>`
    INSERT INTO "TickLedger" ("job", "scope", "dueAt", "outcome", "claimedAt")
    SELECT ${job}, v."value" ->> 0, ${asDate(dueAt)}, ${outcome}, ${asDate(now)}
    FROM ${jsonTable(scopes.map((each) => [each]))} v WHERE true
    ON CONFLICT DO NOTHING RETURNING "scope"`;
  return new Set(rows.map((each) => each.scope));
}
