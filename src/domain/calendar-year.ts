import { Temporal } from "temporal-polyfill";
import type { Calendar, DayReason } from "./calendar.ts";

/** Days off one after the other, weekends within and beside them included. */
export interface OffStretch {
  from: Temporal.PlainDate;
  to: Temporal.PlainDate;
  /** Why, of each day that is off for more than being a weekend day. */
  reasons: DayReason[];
}

/** The year's days off that are more than a weekend, and the weekend days that are worked. */
export function yearAtAGlance(
  calendar: Calendar,
  year: number,
): { off: OffStretch[]; worked: Temporal.PlainDate[] } {
  const off: OffStretch[] = [];
  const worked: Temporal.PlainDate[] = [];
  const first = new Temporal.PlainDate(year, 1, 1);
  let open: OffStretch | null = null;
  for (let index = 0; index < first.daysInYear; index += 1) {
    const day = first.add({ days: index });
    if (calendar.isWorkingDay(day)) {
      open = null;
      if (day.dayOfWeek > 5) worked.push(day);
      continue;
    }
    if (open) open.to = day;
    else {
      open = { from: day, to: day, reasons: [] };
      off.push(open);
    }
    const reason = calendar.reason(day);
    if (reason && reason.by !== "weekend") open.reasons.push(reason);
  }
  return { off: off.filter((each) => each.reasons.length > 0), worked };
}
