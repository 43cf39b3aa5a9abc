import { entryOf } from "../entry.ts";
import { type Exact, ZERO } from "../exact.ts";
import type { Node } from "../node.ts";
import { noData, type Outcome, points, refused } from "../outcome.ts";
import type { RowTerms } from "../row-terms.ts";
import { checkPoints, type RowLimits } from "./check-points.ts";

/** The row's maximum when passed, else `failPoints`. */
export interface PassFailRule {
  readonly kind: "passFail";
  readonly failPoints: Exact;
}

export function readPassFail(node: Node): PassFailRule {
  return { kind: "passFail", failPoints: node.number("failPoints", { absent: ZERO }) };
}

export function checkPassFail(rule: PassFailRule, node: Node, limits: RowLimits): void {
  checkPoints(node, "failPoints", rule.failPoints, limits);
}

export function scorePassFail(rule: PassFailRule, row: RowTerms, input: unknown): Outcome {
  const entry = entryOf(input, ["passed"]);
  const passed = entry.flag("passed");
  const wrong = entry.refused();
  if (wrong !== null) return refused(entry, wrong);
  if (passed === null) return noData(entry);
  return points(entry, passed ? (row.maxPoints ?? ZERO) : rule.failPoints, passed ? "✓" : "✗", {
    lookup: true,
  });
}
