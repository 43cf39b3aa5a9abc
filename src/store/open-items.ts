import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import { yearOn } from "../domain/cluster.ts";
import { reportDue } from "../domain/deadline.ts";
import { isReportMonth, type Month, monthsAskedFor, oldestYearAskedFor } from "../domain/period.ts";
import { lastNearDay } from "../domain/reminders.ts";
import { isReached } from "../domain/summary.ts";
import { type ClusterYears, isAskedFor, wasThere } from "./cluster-years.ts";
import type { Prisma, Target, Unit } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { regimeOf } from "./regime.ts";

type OwingUnit = Pick<Unit, "id" | "name" | "shortName">;
export type DueTarget = Pick<
  Target,
  "id" | "number" | "title" | "kind" | "direction" | "measure" | "plan" | "current" | "done"
>;

/** A target that is not reached, or a month's report that was not sent. */
export interface OpenItem {
  kind: "target" | "monthReport";
  /** The last day that is still on time. */
  due: Temporal.PlainDate;
  clusterId: number;
  unit: OwingUnit;
  /** For a target. */
  target: DueTarget | null;
  /** For a report: its month, and the time (HH:MM) of the due day. */
  report: { month: Month; time: string; dueAt: Temporal.Instant } | null;
  /** Said wherever invented figures are shown; null for a real cluster. */
  sampleLabel: string | null;
}

/** Whose items: those of every unit of some clusters, and those of single units. */
export interface Within {
  clusterIds: readonly number[];
  unitIds: readonly number[];
}

interface Day {
  today: Temporal.PlainDate;
  calendar: Calendar;
}

/** Whether nobody need be reminded of the target. A limit that is kept so far is no finished work: only a report says so. */
export const isDone = (target: Pick<Target, "done" | "direction" | "plan" | "current">): boolean =>
  target.done || (target.direction === "higher" && isReached({ ...target, direction: "higher" }));

/** Reportable and counted, or about to be; a title is decided after the year. */
export const inForce = { approval: { in: ["approved", "awaiting"] }, kind: { not: "title" } };

const inYears = (years: readonly { id: number; clusterId: number }[], { clusterIds, unitIds }: Within) => {
  const whole = years.filter((year) => clusterIds.includes(year.clusterId)).map((year) => year.id);
  const all = years.map((year) => year.id);
  return {
    OR: [{ clusterYearId: { in: whole } }, { clusterYearId: { in: all }, unitId: { in: [...unitIds] } }],
  };
};

const owingUnit = { select: { id: true, name: true, shortName: true } } satisfies Prisma.UnitDefaultArgs;

/** Targets due within 10 working days, or overdue, by unit and number. `clusters`: those that `within` lies in. */
export async function openTargets(
  tx: Tx,
  clusters: readonly ClusterYears[],
  within: Within,
  day: Day,
): Promise<(OpenItem & { target: DueTarget })[]> {
  const oldest = oldestYearAskedFor(day.today);
  const years = clusters
    .flatMap((each) => yearOn(each.years, day.today.year) ?? [])
    .filter(({ year }) => year >= oldest);
  const byId = new Map(years.map((year) => [year.id, year]));
  const rows = await tx.target.findMany({
    where: {
      ...inYears(years, within),
      ...inForce,
      done: false,
      dueOn: { lte: lastNearDay(day.today, day.calendar).toString() },
    },
    include: { unit: owingUnit },
    orderBy: [{ unitId: "asc" }, { number: "asc" }],
  });
  return rows.flatMap(({ unit, ...target }) => {
    const year = byId.get(target.clusterYearId);
    if (!year || target.dueOn === null || isDone(target)) return [];
    const { clusterId, sampleLabel } = year;
    const due = Temporal.PlainDate.from(target.dueOn);
    return { kind: "target" as const, due, clusterId, unit, target, report: null, sampleLabel };
  });
}

/** Reports that were not sent, cluster by cluster and month by month, in the order of the cluster's list. */
export async function openReports(
  tx: Tx,
  clusters: readonly ClusterYears[],
  within: Within,
  { today, calendar }: Day,
): Promise<OpenItem[]> {
  const months = monthsAskedFor(today);
  const years = clusters.flatMap((each) => each.years);
  const members = await tx.membership.findMany({
    where: inYears(years, within),
    include: { unit: owingUnit },
    orderBy: { position: "asc" },
  });
  const reports = await tx.monthlyReport.findMany({
    where: { clusterYearId: { in: years.map((each) => each.id) }, month: { in: months }, voidedAt: null },
    select: { clusterYearId: true, unitId: true, month: true },
  });
  const sent = new Set(reports.map(({ unitId, month }) => `${month} ${unitId}`));
  const begun = new Set(reports.map(({ clusterYearId, month }) => `${month} ${clusterYearId}`));
  const items: OpenItem[] = [];
  for (const cluster of clusters)
    for (const month of months) {
      const year = cluster.years.find((each) => each.year === Number(month.slice(0, 4)));
      const regime = regimeOf(year);
      if (!year || !isReportMonth(month, regime)) continue;
      const due = reportDue(regime, month, calendar, cluster.timeZone);
      if (!isAskedFor(year, due.at, begun.has(`${month} ${year.id}`))) continue;
      for (const { clusterYearId, unit, since } of members) {
        if (clusterYearId !== year.id || !wasThere(since, due.day) || sent.has(`${month} ${unit.id}`))
          continue;
        items.push({
          kind: "monthReport",
          due: due.day,
          clusterId: cluster.id,
          unit,
          target: null,
          report: { month, time: regime.dueTime, dueAt: due.at },
          sampleLabel: year.sampleLabel,
        });
      }
    }
  return items;
}

/** Everything that is open there: targets due within 10 working days or overdue, and every report that was not sent. */
export async function openItems(
  tx: Tx,
  clusters: readonly ClusterYears[],
  within: Within,
  day: Day,
): Promise<OpenItem[]> {
  return [
    ...(await openTargets(tx, clusters, within, day)),
    ...(await openReports(tx, clusters, within, day)),
  ];
}
