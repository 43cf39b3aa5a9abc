import { Temporal } from "temporal-polyfill";
import { Prisma } from "./generated/sqlite/client.ts";
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

const instant = (date: Date) => Temporal.Instant.fromEpochMilliseconds(date.getTime());

export const ledgerKey = (job: string, scope: string): string => `${job} ${scope}`;

/** The state of every ledger of these jobs, by `ledgerKey`. */
export async function ledgerStates(tx: Tx, jobs: readonly string[]): Promise<Map<string, LedgerState>> {
  const rows = await tx.tickLedger.groupBy({
    by: ["job", "scope", "outcome"],
    where: { job: { in: [...jobs] } },
    _max: { dueAt: true },
  });
  const states = new Map<string, LedgerState>();
  const newest = (a: Temporal.Instant | null, b: Temporal.Instant) =>
    a !== null && Temporal.Instant.compare(a, b) > 0 ? a : b;
  for (const row of rows) {
    if (!row._max.dueAt) continue;
    const at = instant(row._max.dueAt);
    const key = ledgerKey(row.job, row.scope);
    const state = states.get(key) ?? { since: at, lastDone: null, lastRun: null };
    if (row.outcome === "started") state.since = at;
    else {
      state.lastDone = newest(state.lastDone, at);
      if (row.outcome === "done") state.lastRun = newest(state.lastRun, at);
    }
    states.set(key, state);
  }
  return states;
}

/** Claims several; answers those that nobody claimed before, in the order given. */
export async function claimOccurrences<
  Due extends { job: string; scope: string; dueAt: Temporal.Instant; outcome: "run" | "skip" },
>(tx: Tx, occurrences: readonly Due[], now: Temporal.Instant): Promise<Due[]> {
  if (occurrences.length === 0) return [];
  const at = new Date(now.epochMilliseconds);
  const values = occurrences.map(
    ({ job, scope, dueAt, outcome }) =>
      Prisma.sql`(${job}, ${scope}, ${new Date(dueAt.epochMilliseconds)}, ${outcome === "run" ? "done" : "skipped"}, ${at})`,
  );
  const rows = await tx.$queryRaw<{ job: string; scope: string }[]>`
    INSERT INTO "TickLedger" ("job", "scope", "dueAt", "outcome", "claimedAt") VALUES ${Prisma.join(values)}
    ON CONFLICT DO NOTHING RETURNING "job", "scope"`;
  const claimed = new Set(rows.map((row) => ledgerKey(row.job, row.scope)));
  return occurrences.filter((each) => claimed.has(ledgerKey(each.job, each.scope)));
}

/** Claims one occurrence (or, with `started`, begins a ledger); false when it was claimed before, by anybody. */
export async function claimOccurrence(
  tx: Tx,
  row: {
    job: string;
    scope: string;
    dueAt: Temporal.Instant;
    outcome: "started" | "done" | "skipped";
    now: Temporal.Instant;
  },
): Promise<boolean> {
  const count = await tx.$executeRaw`
    INSERT INTO "TickLedger" ("job", "scope", "dueAt", "outcome", "claimedAt")
    VALUES (${row.job}, ${row.scope}, ${new Date(row.dueAt.epochMilliseconds)}, ${row.outcome}, ${new Date(row.now.epochMilliseconds)})
    ON CONFLICT DO NOTHING`;
  return count === 1;
}
