import { targetDeadlineState } from "../domain/deadline.ts";
import { HUNDRED, multiply, toDecimalString } from "../domain/scoring/exact.ts";
import { shareOfPlan } from "../domain/standings.ts";
import { type Direction, targetCode } from "../domain/target.ts";
import { escapeHtml } from "../shared/messages.ts";
import type { Say } from "../shared/say.ts";
import type { Target } from "../store/generated/sqlite/client.ts";
import { readDay } from "./days.ts";
import type { Turn } from "./turn.ts";

type Figures = Pick<Target, "kind" | "plan" | "measure" | "current" | "direction">;

/** "CT3 <b>Hồ sơ giải quyết đúng hạn</b>" is built in locales; this is the name with its code, escaped. */
export const targetName = (target: Pick<Target, "number" | "title">): string =>
  `${targetCode(target.number)} ${escapeHtml(target.title)}`;

/** A figure of this target by itself: 85% · 700 hồ sơ · đã hoàn thành. Escaped. */
export function figureText(say: Say, target: Pick<Target, "kind" | "measure">, value: string | null): string {
  if (target.kind === "yesno") return say(value === "1" ? "targets:yes" : "targets:no");
  const figure = say.figure(value ?? "0");
  if (target.kind === "percent") return `${figure}%`;
  return target.measure ? `${figure} ${escapeHtml(target.measure)}` : figure;
}

/** The figure against its plan: "80% (kế hoạch 95%)" · "700/1.200 hồ sơ (58,3%)" · "đã hoàn thành". */
export function figureAgainstPlan(say: Say, target: Figures, bold: boolean): string {
  const strong = (text: string) => (bold ? `<b>${text}</b>` : text);
  if (target.kind === "title") return escapeHtml(target.plan);
  if (target.kind === "yesno") return strong(figureText(say, target, target.current));
  const share = shareText(say, target);
  if (target.kind === "percent") {
    const plan = say(`targets:plan.${target.direction}`, { plan: `${say.figure(target.plan)}%` });
    return `${strong(`${say.figure(target.current ?? "0")}%`)} (${plan}${share === null ? "" : `, ${share}`})`;
  }
  const figure = `${say.figure(target.current ?? "0")}/${figureText(say, target, target.plan)}`;
  return share === null ? strong(figure) : `${strong(figure)} (${share})`;
}

/** Share of the plan as people read it; null when there is no report or no plan to divide by. */
function shareText(say: Say, target: Figures): string | null {
  const share = shareOfPlan({
    plan: target.plan,
    current: target.current,
    direction: target.direction as Direction,
  });
  if (share === null) return null;
  const text = toDecimalString(multiply(HUNDRED, share), 1).replace(/\.0$/, "");
  return say(target.kind === "percent" ? "targets:ofPlan" : "targets:share", { share: say.figure(text) });
}

/** "quá hạn 2 ngày làm việc"; over a weekend no working day has gone by yet: "đã quá hạn". */
export const overdueText = (say: Say, workingDays: number): string =>
  workingDays === 0 ? say.plain("targets:justOverdue") : say.plain("targets:overdue", { count: workingDays });

/**
 * "còn 4 ngày làm việc" · "hạn hôm nay" · "quá hạn 2 ngày làm việc"; empty for a finished or undated target, and for a title whose
 * day is over: it is awarded and not reported. Beyond what reminders look at, days are those of the wall calendar.
 */
export function daysLeftText(
  turn: Pick<Turn, "say" | "services" | "today">,
  target: Pick<Target, "dueOn" | "done"> & { readonly kind?: string },
): string {
  if (!target.dueOn || target.done) return "";
  const due = readDay(target.dueOn);
  const { state, workingDaysLeft } = targetDeadlineState(due, turn.today, turn.services.calendar());
  if (state === "overdue" && target.kind === "title") return "";
  if (state === "overdue") return overdueText(turn.say, Math.abs(workingDaysLeft));
  if (turn.today.equals(due)) return turn.say("targets:dueToday");
  // Due on a day off: no working day is left after today, or none at all.
  if (workingDaysLeft === 0 && turn.services.calendar().isWorkingDay(turn.today))
    return turn.say("targets:lastWorkingDay");
  if (workingDaysLeft > 0 && workingDaysLeft <= 10)
    return turn.say("targets:workingDaysLeft", { count: workingDaysLeft });
  return turn.say("targets:daysLeft", { count: turn.today.until(due).days });
}

/** The plan is reached (or, where less is better, kept). */
export function reached(target: Figures): boolean {
  if (target.kind === "title" || target.current === null) return false;
  const share = shareOfPlan({
    plan: target.plan,
    current: target.current,
    direction: target.direction as Direction,
  });
  return share !== null && share.n >= share.d;
}
