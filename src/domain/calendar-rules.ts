// The one file of the domain that uses a library besides Temporal: the Vietnamese lunar calendar (UTC+7). The
// `chinese` calendar of Intl is no substitute: it puts Tết 2007 and Tết 2027 a day late.
import { Temporal } from "temporal-polyfill";
import { lunarToSolar } from "./lunar-calendar.ts";

/** The holidays of the law; what a person reads for each is in locales. */
export type Holiday =
  | "newYear"
  | "tet"
  | "hungKings"
  | "reunification"
  | "labour"
  | "nationalDay"
  | "cultureDay";

/** A day off that follows from the law. `instead`: it makes up (nghỉ bù) for the holiday on that weekend day. */
export interface RuleDay {
  day: Temporal.PlainDate;
  holiday: Holiday;
  instead: Temporal.PlainDate | null;
}

/** Years for which the lunar tables know Tết and Giỗ Tổ; outside them only the fixed days are known. */
const LUNAR_YEARS = { first: 1800, last: 2199 };
/** Bộ luật Lao động 2019 (in force 1/1/2021), Điều 112.1 đ: Quốc khánh has two days. */
const TWO_NATIONAL_DAYS_FROM = 2021;
/** Nghị quyết 28/2026/QH16, Điều 2 (in force 1/7/2026). */
const CULTURE_DAY_FROM = 2026;
/** Offsets from mùng 1 of the five days when no decision says otherwise: one before, then mùng 1–4. */
const TET_OFFSETS = [-1, 0, 1, 2, 3];

export function isWeekend(day: Temporal.PlainDate): boolean {
  return day.dayOfWeek >= 6;
}

function fromLunar(year: number, month: number, dayOfMonth: number): Temporal.PlainDate | null {
  if (year < LUNAR_YEARS.first || year > LUNAR_YEARS.last) return null;
  const solar = lunarToSolar({ year, month, day: dayOfMonth });
  return new Temporal.PlainDate(solar.year, solar.month, solar.day);
}

/** Mùng 1 Tết that falls in the solar `year`, or null outside 1800–2199. */
export function lunarNewYear(year: number): Temporal.PlainDate | null {
  return fromLunar(year, 1, 1);
}

/**
 * The second day of Quốc khánh (1/9 or 3/9) while the year's decision is not known: the one that gives the longer
 * rest, 1/9 when both give the same. So were all seven decisions of 2021–2027.
 */
function secondNationalDay(first: Temporal.PlainDate): Temporal.PlainDate {
  const after = first.dayOfWeek === 1 || first.dayOfWeek === 4;
  return first.add({ days: after ? 1 : -1 });
}

/** The holidays of a solar year as the law names them, on whatever weekday they fall, in order of date. */
export function lawfulHolidays(year: number): { day: Temporal.PlainDate; holiday: Holiday }[] {
  const days: { day: Temporal.PlainDate; holiday: Holiday }[] = [];
  const fixed = (month: number, dayOfMonth: number) => new Temporal.PlainDate(year, month, dayOfMonth);
  days.push({ day: fixed(1, 1), holiday: "newYear" });
  const tet = lunarNewYear(year);
  if (tet !== null)
    for (const offset of TET_OFFSETS) days.push({ day: tet.add({ days: offset }), holiday: "tet" });
  const hungKings = fromLunar(year, 3, 10);
  if (hungKings !== null) days.push({ day: hungKings, holiday: "hungKings" });
  days.push({ day: fixed(4, 30), holiday: "reunification" }, { day: fixed(5, 1), holiday: "labour" });
  const national = fixed(9, 2);
  days.push({ day: national, holiday: "nationalDay" });
  if (year >= TWO_NATIONAL_DAYS_FROM) days.push({ day: secondNationalDay(national), holiday: "nationalDay" });
  if (year >= CULTURE_DAY_FROM) days.push({ day: fixed(11, 24), holiday: "cultureDay" });
  return days.sort((a, b) => Temporal.PlainDate.compare(a.day, b.day));
}

/**
 * The days off of a year by the law alone: its holidays, and for each on a Saturday or Sunday the next working day
 * that is not itself a holiday nor taken (Điều 111.3; two in a row take two days). 24/11 stands outside Điều 112.1,
 * which Điều 111.3 refers to, so it gets no such day. Swapped days are never computed.
 */
export function ruleDays(year: number, except: ReadonlySet<Holiday> = new Set()): RuleDay[] {
  const holidays = lawfulHolidays(year).filter(({ holiday }) => !except.has(holiday));
  const taken = new Set(holidays.map(({ day }) => day.toString()));
  const result: RuleDay[] = [];
  for (const { day, holiday } of holidays) {
    result.push({ day, holiday, instead: null });
    if (!isWeekend(day) || holiday === "cultureDay") continue;
    let made = day.add({ days: 1 });
    while (isWeekend(made) || taken.has(made.toString())) made = made.add({ days: 1 });
    taken.add(made.toString());
    result.push({ day: made, holiday, instead: day });
  }
  return result;
}
