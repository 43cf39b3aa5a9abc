import type { Temporal } from "temporal-polyfill";
import { lastDay, type Month, monthOf } from "../domain/period.ts";
import { findDates, type ReadDate, readDate } from "../domain/vietnamese/dates.ts";
import { tokenize } from "../domain/vietnamese/tokens.ts";
import { isoDay, readDay } from "./days.ts";

/** The time a question is about. */
export type AskedTime =
  | { kind: "none" }
  /** A time was named that is impossible, or more than one. */
  | { kind: "unclear" }
  | { kind: "day"; day: Temporal.PlainDate }
  | { kind: "month"; month: Month }
  /** A week, a quarter, half a year, a year: its days, both included. */
  | { kind: "period"; from: Temporal.PlainDate; to: Temporal.PlainDate };

/** "đứng thứ hai" and "hạng 4/11" are places, not days. */
const places =
  /(?:đứng|dung|xếp|xep|hạng|hang|vị trí|vi tri)\s+(?:thứ|thu)\s+\S+(?!\s+(?:tuần|tuan|ngày|ngay|này|nay|vừa|vua))/giu;
const ranks = /(?<!xếp\s|xep\s)(?:hạng|hang)\s+(\d+)\s*\/\s*(\d+)/giu;

const withoutPlaces = (text: string): string =>
  text
    .replace(places, " ")
    .replace(ranks, (all, first: string, second: string) => (Number(first) <= Number(second) ? " " : all));

/** A stretch of days as a month, when it is exactly one. */
export function monthOfPeriod(from: Temporal.PlainDate, to: Temporal.PlainDate): Month | null {
  const month = monthOf(from);
  return from.day === 1 && to.equals(lastDay(month)) ? month : null;
}

function asked(read: ReadDate): AskedTime {
  if (read.kind !== "period" || !read.end) return { kind: "day", day: readDay(read.date) };
  const [from, to] = [readDay(read.date), readDay(read.end)];
  const month = monthOfPeriod(from, to);
  return month ? { kind: "month", month } : { kind: "period", from, to };
}

/**
 * The day, month or period that a text asks about in an emulation year: the latest one of that name, unless that lies
 * before the year; then the coming one, so that "tháng 7" in June is known as not yet there.
 */
export function askedTime(text: string, today: Temporal.PlainDate, year: number): AskedTime {
  const plain = withoutPlaces(text);
  const back = readDate(plain, isoDay(today), { back: true });
  if (!back) return findDates(tokenize(plain)).length > 0 ? { kind: "unclear" } : { kind: "none" };
  const ahead = back.date < `${year}-01-01` ? readDate(plain, isoDay(today)) : null;
  return asked(ahead?.date.startsWith(`${year}-`) ? ahead : back);
}
