import { totalOf } from "../../domain/vietnamese/convert.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import { figureText } from "../target-text.ts";
import type { Turn } from "../turn.ts";
import { targetViews } from "../views.ts";
import type { OpenItem, QuestionState } from "./state.ts";

/** Why a figure that is complete is asked about all the same; empty when only the whole message was unclear. */
export function whyAsked(turn: Turn, state: QuestionState, item: OpenItem, target: Target): string[] {
  const { say } = turn;
  const [view] = targetViews([target]);
  const { value, of } = item;
  if (!view || value === null) return [];
  const why: string[] = [];
  const add = (key: string, values: Record<string, string> = {}) =>
    why.push(say(`progress:ask.why.${key}`, values));
  const figure = (amount: string) => figureText(say, target, amount);
  const total = totalOf({ op: item.op, value, unit: item.unit, ...(of === undefined ? {} : { of }) }, view);
  const isDrop = view.current > 0 && total < view.current && !state.corrects;
  if (view.kind === "yesno") {
    if (isDrop) add("undone", { current: figure("1") });
  } else {
    if (of !== undefined && view.kind === "quantity" && of !== view.plan)
      add("notAll", { plan: figure(target.plan) });
    if (of !== undefined && value > of) add("overAll", { of: say.figure(String(of)) });
    else if (view.kind === "percent" && total > 100) add("overHundred");
    else if (view.kind === "quantity" && total > view.plan && !state.exceeds)
      add("overPlan", { plan: figure(target.plan) });
    if (isDrop) add("lower", { current: figure(target.current ?? "0") });
  }
  if (state.rough) add("rough");
  return why;
}
