import { entryOf } from "../entry.ts";
import { compare, divide, type Exact, greatest, HUNDRED, multiply, sign, toText, ZERO } from "../exact.ts";
import type { Node } from "../node.ts";
import { noData, type Outcome, points, refused, shown } from "../outcome.ts";
import type { RowTerms } from "../row-terms.ts";
import { checkPoints, type RowLimits } from "./check-points.ts";
import { type OnZeroTarget, readOnZeroTarget, scoreZeroTarget } from "./zero-target.ts";

/** Points by the percentage reached, compared exactly. */
export interface RateTiersRule {
  readonly kind: "rateTiers";
  readonly tiers: readonly RateTier[];
  readonly onZeroTarget: OnZeroTarget;
}

interface RateTier {
  /** null: from 0 on. */
  readonly from: Bound | null;
  /** null: no end. */
  readonly to: Bound | null;
  readonly points: Exact;
}

/** A limit in percent and whether it belongs to the tier itself. */
interface Bound {
  readonly at: Exact;
  readonly included: boolean;
}

export function readRateTiers(node: Node): RateTiersRule {
  const tiers = node.children("tiers").map((tier) => ({
    from: readBound(tier, "gt", "ge"),
    to: readBound(tier, "lt", "le"),
    points: tier.number("points"),
  }));
  return { kind: "rateTiers", tiers, onZeroTarget: readOnZeroTarget(node) };
}

function readBound(tier: Node, open: "gt" | "lt", closed: "ge" | "le"): Bound | null {
  if (tier.has(open) && tier.has(closed)) tier.fault("both", { keys: `${open} ${closed}` });
  if (tier.has(open)) return { at: tier.number(open), included: false };
  if (tier.has(closed)) return { at: tier.number(closed), included: true };
  return null;
}

export function checkRateTiers(rule: RateTiersRule, node: Node, limits: RowLimits): void {
  const nodes = node.children("tiers");
  rule.tiers.forEach((tier, index) => {
    const own = nodes[index];
    if (own !== undefined) checkPoints(own, "points", tier.points, limits);
  });
  if (node.faulty("tiers") && nodes.some((tier) => ["gt", "ge", "lt", "le"].some((key) => tier.faulty(key))))
    return;
  checkCover(rule.tiers, node);
}

/** Every rate of 0 or more must fall into exactly one tier. */
function checkCover(tiers: readonly RateTier[], node: Node): void {
  const note = (
    fault: "gap" | "overlap" | "emptyRange",
    tier: RateTier | undefined,
    detail: Record<string, string>,
  ) => node.fault(fault, detail, tier === undefined ? "tiers" : `tiers[${tiers.indexOf(tier)}]`);

  const filled = tiers.filter((tier) => {
    const holds = !isEmpty(tier);
    if (!holds) note("emptyRange", tier, { from: boundText(tier.from), to: boundText(tier.to) });
    return holds;
  });
  const sorted = [...filled].sort((a, b) => compareStart(a, b));
  // The part covered so far ends here; a rate of exactly this much belongs to it when `included`.
  let end: Bound | null = { at: ZERO, included: false };
  for (const tier of sorted) {
    if (end === null) {
      note("overlap", tier, { at: boundText(tier.from) });
      continue;
    }
    const start = tier.from ?? { at: ZERO, included: true };
    // A tier that starts below 0 takes in 0 itself.
    const order: number = sign(start.at) < 0 ? compare(ZERO, end.at) : compare(start.at, end.at);
    const includes: boolean = start.included || sign(start.at) < 0;
    if (order > 0 || (order === 0 && !end.included && !includes)) {
      note("gap", tier, { from: toText(end.at), to: toText(start.at) });
    } else if (order < 0 || (order === 0 && end.included && includes)) {
      note("overlap", tier, { at: toText(start.at) });
    }
    if (tier.to === null) end = null;
    else if (compare(tier.to.at, end.at) > 0 || (compare(tier.to.at, end.at) === 0 && tier.to.included))
      end = tier.to;
  }
  if (end !== null) note("gap", undefined, { from: toText(end.at), to: "" });
}

function isEmpty({ from, to }: RateTier): boolean {
  if (to === null) return false;
  const start = from === null || sign(from.at) < 0 ? { at: ZERO, included: true } : from;
  const order = compare(start.at, to.at);
  return order > 0 || (order === 0 && !(start.included && to.included));
}

function compareStart(a: RateTier, b: RateTier): number {
  const [first, second] = [a.from ?? { at: ZERO, included: true }, b.from ?? { at: ZERO, included: true }];
  return compare(first.at, second.at) || Number(second.included) - Number(first.included);
}

function boundText(bound: Bound | null): string {
  return bound === null ? "" : toText(bound.at);
}

function holds({ from, to }: RateTier, rate: Exact): boolean {
  const above =
    from === null || compare(rate, from.at) > 0 || (from.included && compare(rate, from.at) === 0);
  const below = to === null || compare(rate, to.at) < 0 || (to.included && compare(rate, to.at) === 0);
  return above && below;
}

export function scoreRateTiers(rule: RateTiersRule, row: RowTerms, input: unknown): Outcome {
  const entry = entryOf(input, ["actual", "target", "rate"]);
  const given = entry.figure("rate");
  const actual = entry.figure("actual");
  const target = entry.figure("target");
  // Two answers to one question: a person has to say which is meant.
  if (given !== null && (actual !== null || target !== null)) entry.refuse("rate");
  const wrong = entry.refused();
  if (wrong !== null) return refused(entry, wrong);

  let rate = given;
  let text = given === null ? "" : shown(given);
  if (rate === null) {
    if (actual === null || target === null) return noData(entry);
    if (sign(target) === 0) return scoreZeroTarget(rule.onZeroTarget, entry, actual, fullPoints(rule, row));
    rate = divide(multiply(HUNDRED, actual), target);
    text = `100 × ${shown(actual)}/${shown(target)} = ${shown(rate)}`;
  }
  const index = rule.tiers.findIndex((tier) => holds(tier, rate));
  const tier = rule.tiers[index];
  // A checked table has a tier for every rate.
  if (tier === undefined) return noData(entry);
  const when = {
    ...(tier.from === null ? {} : { [tier.from.included ? "ge" : "gt"]: toText(tier.from.at) }),
    ...(tier.to === null ? {} : { [tier.to.included ? "le" : "lt"]: toText(tier.to.at) }),
  };
  return points(entry, tier.points, `${text} ∈ ${interval(tier)}`, {
    tier: { index, when, points: toText(tier.points) },
  });
}

/** All the row can give: its maximum, or its best tier when it has none. */
function fullPoints(rule: RateTiersRule, row: RowTerms): Exact {
  return row.maxPoints ?? rule.tiers.map((tier) => tier.points).reduce(greatest, ZERO);
}

function interval({ from, to }: RateTier): string {
  const start = from === null ? "[0" : `${from.included ? "[" : "("}${shown(from.at)}`;
  return to === null ? `${start}; ∞)` : `${start}; ${shown(to.at)}${to.included ? "]" : ")"}`;
}
