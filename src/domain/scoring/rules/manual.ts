import { entryOf } from "../entry.ts";
import { compare, divide, type Exact, exact, isMultiple, sign, toText } from "../exact.ts";
import type { Node } from "../node.ts";
import { noData, type Outcome, points, refused, shown } from "../outcome.ts";
import type { RowTerms } from "../row-terms.ts";
import { checkPoints, type RowLimits } from "./check-points.ts";

/** Points that a person gives, or one of the options the table names. */
export interface ManualRule {
  readonly kind: "manual";
  readonly options: readonly Option[];
}

interface Option {
  readonly code: string;
  readonly label: string;
  readonly points: Exact;
}

export function readManual(node: Node): ManualRule {
  const options = node.children("options", "none");
  const seen = new Map<string, string>();
  return {
    kind: "manual",
    options: options.map((option) => {
      const code = option.text("code");
      const first = seen.get(code);
      if (code !== "" && first !== undefined) option.fault("duplicateCode", { code, first }, "code");
      seen.set(code, first ?? option.path);
      return { code, label: option.text("label"), points: option.number("points") };
    }),
  };
}

export function checkManual(rule: ManualRule, node: Node, limits: RowLimits): void {
  const nodes = node.children("options", "none");
  rule.options.forEach((option, index) => {
    const own = nodes[index];
    if (own !== undefined) checkPoints(own, "points", option.points, limits);
  });
}

export function scoreManual(rule: ManualRule, row: RowTerms, input: unknown): Outcome {
  const entry = entryOf(input, ["points", "option"]);
  const wrong = entry.refused();
  if (wrong !== null) return refused(entry, wrong);
  if (entry.has("option")) {
    if (entry.has("points")) return refused(entry, "option");
    const code = entry.raw("option");
    const index = rule.options.findIndex((one) => one.code === code);
    const option = rule.options[index];
    if (option === undefined) return refused(entry, "option", "OPTION");
    const tier = { index, when: { option: option.code }, points: toText(option.points) };
    return points({ ...entry, inputs: () => ({ option: option.code }) }, option.points, option.code, {
      tier,
    });
  }
  if (!entry.has("points")) return noData(entry);
  const value = entry.raw("points");
  if (typeof value !== "number" || !Number.isFinite(value)) return refused(entry, "points");
  const given = exact(value);
  const told = { ...entry, inputs: () => ({ points: toText(given) }) };
  const most = row.maxPoints;
  if (sign(given) < 0 || (most !== null && compare(given, most) > 0)) {
    const range = most === null ? "[0; ∞)" : `[0; ${shown(most)}]`;
    return refused(told, "points", "RANGE", `${shown(given)} ∉ ${range}`);
  }
  if (row.step !== null && !isMultiple(given, row.step)) {
    const steps = `${shown(given)} / ${shown(row.step)} = ${shown(divide(given, row.step))}`;
    return refused(told, "points", "STEP", steps);
  }
  return points(told, given, shown(given));
}
