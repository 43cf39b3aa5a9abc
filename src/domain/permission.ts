import type { RoleCode } from "./cluster.ts";

/** Where somebody stands in one cluster in one year, as the database says at this very step. */
export interface Position {
  personId: number;
  role: RoleCode;
  unitId: number | null;
  headUnitId: number | null;
  deputyUnitId: number | null;
}

/** Registers, reports, sends evidence and the month's report for the own unit (product.md, "Who uses it"). */
export function isMember(position: Position): boolean {
  return position.unitId !== null && (position.role === "focalOfficial" || position.role === "unitLeader");
}

/** Headship belongs to a unit, for one year: everybody with an active role in the head unit has its powers. */
export function isHead(position: Position): boolean {
  return isMember(position) && position.unitId === position.headUnitId;
}

export function isDeputy(position: Position): boolean {
  return isMember(position) && position.unitId === position.deputyUnitId;
}

/** Units, invites, the head unit, windows: the operator, and the head unit for its own cluster. */
export function maySetUp(position: Position): boolean {
  return position.role === "operator" || isHead(position);
}

export type Approval = "approve" | "approveOwn" | "no";

/**
 * May this person decide on a row of `row.unitId`? The head decides on other units' rows; the head's own rows go to the
 * deputy, or without a deputy to a second person of the head unit (`approveOwn`, marked *tự duyệt*).
 */
export function approvalOf(
  position: Position,
  row: { unitId: number; createdById: number | null },
): Approval {
  const ownRowOfHead = row.unitId === position.headUnitId;
  if (ownRowOfHead && position.deputyUnitId !== null) return isDeputy(position) ? "approve" : "no";
  if (!isHead(position)) return "no";
  if (!ownRowOfHead) return "approve";
  return row.createdById === position.personId ? "no" : "approveOwn";
}
