import { type Clock, clockTime, type PartOfDay, partsOfDay, readClock, readPartOfDay } from "./clock.ts";
import type { Form } from "./date-forms.ts";
import { countForm, opensForm, readForm } from "./date-readers.ts";
import { type Place, resolve, type Stretch } from "./date-resolve.ts";
import { afterPart, deadlineFillers, deadlineWords } from "./date-words.ts";
import { isoDay, parseIsoDay, weekday } from "./day.ts";
import { measureAt } from "./measures.ts";
import { anyAt, isSign, lookUp, phraseAt, syllables } from "./phrases.ts";
import { type Message, tokenize } from "./tokens.ts";

/** Everything said about one day or period: "hạn chót 17h thứ năm tuần tới". */
export interface DatePhrase {
  readonly start: number;
  /** First token after it. */
  readonly next: number;
  readonly deadline: "before" | "by" | "within" | null;
  readonly form: Form | null;
  /** A weekday said beside the day. */
  readonly beside: Form | null;
  readonly clock: Clock | null;
  readonly part: PartOfDay | null;
}

interface DateOptions {
  /** Tells working days from days off, by `YYYY-MM-DD`; without it Monday to Friday are worked. */
  readonly isWorkingDay?: ((day: string) => boolean) | undefined;
  /** Read a day without a year as the latest one, as reports do; otherwise as the next one. */
  readonly back?: boolean | undefined;
  /** The words answer to a deadline word that isn't among them ("hạn" was asked for). */
  readonly deadline?: boolean | undefined;
}

export interface ReadDate {
  /** `YYYY-MM-DD`; of a period the first day. */
  date: string;
  kind: "before" | "time" | "period" | "day";
  /** Last day of a period. */
  end?: string;
  /** `HH:MM`. */
  time?: string;
}

export function placeOf(today: number, back: boolean, isWorkingDay?: (day: string) => boolean): Place {
  const works = isWorkingDay;
  return { today, back, isWorkingDay: works ? (day) => works(isoDay(day)) : (day) => weekday(day) <= 5 };
}

const timeWords = ["vào lúc", "lúc", "hồi", "vào", "khoảng"];

/** First syllables that no form begins with, but a phrase may. */
const openings = new Set(
  [...deadlineWords.map(([phrase]) => phrase), ...timeWords, ...partsOfDay.map(([phrase]) => phrase)].map(
    (phrase) => syllables(phrase)[0]?.fold ?? "",
  ),
);

const hanHeads = ["đúng hạn", "quá hạn", "trễ hạn", "sớm hạn", "trước hạn", "kịp hạn", "có hạn"];

/** The phrase about a day that begins at a token. */
export function readDatePhrase(message: Message, at: number): DatePhrase | null {
  const token = message.tokens[at];
  if (!token || (token.kind !== "number" && !openings.has(token.fold) && !opensForm(token))) return null;
  const word = lookUp(message, at, deadlineWords);
  // "đúng hạn trước 31/12": the deadline begins behind the noun.
  if (word && token.fold === "han" && hanHeads.some((head) => phraseAt(message, at - 1, head) > 0))
    return null;
  if (word) {
    const found = afterDeadline(message, at, word.value, word.next);
    if (found) return found;
    // "hạn cuối tháng" is hạn + cuối tháng, not hạn cuối.
    if (phraseAt(message, at, "hạn") > 0 && word.next > at + 1)
      return afterDeadline(message, at, "by", at + 1);
    return null;
  }
  return pieces(message, at, at, null);
}

function afterDeadline(
  message: Message,
  at: number,
  deadline: "before" | "by" | "within",
  from: number,
): DatePhrase | null {
  let next = from;
  let kind = deadline;
  for (let fillers = 0; fillers < 4; fillers++) {
    const found = kind === "within" ? null : pieces(message, at, next, kind);
    if (found?.form || found?.clock) return found;
    const inner = lookUp(message, next, deadlineWords);
    const length = isSign(message, next, ":") ? 1 : anyAt(message, next, deadlineFillers);
    if (inner && inner.value === "before") kind = "before";
    if (kind === "within") {
      const count = countForm(message, next) ?? readForm(message, next);
      return count && phrase(at, count.next, kind, count.form);
    }
    const step = inner ? inner.next - next : length;
    if (step === 0) return null;
    if (inner?.value === "within") kind = "within";
    next += step;
  }
  return null;
}

function phrase(
  start: number,
  next: number,
  deadline: DatePhrase["deadline"],
  form: Form | null,
): DatePhrase {
  return { start, next, deadline, form, beside: null, clock: null, part: null };
}

/** Clock, part of the day and day in any order, each at most once, and a weekday beside the day. */
function pieces(
  message: Message,
  start: number,
  from: number,
  deadline: DatePhrase["deadline"],
): DatePhrase | null {
  const found: Pieces = { form: null, beside: null, clock: null, part: null };
  let end = from;
  for (let next = from, left = 5; left > 0; left--) {
    next =
      addClock(message, next, found) ??
      addPart(message, next, found) ??
      addDay(message, next, found, end > from) ??
      -1;
    if (next < 0) break;
    end = next;
  }
  return found.form || found.clock ? { start, next: end, deadline, ...found } : null;
}

interface Pieces {
  form: Form | null;
  beside: Form | null;
  clock: Clock | null;
  part: PartOfDay | null;
}

function addClock(message: Message, at: number, found: Pieces): number | null {
  const clock = found.clock ? null : readClock(message, at + anyAt(message, at, timeWords));
  if (clock) found.clock = clock;
  return clock?.next ?? null;
}

function addPart(message: Message, at: number, found: Pieces): number | null {
  const part = found.part ? null : readPartOfDay(message, at);
  if (!part) return null;
  const after = found.form ? null : lookUp(message, part.next, afterPart);
  const day = found.form || after ? null : readForm(message, part.next);
  if (after) found.form = { type: "shift", days: after.value };
  else if (day && day.form.type !== "period") found.form = day.form;
  else if (!found.clock && !found.form) return null;
  found.part = part.value;
  return after?.next ?? (day && day.form === found.form ? day.next : part.next);
}

function addDay(message: Message, at: number, found: Pieces, inside: boolean): number | null {
  if (found.beside) return null;
  const opening = inside && (isSign(message, at, ",") || isSign(message, at, "(")) ? 1 : 0;
  const joined = found.clock && opening === 0 ? anyAt(message, at, ["của", "vào"]) : 0;
  const day = readForm(message, at + opening + joined);
  if (!day || (opening > 0 && !found.form) || (found.form && !isBeside(found.form, day.form))) return null;
  if (found.form) found.beside = day.form;
  else found.form = day.form;
  return day.next + (opening > 0 && isSign(message, day.next, ")") ? 1 : 0);
}

/** "thứ hai, 17/6", "17/6 (thứ hai)": the same day said twice. */
function isBeside(first: Form, second: Form): boolean {
  const isDate = (form: Form): boolean => form.type === "date" || form.type === "shift";
  return (first.type === "weekday" && isDate(second)) || (isDate(first) && second.type === "weekday");
}

interface Resolved extends Stretch {
  readonly time: string | null;
}

/** Places the phrase in the calendar; `null` if it is impossible or must not be guessed. */
export function resolvePhrase(found: DatePhrase, place: Place): Resolved | null {
  let stretch: Stretch | null = { from: place.today, to: place.today, isPeriod: false };
  if (found.form) stretch = resolve(found.form, place);
  if (!stretch) return null;
  if (found.beside && !agrees(found, place)) return null;
  const date = found.form?.type === "weekday" && found.beside ? resolve(found.beside, place) : stretch;
  if (!date) return null;
  const time = found.clock ? clockTime(found.clock, found.part) : null;
  if (found.clock && time === null && found.clock.hour !== 24) return null;
  return { ...date, time };
}

/** The weekday said beside a day is that day's. */
function agrees({ form, beside }: DatePhrase, place: Place): boolean {
  const weekdayForm = form?.type === "weekday" ? form : beside?.type === "weekday" ? beside : null;
  const dateForm = form?.type === "weekday" ? beside : form;
  const day = dateForm && resolve(dateForm, place);
  return !weekdayForm || (day !== null && weekday(day.from) === weekdayForm.day);
}

/** A fraction, a document's number or a phone number, not a day. */
function isNoDate(message: Message, found: DatePhrase): boolean {
  if (found.form?.type !== "date" && found.form?.type !== "range") return false;
  const bare = found.form.type === "range" || found.form.bare;
  const last = message.tokens[found.next - 1];
  const after = message.tokens[found.next];
  if (
    after?.kind === "sign" &&
    "/-".includes(after.text) &&
    !after.gap &&
    message.tokens[found.next + 1]?.kind === "word"
  )
    return true;
  if (after?.kind === "sign" && after.text === "%") return true;
  if (after?.kind === "word" && !after.gap && last?.kind === "number") return true;
  if (!bare || found.deadline) return false;
  const before = message.tokens[found.start - 1];
  return (
    measureAt(message, found.next) !== null ||
    before?.fold === "so" ||
    (before?.text === ":" && message.tokens[found.start - 2]?.fold === "so")
  );
}

/** All phrases about days in a message, left to right. */
export function findDates(message: Message): DatePhrase[] {
  const all: DatePhrase[] = [];
  for (let at = 0; at < message.tokens.length; at++) {
    const found = readDatePhrase(message, at);
    if (!found) {
      // The inside of a number such as 30/2020/NĐ-CP is no day either.
      if (message.tokens[at]?.kind === "number")
        while (isSign(message, at + 1, "/") && !message.tokens[at + 1]?.gap) at += 2;
      continue;
    }
    if (!isNoDate(message, found)) all.push(found);
    at = found.next - 1;
  }
  return all;
}

/** What a phrase means as a day, a period, a deadline or a time. */
function describe(found: DatePhrase, place: Place): ReadDate | null {
  const resolved = resolvePhrase(found, place);
  if (!resolved) return null;
  const time = resolved.time === null ? {} : { time: resolved.time };
  if (found.deadline) {
    const last = found.deadline === "before" && resolved.isPeriod ? resolved.from - 1 : resolved.to;
    return { date: isoDay(last), kind: "before", ...time };
  }
  if (resolved.time !== null) return { date: isoDay(resolved.from), kind: "time", ...time };
  if (resolved.isPeriod) return { date: isoDay(resolved.from), kind: "period", end: isoDay(resolved.to) };
  return { date: isoDay(resolved.from), kind: "day" };
}

/**
 * The one day, period, deadline or time a text speaks of. `null`: none, an impossible one, more than one, or one that must
 * not be guessed. `today` is `YYYY-MM-DD`.
 */
export function readDate(text: string, today: string, options: DateOptions = {}): ReadDate | null {
  const day = parseIsoDay(today);
  if (day === null) return null;
  const message = tokenize(text);
  const led = options.deadline ? afterDeadline(message, 0, "by", 0) : null;
  const all = findDates(message);
  const [only, ...others] = led ? [led, ...all.filter((date) => date.start >= led.next)] : all;
  if (!only || others.length > 0) return null;
  return describe(only, placeOf(day, options.back === true, options.isWorkingDay));
}
