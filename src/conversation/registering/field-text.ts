import { escapeHtml } from "../../shared/messages.ts";
import type { Say } from "../../shared/say.ts";
import { readDay } from "../days.ts";
import { figureText } from "../target-text.ts";

interface Fields {
  title: string;
  kind: string;
  direction: string;
  measure: string | null;
  plan: string;
  weight: string;
  dueOn: string | null;
}

/** "120 hồ sơ" · "không quá 5 vụ" · "hoàn thành" · a title's name. Escaped. */
export function planText(say: Say, fields: Pick<Fields, "kind" | "direction" | "measure" | "plan">): string {
  if (fields.kind === "title") return escapeHtml(fields.plan);
  if (fields.kind === "yesno") return say("register:toDo");
  const figure = figureText(say, fields, fields.plan);
  return fields.direction === "lower" ? say("register:atMost", { figure }) : figure;
}

/** "hết Thứ Hai 30/09/2019" · "không có hạn" */
export const dueText = (say: Say, dueOn: string | null): string =>
  dueOn === null ? say("register:noDue") : say("register:until", { day: say.longDay(readDay(dueOn)) });

/** "Kế hoạch: 120 hồ sơ · Hạn: hết Thứ Hai 30/09/2019" */
export const fieldsLine = (say: Say, fields: Omit<Fields, "title" | "weight">): string =>
  say(fields.kind === "title" ? "register:titleFields" : "register:fields", {
    plan: planText(say, fields),
    due: dueText(say, fields.dueOn),
  });

/** What a change changes, one line a field: "Kế hoạch: 1.200 hồ sơ → 1.000 hồ sơ". */
export function changedFields(say: Say, before: Fields, after: Fields): string[] {
  const line = (name: string, from: string, to: string) =>
    from === to ? [] : [`${say(`register:name.${name}`)}: ${from} → <b>${to}</b>`];
  return [
    ...line("title", escapeHtml(before.title), escapeHtml(after.title)),
    ...line("plan", planText(say, before), planText(say, after)),
    ...line("due", dueText(say, before.dueOn), dueText(say, after.dueOn)),
    ...line("weight", say.figure(before.weight), say.figure(after.weight)),
  ];
}
