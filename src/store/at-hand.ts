import type { StandingRow, StandingTarget } from "../domain/standings.ts";
import type { Target, Unit } from "./generated/sqlite/client.ts";
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

/**
 * What a message is understood with, in one statement: the cluster's units in the order of its list, and one unit's targets
 * without those taken back, in the order of their codes (none for null).
 */
export async function unitsAndTargets(
  tx: Tx,
  clusterYearId: number,
  unitId: number | null,
): Promise<{ units: Unit[]; targets: Target[] }> {
  const { row, list } = jsonSql(tx);
  const [found] = await tx.$queryRaw<{ units: string | null; targets: string | null }[]>`
    SELECT CAST((SELECT ${list}(${row}(m."position", u."id", u."clusterId", u."code", u."name", u."shortName", u."aliases"))
        FROM "Membership" m JOIN "Unit" u ON u."id" = m."unitId" WHERE m."clusterYearId" = ${clusterYearId}) AS TEXT) AS "units",
      CAST((SELECT ${list}(${row}("id", "number", "title", "kind", "direction", "measure", "plan", "weight", "dueOn",
          "pledgeItemId", "approval", "current", "currentOn", "done", "createdAt"))
        FROM "Target" WHERE "clusterYearId" = ${clusterYearId} AND "unitId" = ${unitId ?? 0}
          AND "approval" <> 'withdrawn') AS TEXT) AS "targets"`;
  const targets = jsonRows<TargetFields>(found?.targets ?? null).map(
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
  return { units: unitsOf(found?.units ?? null), targets: targets.sort((a, b) => a.number - b.number) };
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
