import { entryOf } from "../entry.ts";
import { compare, type Exact, toText, ZERO } from "../exact.ts";
import { isObject, type Node } from "../node.ts";
import { noData, type Outcome, points, refused, shown } from "../outcome.ts";
import { checkPoints, type RowLimits } from "./check-points.ts";

/** Points by counts: the ladder is read from the top, the first rung that holds gives the points. */
export interface MissingCountRule {
  readonly kind: "missingCount";
  readonly counters: readonly string[];
  readonly ladder: readonly Rung[];
  readonly otherwise: Exact;
}

interface Rung {
  /** One of these must hold; all ranges of it must. */
  readonly anyOf: readonly Condition[];
  readonly points: Exact;
}

type Condition = readonly Range[];

interface Range {
  readonly counter: string;
  readonly from: Exact;
  /** null: no end. */
  readonly to: Exact | null;
}

export function readMissingCount(node: Node): MissingCountRule {
  const counters = node.texts("counters");
  const ladder = node.children("ladder").map((rung) => {
    const hasWhen = rung.has("when");
    const hasAnyOf = rung.has("anyOf");
    if (hasWhen && hasAnyOf) rung.fault("both", { keys: "when anyOf" });
    const conditions = hasAnyOf ? rung.children("anyOf") : [rung.child("when")];
    if (hasAnyOf && conditions.length === 0 && !rung.faulty("anyOf")) rung.fault("empty", {}, "anyOf");
    return { anyOf: conditions.map((one) => readCondition(one, counters)), points: rung.number("points") };
  });
  return { kind: "missingCount", counters, ladder, otherwise: node.number("otherwise") };
}

function readCondition(node: Node, counters: readonly string[]): Condition {
  return node.keys().map((counter) => {
    if (!counters.includes(counter)) node.fault("undeclaredCounter", { counter }, counter);
    const value = node.raw(counter);
    const [from, to] = Array.isArray(value) && value.length === 2 ? (value as unknown[]) : [];
    if (!isCount(from) || (to !== null && !isCount(to))) {
      node.fault("type", { expected: "[whole number, whole number or null]" }, counter);
      return { counter, from: ZERO, to: null };
    }
    if (to !== null && to < from) node.fault("emptyRange", { from: String(from), to: String(to) }, counter);
    return { counter, from: { n: BigInt(from), d: 1n }, to: to === null ? null : { n: BigInt(to), d: 1n } };
  });
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

export function checkMissingCount(rule: MissingCountRule, node: Node, limits: RowLimits): void {
  const nodes = node.children("ladder");
  rule.ladder.forEach((rung, index) => {
    const own = nodes[index];
    if (own !== undefined) checkPoints(own, "points", rung.points, limits);
  });
  checkPoints(node, "otherwise", rule.otherwise, limits);
}

export function scoreMissingCount(rule: MissingCountRule, input: unknown): Outcome {
  const entry = entryOf(input, ["counts"]);
  const given = entry.raw("counts");
  if (given !== undefined && given !== null && !isObject(given)) entry.refuse("counts");
  // Not `keys` of the rule: an empty {} is an answer too, nothing is missing.
  const counts = entryOf(given, rule.counters);
  for (const key of isObject(given) ? Object.keys(given) : []) {
    if (!rule.counters.includes(key)) counts.refuse(key);
  }
  const values = new Map(rule.counters.map((counter) => [counter, counts.figure(counter, "whole")]));
  const wrong = entry.refused() ?? counts.refused();
  if (wrong !== null) return refused(entry, wrong);
  const unknown = rule.counters.some((counter) => counts.raw(counter) === null);
  if (counts.absent || unknown) return noData(entry);

  const count = (counter: string) => values.get(counter) ?? ZERO;
  const holds = (condition: Condition) => condition.every((range) => within(count(range.counter), range));
  const told = { ...entry, inputs: () => counts.inputs() };
  for (const [index, rung] of rule.ladder.entries()) {
    const held = rung.anyOf.find(holds);
    if (held === undefined) continue;
    const when = Object.fromEntries(
      held.map(({ counter, from, to }) => [counter, `${toText(from)}..${to === null ? "" : toText(to)}`]),
    );
    const formula = held.map(
      (range) => `${range.counter}: ${shown(count(range.counter))} ∈ ${interval(range)}`,
    );
    return points(told, rung.points, formula.join(", ") || "∀", {
      tier: { index, when, points: toText(rung.points) },
    });
  }
  const formula = rule.counters.map((counter) => `${counter}: ${shown(count(counter))}`).join(", ");
  return points(told, rule.otherwise, formula || "∀", {
    tier: { index: null, when: { otherwise: "true" }, points: toText(rule.otherwise) },
  });
}

function within(count: Exact, { from, to }: Range): boolean {
  return compare(count, from) >= 0 && (to === null || compare(count, to) <= 0);
}

function interval({ from, to }: Range): string {
  return to === null ? `[${shown(from)}; ∞)` : `[${shown(from)}; ${shown(to)}]`;
}
