import type { DatePhrase } from "./dates.ts";
import type { Tag } from "./lexicon.ts";

/** A measure said after a figure. */
export interface Measure {
  readonly kind: "percent" | "money" | "noun";
  /** In the usual spelling; of money the word said, such as "triệu". */
  readonly name: string;
  /** Not a noun of our lists: only known to be some word. */
  readonly guessed?: boolean;
}

/** A figure with all that belongs to it. */
export interface FigureBit {
  readonly kind: "figure";
  readonly start: number;
  readonly next: number;
  /** One: sure; several: open; none: vague or muddled beyond repair. */
  readonly values: readonly number[];
  readonly asPercent: number | null;
  readonly repaired: boolean;
  readonly measure: Measure | null;
  /** The second number of a fraction. */
  readonly of: number | null;
  /** Written with a stroke: it might be a date. */
  readonly stroke: { readonly d: number; readonly m: number } | null;
  /** Both ends of "130-140". */
  readonly range: boolean;
  readonly sign: 1 | -1 | null;
  /** "một nửa", "vài": no number was said. */
  readonly word: "half" | "vague" | null;
  /** A number word alone that may be another word. */
  readonly weak: boolean;
}

export interface TargetBit {
  readonly kind: "target";
  readonly start: number;
  readonly next: number;
  readonly by: "code" | "title";
  /** Codes it may mean; none: a target that isn't in the list. */
  readonly codes: readonly string[];
  /** The code can be read two ways. */
  readonly open: boolean;
}

export interface DateBit {
  readonly kind: "date";
  readonly start: number;
  readonly next: number;
  readonly phrase: DatePhrase;
}

export interface TagBit {
  readonly kind: "tag";
  readonly start: number;
  readonly next: number;
  readonly tag: Tag;
}

interface UnitBit {
  readonly kind: "unit";
  readonly start: number;
  readonly next: number;
  /** The words that name it. */
  readonly name: string;
}

export interface PlainBit {
  /** `word`: any other word. `label`: a number that counts nothing. */
  readonly kind:
    | "word"
    | "label"
    | "comma"
    | "sentence"
    | "line"
    | "question"
    | "equals"
    | "dash"
    | "open"
    | "close"
    | "arrow";
  readonly start: number;
  readonly next: number;
}

export type Bit = FigureBit | TargetBit | DateBit | TagBit | UnitBit | PlainBit;

export type PlainKind = PlainBit["kind"];
