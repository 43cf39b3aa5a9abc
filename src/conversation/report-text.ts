import { Temporal } from "temporal-polyfill";
import { type ReportDue, type ReportStatus, reportStatus } from "../domain/deadline.ts";
import { dayOf } from "../domain/period.ts";
import { escapeHtml } from "../shared/messages.ts";
import type { Say } from "../shared/say.ts";
import type { MonthlyReport } from "../store/generated/sqlite/client.ts";
import { instantOf, type UnitReport } from "../store/months.ts";
import type { MonthFigures } from "../store/reports.ts";
import { isoDay } from "./days.ts";
import { daysLeftText, figureAgainstPlan } from "./target-text.ts";
import type { Turn } from "./turn.ts";

/** Lines of targets on one screen. */
const perPage = 12;

export const momentText = (turn: Pick<Turn, "zone">, say: Say, at: Temporal.Instant): string =>
  say.moment(at.toZonedDateTimeISO(turn.zone));

/** "Chưa nộp · hạn 17:00 Thứ Ba 25/06/2019 (còn 9 ngày làm việc)" */
export function dueLine(turn: Turn, due: ReportDue): string {
  const { say } = turn;
  const pastHour = turn.today.equals(due.day) && Temporal.Instant.compare(turn.now, due.at) > 0;
  return say("report:due", {
    state: say.plain("report:state.notStarted"),
    moment: momentText(turn, say, due.at),
    left: pastHour ? say("report:pastHour") : daysLeftText(turn, { dueOn: isoDay(due.day), done: false }),
  });
}

/** How a report that was sent stands, and how many working days after its due day it came. */
interface SentStatus extends ReportStatus {
  workingDaysLate: number;
}

/**
 * "đúng hạn" · "nộp chậm 2 ngày" · "nộp chậm 6 ngày (4 ngày làm việc)": the days that points count, and those that said how overdue
 * it was until then, where they differ.
 */
export function lateness(say: Say, { state, daysLate, workingDaysLate }: SentStatus): string {
  if (state !== "submittedLate") return say("report:onTime");
  if (daysLate === 0) return say("report:lateHours");
  const days = say("report:lateDays", { count: daysLate });
  if (workingDaysLate === 0 || workingDaysLate === daysLate) return days;
  return say("report:lateWorkingDays", { days, count: workingDaysLate });
}

export function statusOf(turn: Turn, due: ReportDue, report: MonthlyReport): SentStatus {
  const sentAt = instantOf(report.sentAt);
  const workingDaysLate = turn.services.calendar().workingDaysBetween(due.day, dayOf(sentAt, turn.zone));
  return { ...reportStatus(due, sentAt, turn.zone), workingDaysLate };
}

/** A page of figures, a line per target, and how many pages there are; `unshown` are the codes without evidence. */
export function figureLines(
  say: Say,
  { targets }: MonthFigures,
  page: number,
  unshown: ReadonlySet<string>,
): { lines: string[]; page: number; pages: number } {
  if (targets.length === 0) return { lines: [say("report:noTargets")], page: 0, pages: 1 };
  const pages = Math.ceil(targets.length / perPage);
  const at = Number.isInteger(page) ? Math.min(Math.max(page, 0), pages - 1) : 0;
  const lines = targets.slice(at * perPage, (at + 1) * perPage).map((target) => {
    const reported = target.kind === "title" || target.kind === "yesno" || target.current !== null;
    const plan = figureAgainstPlan(say, target, false);
    const known = reported ? plan : `${say("report:noReport")} · ${plan}`;
    const lacks = target.kind !== "title" && target.done && unshown.has(target.code);
    const figure = lacks ? `${known} · ${say("progress:lacksEvidence")}` : known;
    return say(target.approval === "approved" ? "report:line" : "report:lineWaiting", {
      target: `${target.code} ${escapeHtml(target.title)}`,
      figure,
    });
  });
  return { lines, page: at, pages };
}

/** Who is on time, late and missing, by name; a line that nobody is in is left out. */
export function clusterLines(say: Say, units: readonly UnitReport[]): string[] {
  const names = (state: ReportStatus["state"], name: (each: UnitReport) => string) => {
    const found = units.filter((each) => each.status.state === state);
    return { count: found.length, of: units.length, units: found.map(name).join(", ") };
  };
  const parts = [
    { key: "onTime", ...names("submitted", ({ unit }) => unit.shortName) },
    {
      key: "late",
      ...names("submittedLate", ({ unit, status }) =>
        say.plain(status.daysLate === 0 ? "report:cluster.lateUnitHours" : "report:cluster.lateUnit", {
          unit: unit.shortName,
          count: status.daysLate,
        }),
      ),
    },
    { key: "missing", ...names("notStarted", ({ unit }) => unit.shortName) },
  ];
  return parts.flatMap(({ key, ...values }) =>
    values.count === 0 ? [] : say(`report:cluster.${key}`, values),
  );
}
