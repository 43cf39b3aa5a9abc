import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import { type ReportDue, type ReportStatus, reportDue, reportStatus } from "../domain/deadline.ts";
import type { Month } from "../domain/period.ts";
import type { StandingRow } from "../domain/standings.ts";
import { wasThere } from "./cluster-years.ts";
import type { ClosedMonth, ClusterYear, MonthlyReport, Unit } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { regimeOf } from "./regime.ts";

export const instantOf = (date: Date): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(date.getTime());

/** A month's table as it was frozen. */
export interface FrozenMonth {
  month: Month;
  rows: StandingRow[];
  publishedAt: Date | null;
}

const frozen = (row: ClosedMonth): FrozenMonth => ({
  month: row.month,
  rows: JSON.parse(row.standings) as StandingRow[],
  publishedAt: row.publishedAt,
});

/** The month's frozen table; null while the month is open. */
export async function closedMonth(tx: Tx, clusterYearId: number, month: Month): Promise<FrozenMonth | null> {
  const row = await tx.closedMonth.findUnique({
    where: { clusterYearId_month: { clusterYearId, month } },
  });
  return row && frozen(row);
}

/** The newest closed month, before `before` when given; on request only of those that were published. */
export async function newestClosedMonth(
  tx: Tx,
  clusterYearId: number,
  { before, published }: { before?: Month; published?: boolean } = {},
): Promise<FrozenMonth | null> {
  const row = await tx.closedMonth.findFirst({
    where: {
      clusterYearId,
      ...(before ? { month: { lt: before } } : {}),
      ...(published ? { publishedAt: { not: null } } : {}),
    },
    orderBy: { month: "desc" },
  });
  return row && frozen(row);
}

/** Closes a month with its table. */
export async function closeMonth(
  tx: Tx,
  closed: { clusterYearId: number; month: Month; rows: readonly StandingRow[]; closedAt: Date },
): Promise<void> {
  const { rows, ...rest } = closed;
  await tx.closedMonth.create({ data: { ...rest, standings: JSON.stringify(rows) } });
}

/** Publishes a closed month; false when it is not closed or somebody published it before. */
export async function publishMonth(
  tx: Tx,
  clusterYearId: number,
  month: Month,
  by: { personId: number; at: Date },
): Promise<boolean> {
  const { count } = await tx.closedMonth.updateMany({
    where: { clusterYearId, month, publishedAt: null },
    data: { publishedAt: by.at, publishedById: by.personId },
  });
  return count === 1;
}

/** One unit's report of one month, with its state at this moment. */
export interface UnitReport {
  unit: Unit;
  report: MonthlyReport | null;
  status: ReportStatus;
}

/**
 * Every unit's report of the month, in the order of the cluster's list, and when it is due. A unit that came after it was due is
 * left out, unless it did report.
 */
export async function reportsOfMonth(
  tx: Tx,
  year: ClusterYear,
  month: Month,
  calendar: Calendar,
  zone: string,
): Promise<{ due: ReportDue; units: UnitReport[] }> {
  const due = reportDue(regimeOf(year), month, calendar, zone);
  const reports = await tx.monthlyReport.findMany({
    where: { clusterYearId: year.id, month, voidedAt: null },
    orderBy: { id: "asc" },
  });
  const byUnit = new Map(reports.map((each) => [each.unitId, each]));
  const members = await tx.membership.findMany({
    where: { clusterYearId: year.id },
    include: { unit: true },
    orderBy: { position: "asc" },
  });
  const units = members.flatMap(({ unit, since }): UnitReport[] => {
    const report = byUnit.get(unit.id) ?? null;
    if (!report && !wasThere(since, due.day)) return [];
    return [{ unit, report, status: reportStatus(due, report && instantOf(report.sentAt), zone) }];
  });
  return { due, units };
}
