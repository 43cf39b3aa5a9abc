import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import { endOfDay, lastDay, type Month } from "../domain/period.ts";
import { type StandingRow, standings } from "../domain/standings.ts";
import { isOnSchedule, isReached, type PacedTarget } from "../domain/summary.ts";
import { targetCode } from "../domain/target.ts";
import type { Cluster, ClusterYear, Unit } from "../store/generated/sqlite/client.ts";
import {
  type FrozenMonth,
  instantOf,
  newestClosedMonth,
  reportsOfMonth,
  type UnitReport,
} from "../store/months.ts";
import type { Tx } from "../store/open.ts";
import { memberUnits, standingTargetsAt } from "../store/standings.ts";

/** How one unit's targets stood when the month ended. */
export interface UnitPace {
  onSchedule: number;
  of: number;
  /** Codes of those that were not. */
  late: string[];
}

/** Everything a month's summary says, as data. */
export interface SummaryFacts {
  cluster: Cluster;
  year: ClusterYear;
  month: Month;
  units: Unit[];
  rows: StandingRow[];
  before: FrozenMonth | null;
  reports: UnitReport[];
  pace: Map<number, UnitPace>;
  reached: number;
  counted: number;
}

/** The month as it stood at the end of its last day; reports as they are by now. */
export async function summaryFacts(
  tx: Tx,
  cluster: Cluster,
  year: ClusterYear,
  month: Month,
  calendar: Calendar,
): Promise<SummaryFacts> {
  const zone = cluster.timeZone;
  const day = lastDay(month);
  const units = await memberUnits(tx, year.id);
  const targets = await standingTargetsAt(tx, year.id, endOfDay(day, zone));
  const dates = await tx.target.findMany({
    where: { clusterYearId: year.id },
    select: { unitId: true, number: true, dueOn: true, createdAt: true },
  });
  const dateOf = new Map(dates.map((each) => [`${each.unitId} ${targetCode(each.number)}`, each]));
  const paced = targets.map((target): PacedTarget & { unitId: number } => {
    const found = dateOf.get(`${target.unitId} ${target.code}`);
    return {
      ...target,
      from: found ? instantOf(found.createdAt).toZonedDateTimeISO(zone).toPlainDate() : day,
      dueOn: found?.dueOn ? Temporal.PlainDate.from(found.dueOn) : new Temporal.PlainDate(year.year, 12, 31),
    };
  });
  const pace = new Map(
    units.map((unit): [number, UnitPace] => {
      const own = paced.filter((each) => each.unitId === unit.id);
      const late = own.filter((each) => !isOnSchedule(each, day)).map((each) => each.code);
      return [unit.id, { onSchedule: own.length - late.length, of: own.length, late }];
    }),
  );
  return {
    cluster,
    year,
    month,
    units,
    rows: standings(
      units.map((unit) => unit.id),
      targets,
    ),
    before: await newestClosedMonth(tx, year.id, { before: month }),
    reports: (await reportsOfMonth(tx, year, month, calendar, zone)).units,
    pace,
    reached: paced.filter(isReached).length,
    counted: paced.length,
  };
}
