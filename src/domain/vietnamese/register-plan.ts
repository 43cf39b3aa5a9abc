import type { FigureBit } from "./bits.ts";
import { figureAt } from "./figure-reader.ts";
import { tagAt } from "./lexicon.ts";
import type { Ask } from "./meaning.ts";
import { anyAt, phraseAt } from "./phrases.ts";
import { beforeNumber, particles } from "./register-words.ts";
import type { Message } from "./tokens.ts";

// The figure a registration promises, and what of it stays in the title.

/** Tokens of the region that stay in the title. */
export interface Region {
  readonly from: number;
  readonly to: number;
  readonly dropped: Set<number>;
}

interface Plan {
  readonly figure: FigureBit;
  readonly unit: string | null;
}

export function drop(region: Region, from: number, to: number): void {
  for (let at = from; at < to; at++) region.dropped.add(at);
}

export function findPlan(message: Message, region: Region): Plan | null {
  let bare: Plan | null = null;
  for (let at = region.from; at < region.to; at++) {
    if (region.dropped.has(at)) continue;
    const token = message.tokens[at];
    if (token?.kind !== "number" && token?.kind !== "word") continue;
    const vague = tagAt(message, at);
    if (vague?.tag === "vague")
      return { figure: { ...emptyFigure, start: at, next: vague.next }, unit: null };
    const figure = figureAt(message, at, { own: [], from: phraseAt(message, at - 1, "từ") > 0 });
    if (!figure || (figure.weak && !figure.measure)) continue;
    const unit = unitOf(message, figure);
    if (unit !== null)
      return { figure: { ...figure, next: Math.max(figure.next, unit.next) }, unit: unit.name };
    if (!figure.weak) bare ??= { figure, unit: null };
    at = figure.next - 1;
  }
  return bare;
}

const emptyFigure: FigureBit = {
  kind: "figure",
  start: 0,
  next: 0,
  values: [],
  asPercent: null,
  repaired: false,
  measure: null,
  of: null,
  stroke: null,
  range: false,
  sign: null,
  word: "vague",
  weak: false,
};

/** The measure in its usual spelling; of an unknown noun the word itself. */
function unitOf(message: Message, figure: FigureBit): { name: string; next: number } | null {
  const { measure } = figure;
  if (measure?.kind === "percent") return { name: "%", next: figure.next };
  if (measure?.kind === "money") return { name: moneyUnit(message, figure), next: figure.next };
  if (measure) return { name: measure.name, next: figure.next };
  const after = message.tokens[figure.next];
  if (after?.kind !== "word" || particles.has(after.fold) || tagAt(message, figure.next)) return null;
  return { name: after.text.toLowerCase(), next: figure.next + 1 };
}

function moneyUnit(message: Message, figure: FigureBit): string {
  const words = message.tokens.slice(figure.start, figure.next).map((token) => token.fold);
  if (words.some((word) => word === "ty" || word === "ti")) return "tỷ đồng";
  if (words.some((word) => word === "trieu" || word === "tr")) return "triệu đồng";
  return words.some((word) => word === "nghin" || word === "ngan") ? "nghìn đồng" : "đồng";
}

const moneySize: Readonly<Record<string, number>> = {
  "tỷ đồng": 1e9,
  "triệu đồng": 1e6,
  "nghìn đồng": 1e3,
  đồng: 1,
};

function planValues({ figure, unit }: Plan): number[] {
  if (unit === "%" && figure.asPercent !== null) return [figure.asPercent];
  const size = (unit !== null && figure.measure?.kind === "money" && moneySize[unit]) || 1;
  return figure.values.map((value) => Number((value / size).toPrecision(12)));
}

export const planValue = (plan: Plan): number | null => planValues(plan)[0] ?? null;

export function openPlan(plan: Plan): Ask | null {
  const values = planValues(plan);
  if (values.length === 1 && !plan.figure.repaired && plan.figure.word === null) return null;
  const list = [...new Set(values)].sort((a, b) => a - b);
  return {
    intent: "ask",
    about: "value",
    ...(list.length > 0 && plan.figure.word === null ? { candidates: list } : {}),
  };
}

/**
 * Drops the number, the words before it, and its noun if the thing was named before or is money. Words that tie the number
 * to a verb ("giảm còn dưới 5 vụ", "tiết kiệm được 200 triệu") carry the meaning and stay, unless nothing follows them.
 */
export function dropPlan(message: Message, region: Region, { figure, unit }: Plan): void {
  const numberEnd =
    figure.measure?.kind === "noun" || figure.measure === null
      ? nounStart(message, figure, unit)
      : figure.next;
  let start = figure.start;
  let result = false;
  let kept = start;
  for (let again = true; again; ) {
    again = false;
    for (const phrase of beforeNumber) {
      const length = phrase.split(" ").length;
      if (start - length >= region.from && phraseAt(message, start - length, phrase) > 0) {
        start -= length;
        again = true;
        result ||= resulting.has(phrase);
        if (!tying.has(phrase)) kept = kept === start + length ? start : kept;
        break;
      }
    }
  }
  const named =
    numberEnd < figure.next && namedBefore(message, region, start, numberEnd, figure.next, result);
  const after = named ? figure.next : numberEnd;
  const ties = endsWithVerb(message, region, start) && goesOn(message, region, after);
  drop(region, ties ? kept : start, after);
}

/** Words of a result: the thing that changes has been named before them. */
const resulting = new Set(["còn", "xuống", "lên", "là", "bằng", "mức"]);
/** Words that belong to the verb before the number. */
const tying = new Set(["còn", "xuống", "lên", "dưới", "trên", "được", "với"]);

function endsWithVerb(message: Message, region: Region, start: number): boolean {
  let last = start - 1;
  while (last >= region.from && region.dropped.has(last)) last--;
  if (last !== start - 1 || last < region.from) return false;
  return verbEndsAt(message, region, last) || message.tokens[last]?.fold === "viec";
}

/** Whether words of the title follow the number. */
function goesOn(message: Message, region: Region, from: number): boolean {
  const token = message.tokens[from];
  return (
    from < region.to &&
    token?.kind === "word" &&
    !region.dropped.has(from) &&
    !(particles.has(token.fold) && from + 1 >= region.to)
  );
}

function verbEndsAt(message: Message, region: Region, last: number): boolean {
  for (let at = Math.max(region.from, last - 2); at <= last; at++) {
    const verb = tagAt(message, at);
    if ((verb?.tag === "work" || verb?.tag === "add" || verb?.tag === "less") && verb.next === last + 1)
      return true;
  }
  return verbs.has(message.tokens[last]?.fold ?? "");
}

function nounStart(message: Message, figure: FigureBit, unit: string | null): number {
  if (unit === null) return figure.next;
  const length = unit.split(" ").length;
  let at = figure.next - length;
  while (
    at > figure.start + 1 &&
    message.tokens[at - 1]?.kind === "word" &&
    tagAt(message, at - 1) === null &&
    phraseAt(message, at - 1, "bộ") > 0
  )
    at--;
  return Math.max(at, figure.start + 1);
}

/** Whether the noun after the number repeats what stands before it: then it is not the object of a verb. */
function namedBefore(
  message: Message,
  region: Region,
  start: number,
  noun: number,
  end: number,
  result: boolean,
): boolean {
  const kept: number[] = [];
  for (let at = region.from; at < start; at++)
    if (!region.dropped.has(at) && message.tokens[at]?.kind === "word") kept.push(at);
  const last = kept[kept.length - 1];
  if (last === undefined) return false;
  // "hỗ trợ 30 hộ nghèo": with other marks, or inside a longer word, it is another word.
  const sameWord = kept.some(
    (at) =>
      message.tokens
        .slice(noun, end)
        .every((token, index) => message.tokens[at + index]?.key === token.key) &&
      !((tagAt(message, at)?.next ?? 0) > at + (end - noun)),
  );
  if (sameWord) return true;
  // After a comma or colon the thing has been named; after a verb or preposition the noun is its object.
  const apart = message.tokens
    .slice(last + 1, start)
    .some((token) => token.kind === "sign" || token.kind === "line");
  if (apart) return true;
  if (
    anyAt(message, last, [
      "cho",
      "với",
      "của",
      "tại",
      "về",
      "từ",
      "các",
      "thêm",
      "được",
      "đủ",
      "mới",
      "những",
      "ở",
    ]) > 0
  )
    return false;
  // "rút ngắn thời gian giải quyết còn 3 ngày": what changes stands before, however it ends.
  if (result && kept.length > 1) return true;
  return !verbEndsAt(message, region, last) && kept.length > 2;
}

/** Verbs of plans that aren't words of a report. */
const verbs = new Set(
  "dat giam tang ha keo rut giu nang giai lap sua may ve chon tim giup duy tri co phat trien don keo day tap huan khen thuong bao duong tu nhan ban hanh in cap chi moi nhac duyet mo lam".split(
    " ",
  ),
);
