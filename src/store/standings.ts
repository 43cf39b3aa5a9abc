import type { Temporal } from "temporal-polyfill";
import { figureOf } from "../domain/progress.ts";
import { type StandingRow, type StandingTarget, standings } from "../domain/standings.ts";
import { type Direction, type TargetKind, targetCode } from "../domain/target.ts";
import { Prisma, type Unit } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

/** The cluster's units of the year, in the order of its list. */
export function memberUnits(tx: Tx, clusterYearId: number): Promise<Unit[]> {
  return tx.$queryRaw<Unit[]>`
    SELECT u."id", u."clusterId", u."code", u."name", u."shortName", u."aliases"
    FROM "Membership" m JOIN "Unit" u ON u."id" = m."unitId"
    WHERE m."clusterYearId" = ${clusterYearId} ORDER BY m."position"`;
}

type RevisionFields = { kind: string; direction: string; plan: string; weight: string };

/** One target as the table sees it. */
export const standingTarget = (
  unitId: number,
  number: number,
  fields: RevisionFields,
  current: string | null,
): StandingTarget => ({
  code: targetCode(number),
  unitId,
  kind: fields.kind as TargetKind,
  direction: fields.direction as Direction,
  plan: fields.plan,
  weight: fields.weight,
  current,
  approved: true,
});

/** The targets that count now. */
export async function standingTargets(tx: Tx, clusterYearId: number): Promise<StandingTarget[]> {
  const rows = await tx.$queryRaw<
    (RevisionFields & { unitId: number; number: number; current: string | null })[]
  >`
    SELECT "unitId", "number", "kind", "direction", "plan", "weight", "current" FROM "Target"
    WHERE "clusterYearId" = ${clusterYearId} AND "approval" = 'approved' AND "kind" <> 'title' ORDER BY "number"`;
  return rows.map((row) => standingTarget(row.unitId, row.number, row, row.current));
}

/**
 * The targets that counted at an instant: what was recorded, and approved, and not voided, before it. What is recorded,
 * approved or voided later does not change the answer.
 */
export async function standingTargetsAt(
  tx: Tx,
  clusterYearId: number,
  at: Temporal.Instant,
): Promise<StandingTarget[]> {
  const before = new Date(at.epochMilliseconds);
  const revisions = await tx.$queryRaw<
    (RevisionFields & { targetId: number; unitId: number; code: number })[]
  >`
    SELECT r."targetId", r."kind", r."direction", r."plan", r."weight", t."unitId", t."number" AS "code"
    FROM "TargetRevision" r JOIN "Target" t ON t."id" = r."targetId"
    WHERE t."clusterYearId" = ${clusterYearId} AND r."decision" = 'approved' AND r."decidedAt" < ${before}
    ORDER BY r."targetId", r."number"`;
  // The newest revision of each target that was approved by then.
  const inForce = new Map(revisions.map((each) => [each.targetId, each]));
  // Of each target only the last figure that was set and what was added to it since: what came before it does not count.
  const entries = await tx.$queryRaw<
    { id: number; targetId: number; op: string; value: string; onDay: string }[]
  >`
    SELECT "id", "targetId", "op", "value", "onDay" FROM (
      SELECT "id", "targetId", "op", "value", "onDay",
        SUM(CASE WHEN "op" = 'set' THEN 1 ELSE 0 END)
          OVER (PARTITION BY "targetId" ORDER BY "onDay" DESC, "id" DESC) AS "sets"
      FROM "ProgressEntry"
      WHERE "clusterYearId" = ${clusterYearId} AND "recordedAt" < ${before}
        AND ("voidedAt" IS NULL OR "voidedAt" >= ${before})
    ) AS "inOrder"
    WHERE "sets" = 0 OR ("sets" = 1 AND "op" = 'set')`;
  const byTarget = new Map<number, typeof entries>();
  for (const each of entries) {
    const known = byTarget.get(each.targetId);
    if (known) known.push(each);
    else byTarget.set(each.targetId, [each]);
  }
  return [...inForce.values()]
    .filter((each) => each.kind !== "title")
    .map((each) => {
      const figure = figureOf(
        (byTarget.get(each.targetId) ?? []).map((entry) => ({
          ...entry,
          op: entry.op as "set" | "add",
          done: false,
        })),
      );
      return standingTarget(each.unitId, each.code, each, figure?.total ?? null);
    });
}

/** The table now. */
export async function standingsNow(tx: Tx, clusterYearId: number): Promise<StandingRow[]> {
  const units = await memberUnits(tx, clusterYearId);
  return standings(
    units.map((unit) => unit.id),
    await standingTargets(tx, clusterYearId),
  );
}

/** The table as of an instant. */
export async function standingsAt(
  tx: Tx,
  clusterYearId: number,
  at: Temporal.Instant,
): Promise<StandingRow[]> {
  const units = await memberUnits(tx, clusterYearId);
  return standings(
    units.map((unit) => unit.id),
    await standingTargetsAt(tx, clusterYearId, at),
  );
}

/** The frozen table of the newest closed month before `month` (or of all), with its month; null when none was closed. */
export async function lastClosedStandings(
  tx: Tx,
  clusterYearId: number,
  beforeMonth?: string,
): Promise<{ month: string; rows: StandingRow[]; publishedAt: Date | null } | null> {
  const [row] = await tx.$queryRaw<{ month: string; standings: string; publishedAt: string | Date | null }[]>`
    SELECT "month", "standings", "publishedAt" FROM "ClosedMonth"
    WHERE "clusterYearId" = ${clusterYearId} ${beforeMonth ? Prisma.sql`AND "month" < ${beforeMonth}` : Prisma.empty}
    ORDER BY "month" DESC LIMIT 1`;
  if (!row) return null;
  return {
    month: row.month,
    rows: JSON.parse(row.standings) as StandingRow[],
    publishedAt: row.publishedAt === null ? null : new Date(row.publishedAt),
  };
}
