import { Temporal } from "temporal-polyfill";
import { type Holiday, isWeekend, lawfulHolidays, lunarNewYear, ruleDays } from "./calendar-rules.ts";

/** A day that differs from what the rules and the plain week (Saturday and Sunday off) would say. */
export interface CalendarEntry {
  day: Temporal.PlainDate;
  kind: "off" | "work";
  /** For people, in Vietnamese, as it stands in the list or was typed. */
  reason: string;
}

/** Why a day is off, or why it is worked although the plain week says otherwise. */
export type DayReason =
  | { by: "administrator" | "official"; kind: "off" | "work"; text: string }
  | { by: "law"; kind: "off"; holiday: Holiday; instead: Temporal.PlainDate | null }
  | { by: "weekend"; kind: "off" };

/** Working days of civil servants with a five-day week. All counts are on plain dates; years are computed once. */
export interface Calendar {
  isWorkingDay(day: Temporal.PlainDate): boolean;
  /** null for a day that is worked because it is an ordinary Monday–Friday. */
  reason(day: Temporal.PlainDate): DayReason | null;
  /**
   * n > 0: the n-th working day after `day`; n < 0: the |n|-th before it; 0: `day` itself, working or not.
   * Throws RangeError when n is not a whole number from -26,000 to 26,000.
   */
  addWorkingDays(day: Temporal.PlainDate, n: number): Temporal.PlainDate;
  /** Working days after `from` up to and including `to`; negative when `to` is before `from`. */
  workingDaysBetween(from: Temporal.PlainDate, to: Temporal.PlainDate): number;
  /** The first working day on or after `day`. */
  nextWorkingDay(day: Temporal.PlainDate): Temporal.PlainDate;
}

interface WorkYear {
  exceptions: ReadonlyMap<number, DayReason>;
  /** The working days in order, each as its day of the year. */
  days: readonly number[];
  /** How many working days lie on or before the day of the year that is the index (index 0: none). */
  upTo: readonly number[];
}

/** A century of working days: what is typed into a chat must not make us work out thousands of years. */
const MOST_WORKING_DAYS = 26_000;
/** Tết takes five weekdays, its days and their nghỉ bù; all of them lie within these days around mùng 1. */
const TET_ENTRIES = 5;
const TET_REACH = { before: 7, after: 12 };

/** Which holidays the year's list decides, given that it is shorter than the law's number of days. */
function decidedIn(year: number, off: readonly CalendarEntry[]): Set<Holiday> {
  const within = (first: Temporal.PlainDate, last: Temporal.PlainDate) =>
    off.filter(
      ({ day }) => Temporal.PlainDate.compare(day, first) >= 0 && Temporal.PlainDate.compare(day, last) <= 0,
    ).length;
  const decided = new Set<Holiday>();
  const tet = lunarNewYear(year);
  if (
    tet !== null &&
    within(tet.subtract({ days: TET_REACH.before }), tet.add({ days: TET_REACH.after })) >= TET_ENTRIES
  )
    decided.add("tet");
  const nationalDays = lawfulHolidays(year).filter(({ holiday }) => holiday === "nationalDay").length;
  const september = (dayOfMonth: number) => new Temporal.PlainDate(year, 9, dayOfMonth);
  if (within(september(1), september(6)) >= nationalDays) decided.add("nationalDay");
  return decided;
}

/**
 * What differs from the plain week in one year. A list with as many days off as the law grants is the whole truth of
 * that year. A shorter one (written before Tết or Quốc khánh was decided) is filled up by the rules, except for the
 * blocks it does decide.
 */
function exceptionsOf(
  year: number,
  official: readonly CalendarEntry[],
  overrides: readonly CalendarEntry[],
): Map<number, DayReason> {
  const exceptions = new Map<number, DayReason>();
  const off = official.filter(({ kind }) => kind === "off");
  if (off.length < lawfulHolidays(year).length) {
    for (const { day, holiday, instead } of ruleDays(year, decidedIn(year, off)))
      if (!exceptions.has(day.dayOfYear))
        exceptions.set(day.dayOfYear, { by: "law", kind: "off", holiday, instead });
  }
  for (const { day, kind, reason } of official)
    exceptions.set(day.dayOfYear, { by: "official", kind, text: reason });
  for (const { day, kind, reason } of overrides)
    exceptions.set(day.dayOfYear, { by: "administrator", kind, text: reason });
  return exceptions;
}

function byYear<T extends { day: Temporal.PlainDate }>(entries: readonly T[]): Map<number, T[]> {
  const years = new Map<number, T[]>();
  for (const entry of entries) {
    const list = years.get(entry.day.year);
    if (list === undefined) years.set(entry.day.year, [entry]);
    else list.push(entry);
  }
  return years;
}

/**
 * `official`: the yearly lists; `overrides`: an administrator's own entries, for any day, stronger than the lists and
 * the rules. Each year is worked out when first asked for: make a new calendar after a change.
 */
export function createCalendar(days: {
  official: readonly CalendarEntry[];
  overrides: readonly CalendarEntry[];
}): Calendar {
  const official = byYear(days.official);
  const overrides = byYear(days.overrides);
  const years = new Map<number, WorkYear>();

  function yearOf(year: number): WorkYear {
    const known = years.get(year);
    if (known !== undefined) return known;
    const exceptions = exceptionsOf(year, official.get(year) ?? [], overrides.get(year) ?? []);
    const working: number[] = [];
    const upTo = [0];
    const first = new Temporal.PlainDate(year, 1, 1);
    const weekdayOfFirst = first.dayOfWeek;
    const length = first.daysInYear;
    for (let ordinal = 1; ordinal <= length; ordinal += 1) {
      const weekend = (weekdayOfFirst + ordinal - 2) % 7 >= 5;
      const kind = exceptions.get(ordinal)?.kind ?? (weekend ? "off" : "work");
      if (kind === "work") working.push(ordinal);
      upTo.push(working.length);
    }
    const made = { exceptions, days: working, upTo };
    years.set(year, made);
    return made;
  }

  /** Working days on or before `day` in its own year. */
  const countOf = (day: Temporal.PlainDate) => yearOf(day.year).upTo[day.dayOfYear] ?? 0;

  function isWorkingDay(day: Temporal.PlainDate): boolean {
    const { upTo } = yearOf(day.year);
    const ordinal = day.dayOfYear;
    return upTo[ordinal] !== upTo[ordinal - 1];
  }

  function addWorkingDays(day: Temporal.PlainDate, n: number): Temporal.PlainDate {
    if (!Number.isInteger(n) || Math.abs(n) > MOST_WORKING_DAYS)
      throw new RangeError(`a whole number of at most ${MOST_WORKING_DAYS} working days is needed, not ${n}`);
    if (n === 0) return day;
    let year = day.year;
    // Place of the wanted day among the working days of `year`, counted from 0; walks to the year that holds it.
    let place = n > 0 ? countOf(day) + n - 1 : countOf(day) - (isWorkingDay(day) ? 1 : 0) + n;
    while (place < 0) {
      year -= 1;
      place += yearOf(year).days.length;
    }
    for (;;) {
      const found = yearOf(year).days[place];
      if (found !== undefined) return new Temporal.PlainDate(year, 1, 1).add({ days: found - 1 });
      place -= yearOf(year).days.length;
      year += 1;
    }
  }

  function workingDaysBetween(from: Temporal.PlainDate, to: Temporal.PlainDate): number {
    if (to.year < from.year) return 0 - workingDaysBetween(to, from); // never -0
    let count = countOf(to) - countOf(from);
    for (let year = from.year; year < to.year; year += 1) count += yearOf(year).days.length;
    return count;
  }

  return {
    isWorkingDay,
    addWorkingDays,
    workingDaysBetween,
    reason(day) {
      const exception = yearOf(day.year).exceptions.get(day.dayOfYear);
      return exception ?? (isWeekend(day) ? { by: "weekend", kind: "off" } : null);
    },
    nextWorkingDay: (day) => (isWorkingDay(day) ? day : addWorkingDays(day, 1)),
  };
}
