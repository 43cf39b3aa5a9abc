import { lunarToSolar, solarToLunar } from "../lunar-calendar.ts";
import { dayNumber, ymd } from "./day.ts";

/** The lunar tables end with 2199; two years are read ahead. */
const isCovered = (day: number): boolean => {
  const { y } = ymd(day);
  return y < 2198;
};

function solar(year: number, month: number, day: number): number {
  const found = lunarToSolar({ year, month, day });
  return dayNumber(found.year, found.month, found.day);
}

/**
 * The first day on or after `from` that is this day of the lunar calendar (UTC+7), leap months left aside; `null` if the
 * month has no such day then (day 30 of a short month).
 */
export function nextLunar(day: number, month: number, from: number): number | null {
  if (!isCovered(from)) return null;
  const { y } = ymd(from);
  for (const year of [y - 1, y, y + 1]) {
    const found = solar(year, month, day);
    if (found < from) continue;
    const after = month === 12 ? solar(year + 1, 1, 1) : solar(year, month + 1, 1);
    return day === 30 && found >= after ? null : found;
  }
  return null;
}

/** The first full-moon day (rằm) on or after `from`, in leap months too. */
export function nextFullMoon(from: number): number | null {
  if (!isCovered(from)) return null;
  let day = from;
  for (; lunarDayOf(day) !== 15; day++);
  return day;
}

function lunarDayOf(day: number): number {
  const { y, m, d } = ymd(day);
  return solarToLunar({ year: y, month: m, day: d }).day;
}

/** The last day of the lunar year (30 Tết) on or after `from`. */
export function nextYearEnd(from: number): number | null {
  if (!isCovered(from)) return null;
  const { y } = ymd(from);
  return Math.min(...[y, y + 1].map((year) => solar(year, 1, 1) - 1).filter((day) => day >= from));
}
