import type { Exact } from "./exact.ts";

export type Direction = "higher" | "lower";

/** What a rule has to know of the row it is applied to, apart from itself. */
export interface RowTerms {
  readonly code: string;
  readonly text: string;
  /** Most points: `maxPoints` of a leaf, `cap` of a bonus or penalty; null: no limit. */
  readonly maxPoints: Exact | null;
  /** Changes the formula of `proportional` only. */
  readonly direction: Direction;
  /** Points are rounded to its multiples; null: to the scale's decimals. */
  readonly step: Exact | null;
}
