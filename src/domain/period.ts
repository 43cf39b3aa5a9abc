import { Temporal } from "temporal-polyfill";

/** A reporting month as `YYYY-MM`, such as `2019-06`. As text it sorts in order of time. */
export type Month = string;

/** What a cluster-year says about its monthly reports; every field is a setting of the head unit. */
export interface ReportingRegime {
  /** Day of the month, 1–31; in a shorter month its last day. Default 25. */
  dueDay: number;
  /** `HH:MM` in the cluster's zone. Default 17:00. */
  dueTime: string;
  /**
   * The data window, both days included: 11 and 10 mean from day 11 of the month before to day 10. A first day not
   * after the last means both in the month itself. One null: the windows follow each other without a gap. Both null:
   * the calendar month.
   */
  windowFromDay: number | null;
  windowToDay: number | null;
  /** Months of the year (1–12) for which a report is due; null: all. */
  months: readonly number[] | null;
}

/** Product default: due on the 25th at 17:00, for the calendar month, every month. */
export const defaultRegime: ReportingRegime = {
  dueDay: 25,
  dueTime: "17:00",
  windowFromDay: null,
  windowToDay: null,
  months: null,
};

/** The month of that name, or null when the text is not `YYYY-MM` with a month of 01–12. */
export function parseMonth(text: string): Month | null {
  return /^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : null;
}

/** The calendar month a day or year-month lies in. Years 0000–9999. */
export function monthOf(day: { year: number; month: number }): Month {
  return `${String(day.year).padStart(4, "0")}-${String(day.month).padStart(2, "0")}`;
}

const yearMonth = (month: Month) => Temporal.PlainYearMonth.from(month);

export function firstDay(month: Month): Temporal.PlainDate {
  return yearMonth(month).toPlainDate({ day: 1 });
}

export function lastDay(month: Month): Temporal.PlainDate {
  return dayOfMonth(month, 31);
}

export function nextMonth(month: Month): Month {
  return monthOf(yearMonth(month).add({ months: 1 }));
}

export function previousMonth(month: Month): Month {
  return monthOf(yearMonth(month).subtract({ months: 1 }));
}

/** That day of the month, or its last day when the month is shorter. */
export function dayOfMonth(month: Month, day: number): Temporal.PlainDate {
  return yearMonth(month).toPlainDate({ day });
}

/** The day an instant belongs to in a zone: the one place where "now" becomes "today". */
export function dayOf(instant: Temporal.Instant, zone: string): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(zone).toPlainDate();
}

/** A day's wall-clock time (`HH:MM`) in a zone as an instant. */
export function instantAt(day: Temporal.PlainDate, time: string, zone: string): Temporal.Instant {
  return day.toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant();
}

/** The first instant that no longer belongs to the day: what came *before* it was recorded by the end of that day. */
export function endOfDay(day: Temporal.PlainDate, zone: string): Temporal.Instant {
  return day.add({ days: 1 }).toZonedDateTime({ timeZone: zone }).toInstant();
}

/** First and last day, both included, of the figures a month's report is about. */
export interface DataWindow {
  from: Temporal.PlainDate;
  to: Temporal.PlainDate;
}

/** The data window of a month. Days a month does not have: the last day ends it, the next month's first begins it. */
export function windowOf(month: Month, regime: ReportingRegime): DataWindow {
  const { windowFromDay, windowToDay } = regime;
  if (windowFromDay === null && windowToDay === null) return { from: firstDay(month), to: lastDay(month) };
  const fromDay = windowFromDay ?? ((windowToDay ?? 31) % 31) + 1;
  const toDay = windowToDay ?? (fromDay === 1 ? 31 : fromDay - 1);
  const to = dayOfMonth(month, toDay);
  if (fromDay <= toDay) return { from: dayOfMonth(month, fromDay), to };
  const before = previousMonth(month);
  const from = fromDay > lastDay(before).day ? firstDay(month) : dayOfMonth(before, fromDay);
  return { from, to };
}

/** Is a report due for the month at all? */
export function isReportMonth(month: Month, regime: ReportingRegime): boolean {
  return regime.months === null || regime.months.includes(yearMonth(month).month);
}

/** Two emulation years are open at once from December to April (thi-dua.md 5). */
const lastOpenMonth = 4;

/** The oldest year whose figures and reports are taken, and reminded of, on that day: until the end of April the year before. */
export const oldestYearAskedFor = (day: { year: number; month: number }): number =>
  day.month <= lastOpenMonth ? day.year - 1 : day.year;

/**
 * The months whose reports are asked for on that day, the oldest first: those of its year up to next month's; until the end of
 * April those of the year before too. One that was not sent by then stays missing and nobody is reminded of it any more.
 */
export function monthsAskedFor(day: { year: number; month: number }): Month[] {
  const last = nextMonth(monthOf(day));
  const months: Month[] = [];
  let month = monthOf({ year: oldestYearAskedFor(day), month: 1 });
  for (; month <= last; month = nextMonth(month)) months.push(month);
  return months;
}

/**
 * The month a report sent on `day` is for when nothing is said: the month before if its report is still owed
 * (`isSettled` is false for it: neither sent, nor closed, nor before the unit's time in the cluster), else the month whose window the day lies in, else (between
 * windows, or in a month without report) the next one that has a report. null when the regime names no month.
 */
export function defaultReportMonth(
  day: Temporal.PlainDate,
  regime: ReportingRegime,
  isSettled: (month: Month) => boolean,
): Month | null {
  let current = monthOf(day);
  if (Temporal.PlainDate.compare(day, windowOf(current, regime).to) > 0) current = nextMonth(current);
  const before = previousMonth(current);
  if (isReportMonth(before, regime) && !isSettled(before)) return before;
  for (let step = 0; step < 12; step += 1) {
    if (isReportMonth(current, regime)) return current;
    current = nextMonth(current);
  }
  return null;
}
