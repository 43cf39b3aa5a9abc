import type { FigureBit } from "./bits.ts";
import type { TargetView } from "./meaning.ts";
import { sameNoun, worth } from "./measures.ts";
import { tidy } from "./numbers.ts";

// Figures in the measure of their target.

/** The figure of a claim against its target, or what is open about it. */
export interface Amount {
  readonly op: "set" | "add";
  readonly value: number | null;
  readonly unit: string | null;
  readonly of?: number;
  readonly done?: true;
  /** Values to choose from, ascending, if the value is open. */
  readonly candidates?: readonly number[];
  /** Complete, but odd: to be confirmed. */
  readonly odd: boolean;
  /** A stroke turned out to be this day. */
  readonly day?: { readonly d: number; readonly m: number };
}

/** The figure converted to the target's measure; `null` if it can't be. */
interface Converted {
  readonly values: readonly number[];
  readonly unit: string | null;
  /** The second number of a fraction. */
  readonly of: number | null;
  /** Per cent of the plan of a quantity. */
  readonly ofPlan: boolean;
}

export function convert(figure: FigureBit, target: TargetView): Converted | null {
  const { measure } = figure;
  const percentage = measure?.kind === "percent" || target.kind === "percent";
  const { of } = figure;
  const values = percentage && figure.asPercent !== null ? [figure.asPercent] : figure.values;
  if (target.kind === "yesno") {
    const plain = !measure && values.every((value) => value === 0 || value === 1) && figure.of === null;
    return plain ? { values, unit: null, of, ofPlan: false } : null;
  }
  if (!measure || measure.guessed) return { values, unit: null, of, ofPlan: false };
  if (measure.kind === "percent") return { values, unit: "%", of, ofPlan: target.kind === "quantity" };
  if (target.kind === "percent")
    return figure.of !== null && measure.kind === "noun" ? { values, unit: null, of, ofPlan: false } : null;
  if (measure.kind === "money") {
    const size = worth(target.unit);
    return size === null
      ? null
      : {
          values: values.map((value) => tidy(value / size)),
          unit: target.unit,
          of: of === null ? null : tidy(of / size),
          ofPlan: false,
        };
  }
  const same = target.unit !== null && sameNoun(measure.name, target.unit);
  return same ? { values, unit: target.unit, of, ofPlan: false } : null;
}

export function unitSaid(figure: FigureBit, target: TargetView | null): string | null {
  if (target) return convert(figure, target)?.unit ?? null;
  if (figure.measure?.kind === "percent") return "%";
  return figure.measure && !figure.measure.guessed ? figure.measure.name : null;
}

/** The new figure in the target's measure. */
export function totalOf(amount: Pick<Amount, "op" | "value" | "unit" | "of">, target: TargetView): number {
  const value = amount.value ?? 0;
  if (amount.op === "add") return tidy(target.current + value);
  if (target.kind === "quantity" && amount.unit === "%") return tidy((value * target.plan) / 100);
  if (target.kind === "percent" && amount.of) return tidy((value * 100) / amount.of);
  return value;
}
