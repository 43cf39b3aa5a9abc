import { targetDeadlineState } from "../domain/deadline.ts";
import { compare, exact, multiply, ONE, toDecimalString } from "../domain/scoring/exact.ts";
import { shareOfPlan } from "../domain/standings.ts";
import type { Direction, TargetKind } from "../domain/target.ts";
import { targetState } from "../domain/target-state.ts";
import { escapeHtml } from "../shared/messages.ts";
import type { Say } from "../shared/say.ts";
import type { Target } from "../store/generated/sqlite/client.ts";
import { instantOf } from "../store/months.ts";
import { type HistoryEntry, historyOf } from "../store/progress.ts";
import { newestRevision } from "../store/revisions.ts";
import type { TargetRow } from "../store/targets.ts";
import { readDay } from "./days.ts";
import { changedFields, fieldsLine } from "./registering/field-text.ts";
import { daysLeftText, figureAgainstPlan, figureText, targetName } from "./target-text.ts";
import type { SeatedTurn, Turn } from "./turn.ts";

const barCells = 10;

/** ▰▰▰▱▱▱▱▱▱▱: a full cell is a whole tenth of the plan, so that the bar is full only when the plan is reached. */
function bar(target: Target): string {
  const share = shareOfPlan({ ...target, direction: target.direction as Direction });
  const capped = share === null ? null : compare(share, ONE) > 0 ? ONE : share;
  const tenths =
    capped === null ? 0 : Math.floor(Number(toDecimalString(multiply(capped, exact(barCells)), 6)));
  return "▰".repeat(tenths) + "▱".repeat(barCells - tenths);
}

/** "Đang thực hiện" · "Hoàn thành · thiếu minh chứng" */
function stateText(turn: Pick<Turn, "say" | "services" | "today">, target: Target, evidence: number): string {
  const deadline = target.dueOn
    ? targetDeadlineState(readDay(target.dueOn), turn.today, turn.services.calendar()).state
    : null;
  const state = targetState({
    kind: target.kind as TargetKind,
    direction: target.direction as Direction,
    plan: target.plan,
    current: target.current,
    done: target.done,
    deadline,
  });
  const text = turn.say(`targets:state.${state ?? "title"}`);
  return target.done && evidence === 0 ? `${text} · <i>${turn.say("targets:lacksEvidence")}</i>` : text;
}

/** Two or three lines of one target: name, bar with the figure, state and due day. */
export function targetLines(
  turn: Pick<Turn, "say" | "services" | "today">,
  target: Target,
  evidence: number,
): string[] {
  const { say } = turn;
  const figure = figureAgainstPlan(say, target, true);
  const due = target.dueOn ? [say("targets:due", { day: say.day(readDay(target.dueOn)) })] : [];
  const left = daysLeftText(turn, target);
  const approval =
    target.approval === "approved" ? [] : [`<i>${say(`targets:approval.${target.approval}`)}</i>`];
  return [
    `<b>${targetName(target)}</b>`,
    target.kind === "title" ? figure : `${bar(target)} ${figure}`,
    [stateText(turn, target, evidence), ...due, ...(left ? [left] : []), ...approval].join(" · "),
  ];
}

const signed = (say: Say, target: Target, value: string) =>
  `${value.startsWith("-") ? "−" : "+"}${figureText(say, target, value.replace(/^-/, ""))}`;

/** "08:05 12/06: 700 hồ sơ, Nguyễn Văn A"; a voided one says so. */
function entryLine(turn: SeatedTurn, target: Target, entry: HistoryEntry): string {
  const { say } = turn;
  const when = instantOf(entry.recordedAt).toZonedDateTimeISO(turn.zone);
  const at = `${say.time(when.toPlainTime())} ${say.shortDay(when.toPlainDate())}`;
  const figure = figureText(say, target, entry.total);
  const text =
    entry.op === "add"
      ? say("targets:entryAdd", { at, figure, change: signed(say, target, entry.value) })
      : say("targets:entry", { at, figure });
  const on = readDay(entry.onDay);
  return [
    text,
    ...(on.equals(when.toPlainDate()) ? [] : [say("targets:entryOn", { day: say.shortDay(on) })]),
    ...(entry.person ? [say("targets:entryBy", { name: entry.person.displayName })] : []),
    ...(entry.voidedAt ? [say("targets:entryVoided")] : []),
  ].join(" · ");
}

const shownEntries = 6;

/** Everything about one target: figures, what was agreed, what waits, history, evidence. */
export async function targetCard(turn: SeatedTurn, target: TargetRow, evidence: number): Promise<string> {
  const { say, tx } = turn;
  const newest = await newestRevision(tx, target.id);
  const entries = await historyOf(tx, target.id, shownEntries + 1);
  const older = entries.length > shownEntries;
  const count = older ? await tx.progressEntry.count({ where: { targetId: target.id } }) : entries.length;
  const lines = [
    ...(target.unitId === turn.seat.unit?.id ? [] : [escapeHtml(target.unit.name)]),
    ...targetLines(turn, target, evidence),
    fieldsLine(say, target),
    ...(target.kind === "title" ? [] : [say("targets:weight", { weight: say.figure(target.weight) })]),
    ...(target.pledgeItem
      ? [say("register:pledge", { number: target.pledgeItem.number, title: target.pledgeItem.title })]
      : []),
  ];
  if (newest?.decision === "approved" && newest.decidedAt) {
    const day = say.day(instantOf(newest.decidedAt).toZonedDateTimeISO(turn.zone).toPlainDate());
    lines.push(say(newest.selfApproved ? "targets:selfApproved" : "targets:approvedAt", { day }));
  } else if (newest && target.approval === "approved" && newest.decision === "awaiting") {
    lines.push(
      say("targets:changeWaiting"),
      ...changedFields(say, target, newest),
      say("register:reasonLine", { reason: newest.reason ?? "" }),
    );
  } else if (newest?.decision === "returned") {
    lines.push(
      say(target.approval === "approved" ? "targets:changeReturned" : "targets:returnedFor", {
        reason: newest.decisionReason ?? "",
      }),
    );
  }
  lines.push(evidence > 0 ? say("targets:evidence", { count: evidence }) : say("targets:noEvidence"));
  if (entries.length > 0) {
    lines.push(
      say("targets:history"),
      ...entries.slice(0, shownEntries).map((entry) => `• ${entryLine(turn, target, entry)}`),
      ...(older ? [say("targets:moreEntries", { count: count - shownEntries })] : []),
    );
  } else if (target.kind !== "title") lines.push(say("targets:noEntries"));
  return lines.join("\n");
}
