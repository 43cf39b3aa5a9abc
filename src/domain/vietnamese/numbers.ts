import { readDigits } from "./figures.ts";
import { mayBeNumber, readHundreds, shortTens, wordAt } from "./number-words.ts";
import { type Message, type Token, tokenize } from "./tokens.ts";

/** A number found in a message. */
export interface NumberFound {
  /** First token after it. */
  readonly next: number;
  /** One: sure. Several: open, smallest first. None: only roughly said ("hai ba"). */
  readonly values: readonly number[];
  /** The reading if a percent sign follows. */
  readonly asPercent: number | null;
  readonly repaired: boolean;
  /** triệu or tỷ was said, so without another noun it is money. */
  readonly millions: boolean;
  /** One number word alone, which may well be another word ("năm", "ba", "tư"). */
  readonly weak: boolean;
}

const isFollow = (token: Token | undefined): boolean => token !== undefined && token.kind !== "line";

interface Atom {
  readonly values: readonly number[];
  readonly asPercent: number | null;
  readonly repaired: boolean;
  readonly next: number;
  readonly lone: boolean;
  readonly words: number;
  /** Number of digits typed; 0 for words. */
  readonly digits: number;
}

function readAtom(message: Message, at: number): Atom | null {
  const token = message.tokens[at];
  if (token?.kind === "number" && wordAt(message, at) === undefined) {
    const figure = readDigits(token.text);
    if (figure.values.length === 0) return null;
    const { values, asPercent, repaired } = figure;
    const { text } = token;
    const lone = text.length === 1 && text >= "1" && text <= "9";
    return { values, asPercent, repaired, next: at + 1, lone, words: 0, digits: text.length };
  }
  const below = readHundreds(message, at);
  return below ? { ...below, asPercent: null, repaired: false, digits: 0 } : null;
}

function readShort(message: Message, at: number): Atom | null {
  const short = shortTens(message, at);
  return short && { ...short, asPercent: null, repaired: false, digits: 0 };
}

function scaleAt(message: Message, at: number): number {
  const token = message.tokens[at];
  const word = wordAt(message, at);
  if (word?.role === "scale") return word.value;
  if (token?.kind === "word" && token.fold === "k" && !token.gap && message.tokens[at - 1]?.kind === "number")
    return 1e3;
  return 0;
}

/** The decimals said after phẩy: "phẩy năm", "phẩy không năm", "phẩy bảy mươi lăm". */
function readPoint(message: Message, at: number): { digits: string; next: number } | null {
  if (wordAt(message, at)?.role !== "point") return null;
  const token = message.tokens[at + 1];
  if (token?.kind === "number") return /^\d+$/.test(token.text) ? { digits: token.text, next: at + 2 } : null;
  let digits = "";
  let next = at + 1;
  for (
    let word = wordAt(message, next);
    word?.role === "digit" && word.value === 0;
    word = wordAt(message, next)
  ) {
    digits += "0";
    next++;
  }
  const rest = readHundreds(message, next);
  if (rest && rest.values.length > 0) return { digits: digits + String(rest.values[0]), next: rest.next };
  return digits === "" ? null : { digits, next };
}

/** Rounds away what binary fractions add ("1,2 tỷ" is 1200 million, not 1199.9999). */
export function tidy(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  return Number(value.toPrecision(12));
}

/** Several readers try the same token: a number is worked out once. */
const found = new WeakMap<Message, Map<number, NumberFound | null>>();

/** The number that begins at a token: digits, words, and both with trăm, nghìn, triệu, tỷ, rưỡi, phẩy. */
export function readNumberAt(message: Message, at: number): NumberFound | null {
  const token = message.tokens[at];
  if (!token || (token.kind !== "number" && !mayBeNumber(token))) return null;
  let known = found.get(message);
  if (!known) {
    known = new Map();
    found.set(message, known);
  }
  let number = known.get(at);
  if (number === undefined) {
    number = workOut(message, at);
    known.set(at, number);
  }
  return number;
}

const inOrder = (values: readonly number[]): readonly number[] =>
  values.length < 2 ? values : [...new Set(values)].sort((a, b) => a - b);

function workOut(message: Message, at: number): NumberFound | null {
  message.onStep?.();
  const opening = scaleAt(message, at);
  const second = wordAt(message, at + 1);
  // "tỷ rưỡi", "triệu hai", "tỷ tư"
  const startsBare = second?.role === "half" ? opening > 0 : opening >= 1e6 && second?.role === "digit";
  let atom: Atom | null = startsBare
    ? { values: [1], asPercent: null, repaired: false, next: at, lone: false, words: 1, digits: 0 }
    : readAtom(message, at);
  if (!atom) return null;
  // Most numbers are digits alone.
  if (atom.digits > 0 && wordAt(message, atom.next) === undefined && scaleAt(message, atom.next) === 0)
    return {
      next: atom.next,
      values: inOrder(atom.values.map(tidy)),
      asPercent: atom.asPercent,
      repaired: atom.repaired,
      millions: false,
      weak: false,
    };
  const weak = atom.digits === 0 && atom.words <= 1 && !startsBare;
  let { asPercent, repaired } = atom;
  let terms: { values: readonly number[]; scale: number }[] = [];
  let next = atom.next;
  let largest = 1;
  while (atom) {
    const scale = scaleAt(message, atom.next);
    if (scale === 0) {
      const half = wordAt(message, atom.next)?.role === "half";
      const point = readPoint(message, atom.next);
      const extra = half ? 0.5 : point ? Number(`0.${point.digits}`) : 0;
      next = half ? atom.next + 1 : (point?.next ?? atom.next);
      terms.push({ values: atom.values.map((value) => value + extra), scale: 1 });
      break;
    }
    let lower = 0;
    for (const term of terms) if (term.scale < scale) lower += term.values[0] ?? 0;
    terms = terms.filter((term) => term.scale >= scale);
    terms.push({ values: atom.values.map((value) => (lower + value) * scale), scale });
    largest = Math.max(largest, scale);
    next = atom.next + 1;
    if (wordAt(message, next)?.role === "half") {
      terms.push({ values: [scale / 2], scale: 1 });
      next++;
      break;
    }
    const decimals = readPoint(message, next);
    if (decimals) {
      // "một nghìn phẩy năm" is 1000.5; after triệu, tỷ it may also be 1.5 of them, so both are offered.
      const part = Number(`0.${decimals.digits}`);
      terms.push({ values: scale >= 1e6 ? [part, part * scale] : [part], scale: 1 });
      next = decimals.next;
      break;
    }
    const bigger = scaleAt(message, next);
    if (bigger > scale) {
      // "một nghìn tỷ"
      atom = { values: [0], asPercent: null, repaired: false, next, lone: false, words: 0, digits: 0 };
      continue;
    }
    const after: Atom | null = isFollow(message.tokens[next])
      ? (readAtom(message, next) ?? readShort(message, next))
      : null;
    const following = after ? scaleAt(message, after.next) : 0;
    if (!after || after.values.length === 0 || following === scale) break;
    if (following > scale && scale !== 1e3) break;
    if (following === 0 && (after.lone || (after.digits > 0 && after.digits < 3))) {
      const low = after.values[0] ?? 0;
      if (scale >= 1e6) terms.push({ values: [(low * scale) / 10 ** Math.max(1, after.digits)], scale: 1 });
      else if (after.lone) terms.push({ values: [low, low * 100], scale: 1 });
      else break;
      next = after.next;
      break;
    }
    if (following === 0 && after.digits > 0 && scale >= 1e6) {
      // "1 tỷ 200": the next lower place is meant.
      if (after.digits === 3) {
        terms.push({ values: [((after.values[0] ?? 0) * scale) / 1000], scale: 1 });
        next = after.next;
      }
      break;
    }
    if (following === 0 && after.digits > 0) break;
    atom = after;
    asPercent = null;
    repaired ||= after.repaired;
  }
  let values: readonly number[] = [0];
  for (const term of terms) values = values.flatMap((sum) => term.values.map((value) => tidy(sum + value)));
  return {
    next,
    values: inOrder(values),
    asPercent,
    repaired,
    millions: largest >= 1e6,
    weak: weak && next === at + 1,
  };
}

/** The number a text consists of: `null` if it is none, a list if it can be read in several ways. */
export function readNumber(text: string): number | number[] | null {
  const message = tokenize(text);
  const number = readNumberAt(message, 0);
  if (!number || number.next < message.tokens.length || number.values.length === 0) return null;
  return number.values.length === 1 ? (number.values[0] ?? null) : [...number.values];
}
