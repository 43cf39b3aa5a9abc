import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import type { ReportDue, ReportStatus } from "../domain/deadline.ts";
import { isReportMonth, type Month } from "../domain/period.ts";
import { isOwed } from "./cluster-years.ts";
import type { ClusterYear, Unit } from "./generated/sqlite/client.ts";
import { instantOf, reportsOfMonth } from "./months.ts";
import type { Tx } from "./open.ts";
import { regimeOf } from "./regime.ts";
import { memberUnits } from "./standings.ts";

/** How one unit's report of one month stands; `notDue`: its time has not come, or the bot or the unit was not there yet. */
export interface MonthMark {
  month: Month;
  due: ReportDue;
  mark: "onTime" | "late" | "missing" | "notDue";
  sentAt: Temporal.Instant | null;
}

const markOf = (status: ReportStatus, isDue: boolean): MonthMark["mark"] => {
  if (status.state === "submitted") return "onTime";
  if (status.state === "submittedLate") return "late";
  return isDue ? "missing" : "notDue";
};

/** Every member unit's reports of all months of the year, in the order of the cluster's list. */
export async function reportsOfYear(
  tx: Tx,
  year: ClusterYear,
  { calendar, zone, now }: { calendar: Calendar; zone: string; now: Temporal.Instant },
): Promise<{ unit: Unit; marks: MonthMark[] }[]> {
  const rows = (await memberUnits(tx, year.id)).map((unit) => ({ unit, marks: [] as MonthMark[] }));
  for (let number = 1; number <= 12; number += 1) {
    const month = `${year.year}-${String(number).padStart(2, "0")}`;
    if (!isReportMonth(month, regimeOf(year))) continue;
    const { due, units } = await reportsOfMonth(tx, year, month, calendar, zone);
    const owed = isOwed(
      year,
      due.at,
      units.some((each) => each.report !== null),
    );
    const isDue = owed && Temporal.Instant.compare(now, due.at) > 0;
    for (const { unit, marks } of rows) {
      const own = units.find((each) => each.unit.id === unit.id);
      const sentAt = own?.report ? instantOf(own.report.sentAt) : null;
      marks.push({ month, due, mark: own ? markOf(own.status, isDue) : "notDue", sentAt });
    }
  }
  return rows;
}
