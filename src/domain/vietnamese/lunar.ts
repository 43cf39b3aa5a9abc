import { getLunarDate, getSolarDate } from "@dqcai/vn-lunar";
import { dayNumber, ymd } from "./day.ts";

function solar(year: number, month: number, day: number): number {
  const found = getSolarDate(day, month, year, false);
  return dayNumber(found.year, found.month, found.day);
}

/**
 * The first day on or after `from` that is this day of the lunar calendar (UTC+7), leap months left aside; `null` if the
 * month has no such day then (day 30 of a short month).
 */
export function nextLunar(day: number, month: number, from: number): number | null {
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
export function nextFullMoon(from: number): number {
  let day = from;
  for (; lunarDayOf(day) !== 15; day++);
  return day;
}

function lunarDayOf(day: number): number {
  const { y, m, d } = ymd(day);
  return getLunarDate(d, m, y).day;
}

/** The last day of the lunar year (30 Tết) on or after `from`. */
export function nextYearEnd(from: number): number {
  const { y } = ymd(from);
  return Math.min(...[y, y + 1].map((year) => solar(year, 1, 1) - 1).filter((day) => day >= from));
}
