import { z } from "zod";
import { type Month, parseMonth } from "../../domain/period.ts";
import { isHead, isMember } from "../../domain/permission.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import type { NamedPeriod } from "../../domain/vietnamese/meaning.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { instantOf, reportsOfMonth } from "../../store/months.ts";
import { attestReport, personById, reportById, reportOf } from "../../store/reports.ts";
import { memberUnits } from "../../store/standings.ts";
import { asDate } from "../days.ts";
import {
  currentMonth,
  inYearOfMonth,
  monthMeant,
  owed,
  spokenTime,
  typedText,
  whereOwn,
} from "../report-month.ts";
import { clusterLines, momentText } from "../report-text.ts";
import { dueOf, previewReport, seeReport, sendReport } from "../send-report.ts";
import type { DialogueStep, Intent, MemberTurn, SeatedTurn, Turn } from "../turn.ts";
import { asMember, asSeated } from "../who-may.ts";
import { inYear, yearOf } from "../year-turn.ts";

const reportState = z.object({ month: z.string(), print: z.string() });

/** Words that hand the own report in, and words that ask for a document about the whole cluster (text guide, `report`). */
const handsIn = /\b(gui|nop)\b/;
const wantsOverview = /\b(xuat|lap|xin|tong hop|lam|in|tao|tinh hinh|cum|khoi|cac don vi|toan)\b/;

/** The own unit's form, with a word about other months that it owes. */
async function preview(turn: MemberTurn, month: Month): Promise<void> {
  const others = (await owed(turn)).filter((each) => each !== month);
  if (others.length === 0 || (await reportOf(turn.tx, turn.seat.year.id, turn.seat.unit.id, month)))
    return previewReport(turn, month);
  const months = others.map((each) => turn.say.month(each)).join(", ");
  await previewReport(turn, month, { lead: [turn.say("report:alsoOwed", { months })] });
}

/** Who has sent, who was late, who is missing. */
async function showCluster(turn: MemberTurn, month: Month): Promise<void> {
  const { say, seat, tx, zone } = turn;
  const { due, units } = await reportsOfMonth(tx, seat.year, month, turn.services.calendar(), zone);
  const values = { month: say.month(month), cluster: seat.cluster.shortName };
  const [first] = units.filter((each) => each.report);
  await turn.reply({
    html: [
      say("report:cluster.title", { ...values, moment: momentText(turn, say, due.at) }),
      ...(units.length === 0 ? [say("report:cluster.noUnits", values)] : clusterLines(say, units)),
      ...(first ? [say("report:cluster.hint", { unit: first.unit.shortName })] : []),
    ].join("\n"),
    choices: [
      [
        { label: say.plain("common:button.callList"), data: "calls" },
        { label: say.plain("common:button.sendMonthReport"), data: "report" },
      ],
    ],
  });
}

/** Another unit's report, for the head. */
async function showOf(turn: MemberTurn, unit: Unit, month: Month): Promise<void> {
  const { say, seat, tx } = turn;
  const report = await reportOf(tx, seat.year.id, unit.id, month);
  if (report) return seeReport(turn, report, unit, null);
  await turn.reply({
    html: say("report:notSent", {
      unit: unit.name,
      month: say.month(month),
      moment: momentText(turn, say, dueOf(turn, month).at),
    }),
    choices: [[{ label: say.plain("report:button.cluster"), data: `reportCluster:${month}` }]],
  });
}

/** "gửi báo cáo tháng 6", [Gửi báo cáo tháng]; for the head also "lập báo cáo", "báo cáo của Nam Định". */
export async function showReport(
  turn: SeatedTurn,
  { period, unit }: { period: NamedPeriod | null; unit: Unit | null },
): Promise<void> {
  if (!isMember(turn.seat.position)) return turn.reply({ html: turn.say("report:viewers") });
  await asMember(turn, async (member) => {
    const head = isHead(member.seat.position);
    const other = unit !== null && unit.id !== member.seat.unit.id;
    const words = fold(typedText(turn));
    const overview = !unit && !handsIn.test(words) && wantsOverview.test(words);
    const spoken = await spokenTime(member);
    const timeless = period === null && spoken.kind === "none";
    // Other units' reports are asked about by the month that is coming in, whatever the own unit has sent.
    const isCurrent = timeless && (other || (overview && head));
    const month = isCurrent ? currentMonth(member) : await monthMeant(member, period, spoken);
    if (month === null) return;
    const there = await inYear(member, { year: yearOf(month) });
    if (other && !isHead(there?.seat.position ?? member.seat.position))
      return turn.reply({ html: turn.say("report:otherUnit") });
    const whole = overview && mayFollow(member, there);
    const place = other || whole ? await inYearOfMonth(member, month) : await whereOwn(member, month);
    if (!place) return;
    if (whole) return showCluster(place, month);
    if (other) return showOf(place, unit, month);
    await preview(place, month);
  });
}

/** Who has reported is followed up by the head of the month's year, and by today's: that one is told who is missing. */
const mayFollow = (here: MemberTurn, there: MemberTurn | null): boolean =>
  [here, there].some((each) => each !== null && isHead(each.seat.position));

/** A month of the own unit that a button carries, in its year. */
async function withMonth(
  turn: MemberTurn,
  month: string | undefined,
  step: (there: MemberTurn, month: Month) => Promise<void>,
): Promise<void> {
  if (!month || !parseMonth(month)) return turn.reply({ html: turn.say("common:staleButton") });
  const there = await whereOwn(turn, month);
  if (there) await step(there, month);
}

/** [Tình hình nộp báo cáo] */
async function followUp(turn: SeatedTurn, month: string | undefined): Promise<void> {
  const { say } = turn;
  if (!month || !parseMonth(month)) return turn.reply({ html: say("common:staleButton") });
  const here = isMember(turn.seat.position) ? (turn as MemberTurn) : null;
  if (!here || !mayFollow(here, await inYear(here, { year: yearOf(month) })))
    return turn.reply({ html: say("common:headOnly") });
  const there = await inYearOfMonth(here, month);
  if (there) await showCluster(there, month);
}

/** A report that a button carries, in its year: of the own unit, or any for the head of that year. */
async function withReport(
  turn: MemberTurn,
  id: string | undefined,
  step: (
    there: MemberTurn,
    report: NonNullable<Awaited<ReturnType<typeof reportById>>>,
    unit: Unit,
  ) => Promise<void>,
): Promise<void> {
  const { tx, say } = turn;
  const report = id && /^\d{1,9}$/.test(id) ? await reportById(tx, Number(id)) : null;
  const there = report && (await inYear(turn, { id: report.clusterYearId }));
  const mine = there && (report.unitId === there.seat.unit.id || isHead(there.seat.position));
  if (!mine) return turn.reply({ html: say("common:staleButton") });
  const unit = (await memberUnits(tx, report.clusterYearId)).find((each) => each.id === report.unitId);
  if (!unit) return turn.reply({ html: say("common:staleButton") });
  if (report.voidedAt) {
    return turn.reply({ html: say("report:withdrawn", { month: say.month(report.month) }) });
  }
  await step(there, report, unit);
}

async function attest(turn: MemberTurn, id: string | undefined): Promise<void> {
  await withReport(turn, id, async (there, report, unit) => {
    const { say, tx, seat, person } = there;
    if (seat.role.code !== "unitLeader" || unit.id !== seat.unit.id) {
      return turn.reply({ html: say("report:attest.leaderOnly") });
    }
    const values = { month: say.month(report.month), unit: unit.name };
    const done = await attestReport(tx, report.id, { personId: person.id, at: asDate(turn.now) });
    if (done) {
      await turn.audit("attestReport", `report:${report.id}`);
      return turn.reply({ html: say("report:attest.done", values) });
    }
    const by = await personById(tx, report.attestedById);
    await turn.reply({
      html: say("report:attest.already", {
        ...values,
        moment: momentText(turn, say, instantOf(report.attestedAt ?? report.sentAt)),
        by: by ? say("report:by", { name: by.displayName }) : "",
      }),
    });
  });
}

async function drop(turn: MemberTurn, month: string | undefined): Promise<void> {
  if (turn.dialogue?.kind === "report") await turn.closeDialogue();
  await withMonth(turn, month, async (there, known) => {
    if (await reportOf(there.tx, there.seat.year.id, there.seat.unit.id, known)) {
      return previewReport(there, known);
    }
    await turn.reply({ html: turn.say("report:cancelled", { month: turn.say.month(known) }) });
  });
}

/** A typed yes or no to "gửi báo cáo với số liệu này?"; anything else is a new message. */
async function dialogue(turn: Turn, stored: unknown): Promise<DialogueStep> {
  const state = reportState.safeParse(stored);
  const { content } = turn.inbound;
  if (!state.success || content.kind !== "text") return "pass";
  const answer = readReply(content.text);
  const yes =
    answer?.kind === "yes" ||
    (answer?.kind === "choice" && answer.number === 1) ||
    /^(gui|gui di|gui bao cao)$/.test(fold(content.text).trim());
  const no = answer?.kind === "no" || (answer?.kind === "choice" && answer.number === 2);
  if (!yes && !no) return "pass";
  const { month, print } = state.data;
  await asMember(turn, (member) =>
    yes ? withMonth(member, month, (there) => sendReport(there, month, print)) : drop(member, month),
  );
  return "handled";
}

const start = (turn: Turn) => asSeated(turn, (seated) => showReport(seated, { period: null, unit: null }));

export const report: Intent = {
  commands: { baocao: start, report: start },
  presses: {
    report: (turn, [month]) =>
      month ? asMember(turn, (member) => withMonth(member, month, preview)) : start(turn),
    reportPage: (turn, [month, page]) =>
      asMember(turn, (member) =>
        withMonth(member, month, (there, known) => previewReport(there, known, { page: Number(page) })),
      ),
    sendReport: (turn, [month, print = ""]) =>
      asMember(turn, (member) => withMonth(member, month, (there, known) => sendReport(there, known, print))),
    dropReport: (turn, [month]) => asMember(turn, (member) => drop(member, month)),
    seeReport: (turn, [id, page]) =>
      asMember(turn, (member) =>
        withReport(member, id, (there, found, unit) =>
          seeReport(there, found, unit, page === undefined ? null : Number(page)),
        ),
      ),
    attest: (turn, [id]) => asMember(turn, (member) => attest(member, id)),
    reportCluster: (turn, [month]) => asSeated(turn, (seated) => followUp(seated, month)),
  },
  dialogues: { report: dialogue },
};
