import { type Message, type Token, tokenize } from "./tokens.ts";

// Numbers said in words, below 1,000.

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
  ...(["triệu", "tr", "trieu", "trđ"] as const).map((name) => [name, { role: "scale", value: 1e6 }] as const),
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

export function wordAt(message: Message, at: number): Word | undefined {
  const token = message.tokens[at];
  if (token?.kind === "number" && token.text.length === 1 && token.text >= "1" && token.text <= "9")
    return digitBefore(message, at + 1, Number(token.text));
  if (token?.kind !== "word") return undefined;
  // "1ty2": glued to a figure it is no other word.
  const glued =
    !token.gap && message.tokens[at - 1]?.kind === "number" && byFold.get(token.fold)?.role === "scale";
  const bare = token.key === token.fold && (!message.marked || glued || alwaysNumbers.has(token.fold));
  return bare ? byFold.get(token.fold) : byKey.get(token.key);
}

/** "2 trăm triệu", "3 chục": a digit in the place of a digit's name. */
function digitBefore(message: Message, at: number, value: number): Word | undefined {
  const role = message.tokens[at]?.kind === "word" ? wordAt(message, at)?.role : undefined;
  return role === "hundred" || role === "dozen" ? { role: "digit", value, unitsOnly: false } : undefined;
}

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
    if (!second.unitsOnly && few && follows !== "point")
      return { values: [], next: at + 2, lone: false, words: 2 };
    if (follows !== "tens" && follows !== "dozen")
      return { values: [pair], next: at + 2, lone: false, words: 2 };
  }
  return { values: [first.value], next: at + 1, lone: true, words: 1 };
}

/** A number word below 1,000. */
export function readHundreds(message: Message, at: number): Below | null {
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
  const rest = readTens(message, next) ?? shortTens(message, next);
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

/** "trăm tư", "hai nghìn mốt": the place of tư, mốt, lăm is left out. */
export function shortTens(message: Message, at: number): Below | null {
  const word = wordAt(message, at);
  return word?.role === "digit" && word.unitsOnly
    ? { values: [word.value], next: at + 1, lone: true, words: 1 }
    : null;
}

/** Whether a token can begin a number said in words. */
export function mayBeNumber(token: Token): boolean {
  return token.kind === "word" && byFold.has(token.fold);
}
