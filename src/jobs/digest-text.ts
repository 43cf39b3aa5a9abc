import type { Temporal } from "temporal-polyfill";
import { monthOf } from "../domain/period.ts";
import type { Digest } from "../domain/reminders.ts";
import { divide, exact, HUNDRED, multiply, toDecimalString } from "../domain/scoring/exact.ts";
import { shareOfPlan } from "../domain/standings.ts";
import { type Direction, targetCode } from "../domain/target.ts";
import { type Choice, escapeHtml, type Reply } from "../shared/messages.ts";
import type { Say } from "../shared/say.ts";
import type { DigestReader } from "../store/digest-reader.ts";
import type { DueTarget } from "../store/open-items.ts";

type PlannedDigest = Digest<DigestReader["items"][number]>;
type Line = PlannedDigest["items"][number];

/** More lines do not fit a phone's screen. */
const mostLines = 10;

/** "Thứ Ba 18/06"; of another year with that year. */
const dayName = (say: Say, day: Temporal.PlainDate, today: Temporal.PlainDate): string =>
  day.year === today.year
    ? `${say.plain(`common:weekday.${day.dayOfWeek}`)} ${say.shortDay(day)}`
    : say.longDay(day);

function howFar(say: Say, target: DueTarget): string {
  if (target.kind === "yesno") return say("reminders:digest.figure.yesno");
  if (target.current === null) return say("reminders:digest.figure.none");
  const measure = target.kind === "percent" ? "%" : target.measure ? ` ${target.measure}` : "";
  const values = { current: say.figure(target.current) + measure, plan: say.figure(target.plan) + measure };
  if (target.direction === "lower") return say("reminders:digest.figure.lower", values);
  if (target.kind === "percent") return say("reminders:digest.figure.percent", values);
  const share = shareOfPlan({ ...target, direction: target.direction as Direction });
  if (share === null) return say("reminders:digest.figure.lower", values);
  const rate = toDecimalString(multiply(HUNDRED, divide(share, exact(1))), 1).replace(/\.0$/, "");
  return say("reminders:digest.figure.quantity", { share: say.figure(rate) });
}

function whenDue(say: Say, { due, overdue, workingDaysLeft }: Line, today: Temporal.PlainDate): string {
  const values = { day: dayName(say, due, today), count: Math.abs(workingDaysLeft) };
  if (overdue) return say("reminders:digest.when.overdue", values);
  if (due.equals(today)) return say("reminders:digest.when.today");
  return say(workingDaysLeft === 0 ? "reminders:digest.when.lastDay" : "reminders:digest.when.ahead", values);
}

function lineText(say: Say, lines: Lines, today: Temporal.PlainDate): string {
  const [line] = lines;
  const unit = line.capacity === "head" ? `${escapeHtml(line.unit.shortName)}, ` : "";
  if (line.target) {
    const { number, title } = line.target;
    return say("reminders:digest.target", {
      target: `${unit}${targetCode(number)} ${escapeHtml(title)}`,
      when: whenDue(say, line, today),
      figure: howFar(say, line.target),
    });
  }
  const month = line.report?.month ?? "";
  const sameYear = Number(month.slice(0, 4)) === today.year;
  const state = line.overdue ? "overdue" : line.due.equals(today) ? "today" : "ahead";
  const values = {
    month: sameYear ? Number(month.slice(5)) : say.month(month),
    time: line.report?.time ?? "",
    day: dayName(say, line.due, today),
    count: Math.abs(line.workingDaysLeft),
  };
  if (lines.length === 1) return say(`reminders:digest.report.${state}`, { ...values, unit });
  const units = lines.map((each) => each.unit.shortName).join(", ");
  return say("reminders:digest.report.ofUnits", { ...values, of: lines.length, units });
}

/** What is said in one line: an item, or the same month's report that several other units owe. */
type Lines = [Line, ...Line[]];

/** One report that many owe is said once, where the first of them stands. */
function together(lines: readonly Line[]): Lines[] {
  const found: Lines[] = [];
  const reports = new Map<string, Lines>();
  for (const line of lines) {
    const { report } = line;
    const key =
      line.capacity === "head" && report ? `${report.month} ${line.due.toString()} ${report.time}` : null;
    const known = key === null ? undefined : reports.get(key);
    if (known) known.push(line);
    else {
      const one: Lines = [line];
      if (key !== null) reports.set(key, one);
      found.push(one);
    }
  }
  return found;
}

/** "… và 5 việc khác của đơn vị: /chitieu, /baocao" */
function moreOwn(say: Say, left: readonly Line[]): string[] {
  if (left.length === 0) return [];
  const commands = [
    ...(left.some((each) => each.target !== null) ? ["/chitieu"] : []),
    ...(left.some((each) => each.report !== null) ? ["/baocao"] : []),
  ];
  return [say("reminders:digest.moreOwn", { count: left.length, commands: commands.join(", ") })];
}

/** The report that is owed longest; without one, whichever is next. */
function reportData(own: Line[], today: Temporal.PlainDate): string {
  const owed = own.find(({ report }) => report && report.month < monthOf(today))?.report;
  return owed ? `report:${owed.month}` : "report";
}

function buttons(
  say: Say,
  {
    own,
    others,
    today,
    laterToday,
  }: { own: Line[]; others: Line[]; today: Temporal.PlainDate; laterToday: boolean },
): Choice[][] {
  const button = (label: string, data: string): Choice => ({ label: say.plain(label), data });
  // A report that is not among the day's work was sent, or is not due for long.
  const report = own.some((each) => each.report !== null)
    ? [button("common:button.sendMonthReport", reportData(own, today))]
    : [];
  return [
    ...(own.length > 0 ? [[button("common:button.reportProgress", "progress"), ...report]] : []),
    ...(others.length > 0 ? [[button("common:button.callList", "calls")]] : []),
    [
      ...(laterToday ? [button("reminders:button.today", "snooze:today")] : []),
      button("reminders:button.tomorrow", "snooze:tomorrow"),
    ],
  ];
}

/** What is overdue in the other units, unit by unit: how much, for /chuanop says what. */
function perUnit(say: Say, rest: Line[], room: number): string[] {
  const units = new Map<number, Line[]>();
  for (const line of rest) units.set(line.unit.id, [...(units.get(line.unit.id) ?? []), line]);
  const shown = [...units.values()].slice(0, room);
  const left = rest.length - shown.flat().length;
  return [
    ...shown.map((of) =>
      say("reminders:digest.ofUnit", { unit: of[0]?.unit.shortName ?? "", count: of.length }),
    ),
    ...(left > 0 ? [say("reminders:digest.moreOthers", { count: left })] : []),
  ];
}

/** The digest as its reader sees it: what it goes out for, then what else the own unit has, then what else is overdue elsewhere. */
export function digestReply(
  say: Say,
  digest: PlannedDigest,
  { today, laterToday }: { today: Temporal.PlainDate; laterToday: boolean },
): Reply {
  const own = digest.items.filter((each) => each.capacity !== "head");
  const others = digest.items.filter((each) => each.capacity === "head");
  const reached = [...own, ...others].filter(({ rung }) => rung !== null);
  const said = together([...new Set([...reached, ...own])]).slice(0, mostLines);
  const shown = new Set(said.flat());
  const lines = [
    say("reminders:digest.title", { day: dayName(say, today, today) }),
    ...said.map((each) => lineText(say, each, today)),
    ...moreOwn(
      say,
      own.filter((each) => !shown.has(each)),
    ),
  ];
  const rest = others.filter((each) => !shown.has(each));
  if (rest.length > 0) {
    lines.push(say(`reminders:digest.${rest.length < others.length ? "othersToo" : "others"}`));
    lines.push(...perUnit(say, rest, Math.max(3, mostLines - said.length)));
  }
  // Reports have no figures; targets do.
  const label = digest.items.find((each) => each.target !== null)?.sampleLabel;
  if (label) lines.push(say("common:sample", { label }));
  return { html: lines.join("\n"), choices: buttons(say, { own, others, today, laterToday }) };
}
