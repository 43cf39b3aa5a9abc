// The only file of the domain that knows a library besides dates: tables and arithmetic, no clock, no zone (ADR 0007).
import { getLunarDate, getSolarDate } from "@dqcai/vn-lunar";

/** A day of either calendar. */
export interface CalendarDay {
  year: number;
  month: number;
  day: number;
}

// The package's types are not found under this module resolution: what is used of it is said here.
const toSolar = getSolarDate as unknown as (day: number, month: number, year: number) => CalendarDay;
const toLunar = getLunarDate as unknown as (day: number, month: number, year: number) => CalendarDay;

/** The day of the common calendar for a day of the Vietnamese lunar calendar (UTC+7), leap months left aside. Years 1800–2199. */
export const lunarToSolar = ({ year, month, day }: CalendarDay): CalendarDay => toSolar(day, month, year);

/** The day of the Vietnamese lunar calendar (UTC+7) for a day of the common calendar. Years 1800–2199. */
export const solarToLunar = ({ year, month, day }: CalendarDay): CalendarDay => toLunar(day, month, year);
