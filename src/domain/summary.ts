import { Temporal } from "temporal-polyfill";
import { add, compare, divide, exact, ONE, ZERO } from "./scoring/exact.ts";
import { type StandingTarget, shareOfPlan } from "./standings.ts";

/** A target with the days its plan runs over, both included. */
export type PacedTarget = Pick<StandingTarget, "code" | "plan" | "current" | "direction"> & {
  readonly from: Temporal.PlainDate;
  readonly dueOn: Temporal.PlainDate;
};

/** How far a target may lag behind the time gone before it is called late: work comes in steps (thi-dua.md 10, lowProgress). */
const MARGIN = exact("0.1");

/** The plan is reached, or kept where less is better. */
export function isReached(target: Pick<StandingTarget, "plan" | "current" | "direction">): boolean {
  const share = shareOfPlan(target);
  return share !== null && compare(share, ONE) >= 0;
}

/**
 * Is the target on schedule at the end of `day`? A reached one is, one whose due day has come is not; between, its share
 * of the plan may be at most a tenth of the plan behind the share of the time gone. Less is better: as long as the limit
 * is kept, or nothing was reported in the first tenth of the time.
 */
export function isOnSchedule(target: PacedTarget, day: Temporal.PlainDate): boolean {
  if (isReached(target)) return true;
  if (Temporal.PlainDate.compare(target.dueOn, day) <= 0) return false;
  if (target.direction === "lower" && target.current !== null) return false;
  const whole = target.from.until(target.dueOn).days + 1;
  const gone = target.from.until(day).days + 1;
  if (gone <= 0 || whole <= 0) return true;
  return compare(add(shareOfPlan(target) ?? ZERO, MARGIN), divide(exact(gone), exact(whole))) >= 0;
}
