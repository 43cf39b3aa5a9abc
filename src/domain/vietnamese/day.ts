// Calendar days as whole numbers (0 is 1 January 1970), so that counting days is adding. No zone, no clock.

interface Ymd {
  readonly y: number;
  readonly m: number;
  readonly d: number;
}

/** Number of the day; any month number is allowed, 13 is January of the next year. */
export function dayNumber(y: number, m: number, d: number): number {
  return Date.UTC(y, m - 1, d) / 86_400_000;
}

export function ymd(day: number): Ymd {
  const date = new Date(day * 86_400_000);
  return { y: date.getUTCFullYear(), m: date.getUTCMonth() + 1, d: date.getUTCDate() };
}

/** `YYYY-MM-DD`. */
export function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** Number of a `YYYY-MM-DD` day from 1900 to 2199, or `null` if there is no such day. */
export function parseIsoDay(text: string): number | null {
  const match = /^(19\d{2}|2[01]\d{2})-(\d{2})-(\d{2})$/.exec(text);
  return match ? realDay(Number(match[1]), Number(match[2]), Number(match[3])) : null;
}

/** Number of the day, or `null` if the calendar has no such day. */
export function realDay(y: number, m: number, d: number): number | null {
  if (m < 1 || m > 12 || d < 1 || d > daysInMonth(y, m)) return null;
  return dayNumber(y, m, d);
}

export function daysInMonth(y: number, m: number): number {
  return ymd(dayNumber(y, m + 1, 0)).d;
}

/** 1 Monday … 7 Sunday. */
export function weekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The same day some months on, or the last day of that month. */
export function addMonths(day: number, months: number): number {
  const { y, m, d } = ymd(day);
  const first = ymd(dayNumber(y, m + months, 1));
  return dayNumber(first.y, first.m, Math.min(d, daysInMonth(first.y, first.m)));
}
