import { clockTime, type PartOfDay } from "./clock.ts";
import { type DatePhrase, findDates, placeOf, resolvePhrase } from "./dates.ts";
import { isoDay, parseIsoDay } from "./day.ts";
import { tokenize } from "./tokens.ts";

/** When something is to go out, as it was said. */
export interface SendTime {
  /** `YYYY-MM-DD`; null: no day was named. */
  readonly date: string | null;
  /** `HH:MM`; null: no hour was named. */
  readonly time: string | null;
  /** "sáng thứ Hai": named without an hour, or with it. */
  readonly part: PartOfDay | null;
}

/** What days are reckoned from. */
export interface Today {
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly isWorkingDay: (day: string) => boolean;
}

/**
 * The moment a phrase names; null for a deadline, a whole week or month, or an impossible day. An hour that may be night or
 * afternoon is the afternoon's: nothing goes out at night.
 */
export function sendTimeOf(phrase: DatePhrase, { today, isWorkingDay }: Today): SendTime | null {
  const day = parseIsoDay(today);
  if (day === null || phrase.deadline !== null) return null;
  const { clock } = phrase;
  const part = phrase.part ?? (clock && clockTime(clock, null) === null ? "afternoon" : null);
  const found = resolvePhrase({ ...phrase, part }, placeOf(day, false, isWorkingDay));
  if (!found || found.isPeriod) return null;
  return { date: phrase.form ? isoDay(found.from) : null, time: found.time, part };
}

/** The one moment a text names, and what else it says; null: none, more than one, or none that can be told. */
export function readSendTime(text: string, today: Today): (SendTime & { readonly rest: string }) | null {
  const message = tokenize(text);
  const [phrase, ...others] = findDates(message);
  if (!phrase || others.length > 0) return null;
  const said = sendTimeOf(phrase, today);
  const from = message.tokens[phrase.start]?.start ?? 0;
  const to = message.tokens[phrase.next - 1]?.end ?? from;
  return said && { ...said, rest: `${message.text.slice(0, from)} ${message.text.slice(to)}`.trim() };
}
