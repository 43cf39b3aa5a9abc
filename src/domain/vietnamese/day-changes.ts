import type { Form } from "./date-forms.ts";
import { readForm } from "./date-readers.ts";
import { type DatePhrase, placeOf, readDatePhrase, resolvePhrase } from "./dates.ts";
import { isoDay, parseIsoDay } from "./day.ts";
import { fold } from "./fold.ts";
import { type Message, type Token, tokenize } from "./tokens.ts";

/**
 * What is wanted of a day. `off`, `work`: enter it so. `worked`, `rested`: it is to be worked, or off, in the end.
 * `dropOff`, `dropWork`: what was entered is taken away; where nothing was, as `worked` and `rested`. `drop`: whatever was
 * entered is taken away.
 */
export type DayChangeKind = "off" | "work" | "worked" | "rested" | "dropOff" | "dropWork" | "drop";

export interface DayChange {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly change: DayChangeKind;
  /** One of a stretch: its days that are so anyway are not meant one by one. */
  readonly inStretch: boolean;
}

interface DayOptions {
  readonly isWorkingDay?: ((day: string) => boolean) | undefined;
}

/** Longer stretches are a slip of the pen. */
const mostDays = 31;

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "));
const takesAway = setOf("bo xoa huy go rut bai loai");
const denies = setOf("khong ko k kg khg hong chang thoi dung ngung");
/** Between a word that takes away and what it takes: "bỏ các ngày nghỉ", "không phải đi làm". */
const between = setOf("bo lich ngay cac nhung con phai duoc cho them nua toan het ca hai viec da");
/** Between two days that belong together. */
const joins = setOf("va voi cung ca ngay tu roi them hom");
const fillers = setOf(
  "ngay cac nhung va voi cung ca tu hom them nhe nha a ah giup minh em anh chi dong oi ban bot nua di lai cho luon lich la duoc " +
    "se vao trong het deu dat ghi luu nhap khai bao binh thuong van tro cum toan don vi moi nguoi le toi xin can",
);
const reasons = setOf("vi do nhan");
const signs = new Set([",", ";", ".", ":", "!", "(", ")", "&", "+", "-", "–"]);

type Word = (at: number) => string;

interface Found {
  readonly change: DayChangeKind;
  readonly next: number;
}

/** "nghỉ", "nghỉ bù", "nghỉ làm": the first token after it, or 0. */
function offNoun(word: Word, at: number): number {
  if (word(at) !== "nghi") return 0;
  if (["bu", "viec", "le"].includes(word(at + 1))) return at + 2;
  if (word(at + 1) !== "lam" || word(at + 2) === "bu") return at + 1;
  return word(at + 2) === "viec" ? at + 3 : at + 2;
}

/** "làm bù", "đi làm", "làm việc bình thường". */
function workNoun(word: Word, at: number): { made: boolean; next: number } | null {
  let next = word(at) === "di" && word(at + 1) === "lam" ? at + 1 : at;
  if (word(next) !== "lam") return null;
  next += word(next + 1) === "viec" ? 2 : 1;
  return word(next) === "bu" ? { made: true, next: next + 1 } : { made: false, next };
}

/** The words that tell what the days beside them are to be. */
function changeAt(word: Word, at: number): Found | null {
  const off = offNoun(word, at);
  if (off > 0) return { change: "off", next: off };
  const work = workNoun(word, at);
  if (work) return { change: work.made ? "work" : "worked", next: work.next };
  const away = takesAway.has(word(at));
  if (!away && !denies.has(word(at))) return null;
  for (let next = at + 1; next <= at + 5; next++) {
    const offAfter = offNoun(word, next);
    if (offAfter > 0) return { change: away ? "dropOff" : "worked", next: offAfter };
    const workAfter = workNoun(word, next);
    if (workAfter) return { change: away || workAfter.made ? "dropWork" : "rested", next: workAfter.next };
    if (!between.has(word(next))) break;
  }
  return away ? { change: "drop", next: word(at + 1) === "bo" ? at + 2 : at + 1 } : null;
}

/** Days beside one another, in the order they were named, or what they are to be. */
type Piece = { readonly change: DayChangeKind } | { readonly days: DatePhrase[] };

const isBareDay = (token: Token | undefined): boolean =>
  token?.kind === "number" && /^(?:[1-9]|0[1-9]|[12]\d|3[01])$/.test(token.text);

/** Whole months are named to ask what is off in them. */
const isLong = (form: Form): boolean =>
  form.type === "period" && !["week", "weekend", "ahead"].includes(form.period.unit);

/** The day or stretch that begins at a token; a day alone is a number whose month comes later. */
function dayAt(message: Message, at: number): DatePhrase | null {
  const found = readDatePhrase(message, at);
  if (found) return found;
  const token = message.tokens[at];
  if (!token || !isBareDay(token)) return null;
  const form = {
    type: "date",
    d: Number(token.text),
    m: null,
    y: null,
    monthShift: null,
    yearShift: null,
    back: false,
    bare: true,
  } as const;
  return { start: at, next: at + 1, deadline: null, form, beside: null, clock: null, part: null };
}

/** "đến hết 12/7", "tới ngày 12/7", "- 12/7" behind a day: the token of the last day, or 0. */
function endOfStretch(message: Message, word: Word, at: number): number {
  const sign = message.tokens[at];
  let next = at + (word(at) === "cho" ? 1 : 0);
  if (!["den", "toi"].includes(word(next)) && !(sign?.kind === "sign" && "-–".includes(sign.text))) return 0;
  next += 1;
  if (word(next) === "het") next += 1;
  const isDay = readForm(message, next) !== null || isBareDay(message.tokens[next]);
  return isDay ? next : 0;
}

/** The message as days and what they are to be; null when it says anything else. */
function piecesOf(message: Message): Piece[] | null {
  const { tokens } = message;
  const word: Word = (at) => (tokens[at]?.kind === "word" ? (tokens[at]?.fold ?? "") : "");
  const pieces: Piece[] = [];
  /** Another word came after the last day: a further day is said of something else. */
  let apart = false;
  for (let at = 0; at < tokens.length; ) {
    const last = pieces.at(-1);
    const days = last && "days" in last ? last.days : null;
    const before = days?.at(-1);
    const end = before && !apart ? endOfStretch(message, word, at) : 0;
    const change = end > 0 ? null : changeAt(word, at);
    if (change) {
      pieces.push({ change: change.change });
      at = change.next;
      apart = false;
      continue;
    }
    const day = dayAt(message, end > 0 ? end : at);
    if (day) {
      if (day.deadline || day.clock || day.part || apart || !day.form || isLong(day.form)) return null;
      if (end > 0) {
        if (!before?.form || !days || before.form.type === "range" || day.form.type === "range") return null;
        days[days.length - 1] = {
          ...before,
          form: { type: "range", from: before.form, to: day.form },
          beside: null,
        };
      } else if (days) days.push(day);
      else pieces.push({ days: [day] });
      at = day.next;
      continue;
    }
    const token = tokens[at];
    if (!token) return null;
    if (token.kind === "word" && reasons.has(token.fold)) {
      do at += 1;
      while (tokens[at]?.kind === "word" && !changeAt(word, at));
      apart = true;
      continue;
    }
    if (token.kind === "word" && !fillers.has(token.fold)) return null;
    if (token.kind === "sign" && !signs.has(token.text)) return null;
    if (token.kind === "number") return null;
    if (token.kind === "word" && days && !joins.has(token.fold)) apart = true;
    at += 1;
  }
  return pieces;
}

/** "10, 12/7", "ngày 5 và ngày 6 tháng 7": the month said last is that of the days before it. */
function withMonths(days: readonly DatePhrase[]): DatePhrase[] | null {
  const done: DatePhrase[] = [];
  let month: { m: number; y: number | null } | null = null;
  for (const day of days.toReversed()) {
    const form = day.form?.type === "range" ? day.form.to : day.form;
    const first = day.form?.type === "range" ? day.form.from : day.form;
    if (form?.type !== "date" || form.monthShift !== null) month = null;
    else if (form.m !== null) month = { m: form.m, y: form.y };
    else if (month && day.form === form) {
      done.unshift({ ...day, form: { ...form, ...month } });
      continue;
    } else if (form.bare) return null;
    if (first?.type === "date" && first.m !== null) month = { m: first.m, y: first.y };
    done.unshift(day);
  }
  return done;
}

/** Each word with the days it is said of: those behind it, or before it where the sentence begins with them. */
function pairs(pieces: readonly Piece[]): { change: DayChangeKind; days: DatePhrase[] }[] | null {
  const found: { change: DayChangeKind; days: DatePhrase[] }[] = [];
  let waiting: DatePhrase[] | null = null;
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at];
    if (!piece) return null;
    if ("days" in piece) {
      waiting = piece.days;
      continue;
    }
    const { change } = piece;
    const next = pieces[at + 1];
    if (waiting) {
      found.push({ change, days: waiting });
      waiting = null;
    } else if (next && "days" in next) {
      found.push({ change, days: next.days });
      at += 1;
    } else {
      // "không nghỉ 10/7 nữa, đi làm bình thường" says one thing twice.
      const said = found.at(-1) ?? null;
      const takesBack = (each: DayChangeKind) => each === "worked" || each === "dropOff" || each === "drop";
      if (!said || !(said.change === change || (takesBack(said.change) && takesBack(change)))) return null;
    }
  }
  return waiting || found.length === 0 ? null : found;
}

/**
 * What a sentence changes about days off and days worked: "nghỉ 2/1, làm bù 10/1", "bỏ ngày nghỉ 5/7", "nghỉ từ 10/7 đến hết
 * 12/7". Null when any part of it is not understood: nothing may be guessed, for the days count for everybody. A year that
 * is left out is the next such day's, or that of a day just past. `today` is `YYYY-MM-DD`.
 */
export function readDayChanges(text: string, today: string, options: DayOptions = {}): DayChange[] | null {
  const now = parseIsoDay(today);
  if (now === null || text.length > 300) return null;
  const message = tokenize(text.replace(/(?<=\d),(?=\d)/g, ", "));
  const found = pairs(piecesOf(message) ?? []);
  if (!found) return null;
  const place = placeOf(now, false, options.isWorkingDay);
  const changes: DayChange[] = [];
  for (const { change, days } of found) {
    for (const day of withMonths(days) ?? [null]) {
      const stretch = day && resolvePhrase(day, place);
      if (!stretch || stretch.to - stretch.from >= mostDays) return null;
      for (let each = stretch.from; each <= stretch.to; each++)
        changes.push({ date: isoDay(each), change, inStretch: stretch.isPeriod });
    }
  }
  const dates = new Set(changes.map((each) => each.date));
  return dates.size === changes.length && dates.size <= mostDays ? changes : null;
}

/** Whether a sentence speaks of days off by itself, without having been asked: "làm 5/7" may be a figure. */
export const namesDaysOff = (text: string): boolean => /\b(?:nghi|lam bu)\b/.test(fold(text));
