import { divide, exact, HUNDRED, multiply, toDecimalString, toText } from "../domain/scoring/exact.ts";
import { targetCode } from "../domain/target.ts";
import type { Item } from "../domain/vietnamese/meaning.ts";
import type { Choice } from "../shared/messages.ts";
import { evidenceCounts } from "../store/evidence.ts";
import type { Target } from "../store/generated/sqlite/client.ts";
import { type NewEntry, recordEntries, startAction } from "../store/progress.ts";
import { targetsOfUnit } from "../store/targets.ts";
import { asDate, isoDay } from "./days.ts";
import { placeLine } from "./place-text.ts";
import { daysLeftText, figureAgainstPlan, figureText, reached, targetName } from "./target-text.ts";
import type { MemberTurn } from "./turn.ts";

/** The item's figure in the target's own measure, as decimal text. */
function valueOf(item: Item & { value: number }, target: Target): string {
  const value = exact(item.value);
  // A fraction of a rate: 13 of 15 files in time is 86.67 %.
  if (target.kind === "percent" && item.of !== undefined && item.of > 0) {
    return toText(exact(toDecimalString(multiply(HUNDRED, divide(value, exact(item.of))), 2)));
  }
  // Per cent of a quantity means per cent of its plan.
  if (target.kind === "quantity" && item.unit === "%") {
    return toText(exact(toDecimalString(divide(multiply(value, exact(target.plan)), HUNDRED), 2)));
  }
  return toText(value);
}

function entryOf(turn: MemberTurn, item: Item, targets: Target[]): NewEntry | null {
  const target = targets.find((each) => targetCode(each.number) === item.target);
  if (!target || item.value === null) return null;
  const value = valueOf({ ...item, value: item.value }, target);
  const done = item.done === true || (item.op === "set" && reached({ ...target, current: value }));
  return { target, op: item.op, value, done, onDay: item.on ?? isoDay(turn.today) };
}

/** "CT2 Số hóa hồ sơ cán bộ: 560 → 700/1.200 hồ sơ (58,3%) · còn 4 ngày làm việc" */
export function changeLine(turn: MemberTurn, before: Target, after: Target): string {
  const { say } = turn;
  const same = before.current === after.current && before.current !== null;
  const from =
    after.kind === "quantity" ? say.figure(before.current ?? "0") : figureText(say, before, before.current);
  const now = figureAgainstPlan(say, after, true);
  const change = same ? say("progress:unchanged", { figure: now }) : `${from} → ${now}`;
  return [`${targetName(after)}: ${change}`, daysLeftText(turn, after)].filter(Boolean).join(" · ");
}

/** Records what is clear, under one action, and says what changed. */
export async function recordProgress(turn: MemberTurn, items: Item[]): Promise<void> {
  const { tx, seat, person, say } = turn;
  const targets = await targetsOfUnit(tx, seat.year.id, seat.unit.id);
  const entries = items.map((item) => entryOf(turn, item, targets));
  if (entries.length === 0 || entries.some((entry) => entry === null)) {
    return turn.reply({ html: say("progress:gone") });
  }
  const at = asDate(turn.now);
  const action = await startAction(tx, {
    personId: person.id,
    clusterYearId: seat.year.id,
    kind: "progress",
    at,
  });
  const recorded = await recordEntries(tx, entries as NewEntry[], {
    personId: person.id,
    actionId: action.id,
    at,
  });

  const finished = recorded.filter((each) => each.after.done).map((each) => each.after.id);
  const evidence: Map<number, number> = finished.length > 0 ? await evidenceCounts(tx, finished) : new Map();
  const lines = recorded.map(({ before, after }) => {
    const line = changeLine(turn, before, after);
    const lacks = after.done && !evidence.get(after.id) ? say("progress:lacksEvidence") : "";
    const waits = after.approval !== "approved" ? say("progress:awaitsApproval") : "";
    return [line, lacks, waits].filter(Boolean).join(" · ");
  });
  const place = await placeLine(turn);
  const html =
    lines.length === 1
      ? [say("progress:recordedOne", { line: lines[0] ?? "" })]
      : [say("progress:recorded"), ...lines];
  await turn.reply({
    html: [...html, ...(place ? [place] : [])].join("\n"),
    choices: afterwards(turn, action.id),
  });
}

function afterwards(turn: MemberTurn, actionId: number): Choice[][] {
  const { say } = turn;
  return [
    [
      { label: say.plain("common:button.undo"), data: `undo:${actionId}` },
      { label: say.plain("common:button.sendEvidence"), data: `evidence:${actionId}` },
    ],
    [{ label: say.plain("common:button.standings"), data: "standings" }],
  ];
}
