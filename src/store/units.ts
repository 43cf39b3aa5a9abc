import { Temporal } from "temporal-polyfill";
import type { ClusterYear, Unit } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

/**
 * Adds a unit to the cluster and to its list of the year; it owes no report that fell due up to `since`, a day. A later year that
 * is open already has it from its beginning.
 */
export async function addUnit(
  tx: Tx,
  {
    clusterId,
    clusterYearId,
    name,
    aliases,
    since,
  }: { clusterId: number; clusterYearId: number; name: string; aliases: string[]; since: Temporal.PlainDate },
): Promise<Unit> {
  const number = (await tx.unit.count({ where: { clusterId } })) + 1;
  const last = await tx.membership.aggregate({ where: { clusterYearId }, _max: { position: true } });
  const unit = await tx.unit.create({
    data: { clusterId, code: `DV${number}`, name, shortName: name, aliases: JSON.stringify(aliases) },
  });
  await tx.membership.create({
    data: {
      clusterYearId,
      unitId: unit.id,
      position: (last._max.position ?? -1) + 1,
      since: since.toString(),
    },
  });
  const { year } = await tx.clusterYear.findUniqueOrThrow({ where: { id: clusterYearId } });
  const later = await tx.clusterYear.findMany({
    where: { clusterId, year: { gt: year } },
    include: { _count: { select: { memberships: true } } },
  });
  for (const { id, _count } of later)
    await tx.membership.create({
      data: { clusterYearId: id, unitId: unit.id, position: _count.memberships },
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

/** All years of a cluster. */
export const yearsOf = (tx: Tx, clusterId: number): Promise<ClusterYear[]> =>
  tx.clusterYear.findMany({ where: { clusterId }, orderBy: { year: "asc" } });

/**
 * A cluster's year after another: the same units in the same order and the same settings, its days moved; theme, deputy,
 * pledge, targets and scoring are each year's own.
 */
export async function openYear(
  tx: Tx,
  before: ClusterYear,
  { year, headUnitId, at }: { year: number; headUnitId: number | null; at: Date },
): Promise<ClusterYear> {
  const moved = (day: string) =>
    Temporal.PlainDate.from(day)
      .add({ years: year - before.year })
      .toString();
  const members = await tx.membership.findMany({ where: { clusterYearId: before.id } });
  const { clusterId, reportDueDay, reportDueTime, windowFromDay, windowToDay } = before;
  const { provisionalVisible, addressForm } = before;
  return tx.clusterYear.create({
    data: {
      clusterId,
      year,
      headUnitId,
      registrationFrom: moved(before.registrationFrom),
      registrationTo: moved(before.registrationTo),
      reportDueDay,
      reportDueTime,
      windowFromDay,
      windowToDay,
      provisionalVisible,
      addressForm,
      createdAt: at,
      memberships: { create: members.map(({ unitId, position }) => ({ unitId, position })) },
    },
  });
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
