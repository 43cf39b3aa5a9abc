import type { Exact } from "./exact.ts";
import type { RowTerms } from "./row-terms.ts";
import type { CountTimesPointsRule } from "./rules/count-times-points.ts";
import type { LateDaysRule } from "./rules/late-days.ts";
import type { LeaderRelativeRule } from "./rules/leader-relative.ts";
import type { ManualRule } from "./rules/manual.ts";
import type { MissingCountRule } from "./rules/missing-count.ts";
import type { PassFailRule } from "./rules/pass-fail.ts";
import type { ProportionalRule } from "./rules/proportional.ts";
import type { RateTiersRule } from "./rules/rate-tiers.ts";

/** A scoring table (bảng tiêu chí) as read and checked by `readScheme`. All numbers are exact. */
export interface Scheme {
  readonly code: string;
  readonly name: string;
  readonly year: number | null;
  readonly scale: Scale;
  readonly groups: readonly Group[];
  readonly bonuses: readonly Extra[];
  readonly penalties: readonly Extra[];
  /** Flags a person sets: the unit keeps its points and gets no rank. */
  readonly notRankedWhen: readonly Flag[];
  readonly tieBreak: readonly TieKey[];
  readonly bands: readonly Band[];
}

export interface Scale {
  /** The number printed as the scale (thang điểm); null: unknown. */
  readonly max: Exact | null;
  /** Sum of the groups' maximums; null when a group has none. */
  readonly base: Exact | null;
  /** Points before anything is scored (điểm nền). */
  readonly start: Exact;
  /** Lowest total; null: no limit. */
  readonly min: Exact | null;
  /** Ceiling of all bonuses together; null: none. */
  readonly bonusCap: Exact | null;
  /** False: the total is cut at `max`. */
  readonly mayExceed: boolean;
  /** Decimals kept for each row that has no step, 0–10. */
  readonly decimals: number;
}

export interface Group {
  readonly code: string;
  readonly text: string;
  /** null: not cut. */
  readonly maxPoints: Exact | null;
  readonly criteria: readonly Criterion[];
}

export type Criterion = Heading | Leaf;

interface Heading {
  readonly node: "heading";
  readonly code: string;
  readonly text: string;
  readonly maxPoints: Exact | null;
  readonly criteria: readonly Criterion[];
}

export type ScoredBy = "system" | "self" | "head" | "council" | "external";

/** What a rule is applied to: a leaf, a bonus or a penalty. */
export interface ScoredRow extends RowTerms {
  readonly rule: Rule;
}

export interface Leaf extends ScoredRow {
  readonly node: "leaf";
  readonly scoredBy: ScoredBy | null;
  /** What the unit attaches; null: nothing. */
  readonly evidence: string | null;
}

export interface Extra extends ScoredRow {
  /** Where to show it; the group's points don't change. */
  readonly group: string | null;
  /** Of the bonuses with the same pool only the largest counts. */
  readonly pool: string | null;
}

interface Flag {
  readonly code: string;
  readonly text: string;
}

export type Order = "desc" | "asc";

export type TieKey =
  | { readonly key: "groupPoints" | "criterionPoints"; readonly code: string; readonly order: Order }
  | { readonly key: "bonusPoints" | "penaltyPoints"; readonly order: Order }
  | { readonly key: "minusCount"; readonly codes: readonly string[]; readonly order: Order }
  | { readonly key: "tied" | "ballot" };

export interface Band {
  readonly label: string;
  /** null: always. */
  readonly ge: Exact | null;
  readonly of: "points" | "percentOfMax";
  /** Least percent of its maximum that each group needs; null: no floor. */
  readonly minGroupPercent: Exact | null;
}

export type Rule =
  | ProportionalRule
  | RateTiersRule
  | LateDaysRule
  | MissingCountRule
  | PassFailRule
  | CountTimesPointsRule
  | LeaderRelativeRule
  | ManualRule;

export type RuleKind = Rule["kind"];

/** Leaves under these criteria in the order of the table. */
export function leavesOf(criteria: readonly Criterion[]): Leaf[] {
  return criteria.flatMap((row) => (row.node === "leaf" ? [row] : leavesOf(row.criteria)));
}
