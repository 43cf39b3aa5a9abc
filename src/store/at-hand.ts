import type { StandingRow, StandingTarget } from "../domain/standings.ts";
import { Prisma, type Target, type Unit } from "./generated/sqlite/client.ts";
import { jsonInstant, jsonRows, jsonSql, named } from "./json-sql.ts";
import type { Tx } from "./open.ts";
import { standingTarget } from "./standings.ts";

const unitFields = Object.values(Prisma.UnitScalarFieldEnum);
const targetFields = Object.values(Prisma.TargetScalarFieldEnum);
/** As it lies in JSON: SQLite has 0 and 1 there. */
type TargetJson = Omit<Target, "done" | "createdAt"> & { done: boolean | number; createdAt: string };

const unitsByText = new Map<string, Unit[]>();
const mostRemembered = 500;

/** The same text gives the same list, so that what is worked out from the list is worked out once. */
function unitsOf(text: string | null): Unit[] {
  if (text === null) return [];
  const known = unitsByText.get(text);
  if (known) return known;
  const units = jsonRows<Unit & { position: number }>(text)
    .sort((a, b) => a.position - b.position)
    .map(({ position: _, ...unit }) => unit);
  if (unitsByText.size >= mostRemembered) unitsByText.clear();
  unitsByText.set(text, units);
  return units;
}

/** What a message is understood with: the cluster's units in the order of its list, and one unit's targets by their codes. */
export interface AtHand {
  units: Unit[];
  /** Without those taken back; none where no unit is given. */
  targets: Target[];
}

/** Two columns of a statement that has a cluster's year and a unit (their ids; null for no unit). */
export const atHandColumns = (tx: Tx, yearId: Prisma.Sql, unitId: Prisma.Sql): Prisma.Sql => {
  const { object, list } = jsonSql(tx);
  return Prisma.sql`CAST((SELECT ${list}(${object}('position', m."position", ${named("n", unitFields)}))
      FROM "Membership" m JOIN "Unit" n ON n."id" = m."unitId" WHERE m."clusterYearId" = ${yearId}) AS TEXT) AS "unitList",
    CAST((SELECT ${list}(${object}(${named("t", targetFields)}))
      FROM "Target" t WHERE t."clusterYearId" = ${yearId} AND t."unitId" = ${unitId} AND t."approval" <> 'withdrawn') AS TEXT)
      AS "targetList"`;
};

export interface AtHandRow {
  unitList: string | null;
  targetList: string | null;
}

/** `unitId` null: whoever asks works for no unit, and has no targets. */
export function atHandOf(row: AtHandRow, unitId: number | null): AtHand {
  const targets = jsonRows<TargetJson>(unitId === null ? null : row.targetList).map((each) => ({
    ...each,
    done: Boolean(each.done),
    createdAt: jsonInstant(each.createdAt),
  }));
  return { units: unitsOf(row.unitList), targets: targets.sort((a, b) => a.number - b.number) };
}

/** The same in a statement of its own. */
export async function unitsAndTargets(tx: Tx, clusterYearId: number, unitId: number | null): Promise<AtHand> {
  const [row] = await tx.$queryRaw<AtHandRow[]>`
    SELECT ${atHandColumns(tx, Prisma.sql`${clusterYearId}`, Prisma.sql`${unitId ?? 0}`)}`;
  return atHandOf(row ?? { unitList: null, targetList: null }, unitId);
}

/** What a unit's place is worked out from, in one statement: the targets that count now, and the newest closed month's table. */
export async function placeAtHand(
  tx: Tx,
  clusterYearId: number,
): Promise<{ targets: StandingTarget[]; closed: StandingRow[] | null }> {
  const { row, list } = jsonSql(tx);
  const [found] = await tx.$queryRaw<{ targets: string | null; closed: string | null }[]>`
    SELECT CAST((SELECT ${list}(${row}("unitId", "number", "kind", "direction", "plan", "weight", "current"))
        FROM "Target" WHERE "clusterYearId" = ${clusterYearId} AND "approval" = 'approved' AND "kind" <> 'title') AS TEXT)
        AS "targets",
      (SELECT "standings" FROM "ClosedMonth" WHERE "clusterYearId" = ${clusterYearId} ORDER BY "month" DESC LIMIT 1)
        AS "closed"`;
  const rows = jsonRows<[number, number, string, string, string, string, string | null]>(
    found?.targets ?? null,
  );
  return {
    targets: rows
      .sort((a, b) => a[1] - b[1])
      .map(([unitId, number, kind, direction, plan, weight, current]) =>
        standingTarget(unitId, number, { kind, direction, plan, weight }, current),
      ),
    closed: found?.closed ? (JSON.parse(found.closed) as StandingRow[]) : null,
  };
}
