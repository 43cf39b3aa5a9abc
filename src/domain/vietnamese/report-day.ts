import type { DateBit } from "./bits.ts";
import type { Amount } from "./convert.ts";
import type { Place } from "./date-resolve.ts";
import { resolvePhrase } from "./dates.ts";
import { isoDay, realDay, ymd } from "./day.ts";

/** The day an item is for: none said, a day, or an open one with the days to choose from. */
export interface ReportDay {
  readonly on?: string | null;
  readonly candidates?: readonly string[];
}

/** A day without a year that would be further back than this is asked about. */
const oldestDays = 183;

/** Deadlines give no day; "đến hết 31/5" does. */
function counts({ phrase }: DateBit, deadlineWord: string): boolean {
  if (phrase.form === null) return false;
  return phrase.deadline === null || ["den", "toi", "cho"].includes(deadlineWord);
}

function isYearGiven({ phrase }: DateBit): boolean {
  return phrase.form?.type === "date" && phrase.form.y !== null;
}

/** The day the phrases of a claim give its item. `wordAt` is the folded word a phrase begins with. */
export function readReportDay(
  dates: readonly DateBit[],
  place: Place,
  wordAt: (at: number) => string,
): ReportDay {
  const days = dates.filter((bit) => counts(bit, wordAt(bit.start)));
  let found: ReportDay = {};
  for (const bit of days) {
    const next = oneDay(bit, place);
    if (next.on !== undefined) found = next;
  }
  return found;
}

function oneDay(bit: DateBit, place: Place): ReportDay {
  const { form } = bit.phrase;
  const resolved = resolvePhrase({ ...bit.phrase, clock: null }, place);
  if (!resolved) return { on: null };
  if (form?.type === "range" && form.to.type === "shift") return {};
  // "đầu tháng", "giữa tháng" are no day of a report: as vague as the period.
  const vague = form?.type === "edge" && form.edge !== "last";
  if (bit.phrase.deadline !== null && resolved.isPeriod && resolved.to <= place.today)
    return { on: isoDay(resolved.to) };
  if (resolved.isPeriod || vague) return periodDay(bit, place, resolved);
  if (resolved.to > place.today) return { on: null };
  if (place.today - resolved.to > oldestDays && !isYearGiven(bit) && form?.type === "date")
    return { on: null };
  return { on: isoDay(resolved.to) };
}

/** The current period gives no day, a past one its last day as a question, a future one a question. */
function periodDay({ phrase }: DateBit, place: Place, { from, to }: { from: number; to: number }): ReportDay {
  const { form } = phrase;
  const whole = form?.type === "edge" ? wholePeriod(form, place) : { from, to };
  if (whole.from > place.today) return { on: null };
  if (whole.to >= place.today) return {};
  return { on: null, candidates: [isoDay(whole.to)] };
}

function wholePeriod(
  form: { readonly type: "edge"; readonly period: import("./date-forms.ts").Period },
  place: Place,
): { from: number; to: number } {
  const phrase = {
    start: 0,
    next: 0,
    deadline: null,
    form: { type: "period", period: form.period } as const,
    beside: null,
    clock: null,
    part: null,
  };
  return resolvePhrase(phrase, place) ?? { from: place.today, to: place.today };
}

/** A stroke that turned out to be a date. */
export function strokeDay({ d, m }: NonNullable<Amount["day"]>, place: Place): ReportDay {
  const { y } = ymd(place.today);
  const thisYear = realDay(y, m, d);
  const day = thisYear !== null && thisYear <= place.today ? thisYear : realDay(y - 1, m, d);
  if (day === null || place.today - day > oldestDays) return { on: null };
  return { on: isoDay(day) };
}
