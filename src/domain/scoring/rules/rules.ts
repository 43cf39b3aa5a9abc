import { ZERO } from "../exact.ts";
import type { Node } from "../node.ts";
import type { Outcome } from "../outcome.ts";
import type { Rule, RuleKind, ScoredRow } from "../scheme.ts";
import type { RowLimits } from "./check-points.ts";
import { checkCountTimesPoints, readCountTimesPoints, scoreCountTimesPoints } from "./count-times-points.ts";
import { checkLateDays, readLateDays, scoreLateDays } from "./late-days.ts";
import { type Field, fieldOf, readLeaderRelative, scoreLeaderRelative } from "./leader-relative.ts";
import { checkManual, readManual, scoreManual } from "./manual.ts";
import { checkMissingCount, readMissingCount, scoreMissingCount } from "./missing-count.ts";
import { checkPassFail, readPassFail, scorePassFail } from "./pass-fail.ts";
import { readProportional, scoreProportional } from "./proportional.ts";
import { checkRateTiers, readRateTiers, scoreRateTiers } from "./rate-tiers.ts";

const READERS: { readonly [K in RuleKind]: (node: Node) => Extract<Rule, { kind: K }> } = {
  proportional: readProportional,
  rateTiers: readRateTiers,
  lateDays: readLateDays,
  missingCount: readMissingCount,
  passFail: readPassFail,
  countTimesPoints: readCountTimesPoints,
  leaderRelative: readLeaderRelative,
  manual: readManual,
};

const KINDS = Object.keys(READERS) as RuleKind[];

export function readRule(node: Node): Rule {
  const kind = node.choice("kind", KINDS);
  // Nothing is known about the other keys of an unknown kind.
  if (node.faulty("kind")) return { kind: "passFail", failPoints: ZERO };
  return READERS[kind](node);
}

/** Rules whose formula multiplies the row's maximum. */
const NEEDS_MAX: readonly RuleKind[] = ["proportional", "passFail", "leaderRelative"];

/** What a person who edits a table gets wrong in a rule. `maxKey`: the row's key of its maximum. */
export function checkRule(rule: Rule, node: Node, row: Node, maxKey: string, limits: RowLimits): void {
  if (node.faulty("kind")) return;
  if (NEEDS_MAX.includes(rule.kind) && limits.maxPoints === null && !row.faulty(maxKey)) {
    row.fault("needsMax", { rule: rule.kind }, maxKey);
  }
  if (rule.kind === "leaderRelative" && row.raw("direction") === "lower")
    row.fault("leaderLower", {}, "direction");
  if (rule.kind === "rateTiers") checkRateTiers(rule, node, limits);
  if (rule.kind === "lateDays") checkLateDays(rule, node, limits);
  if (rule.kind === "missingCount") checkMissingCount(rule, node, limits);
  if (rule.kind === "passFail") checkPassFail(rule, node, limits);
  if (rule.kind === "countTimesPoints") checkCountTimesPoints(rule, node);
  if (rule.kind === "manual") checkManual(rule, node, limits);
}

/** What the other units of the cluster are to this row; null when they don't matter. */
export function fieldOfRow(row: ScoredRow, inputs: Iterable<unknown>): Field | null {
  return row.rule.kind === "leaderRelative" ? fieldOf(inputs) : null;
}

/** Points of an entry before cuts and rounding. `field`: see {@link fieldOfRow}; null: the unit stands alone. */
export function scoreRule(row: ScoredRow, input: unknown, field: Field | null): Outcome {
  const { rule } = row;
  switch (rule.kind) {
    case "proportional":
      return scoreProportional(rule, row, input);
    case "rateTiers":
      return scoreRateTiers(rule, row, input);
    case "lateDays":
      return scoreLateDays(rule, input);
    case "missingCount":
      return scoreMissingCount(rule, input);
    case "passFail":
      return scorePassFail(rule, row, input);
    case "countTimesPoints":
      return scoreCountTimesPoints(rule, input);
    case "leaderRelative":
      return scoreLeaderRelative(rule, row, input, field ?? fieldOf([input]));
    case "manual":
      return scoreManual(rule, row, input);
  }
}
