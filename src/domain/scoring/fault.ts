/** What is wrong with a scoring table. */
export type FaultKind =
  /** A key that must be there is not. */
  | "missing"
  /** Another type than `detail.expected`. */
  | "type"
  /** Not one of `detail.allowed`. */
  | "choice"
  /** Below `detail.least` or above `detail.most`. */
  | "range"
  /** A list that may not be empty. */
  | "empty"
  /** Two things stand where one may: `detail.keys`. */
  | "both"
  /** `detail.code` stands elsewhere already, at `detail.first`. */
  | "duplicateCode"
  /** `detail.sum` of the parts is not `detail.maxPoints`. */
  | "sum"
  /** No tier from `detail.from` on, up to `detail.to`. */
  | "gap"
  /** Two tiers hold at `detail.at`. */
  | "overlap"
  /** The last tier ends. */
  | "notOpen"
  /** A range from `detail.from` to `detail.to` holds nothing. */
  | "emptyRange"
  /** `detail.counter` is used and not declared. */
  | "undeclaredCounter"
  /** `detail.points` is more than `detail.maxPoints`. */
  | "aboveMax"
  /** `detail.points` is not a multiple of `detail.step`. */
  | "step"
  /** The rule can't work without a maximum. */
  | "needsMax"
  /** The list doesn't end with tied or ballot. */
  | "tieEnd"
  /** tied or ballot before the end. */
  | "tieEarly"
  /** `detail.code` isn't in the table, or not of the kind that is needed here. */
  | "unknownCode"
  /** The last band is not for everybody. */
  | "lastBand"
  /** leaderRelative has no formula for less is better. */
  | "leaderLower";

export interface Fault {
  /** Where in the file: "groups[0].criteria[2].rule.tiers[1]"; "" is the file itself. */
  readonly path: string;
  /** The row, by its code; null when it is not about a row. */
  readonly code: string | null;
  readonly fault: FaultKind;
  readonly detail: Readonly<Record<string, string>>;
}
