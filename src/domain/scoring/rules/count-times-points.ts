import { entryOf } from "../entry.ts";
import { compare, type Exact, multiply, sign, subtract, toText, ZERO } from "../exact.ts";
import type { Node } from "../node.ts";
import { noData, type Outcome, points, refused, shown } from "../outcome.ts";

/** plus × plusPoints − minus × minusPoints, between min and max. */
export interface CountTimesPointsRule {
  readonly kind: "countTimesPoints";
  readonly plusPoints: Exact;
  readonly minusPoints: Exact;
  /** null: no limit. May be below 0. */
  readonly min: Exact | null;
  /** null: no limit. */
  readonly max: Exact | null;
}

export function readCountTimesPoints(node: Node): CountTimesPointsRule {
  return {
    kind: "countTimesPoints",
    plusPoints: node.number("plusPoints"),
    minusPoints: node.number("minusPoints", { absent: ZERO }),
    min: node.numberOrNull("min", { absent: null }),
    max: node.numberOrNull("max", { absent: null }),
  };
}

export function checkCountTimesPoints(rule: CountTimesPointsRule, node: Node): void {
  const { min, max } = rule;
  if (min === null || max === null || node.faulty("min") || node.faulty("max")) return;
  if (compare(min, max) > 0) node.fault("emptyRange", { from: toText(min), to: toText(max) }, "min");
}

export function scoreCountTimesPoints(rule: CountTimesPointsRule, input: unknown): Outcome {
  const entry = entryOf(input, ["count", "plus", "minus"]);
  const count = entry.figure("count");
  const plus = entry.figure("plus");
  const minus = entry.figure("minus");
  // `count` is another name of `plus`.
  if (count !== null && plus !== null) entry.refuse("count");
  const wrong = entry.refused();
  if (wrong !== null) return refused(entry, wrong);
  const given = count ?? plus;
  const unknown =
    (given === null && (entry.raw("count") === null || entry.raw("plus") === null)) ||
    entry.raw("minus") === null;
  if (unknown || (given === null && minus === null)) return noData(entry);

  const ups = given ?? ZERO;
  const downs = minus ?? ZERO;
  const raw = subtract(multiply(ups, rule.plusPoints), multiply(downs, rule.minusPoints));
  const formula = `${shown(ups)} × ${shown(rule.plusPoints)}`;
  const taken = sign(downs) === 0 ? "" : ` − ${shown(downs)} × ${shown(rule.minusPoints)}`;
  return points(entry, raw, `${formula}${taken}`, { min: rule.min, max: rule.max, minus: downs });
}
