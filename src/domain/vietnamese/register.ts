import type { Bit } from "./bits.ts";
import type { Period } from "./date-forms.ts";
import type { Place } from "./date-resolve.ts";
import { type DatePhrase, findDates, placeOf, resolvePhrase } from "./dates.ts";
import { isoDay, parseIsoDay } from "./day.ts";
import { listMark } from "./labels.ts";
import type { Ask, Register, TargetView, UnitView } from "./meaning.ts";
import { readNumberAt } from "./numbers.ts";
import { cutParts, type Part } from "./parts.ts";
import { anyAt, isSign, phraseAt } from "./phrases.ts";
import { drop, dropPlan, findPlan, openPlan, planValue, type Region } from "./register-plan.ts";
import { titleOf } from "./register-title.ts";
import { before, beforeDeadline, closers, openers, particles, signUps } from "./register-words.ts";
import { type Scan, scan } from "./scan.ts";
import type { Message } from "./tokens.ts";

/** Where the sender signs up a target: the token after đăng ký. */
function signUpAt({ message, bits }: Scan, parts: readonly Part[]): number | null {
  for (let at = 0; at < message.tokens.length; at++) {
    const length = anyAt(message, at, signUps);
    if (length === 0) continue;
    for (let back = at - 1; back >= 0; back--) {
      const token = message.tokens[back];
      if (!token || token.kind === "line" || (token.kind === "sign" && /[.,!:;)\]]/.test(token.text))) break;
      if (token.kind === "word" && !before.has(token.fold) && !mayPrecede(bits, message, back)) return null;
      if (token.text.toLowerCase() === "đã" || (!message.marked && token.fold === "da" && back > 0))
        return null;
    }
    const next = at + length;
    if (anyAt(message, next, closers) > 0) return null;
    const part = parts.find((part) => part.bits.some((bit) => bit.start <= at && bit.next > at));
    return part?.question ? null : next;
  }
  return null;
}

/** A unit, a person or the deadline: "Sở Nội vụ Nam Định đăng ký …", "trước 30/9 em đăng ký …". */
function mayPrecede(bits: readonly Bit[], message: Message, at: number): boolean {
  return (
    bits.some(
      (bit) =>
        (bit.kind === "unit" || (bit.kind === "date" && bit.phrase.deadline !== null)) &&
        bit.start <= at &&
        bit.next > at,
    ) || /^\p{Lu}\p{Ll}/u.test(message.tokens[at]?.text ?? "")
  );
}

/** A registration, or the question about it; `null` if the message is none. */
export function readRegistration(scan: Scan, parts: readonly Part[], place: Place): Register | Ask | null {
  const { message } = scan;
  const start = signUpAt(scan, parts);
  if (start === null) return null;
  const from = skipOpeners(message, start);
  // "em đăng ký chỉ tiêu rồi ạ"
  return anyAt(message, from, closers) > 0 ? null : readTarget(message, from, place);
}

const noTargets: readonly TargetView[] = [];
const noUnits: readonly UnitView[] = [];

/**
 * A target described in words, or a line of a pasted list of them, with or without đăng ký: the target, or the question
 * about it; `null` for a question of the sender or a đăng ký that signs nothing up. `today` is `YYYY-MM-DD`.
 */
export function readTargetLine(
  line: string,
  today: string,
  isWorkingDay?: (day: string) => boolean,
): Register | Ask | null {
  const day = parseIsoDay(today);
  if (day === null) throw new RangeError(`no such day: ${today}`);
  const scanned = scan(line, { targets: noTargets, units: noUnits, today, isWorkingDay });
  const { message } = scanned;
  const { tokens } = message;
  const place = placeOf(day, false, isWorkingDay);
  const parts = cutParts(scanned);
  if (tokens.some((_, at) => anyAt(message, at, signUps) > 0)) return readRegistration(scanned, parts, place);
  if (parts[0]?.question) return null;
  const from = skipOpeners(message, listMark(message, 0));
  return readTarget({ ...message, tokens: tokens.slice(from) }, 0, place);
}

function skipOpeners(message: Message, start: number): number {
  let at = start;
  for (;;) {
    const length =
      isSign(message, at, ":") ||
      message.tokens[at]?.kind === "line" ||
      isSign(message, at, "-") ||
      isSign(message, at, ",")
        ? 1
        : codeLength(message, at) || longest(message, at, openers) || countOfTargets(message, at);
    if (length === 0) return at;
    at += length;
  }
}

/** "CT7": the code the sender would give it; codes are ours to give. */
function codeLength({ tokens }: Message, at: number): number {
  const number = tokens[at + 1];
  return tokens[at]?.fold === "ct" && number?.kind === "number" && !number.gap ? 2 : 0;
}

/** "1 chỉ tiêu:", "hai chỉ tiêu sau": how many are signed up, not what for. */
function countOfTargets(message: Message, at: number): number {
  const number = readNumberAt(message, at);
  const noun = number ? anyAt(message, number.next, ["chỉ tiêu"]) : 0;
  if (!number || noun === 0) return 0;
  const after = number.next + noun;
  const token = message.tokens[after];
  const ends =
    !token ||
    token.kind === "line" ||
    isSign(message, after, ":") ||
    anyAt(message, after, ["mới", "sau", "như sau"]) > 0;
  return ends ? after - at : 0;
}

function longest(message: Message, at: number, phrases: readonly string[]): number {
  let best = 0;
  for (const phrase of phrases) best = Math.max(best, phraseAt(message, at, phrase));
  return best;
}

/** A target described in words, from a token to the end: title, plan, measure and deadline. */
function readTarget(message: Message, from: number, place: Place): Register | Ask {
  const region: Region = { from, to: message.tokens.length, dropped: new Set() };
  const found = findDates(message).filter((date) => !recurs(message, date.start));
  const all = [...found, ...bareSpans(message, found)];
  // A clock time alone is no deadline, and no figure either.
  for (const date of all) if (date.start >= from) drop(region, leadIn(message, date.start, from), date.next);
  const dates = all.filter(
    (date) => date.form !== null && (date.start >= from || date.deadline !== null || isLongPeriod(date)),
  );
  const deadline =
    dates.find((date) => date.deadline !== null) ?? dates.find((date) => date.start >= from) ?? dates[0];
  const plan = findPlan(message, region);
  if (plan) dropPlan(message, region, plan);
  const title = titleOf(message, region);
  const due = deadline ? dueDay(deadline, place) : null;
  if (!title && !plan && !deadline)
    return { intent: "register", title: null, kind: null, plan: null, unit: null, due: null };
  if (plan) {
    const question = openPlan(plan);
    if (question) return question;
  }
  if (deadline && (due === null || due < place.today)) return { intent: "ask", about: "date" };
  const value = plan ? planValue(plan) : 1;
  const kind = !plan ? "yesno" : plan.unit === "%" ? "percent" : "quantity";
  return {
    intent: "register",
    title,
    kind,
    plan: value,
    unit: plan?.unit ?? null,
    due: due === null ? null : isoDay(due),
  };
}

/** "mỗi quý 1 cuộc", "hằng tháng": how often, not by when. */
const recurs = (message: Message, start: number): boolean =>
  anyAt(message, start - 1, ["mỗi", "hằng", "hàng", "từng"]) > 0;

const bareUnits = [
  ["trong năm", "year"],
  ["cả năm", "year"],
  ["trong quý", "quarter"],
  ["trong tháng", "month"],
  ["trong tuần", "week"],
] as const;

/** "trong năm", "trong quý" at the end of a clause: the one that runs. */
function bareSpans(message: Message, found: readonly DatePhrase[]): DatePhrase[] {
  const spans: DatePhrase[] = [];
  for (let at = 0; at < message.tokens.length; at++) {
    const entry = bareUnits.find(([phrase]) => phraseAt(message, at, phrase) > 0);
    const next = at + 2;
    const after = message.tokens[next];
    const ends = after?.kind !== "word" ? after?.kind !== "number" : particles.has(after.fold);
    if (!entry || !ends || found.some((date) => date.start < next && date.next > at)) continue;
    const [, unit] = entry;
    const period: Period =
      unit === "year" || unit === "week"
        ? unit === "year"
          ? { unit, year: null, shift: 0 }
          : { unit, shift: 0 }
        : { unit, number: null, year: null, yearShift: null, shift: 0, back: false };
    spans.push({
      start: at,
      next,
      deadline: null,
      form: { type: "period", period },
      beside: null,
      clock: null,
      part: null,
    });
  }
  return spans;
}

/** "năm 2025" and "năm nay" before đăng ký say by when, "hôm nay" doesn't. */
const isLongPeriod = (date: DatePhrase): boolean =>
  date.form?.type === "period" && date.form.period.unit === "year";

function leadIn(message: Message, start: number, from: number): number {
  let at = start;
  for (let again = true; again; ) {
    again = false;
    for (const phrase of beforeDeadline) {
      const length = phrase.split(" ").length;
      if (at - length >= from && phraseAt(message, at - length, phrase) > 0) {
        at -= length;
        again = true;
        break;
      }
    }
  }
  return at;
}

function dueDay(date: DatePhrase, place: Place): number | null {
  const found = resolvePhrase({ ...date, clock: null }, place);
  if (!found) return null;
  return date.deadline === "before" && found.isPeriod ? found.from - 1 : found.to;
}
