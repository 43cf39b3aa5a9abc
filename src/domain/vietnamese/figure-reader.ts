import type { FigureBit, Measure } from "./bits.ts";
import { readForm } from "./date-readers.ts";
import { fold, normalize } from "./fold.ts";
import type { TargetView } from "./meaning.ts";
import { currencyAt, measureAt, worth } from "./measures.ts";
import { wordAt } from "./number-words.ts";
import { type NumberFound, readNumberAt } from "./numbers.ts";
import { anyAt, isSign, phraseAt } from "./phrases.ts";
import type { Message } from "./tokens.ts";

/** A target's measure of a noun, split into folded words. */
export interface OwnMeasure {
  readonly name: string;
  readonly words: readonly string[];
}

const measures = new WeakMap<readonly TargetView[], readonly OwnMeasure[]>();

/** The nouns the targets are measured in, longest first. */
export function ownMeasures(targets: readonly TargetView[]): readonly OwnMeasure[] {
  let own = measures.get(targets);
  if (!own) {
    const names = new Set(
      targets
        .map((target) => target.unit)
        .filter((unit) => unit !== null && unit !== "%" && worth(unit) === null),
    );
    own = [...names]
      .map((name) => ({
        name: name ?? "",
        words: fold(normalize(name ?? "")).match(/[\p{L}\p{N}]+/gu) ?? [],
      }))
      .sort((a, b) => b.words.length - a.words.length);
    measures.set(targets, own);
  }
  return own;
}

interface MeasureSaid {
  readonly measure: Measure;
  readonly next: number;
}

/** A noun the targets are measured in: whole, its first words ("lượt"), or its initials ("hs"). */
function ownMeasureAt(message: Message, at: number, own: readonly OwnMeasure[]): MeasureSaid | null {
  const first = message.tokens[at];
  if (first?.kind !== "word") return null;
  let begun: MeasureSaid | null = null;
  for (const { name, words } of own) {
    let same = 0;
    while (same < words.length && message.tokens[at + same]?.fold === words[same]) same++;
    if (same === words.length) return { measure: { kind: "noun", name }, next: at + same };
    const initials = words.length > 1 && first.fold === words.map((word) => word[0]).join("");
    if (initials) begun ??= { measure: { kind: "noun", name }, next: at + 1 };
    else if (same > 0 && (begun === null || begun.next < at + same))
      begun = { measure: { kind: "noun", name }, next: at + same };
  }
  return begun;
}

const percentWords = ["điểm phần trăm", "phần trăm", "ptram", "percent", "phan tram"];

function percentAt(message: Message, at: number): number {
  if (isSign(message, at, "%")) return 1;
  const words = anyAt(message, at, percentWords);
  if (words > 0) return words;
  return phraseAt(message, at, "điểm") > 0 && isSign(message, at + 1, "%") ? 2 : 0;
}

/** "150 ngày 10/6" counts no days. */
const timeNouns = new Set(["ngay", "thang", "tuan", "nam", "quy"]);

function measureAfter(
  message: Message,
  number: NumberFound,
  at: number,
  own: readonly OwnMeasure[],
): MeasureSaid | null {
  const percent = percentAt(message, at);
  if (percent > 0) return { measure: { kind: "percent", name: "%" }, next: at + percent };
  const bundle = phraseAt(message, at, "bộ") > 0 ? 1 : 0;
  const said = ownMeasureAt(message, at, own) ?? (bundle > 0 ? ownMeasureAt(message, at + 1, own) : null);
  const noun =
    timeNouns.has(message.tokens[at]?.fold ?? "") && readForm(message, at) ? null : measureAt(message, at);
  if (said && (!noun || said.next >= noun.next || bundle > 0)) return said;
  // "9 hồ sơ" where no target counts them, still a measure.
  if (noun && !(number.millions && currencyAt(message, at) > 0))
    return { measure: { kind: "noun", name: noun.name }, next: noun.next };
  const currency = currencyAt(message, at);
  if (currency > 0) return { measure: { kind: "money", name: "đồng" }, next: at + currency };
  if (number.millions) return { measure: { kind: "money", name: "triệu" }, next: at };
  return null;
}

/** The measure at a token, after words such as "vài" that are no number. */
export function measureSaidAt(message: Message, at: number, own: readonly OwnMeasure[]): MeasureSaid | null {
  return measureAfter(
    message,
    { next: at, values: [], asPercent: null, repaired: false, millions: false, weak: false },
    at,
    own,
  );
}

const fractionWords = [
  "trong tổng số",
  "trong tổng",
  "trong số",
  "trên tổng số",
  "trên tổng",
  "trên kế hoạch",
  "trong",
  "trên",
];

/** The second number of a fraction: "/15", "trên 15", "trong tổng số 15". */
function fractionAt(message: Message, at: number): { number: NumberFound; stroke: boolean } | null {
  let next = at;
  let stroke = false;
  if (isSign(message, at, "/")) {
    stroke = true;
    next = at + 1 + anyAt(message, at + 1, ["tổng số", "tổng", "kế hoạch"]);
  } else {
    const words = anyAt(message, at, fractionWords);
    if (words === 0) return null;
    next = at + words;
    // "12 trong tháng 6", "12 trong 3 ngày" are no fractions.
    if (message.tokens[next]?.kind !== "number" && message.tokens[next]?.kind !== "word") return null;
  }
  const number = readNumberAt(message, next);
  if (!number || number.values.length !== 1) return null;
  if (!stroke && anyAt(message, number.next, ["ngày", "tuần", "tháng", "năm", "buổi sáng"]) > 0) return null;
  return { number, stroke };
}

const dashes = ["-", "–", "—", "~"];

function rangeEnd(message: Message, at: number, spoken: boolean): NumberFound | null {
  const sign = message.tokens[at];
  const follow = message.tokens[at + 1];
  if (sign?.kind === "sign" && dashes.includes(sign.text)) {
    // "120 hồ sơ - 30/9": a day follows.
    const day = isSign(message, at + 2, "/");
    return follow?.kind === "number" && follow.gap === sign.gap && !day
      ? readNumberAt(message, at + 1)
      : null;
  }
  const either = anyAt(message, at, ["hoặc", "hay"]);
  if (either > 0) return readNumberAt(message, at + either);
  const word = anyAt(message, at, ["đến", "tới"]);
  if (word === 0 || (!spoken && follow?.kind !== "number")) return null;
  const end = readNumberAt(message, at + word);
  return end && !isSign(message, end.next, "/") && !isSign(message, end.next, "-") ? end : null;
}

interface FigureOptions {
  readonly own: readonly OwnMeasure[];
  /** Stands after từ, so that đến may join a second end. */
  readonly from?: boolean;
  readonly sign?: 1 | -1;
}

/** The figure that begins at a token, with measure, fraction or range. */
export function figureAt(
  message: Message,
  at: number,
  { own, from = false, sign }: FigureOptions,
): FigureBit | null {
  const number = readNumberAt(message, at);
  if (!number || (number.weak && number.values[0] === 0)) return null;
  const said = measureAfter(message, number, number.next, own);
  const afterFirst = said?.next ?? number.next;
  const base = {
    kind: "figure",
    start: at,
    values: number.values,
    asPercent: number.asPercent,
    repaired: number.repaired,
    of: null,
    stroke: null,
    range: false,
    sign: sign ?? null,
    word: null,
    weak: number.weak,
  } as const;
  const fraction = fractionAt(message, afterFirst);
  if (fraction && said?.measure.kind !== "percent") {
    const second = measureAfter(message, fraction.number, fraction.number.next, own);
    const measure = second?.measure ?? said?.measure ?? null;
    const low = said === null ? scaledLow(message, number, fraction.number) : null;
    return {
      ...base,
      values: low !== null && number.values.length === 1 ? [low] : number.values,
      next: second?.next ?? fraction.number.next,
      measure,
      of: fraction.number.values[0] ?? null,
      stroke: fraction.stroke ? strokeOf(message, at, number, fraction.number) : null,
    };
  }
  const end = rangeEnd(message, afterFirst, from);
  if (end && end.values.length === 1 && number.values.length === 1) {
    const second = measureAfter(message, end, end.next, own);
    const low = scaledLow(message, number, end);
    return {
      ...base,
      next: second?.next ?? end.next,
      values: [low, end.values[0] ?? 0].sort((a, b) => a - b),
      measure: second?.measure ?? said?.measure ?? null,
      range: true,
      weak: false,
    };
  }
  return { ...base, next: afterFirst, measure: said?.measure ?? null };
}

/** "50-60 triệu", "700/1.500 triệu": the scale belongs to both ends. */
function scaledLow(message: Message, low: NumberFound, high: NumberFound): number {
  const value = low.values[0] ?? 0;
  if (!high.millions || low.millions) return value;
  for (let at = high.next - 1; at >= low.next; at--) {
    const word = wordAt(message, at);
    if (word?.role === "scale") return value * word.value;
  }
  return value;
}

function strokeOf(
  message: Message,
  at: number,
  first: NumberFound,
  second: NumberFound,
): { d: number; m: number } | null {
  const short = (found: NumberFound, start: number): boolean =>
    found.next === start + 1 && /^\d{1,2}$/.test(message.tokens[start]?.text ?? "");
  if (!short(first, at) || second.next - 1 !== first.next + 1 || !short(second, second.next - 1)) return null;
  return { d: first.values[0] ?? 0, m: second.values[0] ?? 0 };
}
