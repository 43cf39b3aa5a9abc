import { totalOf } from "./convert.ts";
import type { Item, TargetView } from "./meaning.ts";
import { sameNoun, worth } from "./measures.ts";
import { tidy } from "./numbers.ts";

/** What the message of an item said besides its figure. */
export interface Said {
  /** It corrects ("nhầm", "sửa lại"): a lower figure is meant. */
  readonly corrects: boolean;
  /** It says vượt: a figure above the plan is meant. */
  readonly exceeds: boolean;
  /** It was rough ("khoảng"). */
  readonly rough: boolean;
}

/** Whether an item can be recorded, is to be confirmed first, or leaves its figure open (with the readings there are). */
export type Checked =
  | { readonly kind: "act" | "confirm"; readonly item: Item }
  | { readonly kind: "value"; readonly item: Item; readonly candidates: readonly number[] };

const open = (item: Item, candidates: readonly number[] = [], op: Item["op"] = "set"): Checked => {
  const { of: _of, done: _done, ...rest } = item;
  const sorted = [...new Set(candidates.map(tidy))].sort((a, b) => a - b);
  return { kind: "value", item: { ...rest, op, value: null }, candidates: sorted };
};

/** "xong" is the plan of a quantity, and says nothing of a rate. */
function finished(item: Item, target: TargetView): Item {
  if (!item.done || item.value !== null || target.kind === "percent") return item;
  return { ...item, op: "set", value: target.plan, unit: null };
}

/** The figure in the target's measure; null when it cannot be converted. */
function inMeasure(item: Item, target: TargetView): Item | null {
  const { unit, value } = item;
  if (target.kind === "yesno") {
    const isState = item.op === "set" && item.of === undefined && (value === 0 || value === 1);
    return isState && unit === null ? item : null;
  }
  if (unit === null || unit === "%") return item;
  if (target.kind === "percent") return item.of === undefined ? null : { ...item, unit: null };
  if (target.unit === null) return null;
  if (sameNoun(unit, target.unit)) return { ...item, unit: target.unit };
  const [said, own] = [worth(unit), worth(target.unit)];
  if (said === null || own === null || value === null) return null;
  const scaled = (figure: number) => tidy((figure * said) / own);
  const of = item.of === undefined ? {} : { of: scaled(item.of) };
  return { ...item, value: scaled(value), unit: target.unit, ...of };
}

/** A new total and an addition, when a plain figure can be either (README 2.4, lower than `current`); else none. */
function twoReadings(item: Item, value: number, target: TargetView): number[] {
  if (item.op === "add" || item.of !== undefined || item.done || target.kind === "yesno") return [];
  const isRate = target.kind === "percent" || item.unit === "%";
  const now =
    target.kind === "quantity" && item.unit === "%"
      ? tidy((target.current * 100) / target.plan)
      : target.current;
  const sum = tidy(now + value);
  return value < now && !(isRate && sum > 100) ? [value, sum] : [];
}

/** Odd, though complete (README 2.5). */
function isOdd(item: Item, value: number, target: TargetView, said: Said): boolean {
  if (target.kind === "quantity" && item.of !== undefined && item.of !== target.plan) return true;
  const total = totalOf(item, target);
  if (item.op === "set" && total < target.current && !said.corrects) return true;
  if (said.exceeds || target.kind === "yesno") return false;
  if (item.of !== undefined && value > item.of) return true;
  if (target.kind === "percent") return total > 100;
  return item.unit === "%" ? value > 100 : total > target.plan;
}

/**
 * Looks at one item by itself, after its target or figure was answered: the rules by which a whole message is judged
 * (README 2.4 and 2.5), for a figure that no longer stands in its sentence. `value` is decided by the person when the
 * figure does not fit the target's measure, has two readings, or would end below 0.
 */
export function checkItem(answered: Item, target: TargetView, said: Said): Checked {
  const whole = finished(answered, target);
  const item = whole.value === null ? null : inMeasure(whole, target);
  const value = item?.value ?? null;
  if (item === null || value === null) return open({ ...whole, unit: null });
  if (item.of === 0) return open(item);
  if (item.op === "add" && item.unit === "%" && target.kind === "quantity") {
    // Of the figure so far, or of the plan.
    const totals = [target.current, target.plan].map((base) => target.current + (value * base) / 100);
    return open(
      { ...item, unit: null },
      totals.filter((total) => total >= 0),
    );
  }
  if (item.op === "add" && totalOf(item, target) < 0) return open(item, [], "add");
  const readings = said.corrects ? [] : twoReadings(item, value, target);
  if (readings.length > 0) return open(item, readings);
  return { kind: said.rough || isOdd(item, value, target, said) ? "confirm" : "act", item };
}
