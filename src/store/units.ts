import type { Unit } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

/** Adds a unit to the cluster and to its list of the year. */
export async function addUnit(
  tx: Tx,
  {
    clusterId,
    clusterYearId,
    name,
    aliases,
  }: { clusterId: number; clusterYearId: number; name: string; aliases: string[] },
): Promise<Unit> {
  const number = (await tx.unit.count({ where: { clusterId } })) + 1;
  const last = await tx.membership.aggregate({ where: { clusterYearId }, _max: { position: true } });
  const unit = await tx.unit.create({
    data: { clusterId, code: `DV${number}`, name, shortName: name, aliases: JSON.stringify(aliases) },
  });
  await tx.membership.create({
    data: { clusterYearId, unitId: unit.id, position: (last._max.position ?? -1) + 1 },
  });
  return unit;
}

export async function setHeadUnit(
  tx: Tx,
  clusterYearId: number,
  which: "head" | "deputy",
  unitId: number | null,
): Promise<void> {
  const year = await tx.clusterYear.findUniqueOrThrow({ where: { id: clusterYearId } });
  // One unit cannot be both.
  const data =
    which === "head"
      ? { headUnitId: unitId, ...(year.deputyUnitId === unitId ? { deputyUnitId: null } : {}) }
      : { deputyUnitId: unitId };
  await tx.clusterYear.update({ where: { id: clusterYearId }, data });
}

export interface YearSettings {
  registrationFrom: string;
  registrationTo: string;
  reportDueDay: number;
  reportDueTime: string;
  windowFromDay: number | null;
  windowToDay: number | null;
  provisionalVisible: boolean;
  addressForm: "dongChi" | "anhChi";
}

export async function changeYearSettings(
  tx: Tx,
  clusterYearId: number,
  change: Partial<YearSettings>,
): Promise<void> {
  await tx.clusterYear.update({ where: { id: clusterYearId }, data: change });
}
