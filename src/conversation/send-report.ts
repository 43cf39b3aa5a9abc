import { createHash } from "node:crypto";
import type { Temporal } from "temporal-polyfill";
import { type ReportDue, reportDue } from "../domain/deadline.ts";
import { type Month, windowOf } from "../domain/period.ts";
import { isHead } from "../domain/permission.ts";
import { targetCode } from "../domain/target.ts";
import type { Choice } from "../shared/messages.ts";
import { isRecent } from "../store/actions.ts";
import { evidenceCounts } from "../store/evidence.ts";
import type { MonthlyReport, Unit } from "../store/generated/sqlite/client.ts";
import { closedMonth, instantOf } from "../store/months.ts";
import { startAction } from "../store/progress.ts";
import { recipientsOf } from "../store/recipients.ts";
import { regimeOf } from "../store/regime.ts";
import {
  codesWithoutNewFigure,
  createReport,
  figuresOf,
  figuresOfMonth,
  lockReportsOf,
  type MonthFigures,
  personById,
  reportOf,
} from "../store/reports.ts";
import { guardMember } from "../store/send-guard.ts";
import { targetsOfUnit } from "../store/targets.ts";
import { asDate } from "./days.ts";
import { dueLine, figureLines, lateness, momentText, statusOf } from "./report-text.ts";
import type { MemberTurn } from "./turn.ts";

export const dueOf = (turn: MemberTurn, month: Month): ReportDue =>
  reportDue(regimeOf(turn.seat.year), month, turn.services.calendar(), turn.zone);

/** The codes of a unit's targets that nothing has been shown for. */
async function withoutEvidence(turn: MemberTurn, unitId: number): Promise<Set<string>> {
  const targets = await targetsOfUnit(turn.tx, turn.seat.year.id, unitId);
  const counts = await evidenceCounts(
    turn.tx,
    targets.map((each) => each.id),
  );
  return new Set(targets.filter((each) => !counts.get(each.id)).map((each) => targetCode(each.number)));
}

interface Standing {
  figures: MonthFigures;
  /** Changes when a figure does. */
  print: string;
  lastDay: Temporal.PlainDate;
  isOver: boolean;
}

/** The month's figures as they stand at this moment. */
async function standing(turn: MemberTurn, month: Month): Promise<Standing> {
  const { tx, seat, now, zone, today } = turn;
  const { to: lastDay } = windowOf(month, regimeOf(seat.year));
  const figures = await figuresOfMonth(tx, seat.year.id, seat.unit.id, { lastDay, now, zone });
  const text = figures.targets.map(({ code, current, plan, done }) => [code, current, plan, done]);
  const print = createHash("sha256").update(JSON.stringify(text)).digest("hex").slice(0, 12);
  return { figures, print, lastDay, isOver: today.until(lastDay).days < 0 };
}

/** After New Year: how last year's figures are still added to. */
function addLate({ say, seat, today }: MemberTurn, { targets }: MonthFigures): string[] {
  const { year } = seat.year;
  const first = targets.find((each) => each.kind !== "title");
  return first && year < today.year ? [say("report:addLate", { year, code: first.code })] : [];
}

/** The figures, when they are due, and the question; or, once sent, how that stands. */
export async function previewReport(
  turn: MemberTurn,
  month: Month,
  { page, lead = [] }: { page?: number; lead?: string[] } = {},
): Promise<void> {
  const { say, tx, seat } = turn;
  const sent = await reportOf(tx, seat.year.id, seat.unit.id, month);
  if (sent) return tellSent(turn, sent);
  const { figures, print, lastDay, isOver } = await standing(turn, month);
  const shown = figureLines(say, figures, page ?? 0, await withoutEvidence(turn, seat.unit.id));
  const window = windowOf(month, regimeOf(seat.year));
  const untouched = isOver ? [] : await codesWithoutNewFigure(tx, seat.year.id, seat.unit.id, window.from);
  await turn.ask("report", { month, print });
  const leaf = (label: string, to: number): Choice => ({
    label: say.plain(label),
    data: `reportPage:${month}:${to}`,
  });
  const choices: Choice[][] = [
    [
      { label: say.plain("report:button.send"), data: `sendReport:${month}:${print}` },
      { label: say.plain("common:button.cancel"), data: `dropReport:${month}` },
    ],
    [
      ...(shown.page > 0 ? [leaf("common:button.back", shown.page - 1)] : []),
      ...(shown.page < shown.pages - 1 ? [leaf("common:button.more", shown.page + 1)] : []),
    ],
    isHead(seat.position)
      ? [{ label: say.plain("report:button.cluster"), data: `reportCluster:${month}` }]
      : [],
  ].filter((row) => row.length > 0);
  const html = [
    ...lead,
    say("report:title", { month: say.month(month), unit: seat.unit.name }),
    dueLine(turn, dueOf(turn, month)),
    ...shown.lines,
    ...(untouched.length > 0 ? [say("report:untouched", { codes: untouched.join(", ") })] : []),
    isOver
      ? say("report:asOfEnd", { day: say.day(lastDay) })
      : say("report:asOfNow", { moment: momentText(turn, say, turn.now) }),
    ...addLate(turn, figures),
    say("report:confirm", { month: say.month(month) }),
    ...(seat.year.sampleLabel ? [say("common:sample", { label: seat.year.sampleLabel })] : []),
  ].join("\n");
  await (page === undefined ? turn.reply({ html, choices }) : turn.replace({ html, choices }));
}

/** When it was sent, by whom, how that stands; a second sending is not taken. */
async function tellSent(turn: MemberTurn, report: MonthlyReport): Promise<void> {
  const { say, tx, seat, person } = turn;
  const by = await personById(tx, report.sentById);
  const mine = report.sentById === person.id && report.actionId !== null;
  const closed = await closedMonth(tx, seat.year.id, report.month);
  const recent = isRecent(report.sentAt, asDate(turn.now));
  const choices: Choice[][] = [
    [{ label: say.plain("report:button.see"), data: `seeReport:${report.id}` }],
    mine && recent && !closed
      ? [{ label: say.plain("common:button.undo"), data: `undo:${report.actionId}` }]
      : [],
    isHead(seat.position)
      ? [{ label: say.plain("report:button.cluster"), data: `reportCluster:${report.month}` }]
      : [],
  ].filter((row) => row.length > 0);
  await turn.reply({
    html: [
      sentLine(turn, report, seat.unit, by?.displayName ?? null),
      say(report.attestedAt ? "report:attested" : "report:notAttested"),
      say("report:onceOnly"),
    ].join("\n"),
    choices,
  });
}

function sentLine(turn: MemberTurn, report: MonthlyReport, unit: Unit, by: string | null): string {
  const { say } = turn;
  return say("report:already", {
    month: say.month(report.month),
    unit: unit.name,
    moment: momentText(turn, say, instantOf(report.sentAt)),
    by: by === null ? "" : say("report:by", { name: by }),
    state: lateness(say, statusOf(turn, dueOf(turn, report.month), report)),
  });
}

/** Freezes the figures that were shown as the month's report; when they changed meanwhile they are shown again. */
export async function sendReport(turn: MemberTurn, month: Month, print: string): Promise<void> {
  const { say, tx, seat, person } = turn;
  if (turn.dialogue?.kind === "report") await turn.closeDialogue();
  await lockReportsOf(tx, seat.year.id, seat.unit.id);
  const sent = await reportOf(tx, seat.year.id, seat.unit.id, month);
  if (sent) return tellSent(turn, sent);
  const now = await standing(turn, month);
  if (now.print !== print) return previewReport(turn, month, { lead: [say("report:changed")] });

  const at = asDate(turn.now);
  const action = await startAction(tx, {
    personId: person.id,
    clusterYearId: seat.year.id,
    kind: "report",
    at,
  });
  const attested = seat.role.code === "unitLeader";
  const report = await createReport(tx, {
    clusterYearId: seat.year.id,
    unitId: seat.unit.id,
    month,
    sentAt: at,
    sentById: person.id,
    figures: now.figures,
    actionId: action.id,
    attested,
  });
  const leaders = attested ? 0 : await askLeaders(turn, report);
  const closed = await closedMonth(tx, seat.year.id, month);
  await turn.reply({
    html: [
      say("report:sent", {
        month: say.month(month),
        unit: seat.unit.name,
        moment: momentText(turn, say, turn.now),
        state: lateness(say, statusOf(turn, dueOf(turn, month), report)),
      }),
      ...(now.isOver ? [] : [say("report:frozen", { month: say.month(month) })]),
      ...(attested ? [say("report:attestedAtOnce")] : leaders > 0 ? [say("report:leadersTold")] : []),
    ].join("\n"),
    choices: [
      [
        ...(closed ? [] : [{ label: say.plain("common:button.undo"), data: `undo:${action.id}` }]),
        { label: say.plain("report:button.see"), data: `seeReport:${report.id}` },
      ],
      [{ label: say.plain("common:button.standings"), data: "standings" }],
    ],
  });
}

/** Asks the unit's leaders to attest; answers how many were asked. */
async function askLeaders(turn: MemberTurn, report: MonthlyReport): Promise<number> {
  const { tx, seat, person } = turn;
  const all = await recipientsOf(tx, {
    clusterId: seat.cluster.id,
    addressForm: seat.year.addressForm,
    clusterKind: seat.cluster.kind,
    unitIds: [seat.unit.id],
    roles: ["unitLeader"],
  });
  const leaders = all.filter((each) => each.personId !== person.id && each.address);
  await turn.tell(leaders, {
    kind: "notice",
    policy: "atLeastOnce",
    guard: guardMember(seat.cluster.id, { attest: report.id }),
    dedupeKey: `attest:${report.id}`,
    reply: (say) => ({
      html: say("report:attest.ask", {
        name: person.displayName,
        month: say.month(report.month),
        unit: seat.unit.name,
        moment: momentText(turn, say, instantOf(report.sentAt)),
      }),
      choices: [
        [
          { label: say.plain("report:button.attest"), data: `attest:${report.id}` },
          { label: say.plain("report:button.see"), data: `seeReport:${report.id}` },
        ],
      ],
    }),
  });
  return leaders.length;
}

/** What a report froze, for its own unit and for the head. */
export async function seeReport(
  turn: MemberTurn,
  report: MonthlyReport,
  unit: Unit,
  page: number | null,
): Promise<void> {
  const { say, tx, seat } = turn;
  const by = await personById(tx, report.sentById);
  const shown = figureLines(say, figuresOf(report), page ?? 0, await withoutEvidence(turn, unit.id));
  const leaf = (label: string, to: number): Choice => ({
    label: say.plain(label),
    data: `seeReport:${report.id}:${to}`,
  });
  const mayAttest = seat.role.code === "unitLeader" && unit.id === seat.unit.id && report.attestedAt === null;
  const choices: Choice[][] = [
    mayAttest ? [{ label: say.plain("report:button.attest"), data: `attest:${report.id}` }] : [],
    [
      ...(shown.page > 0 ? [leaf("common:button.back", shown.page - 1)] : []),
      ...(shown.page < shown.pages - 1 ? [leaf("common:button.more", shown.page + 1)] : []),
    ],
  ].filter((row) => row.length > 0);
  const reply = {
    html: [
      sentLine(turn, report, unit, by?.displayName ?? null),
      ...shown.lines,
      say(report.attestedAt ? "report:attested" : "report:notAttested"),
    ].join("\n"),
    choices,
  };
  await (page === null ? turn.reply(reply) : turn.replace(reply));
}
