import { yearToOpen } from "../domain/cluster.ts";
import { divide, exact, HUNDRED, multiply, toDecimalString, toText } from "../domain/scoring/exact.ts";
import { targetCode } from "../domain/target.ts";
import type { Item } from "../domain/vietnamese/meaning.ts";
import type { Choice } from "../shared/messages.ts";
import { type ActionRow, undoAction } from "../store/actions.ts";
import { moveEvidenceOf } from "../store/edited-messages.ts";
import { evidenceCounts } from "../store/evidence.ts";
import type { Target } from "../store/generated/sqlite/client.ts";
import { type NewEntry, recordEntries, startAction } from "../store/progress.ts";
import { targetsOfUnit } from "../store/targets.ts";
import { yearsOf } from "../store/units.ts";
import { asDate, isoDay, readDay } from "./days.ts";
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
  // A figure of the year's targets is one of the year's days: what is reported after its last counts on that.
  const lastDay = `${turn.seat.year.year}-12-31`;
  const said = item.on ?? isoDay(turn.today);
  return { target, op: item.op, value, done, onDay: said < lastDay ? said : lastDay };
}

/** The year of the figures is over: said, and why when the new one is not open; null within the year. */
async function afterYear({
  say,
  tx,
  seat,
  today,
}: MemberTurn): Promise<{ line: string; isNextOpen: boolean } | null> {
  const { year } = seat.year;
  if (today.year <= year) return null;
  const isNextOpen = yearToOpen(await yearsOf(tx, seat.cluster.id), today) !== today.year;
  return {
    line: say(isNextOpen ? "progress:ofYear" : "progress:ofYearBefore", { year, next: today.year }),
    isNextOpen,
  };
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

/** A figure of a past day: said with its day, and beside the newest one where that stays. */
function pastLine(turn: MemberTurn, entry: NewEntry, before: Target, after: Target): string {
  const { say } = turn;
  const day = say.day(readDay(entry.onDay));
  if (entry.op === "add" || before.current !== after.current || after.current === entry.value)
    return `${changeLine(turn, before, after)} · ${say("progress:ofDay", { day })}`;
  return say("progress:earlierDay", {
    target: targetName(after),
    figure: figureText(say, after, entry.value),
    day,
    now: figureText(say, after, after.current),
  });
}

/** "chưa xong" of what was not done before says nothing new. */
const isStillOpen = (item: Item, target: Target | undefined): boolean =>
  target?.kind === "yesno" && item.op === "set" && item.value === 0 && !target.done && target.current !== "1";

/** It is as it was. */
function openLine(turn: MemberTurn, target: Target | undefined): string[] {
  const asIs = target && { ...target, current: "0" };
  return asIs ? [changeLine(turn, asIs, asIs)] : [];
}

/**
 * What each entry changed, and what its target still lacks. `shown`: what the person saw last, where another report was replaced
 * since; null: nothing was.
 */
async function recordedLines(
  turn: MemberTurn,
  recorded: Awaited<ReturnType<typeof recordEntries>>,
  entries: readonly NewEntry[],
  shown: readonly Target[] | null,
): Promise<string[]> {
  const { say } = turn;
  const finished = recorded.filter((each) => each.after.done).map((each) => each.after.id);
  const evidence = finished.length > 0 ? await evidenceCounts(turn.tx, finished) : new Map<number, number>();
  const seen = new Set<number>();
  const today = isoDay(turn.today);
  return recorded.map(({ before, after }, at) => {
    const last = seen.has(after.id) ? undefined : shown?.find((each) => each.id === after.id);
    seen.add(after.id);
    const from = last ?? before;
    const entry = entries[at];
    const line =
      entry && entry.onDay < today ? pastLine(turn, entry, from, after) : changeLine(turn, from, after);
    const lacks = after.done && !evidence.get(after.id) ? say("progress:lacksEvidence") : "";
    const waits = after.approval !== "approved" ? say("progress:awaitsApproval") : "";
    return [line, lacks, waits].filter(Boolean).join(" · ");
  });
}

export interface HowRecorded {
  /** The message corrects a figure given before: say that both are kept. */
  corrects?: boolean;
  /** The unit's targets, where they were read in this step and nothing was changed since. */
  targets?: Target[];
  /** The own report that this one stands in for: its entries are voided, and stay as history. */
  replaces?: ActionRow | null;
}

/** Voids what the report replaces; answers the targets that the new one no longer names, before and after. */
async function putAside(
  turn: MemberTurn,
  replaced: ActionRow,
  named: number[],
): Promise<{ before: Target; after: Target }[]> {
  const by = { personId: turn.person.id, at: asDate(turn.now) };
  const { changed } = await undoAction(turn.tx, replaced, by);
  await turn.audit("replace", `action:${replaced.id}`, replaced.kind);
  return changed.filter((each) => !named.includes(each.after.id));
}

/** Records what is clear, under one action, and says what changed. */
export async function recordProgress(
  turn: MemberTurn,
  said: Item[],
  { corrects = false, replaces = null, targets: read }: HowRecorded = {},
): Promise<void> {
  const { tx, seat, person, say } = turn;
  const shown = read ?? (await targetsOfUnit(tx, seat.year.id, seat.unit.id));
  const byCode = (item: Item) => shown.find((each) => targetCode(each.number) === item.target);
  const open = replaces ? [] : said.filter((item) => isStillOpen(item, byCode(item)));
  const kept = open.flatMap((item) => openLine(turn, byCode(item)));
  const items = said.filter((item) => !open.includes(item));
  if (kept.length > 0 && items.length === 0) {
    const choices = [[{ label: say.plain("common:button.myTargets"), data: "targets" }]];
    return turn.reply({ html: kept.join("\n"), choices });
  }
  const known = items.map(byCode);
  if (items.length === 0 || known.includes(undefined) || items.some((item) => item.value === null)) {
    return turn.reply({ html: say("progress:gone") });
  }
  const named = known.flatMap((each) => (each ? [each.id] : []));
  const dropped = replaces ? await putAside(turn, replaces, named) : [];
  const targets = replaces ? await targetsOfUnit(tx, seat.year.id, seat.unit.id) : shown;
  const entries = items.map((item) => entryOf(turn, item, targets)) as NewEntry[];
  const at = asDate(turn.now);
  const action = await startAction(tx, {
    personId: person.id,
    clusterYearId: seat.year.id,
    kind: "progress",
    at,
  });
  const recorded = await recordEntries(tx, entries, {
    personId: person.id,
    actionId: action.id,
    at,
  });

  if (replaces) await moveEvidenceOf(tx, replaces.id);

  const lines = await recordedLines(turn, recorded, entries, replaces ? shown : null);
  lines.push(...kept);
  lines.push(...dropped.map(({ before, after }) => changeLine(turn, before, after)));
  const place = await placeLine(turn);
  const late = await afterYear(turn);
  const html =
    lines.length === 1
      ? [say("progress:recordedOne", { line: lines[0] ?? "" })]
      : [say("progress:recorded"), ...lines];
  // Nothing to keep beside it where nothing had been reported.
  const isSecond = replaces !== null || (corrects && recorded.some((each) => each.before.current !== null));
  if (isSecond) html.push(say("progress:bothKept"));
  await turn.reply({
    html: [...html, ...(place ? [place] : []), ...(late ? [late.line] : [])].join("\n"),
    choices: late?.isNextOpen ? lateChoices(turn, action.id, entries) : afterwards(turn, action.id),
  });
}

/** What can be done in a year that is over: the month's report still takes the figures. */
function lateChoices({ say }: MemberTurn, actionId: number, entries: readonly NewEntry[]): Choice[][] {
  const month = entries
    .map((each) => each.onDay.slice(0, 7))
    .sort()
    .at(-1);
  return [
    [
      { label: say.plain("common:button.undo"), data: `undo:${actionId}` },
      { label: say.plain("common:button.sendMonthReport"), data: `report:${month}` },
    ],
  ];
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
