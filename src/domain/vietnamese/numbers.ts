import { readDigits } from "./figures.ts";
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

type Word =
  | { readonly role: "digit"; readonly value: number; readonly unitsOnly: boolean }
  | { readonly role: "ten" | "tens" | "dozen" | "hundred" | "zeroTens" | "half" | "point" }
  | { readonly role: "scale"; readonly value: number };

const table: readonly (readonly [string, Word])[] = [
  ...["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"].map(
    (name, value) => [name, { role: "digit", value, unitsOnly: false }] as const,
  ),
  ["bẩy", { role: "digit", value: 7, unitsOnly: false }],
  ["mốt", { role: "digit", value: 1, unitsOnly: true }],
  ["tư", { role: "digit", value: 4, unitsOnly: true }],
  ["lăm", { role: "digit", value: 5, unitsOnly: true }],
  ["nhăm", { role: "digit", value: 5, unitsOnly: true }],
  ["mười", { role: "ten" }],
  ["mươi", { role: "tens" }],
  ["chục", { role: "dozen" }],
  ["trăm", { role: "hundred" }],
  ["linh", { role: "zeroTens" }],
  ["lẻ", { role: "zeroTens" }],
  ["rưỡi", { role: "half" }],
  ["rưởi", { role: "half" }],
  ["phẩy", { role: "point" }],
  ["chấm", { role: "point" }],
  ...(["nghìn", "ngàn", "ngìn"] as const).map((name) => [name, { role: "scale", value: 1e3 }] as const),
  ...(["triệu", "tr", "trieu"] as const).map((name) => [name, { role: "scale", value: 1e6 }] as const),
  ...(["tỷ", "tỉ"] as const).map((name) => [name, { role: "scale", value: 1e9 }] as const),
];

const byKey = new Map<string, Word>();
const byFold = new Map<string, Word>();
for (const [name, word] of table) {
  const token = tokenize(name).tokens[0];
  if (!token) continue;
  byKey.set(token.key, word);
  if (!byFold.has(token.fold)) byFold.set(token.fold, word);
}
/** Syllables with one meaning even when the marks were forgotten in a message that has some. */
const alwaysNumbers = new Set(["nghin", "trieu", "tram", "muoi", "ruoi"]);

function wordAt(message: Message, at: number): Word | undefined {
  const token = message.tokens[at];
  if (token?.kind === "number" && /^[1-9]$/.test(token.text))
    return digitBefore(message, at + 1, Number(token.text));
  if (token?.kind !== "word") return undefined;
  const bare = token.key === token.fold && (!message.marked || alwaysNumbers.has(token.fold));
  return bare ? byFold.get(token.fold) : byKey.get(token.key);
}

/** "2 trăm triệu", "3 chục": a digit in the place of a digit's name. */
function digitBefore(message: Message, at: number, value: number): Word | undefined {
  const role = message.tokens[at]?.kind === "word" ? wordAt(message, at)?.role : undefined;
  return role === "hundred" || role === "dozen" ? { role: "digit", value, unitsOnly: false } : undefined;
}

const isFollow = (token: Token | undefined): boolean => token !== undefined && token.kind !== "line";

interface Below {
  readonly values: readonly number[];
  readonly next: number;
  /** A digit alone: after a hundred or thousand its place is open. */
  readonly lone: boolean;
  readonly words: number;
}

/** A number word below 100: "tám mươi lăm", "tám lăm", "mười hai", "năm chục", "ba". */
function readTens(message: Message, at: number): Below | null {
  const first = wordAt(message, at);
  const second = wordAt(message, at + 1);
  if (first?.role === "ten" || first?.role === "tens") {
    const unit = second?.role === "digit" && !(second.unitsOnly && second.value !== 5) ? second.value : null;
    if (first.role === "tens") return null;
    // "mười năm" may be ten years, but a number is what is looked for here.
    return unit !== null && unit > 0
      ? { values: [10 + unit], next: at + 2, lone: false, words: 2 }
      : { values: [10], next: at + 1, lone: false, words: 1 };
  }
  if (first?.role === "dozen") return { values: [10], next: at + 1, lone: false, words: 1 };
  if (first?.role !== "digit") return null;
  if (second?.role === "tens" || second?.role === "ten" || second?.role === "dozen") {
    const third = wordAt(message, at + 2);
    if (second.role === "dozen" && third?.role === "half") {
      return { values: [first.value * 10 + 5], next: at + 3, lone: false, words: 3 };
    }
    if (second.role !== "dozen" && third?.role === "digit" && third.value > 0) {
      return { values: [first.value * 10 + third.value], next: at + 3, lone: false, words: 3 };
    }
    return { values: [first.value * 10], next: at + 2, lone: false, words: 2 };
  }
  if (first.unitsOnly) return null;
  if (
    second?.role === "digit" &&
    second.value > 0 &&
    first.value > 0 &&
    wordAt(message, at + 2)?.role !== "hundred"
  ) {
    const pair = first.value * 10 + second.value;
    const follows = wordAt(message, at + 2)?.role;
    // "hai ba" and "năm bảy" mean a few; "tám lăm" and "chín hai" are short for 85 and 92.
    const few = second.value === first.value + 1 || (first.value === 5 && second.value === 7);
    if (!second.unitsOnly && few) return { values: [], next: at + 2, lone: false, words: 2 };
    if (follows !== "tens" && follows !== "dozen")
      return { values: [pair], next: at + 2, lone: false, words: 2 };
  }
  return { values: [first.value], next: at + 1, lone: true, words: 1 };
}

/** A number word below 1,000. */
function readHundreds(message: Message, at: number): Below | null {
  let head: Below | null = readTens(message, at);
  const opening = wordAt(message, at);
  if (opening?.role === "zeroTens") {
    const unit = wordAt(message, at + 1);
    return unit?.role === "digit" ? { values: [unit.value], next: at + 2, lone: false, words: 2 } : null;
  }
  if (opening?.role === "hundred") {
    const after = wordAt(message, at + 1)?.role;
    if (after !== "half" && after !== "digit") return null;
    head = { values: [1], next: at, lone: true, words: 0 };
  }
  if (!head?.lone || wordAt(message, head.next)?.role !== "hundred") return head;
  const base = (head.values[0] ?? 0) * 100;
  const next = head.next + 1;
  const follow = wordAt(message, next);
  const words = head.words + 1;
  if (follow?.role === "half") return { values: [base + 50], next: next + 1, lone: false, words: words + 1 };
  if (follow?.role === "zeroTens") {
    const unit = wordAt(message, next + 1);
    if (unit?.role !== "digit") return { values: [base], next, lone: false, words };
    return { values: [base + unit.value], next: next + 2, lone: false, words: words + 2 };
  }
  const rest = readTens(message, next);
  const low = rest?.values[0];
  if (!rest || low === undefined) return { values: [base], next, lone: false, words };
  const open = rest.lone && low > 0;
  return {
    values: open ? [base + low, base + 10 * low] : [base + low],
    next: rest.next,
    lone: false,
    words: words + rest.words,
  };
}

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
    return { ...figure, next: at + 1, lone: /^[1-9]$/.test(token.text), words: 0, digits: token.text.length };
  }
  const below = readHundreds(message, at);
  return below ? { ...below, asPercent: null, repaired: false, digits: 0 } : null;
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

function workOut(message: Message, at: number): NumberFound | null {
  const opening = scaleAt(message, at);
  const startsBare = opening > 0 && wordAt(message, at + 1)?.role === "half";
  let atom: Atom | null = startsBare
    ? { values: [1], asPercent: null, repaired: false, next: at, lone: false, words: 1, digits: 0 }
    : readAtom(message, at);
  if (!atom) return null;
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
    const bigger = scaleAt(message, next);
    if (bigger > scale) {
      // "một nghìn tỷ"
      atom = { values: [0], asPercent: null, repaired: false, next, lone: false, words: 0, digits: 0 };
      continue;
    }
    const after: Atom | null = isFollow(message.tokens[next]) ? readAtom(message, next) : null;
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
    values: [...new Set(values)].sort((a, b) => a - b),
    asPercent,
    repaired,
    millions: largest >= 1e6,
    weak: weak && next === at + 1,
  };
}

/** Whether a token can begin a number said in words. */
export function mayBeNumber(token: Token): boolean {
  return token.kind === "word" && byFold.has(token.fold);
}

/** The number a text consists of: `null` if it is none, a list if it can be read in several ways. */
export function readNumber(text: string): number | number[] | null {
  const message = tokenize(text);
  const number = readNumberAt(message, 0);
  if (!number || number.next < message.tokens.length || number.values.length === 0) return null;
  return number.values.length === 1 ? (number.values[0] ?? null) : [...number.values];
}
