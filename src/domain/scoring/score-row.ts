import type { EntryError } from "./entry.ts";
import { compare, type Exact, greatest, least, roundToDecimals, roundToStep, toText, ZERO } from "./exact.ts";
import { type Outcome, shown, type Tier } from "./outcome.ts";
import type { Field } from "./rules/leader-relative.ts";
import { scoreRule } from "./rules/rules.ts";
import type { RuleKind, ScoredRow } from "./scheme.ts";

/** How the points of one row came about. Numbers are exact decimal text with a point; `text` is for people. */
export interface Working {
  readonly rule: RuleKind;
  /** What was entered and understood, by key. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The step of the rule's ladder that held; null: the rule has none, or nothing was entered. */
  readonly tier: Tier | null;
  /** Value of the rule before cuts and rounding; "7.777777…" never ends. Null: no data or refused. */
  readonly raw: string | null;
  /** After the cut at the maximum and at the rule's own limits. */
  readonly cut: string | null;
  /** After rounding: the points. */
  readonly rounded: string;
  /** Key of what was refused, "" for the whole entry; null: nothing was. */
  readonly refusedKey: string | null;
  /** The arithmetic in one line without words: "10 × 7/9 = 7,777777… → 7,78". */
  readonly text: string;
}

export interface RowScore {
  /** 0 when there is no data or the entry is refused. */
  readonly points: Exact;
  readonly noData: boolean;
  /** Why the entry is refused: then it counts as not made. */
  readonly error: EntryError | null;
  /** The `minus` entered, for the tie-break that counts them. */
  readonly minus: Exact;
  readonly working: Working;
}

/**
 * Points of one row: raw value of the rule → cut at the row's maximum and the rule's limits → rounded to the step, or
 * to `decimals`. `field` is what the cluster's other units are to a leader-relative row; null: the unit stands alone.
 */
export function scoreRow(
  row: ScoredRow,
  decimals: number,
  input: unknown,
  field: Field | null = null,
): RowScore {
  const outcome = scoreRule(row, input, field);
  if (outcome.kind !== "points") return withoutPoints(row, outcome);

  const ceilings = [row.maxPoints, outcome.max].filter((limit) => limit !== null);
  const lowered = ceilings.reduce(least, outcome.raw);
  const cut = outcome.min === null ? lowered : greatest(lowered, outcome.min);
  const points = row.step === null ? roundToDecimals(cut, decimals) : roundToStep(cut, row.step);

  const parts = [`${outcome.formula} ${outcome.lookup ? "→" : "="} ${shown(outcome.raw)}`];
  if (outcome.formula === shown(outcome.raw)) parts[0] = outcome.formula;
  if (compare(cut, outcome.raw) !== 0) {
    parts.push(`${shown(cut)} (${compare(cut, outcome.raw) < 0 ? "≤" : "≥"} ${shown(cut)})`);
  }
  if (compare(points, cut) !== 0)
    parts.push(row.step === null ? shown(points) : `${shown(points)} (${shown(row.step)})`);
  const working: Working = {
    rule: row.rule.kind,
    inputs: outcome.inputs,
    tier: outcome.tier,
    raw: toText(outcome.raw),
    cut: toText(cut),
    rounded: toText(points),
    refusedKey: null,
    text: parts.join(" → "),
  };
  return { points, noData: false, error: null, minus: outcome.minus ?? ZERO, working };
}

function withoutPoints(row: ScoredRow, outcome: Exclude<Outcome, { kind: "points" }>): RowScore {
  const refused = outcome.kind === "refused";
  const working: Working = {
    rule: row.rule.kind,
    inputs: outcome.inputs,
    tier: null,
    raw: null,
    cut: null,
    rounded: "0",
    refusedKey: refused ? outcome.key : null,
    text: refused
      ? [outcome.error, outcome.reason || outcome.key].filter((part) => part !== "").join(": ")
      : "– → 0",
  };
  return { points: ZERO, noData: true, error: refused ? outcome.error : null, minus: ZERO, working };
}
