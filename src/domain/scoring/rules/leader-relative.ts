import { type Entry, entryOf } from "../entry.ts";
import { add, compare, divide, type Exact, multiply, ONE, sign, subtract, ZERO } from "../exact.ts";
import type { Node } from "../node.ts";
import { noData, type Outcome, points, refused, shown } from "../outcome.ts";
import type { RowTerms } from "../row-terms.ts";

/** Points by the distance to the cluster's best unit. */
export interface LeaderRelativeRule {
  readonly kind: "leaderRelative";
  /** Share of the maximum, 0–1, that exactly 100 % of the target earns. */
  readonly atTargetShare: Exact;
}

/** What the units of a cluster are measured by, for one row. */
export interface Field {
  /** Greatest actual / target above 1 among the units with a target; null: nobody exceeds. */
  readonly leader: Exact | null;
  /** Greatest actual among the units with no target; null: there is none. */
  readonly best: Exact | null;
}

export function readLeaderRelative(node: Node): LeaderRelativeRule {
  node.choice("noTarget", ["relativeToBest"], "relativeToBest");
  return { kind: "leaderRelative", atTargetShare: node.number("atTargetShare", { least: 0, most: 1 }) };
}

function read(input: unknown): { entry: Entry; actual: Exact | null; target: Exact | null } {
  const entry = entryOf(input, ["actual", "target"]);
  const actual = entry.figure("actual");
  const target = entry.figure("target");
  return { entry, actual, target: target !== null && sign(target) === 0 ? null : target };
}

/** Measures the cluster over the entries of all its units, ranked or not; refused and empty ones take no part. */
export function fieldOf(inputs: Iterable<unknown>): Field {
  let leader: Exact | null = null;
  let best: Exact | null = null;
  for (const input of inputs) {
    const { entry, actual, target } = read(input);
    if (entry.refused() !== null || actual === null) continue;
    if (target === null) {
      if (best === null || compare(actual, best) > 0) best = actual;
      continue;
    }
    const rate = divide(actual, target);
    if (compare(rate, leader ?? ONE) > 0) leader = rate;
  }
  return { leader, best };
}

export function scoreLeaderRelative(
  rule: LeaderRelativeRule,
  row: RowTerms,
  input: unknown,
  { leader, best }: Field,
): Outcome {
  const { entry, actual, target } = read(input);
  const wrong = entry.refused();
  if (wrong !== null) return refused(entry, wrong);
  if (actual === null) return noData(entry);

  const most = row.maxPoints ?? ZERO;
  if (target === null) {
    if (best === null || sign(best) === 0) return points(entry, ZERO, `${shown(most)} × 0`);
    const raw = divide(multiply(most, actual), best);
    return points(entry, raw, `${shown(most)} × ${shown(actual)}/${shown(best)}`);
  }
  const rate = divide(actual, target);
  const text = `${shown(actual)}/${shown(target)}`;
  const atTarget = multiply(rule.atTargetShare, most);
  const order = compare(rate, ONE);
  if (order <= 0) {
    const factor = order < 0 ? ` × ${text}` : "";
    return points(entry, multiply(atTarget, rate), `${shown(rule.atTargetShare)} × ${shown(most)}${factor}`);
  }
  if (leader === null || compare(rate, leader) >= 0) {
    return points(entry, most, `${text} = ${shown(rate)} = max`, { lookup: true });
  }
  const above = divide(subtract(rate, ONE), subtract(leader, ONE));
  const raw = add(atTarget, multiply(subtract(most, atTarget), above));
  return points(
    entry,
    raw,
    `${shown(atTarget)} + ${shown(subtract(most, atTarget))} × (${text} − 1)/(${shown(leader)} − 1)`,
  );
}
