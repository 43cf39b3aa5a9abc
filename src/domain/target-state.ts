import { compare, exact, ONE } from "./scoring/exact.ts";
import { shareOfPlan } from "./standings.ts";
import type { Direction, TargetKind } from "./target.ts";

/**
 * Chưa thực hiện · Đang thực hiện · Hoàn thành · Vượt · Có nguy cơ · Không hoàn thành (thi-dua.md section 9). Computed,
 * never typed. A registered title is decided after the year and has none.
 */
export type TargetState = "notStarted" | "inProgress" | "done" | "exceeded" | "atRisk" | "failed";

export interface StateInput {
  kind: TargetKind;
  direction: Direction;
  /** Decimal text. */
  plan: string;
  /** Decimal text; null: nothing was reported. */
  current: string | null;
  /** The whole target was said to be finished. */
  done: boolean;
  /** Where today stands before the due day; null when there is none. */
  deadline: "upcoming" | "dueSoon" | "overdue" | null;
}

/**
 * The state of one target. Past its due day an unfinished one has failed; within the first step of the reminders it is at
 * risk. Where less is better, keeping the limit is done, and more than kept is not "exceeded".
 */
export function targetState(target: StateInput): TargetState | null {
  if (target.kind === "title") return null;
  const share = shareOfPlan(target);
  const toPlan = share === null ? -1 : compare(share, ONE);
  if (toPlan > 0 && target.direction === "higher" && target.kind !== "yesno") return "exceeded";
  if (toPlan >= 0 || target.done) return "done";
  if (target.deadline === "overdue") return "failed";
  if (target.deadline === "dueSoon") return "atRisk";
  const nothingYet =
    target.current === null || (target.kind === "yesno" && compare(exact(target.current), ONE) < 0);
  return nothingYet ? "notStarted" : "inProgress";
}
