import { Temporal } from "temporal-polyfill";
import type { Calendar } from "./calendar.ts";
import { dayOf, dayOfMonth, instantAt, type Month, type ReportingRegime } from "./period.ts";

/** Messages that a person did not ask for go out within these hours of a working day; the last is excluded. */
export const workingHours = { from: "07:30", to: "17:00" } as const;

/** When a month's report is due: the day (in the cluster's zone) and the last instant that is still on time. */
export interface ReportDue {
  day: Temporal.PlainDate;
  at: Temporal.Instant;
}

/** The month's due day and time; a due day that is not worked moves to the next working day. */
export function reportDue(
  regime: ReportingRegime,
  month: Month,
  calendar: Calendar,
  zone: string,
): ReportDue {
  const day = calendar.nextWorkingDay(dayOfMonth(month, regime.dueDay));
  return { day, at: instantAt(day, regime.dueTime, zone) };
}

/** Computed, never typed (thi-dua.md 5.2, 9). `daysLate`: calendar days after the due day; 0 for later the same day. */
export interface ReportStatus {
  state: "notStarted" | "submitted" | "submittedLate";
  daysLate: number;
}

/** `sentAt` null: not sent. Sent at the very instant it is due is on time. */
export function reportStatus(due: ReportDue, sentAt: Temporal.Instant | null, zone: string): ReportStatus {
  if (sentAt === null) return { state: "notStarted", daysLate: 0 };
  if (Temporal.Instant.compare(sentAt, due.at) <= 0) return { state: "submitted", daysLate: 0 };
  return { state: "submittedLate", daysLate: due.day.until(dayOf(sentAt, zone)).days };
}

/** From this many working days before the due day on, a deadline is near: the first step of the reminders. */
const DUE_SOON = 7;

export interface DeadlineState {
  state: "upcoming" | "dueSoon" | "overdue";
  /**
   * Working days from today (not counted) to the due day (counted), 0 on the day; when overdue, minus the working
   * days that have passed since (0 on a weekend right after).
   */
  workingDaysLeft: number;
}

/** Where today stands before a due day that counts as a whole (*trước 30/9* includes 30/9). */
export function targetDeadlineState(
  due: Temporal.PlainDate,
  today: Temporal.PlainDate,
  calendar: Calendar,
): DeadlineState {
  const workingDaysLeft = calendar.workingDaysBetween(today, due);
  if (Temporal.PlainDate.compare(today, due) > 0) return { state: "overdue", workingDaysLeft };
  return { state: workingDaysLeft <= DUE_SOON ? "dueSoon" : "upcoming", workingDaysLeft };
}

/** Within 07:30–17:00 (17:00 itself is outside) of a working day in the zone? */
export function inWorkingHours(instant: Temporal.Instant, zone: string, calendar: Calendar): boolean {
  return Temporal.Instant.compare(nextWorkingTime(instant, zone, calendar), instant) === 0;
}

/** The instant itself when it lies in working hours, else the next 07:30 of a working day. */
export function nextWorkingTime(
  instant: Temporal.Instant,
  zone: string,
  calendar: Calendar,
): Temporal.Instant {
  const local = instant.toZonedDateTimeISO(zone);
  const today = local.toPlainDate();
  if (!calendar.isWorkingDay(today))
    return instantAt(calendar.addWorkingDays(today, 1), workingHours.from, zone);
  const time = local.toPlainTime();
  if (Temporal.PlainTime.compare(time, workingHours.from) < 0)
    return instantAt(today, workingHours.from, zone);
  if (Temporal.PlainTime.compare(time, workingHours.to) < 0) return instant;
  return instantAt(calendar.addWorkingDays(today, 1), workingHours.from, zone);
}
