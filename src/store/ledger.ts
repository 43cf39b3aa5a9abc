import { Temporal } from "temporal-polyfill";
import { Prisma } from "./generated/sqlite/client.ts";
import { jsonInstant, jsonRows, jsonSql, jsonTable } from "./json-sql.ts";
import type { Tx } from "./open.ts";

/** Where one job stands for one scope. */
export interface LedgerState {
  /** When the ledger of this job and scope began: nothing due before is ever caught up. */
  since: Temporal.Instant;
  /** dueAt of the newest occurrence that was run or skipped. */
  lastDone: Temporal.Instant | null;
  /** dueAt of the newest that was run. */
  lastRun: Temporal.Instant | null;
}

interface Claim {
  job: string;
  dueAt: Temporal.Instant;
  outcome: "started" | "done" | "skipped";
  now: Temporal.Instant;
}

const asDate = (at: Temporal.Instant) => new Date(at.epochMilliseconds);
const instant = (date: Date) => Temporal.Instant.fromEpochMilliseconds(date.getTime());

export const ledgerKey = (job: string, scope: string): string => `${job} ${scope}`;

/** One object for each instant: most ledgers of a morning stand at the same one. */
function instantReader(): (text: string) => Temporal.Instant {
  const known = new Map<string, Temporal.Instant>();
  return (text) => {
    const found = known.get(text) ?? instant(jsonInstant(text));
    known.set(text, found);
    return found;
  };
}

/**
 * The state of each of these ledgers that has begun, by `ledgerKey`. Looked for one by one, by the index: a ledger grows for
 * years, and only its first and last rows are read.
 */
export async function ledgerStates(
  tx: Tx,
  ledgers: readonly { job: string; scope: string }[],
): Promise<Map<string, LedgerState>> {
  const { row, list } = jsonSql(tx);
  const newest = (outcome: Prisma.Sql) => Prisma.sql`(SELECT d."dueAt" FROM "TickLedger" d
    WHERE d."job" = s."job" AND d."scope" = s."scope" AND ${outcome} ORDER BY d."dueAt" DESC LIMIT 1)`;
  const [found] = await tx.$queryRaw<{ states: string | null }[]>`
    SELECT CAST((SELECT ${list}(${row}(s."job", s."scope", s."dueAt", ${newest(Prisma.sql`d."outcome" <> 'started'`)},
        ${newest(Prisma.sql`d."outcome" = 'done'`)}))
      FROM ${jsonTable(ledgers.map(({ job, scope }) => [job, scope]))} v CROSS JOIN "TickLedger" s
      WHERE s."job" = v."value" ->> 0 AND s."scope" = v."value" ->> 1 AND s."outcome" = 'started') AS TEXT) AS "states"`;
  const rows = jsonRows<[string, string, string, string | null, string | null]>(found?.states ?? null);
  const read = instantReader();
  const readAny = (text: string | null) => (text === null ? null : read(text));
  return new Map(
    rows.map(([job, scope, since, lastDone, lastRun]) => [
      ledgerKey(job, scope),
      { since: read(since), lastDone: readAny(lastDone), lastRun: readAny(lastRun) },
    ]),
  );
}

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
