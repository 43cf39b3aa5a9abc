import {
  add,
  compare,
  divide,
  type Exact,
  exact,
  HUNDRED,
  least,
  multiply,
  ONE,
  sign,
  subtract,
  toDecimalString,
  ZERO,
} from "./scoring/exact.ts";

/** One target of one unit as it stands on the day asked for. Figures are exact decimal text, such as "1234.5". */
export interface StandingTarget {
  readonly code: string;
  readonly unitId: number;
  readonly kind: "quantity" | "percent" | "yesno" | "title";
  readonly direction: "higher" | "lower";
  readonly plan: string;
  /** null: nothing was reported. "0" is a report. */
  readonly current: string | null;
  /** 0 or more; "1" unless the cluster says otherwise. */
  readonly weight: string;
  readonly approved: boolean;
}

/** Place of one unit. Points have two decimals, "87.35"; rank and points are null when the unit isn't ranked. */
export interface StandingRow {
  readonly unitId: number;
  /** 1-1-3: one more than the ranked units strictly ahead. */
  readonly rank: number | null;
  readonly points: string | null;
  /** How many targets counted. */
  readonly targets: number;
}

/** What one target gives its unit. Each is rounded by itself, so the column may differ from the total by some 0.01. */
export interface TargetPoints {
  readonly code: string;
  /** Points it gives now. */
  readonly points: string;
  /** Points it would add if its plan were met. */
  readonly gain: string;
}

export interface UnitPoints {
  readonly points: string | null;
  readonly targets: number;
  readonly byTarget: readonly TargetPoints[];
  /** Code of the target where the unit could still gain most, the first in order when equal; null when none. */
  readonly gainMostAt: string | null;
}

/** How the targets of one unit become points. Another table of points is another rule, the ranking stays. */
export type PointsRule = (targets: readonly StandingTarget[]) => UnitPoints;

const POINT_DECIMALS = 2;

/**
 * Share of the plan, not capped: actual/plan, or plan/actual when less is better. Null when there is nothing to
 * divide: no report, or a plan of 0 where more is better. Less is better: an actual of 0 is 1; a plan of 0 with
 * anything above is 0. A figure below 0 (a fall in growth) counts as no progress, never as minus points.
 */
export function shareOfPlan(target: Pick<StandingTarget, "plan" | "current" | "direction">): Exact | null {
  if (target.current === null) return null;
  const actual = exact(target.current);
  const plan = exact(target.plan);
  if (target.direction === "lower") {
    if (sign(actual) <= 0) return ONE;
    return sign(plan) <= 0 ? ZERO : divide(plan, actual);
  }
  if (sign(plan) <= 0) return null;
  return sign(actual) <= 0 ? ZERO : divide(actual, plan);
}

/**
 * The points every cluster has until it loads its own table: 100 × Σ weight × min(share, 1) / Σ weight over approved
 * targets other than titles, exact, two decimals, half up. Throws RangeError when a figure is not decimal text or a
 * weight is below 0.
 */
export const builtInPoints: PointsRule = (targets) => {
  const counted = targets.filter((target) => target.approved && target.kind !== "title");
  const parts = counted.map((target) => {
    const weight = exact(target.weight);
    if (sign(weight) < 0) throw new RangeError(`weight below 0: ${target.code}`);
    return { code: target.code, weight, share: least(shareOfPlan(target) ?? ZERO, ONE) };
  });
  let weights = ZERO;
  let earned = ZERO;
  for (const { weight, share } of parts) {
    weights = add(weights, weight);
    earned = add(earned, multiply(weight, share));
  }
  if (sign(weights) === 0) return { points: null, targets: counted.length, byTarget: [], gainMostAt: null };

  const worth = divide(HUNDRED, weights);
  let gainMostAt: string | null = null;
  let most = ZERO;
  const byTarget = parts.map(({ code, weight, share }) => {
    const whole = multiply(weight, worth);
    const gain = multiply(whole, subtract(ONE, share));
    if (compare(gain, most) > 0) [most, gainMostAt] = [gain, code];
    return { code, points: twoDecimals(multiply(whole, share)), gain: twoDecimals(gain) };
  });
  return { points: twoDecimals(multiply(worth, earned)), targets: counted.length, byTarget, gainMostAt };
};

function twoDecimals(value: Exact): string {
  return toDecimalString(value, POINT_DECIMALS);
}

/**
 * The table of a cluster: ranked units first, by rank and then in the order of `unitIds`, then the units without a
 * rank in that order. Targets of units that are not in `unitIds` are left out.
 */
export function standings(
  unitIds: readonly number[],
  targets: readonly StandingTarget[],
  rule: PointsRule = builtInPoints,
): StandingRow[] {
  const byUnit = new Map<number, StandingTarget[]>(unitIds.map((unitId) => [unitId, []]));
  for (const target of targets) byUnit.get(target.unitId)?.push(target);
  return rankByPoints(
    unitIds.map((unitId) => {
      const { points, targets: count } = rule(byUnit.get(unitId) ?? []);
      return { unitId, points, targets: count };
    }),
  );
}

/** Ranks units whose points are known already; equal points share the rank (đồng hạng). Keeps the order of equals. */
export function rankByPoints(rows: readonly Omit<StandingRow, "rank">[]): StandingRow[] {
  const ranked = rows
    .flatMap((row) => (row.points === null ? [] : [{ row, value: exact(row.points) }]))
    .sort((a, b) => compare(b.value, a.value));
  let rank = 0;
  const placed = ranked.map(({ row, value }, index): StandingRow => {
    const ahead = ranked[index - 1];
    if (ahead === undefined || compare(ahead.value, value) !== 0) rank = index + 1;
    return { ...row, rank };
  });
  const unranked = rows
    .filter((row) => row.points === null)
    .map((row): StandingRow => ({ ...row, rank: null }));
  return [...placed, ...unranked];
}
