import { defaultRegime, type ReportingRegime } from "../domain/period.ts";
import type { ClusterYear } from "./generated/sqlite/client.ts";

/** What a cluster-year says about its monthly reports. */
export function regimeOf(
  year: Pick<ClusterYear, "reportDueDay" | "reportDueTime" | "windowFromDay" | "windowToDay"> | undefined,
): ReportingRegime {
  if (!year) return defaultRegime;
  return {
    dueDay: year.reportDueDay,
    dueTime: year.reportDueTime,
    windowFromDay: year.windowFromDay,
    windowToDay: year.windowToDay,
    months: null,
  };
}
