import type { StandingRow, StandingTarget } from "../domain/standings.ts";
import { Prisma, type Target, type Unit } from "./generated/sqlite/client.ts";
import { jsonInstant, jsonRows, jsonSql } from "./json-sql.ts";
import type { Tx } from "./open.ts";
import { standingTarget } from "./standings.ts";

type UnitFields = [number, number, number, string, string, string, string];
type TargetFields = [
  number,
  number,
  string,
  string,
  string,
  string | null,
  string,
  string,
  string | null,
  number | null,
  string,
  string | null,
  string | null,
  boolean | number,
  string,
];

const unitsByText = new Map<string, Unit[]>();
const mostRemembered = 500;

/** The same text gives the same list, so that what is worked out from the list is worked out once. */
function unitsOf(text: string | null): Unit[] {
  if (text === null) return [];
  const known = unitsByText.get(text);
  if (known) return known;
  const rows = jsonRows<UnitFields>(text).sort((a, b) => a[0] - b[0]);
  const units = rows.map(([, id, clusterId, code, name, shortName, aliases]) => ({
    id,
    clusterId,
    code,
    name,
    shortName,
    aliases,
  }));
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
  const { row, list } = jsonSql(tx);
  return Prisma.sql`CAST((SELECT ${list}(${row}(m."position", n."id", n."clusterId", n."code", n."name", n."shortName",
        n."aliases")) FROM "Membership" m JOIN "Unit" n ON n."id" = m."unitId" WHERE m."clusterYearId" = ${yearId}) AS TEXT)
      AS "unitList",
    CAST((SELECT ${list}(${row}(t."id", t."number", t."title", t."kind", t."direction", t."measure", t."plan", t."weight",
        t."dueOn", t."pledgeItemId", t."approval", t."current", t."currentOn", t."done", t."createdAt"))
      FROM "Target" t WHERE t."clusterYearId" = ${yearId} AND t."unitId" = ${unitId} AND t."approval" <> 'withdrawn') AS TEXT)
      AS "targetList"`;
};

export interface AtHandRow {
  unitList: string | null;
  targetList: string | null;
}

export function atHandOf(row: AtHandRow, clusterYearId: number, unitId: number | null): AtHand {
  const targets = jsonRows<TargetFields>(unitId === null ? null : row.targetList).map(
    ([
      id,
      number,
      title,
      kind,
      direction,
      measure,
      plan,
      weight,
      dueOn,
      pledgeItemId,
      approval,
      current,
      currentOn,
      done,
      createdAt,
    ]) => ({
      id,
      clusterYearId,
      unitId: unitId ?? 0,
      number,
      title,
      kind,
      direction,
      measure,
      plan,
      weight,
      dueOn,
      pledgeItemId,
      approval,
      current,
      currentOn,
      done: Boolean(done),
      createdAt: jsonInstant(createdAt),
    }),
  );
  return { units: unitsOf(row.unitList), targets: targets.sort((a, b) => a.number - b.number) };
}

/** The same in a statement of its own. */
export async function unitsAndTargets(tx: Tx, clusterYearId: number, unitId: number | null): Promise<AtHand> {
  const [row] = await tx.$queryRaw<AtHandRow[]>`
    SELECT ${atHandColumns(tx, Prisma.sql`${clusterYearId}`, Prisma.sql`${unitId ?? 0}`)}`;
  return atHandOf(row ?? { unitList: null, targetList: null }, clusterYearId, unitId);
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
