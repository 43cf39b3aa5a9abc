import type { CountUnit, Form, Period } from "./date-forms.ts";
import { addMonths, dayNumber, daysInMonth, realDay, weekday, ymd } from "./day.ts";
import { nextFullMoon, nextLunar, nextYearEnd } from "./lunar.ts";

/** Where a form is placed in the calendar. */
export interface Place {
  /** Day number (see `day.ts`). */
  readonly today: number;
  /** Reports look back, deadlines ahead. */
  readonly back: boolean;
  readonly isWorkingDay: (day: number) => boolean;
}

/** First and last day. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly isPeriod: boolean;
}

/** A year left out: a day further back than this is meant for the next year. */
const rollAfterDays = 45;

const one = (day: number | null): Stretch | null =>
  day === null ? null : { from: day, to: day, isPeriod: false };

/** The day or period meant, or `null` if there is none such in the calendar. */
export function resolve(form: Form, place: Place): Stretch | null {
  const { today } = place;
  switch (form.type) {
    case "date":
      return one(resolveDate(form, place));
    case "shift":
      return one(today + form.days);
    case "count":
      return one(addCount(today, form.sign * form.count, form.of, place.isWorkingDay));
    case "weekday":
      return one(resolveWeekday(form.day, form.when, place));
    case "lunar":
      return one(nextLunar(form.d, form.m, today));
    case "fullMoon":
      return one(nextFullMoon(today));
    case "lunarYearEnd":
      return one(nextYearEnd(today));
    case "period": {
      const found = resolvePeriod(form.period, place);
      return found && { ...found, isPeriod: true };
    }
    case "edge": {
      const found = resolvePeriod(form.period, place);
      if (!found) return null;
      if (form.edge === "middle") return one(found.from + 14);
      return one(form.edge === "first" ? found.from : found.to);
    }
    case "range":
      return resolveRange(form.from, form.to, place);
  }
}

function resolveDate(form: Extract<Form, { type: "date" }>, place: Place): number | null {
  const now = ymd(place.today);
  const { d } = form;
  if (form.m === null) {
    if (form.monthShift !== null) return dayIn(now.y, now.m + form.monthShift, d);
    if (place.back || form.back) return dayIn(now.y, d <= now.d ? now.m : now.m - 1, d);
    return dayIn(now.y, d >= now.d ? now.m : now.m + 1, d);
  }
  if (form.m < 1 || form.m > 12) return null;
  if (form.y !== null) return realDay(form.y, form.m, d);
  if (form.yearShift !== null) return realDay(now.y + form.yearShift, form.m, d);
  const nearest = dayNumber(now.y, form.m, Math.min(d, daysInMonth(now.y, form.m)));
  if (place.back || form.back) return realDay(nearest > place.today ? now.y - 1 : now.y, form.m, d);
  return realDay(place.today - nearest > rollAfterDays ? now.y + 1 : now.y, form.m, d);
}

function dayIn(y: number, m: number, d: number): number | null {
  const first = ymd(dayNumber(y, m, 1));
  return realDay(first.y, first.m, d);
}

function addCount(
  today: number,
  count: number,
  of: CountUnit,
  isWorkingDay: (day: number) => boolean,
): number {
  if (of === "day") return today + count;
  if (of === "week") return today + 7 * count;
  if (of === "month") return addMonths(today, count);
  if (of === "year") return addMonths(today, 12 * count);
  let day = today;
  const step = Math.sign(count);
  // A calendar without any working day must not hang the count.
  const limit = 7 * Math.abs(count) + 60;
  for (let left = Math.abs(count), seen = 0; left > 0 && seen < limit; seen++) {
    day += step;
    if (isWorkingDay(day)) left--;
  }
  return day;
}

function resolveWeekday(day: number, when: "any" | "next" | "last" | number, { today, back }: Place): number {
  const monday = today - weekday(today) + 1;
  if (typeof when === "number") return monday + 7 * when + day - 1;
  const ahead = (day - weekday(today) + 7) % 7;
  if (when === "next") return today + (ahead === 0 ? 7 : ahead);
  if (when === "last") return today - (ahead === 0 ? 7 : 7 - ahead);
  if (back) return today - ((7 - ahead) % 7);
  return today + ahead;
}

interface Days {
  readonly from: number;
  readonly to: number;
}

function monthsOf(y: number, first: number, last: number): Days {
  return { from: dayNumber(y, first, 1), to: dayNumber(y, last + 1, 0) };
}

function resolvePeriod(period: Period, place: Place): Days | null {
  const { today } = place;
  const now = ymd(today);
  switch (period.unit) {
    case "week":
    case "weekend": {
      const monday = today - weekday(today) + 1 + 7 * period.shift;
      return { from: period.unit === "week" ? monday : monday + 5, to: monday + 6 };
    }
    case "year": {
      const year = period.year ?? now.y + period.shift;
      return monthsOf(year, 1, 12);
    }
    case "months":
      return monthsOf(period.year ?? now.y + period.shift, period.first, period.last);
    case "half": {
      const month = resolvePeriod(period.month, place);
      if (!month) return null;
      return period.half === 1
        ? { from: month.from, to: month.from + 14 }
        : { from: month.from + 15, to: month.to };
    }
    case "ahead":
      return { from: today + 1, to: addCount(today, period.count, period.of, place.isWorkingDay) };
    default: {
      const size = period.unit === "month" ? 1 : 3;
      const current = period.unit === "month" ? now.m : Math.ceil(now.m / 3);
      const days = (y: number, number: number): Days => monthsOf(y, (number - 1) * size + 1, number * size);
      if (period.number === null) return days(now.y, current + period.shift);
      if (period.year !== null) return days(period.year, period.number);
      if (period.yearShift !== null) return days(now.y + period.yearShift, period.number);
      const near = days(now.y, period.number);
      if (place.back || period.back) return near.from > today ? days(now.y - 1, period.number) : near;
      return today - near.to > rollAfterDays ? days(now.y + 1, period.number) : near;
    }
  }
}

function resolveRange(from: Form, to: Form, place: Place): Stretch | null {
  const last = resolve(to, place);
  if (!last) return null;
  const end = ymd(last.to);
  let first: number | null;
  if (from.type === "date" && from.m === null && from.monthShift === null)
    first = dayIn(end.y, end.m, from.d);
  else if (from.type === "date" && from.y === null && from.m !== null) {
    first = realDay(end.y, from.m, from.d);
    if (first !== null && first > last.to) first = realDay(end.y - 1, from.m, from.d);
  } else if (from.type === "weekday" && from.when === "any") {
    first = last.to - ((weekday(last.to) - from.day + 7) % 7);
  } else {
    first = resolve(from, place)?.from ?? null;
  }
  return first === null || first > last.to ? null : { from: first, to: last.to, isPeriod: true };
}
