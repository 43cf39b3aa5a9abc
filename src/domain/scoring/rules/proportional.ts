import { type Entry, entryOf } from "../entry.ts";
import { compare, divide, type Exact, least, multiply, ONE, sign, ZERO } from "../exact.ts";
import type { Node } from "../node.ts";
import { noData, type Outcome, points, refused, shown } from "../outcome.ts";
import type { RowTerms } from "../row-terms.ts";
import { type OnZeroTarget, readOnZeroTarget, scoreZeroTarget } from "./zero-target.ts";

/** maxPoints × min(rate, 1); a rate is a share, 1 = the whole target. */
export interface ProportionalRule {
  readonly kind: "proportional";
  /** Below this share the row gives 0; exactly it still counts. null: no floor. */
  readonly floorRate: Exact | null;
  readonly onZeroTarget: OnZeroTarget;
}

export function readProportional(node: Node): ProportionalRule {
  return {
    kind: "proportional",
    floorRate: node.numberOrNull("floorRate", { least: 0, absent: null }),
    onZeroTarget: readOnZeroTarget(node),
  };
}

export function scoreProportional(rule: ProportionalRule, row: RowTerms, input: unknown): Outcome {
  const entry = entryOf(input, ["actual", "target"]);
  const actual = entry.figure("actual");
  const target = entry.figure("target");
  const wrong = entry.refused();
  if (wrong !== null) return refused(entry, wrong);
  if (actual === null || target === null) return noData(entry);

  const most = row.maxPoints ?? ZERO;
  if (row.direction === "lower") {
    if (sign(actual) === 0) return byRate(rule, entry, most, ONE, "1");
    return byRate(rule, entry, most, divide(target, actual), `${shown(target)}/${shown(actual)}`);
  }
  if (sign(target) === 0) return scoreZeroTarget(rule.onZeroTarget, entry, actual, most);
  return byRate(rule, entry, most, divide(actual, target), `${shown(actual)}/${shown(target)}`);
}

function byRate(rule: ProportionalRule, entry: Entry, most: Exact, rate: Exact, text: string): Outcome {
  const { floorRate } = rule;
  if (floorRate !== null && compare(rate, floorRate) < 0) {
    return points(entry, ZERO, `${text} < ${shown(floorRate)}`, { lookup: true });
  }
  const factor = compare(rate, ONE) > 0 ? `min(${text}; 1)` : text;
  return points(entry, multiply(most, least(rate, ONE)), `${shown(most)} × ${factor}`);
}
