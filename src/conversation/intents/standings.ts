import type { Temporal } from "temporal-polyfill";
import { yearOn } from "../../domain/cluster.ts";
import { parseMonth } from "../../domain/period.ts";
import { drawStandings } from "../../pictures/standings-model.ts";
import type { Choice } from "../../shared/messages.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { newestClosedMonth } from "../../store/months.ts";
import { memberUnits } from "../../store/standings.ts";
import { type AskedTime, askedTime } from "../asked-time.ts";
import { comparison, pointsOfTargets } from "../standings-details.ts";
import { confirmPublication, previewPublication } from "../standings-publication.ts";
import {
  loadTable,
  readWhen,
  type StandingsViewer,
  type Table,
  tableReply,
  viewerOf,
  viewOf,
  type When,
  whenArg,
} from "../standings-table.ts";
import type { Intent, MemberTurn, SeatedTurn, Turn } from "../turn.ts";
import { asHeadIn, asSeated } from "../who-may.ts";
import { inYear, oldestOpenYear, yearOf } from "../year-turn.ts";

/** The table that a time stands for, or one sentence why there is none. */
function whenOf(turn: Turn, viewer: StandingsViewer, time: AskedTime): When | string {
  const { say } = turn;
  const { year, today } = viewer;
  if (time.kind === "none") return { kind: "now" };
  if (time.kind === "unclear") return say("standings:unclear");
  if (time.kind === "month") {
    if (time.month < `${year.year}-01`) return say("standings:beforeYear", { year: year.year });
    if (time.month > `${year.year}-12`) return say("standings:afterYear", { year: year.year });
    const first = `${time.month}-01`;
    if (first > today.toString()) return say("standings:futureMonth", { month: say.month(time.month) });
    return { kind: "month", month: time.month };
  }
  // A longer period is asked about by its end, one that is not over by today.
  const isOpen = time.kind === "period" && time.from.toString() <= today.toString();
  const end = time.kind === "period" ? time.to : time.day;
  if (isOpen && end.toString() >= today.toString()) return { kind: "now" };
  return dayOrWhyNot(turn, viewer, end);
}

function dayOrWhyNot(turn: Turn, viewer: StandingsViewer, day: Temporal.PlainDate): When | string {
  const { year, today } = viewer;
  if (day.year < year.year) return turn.say("standings:beforeYear", { year: year.year });
  if (day.toString() > today.toString()) return turn.say("standings:future", { day: turn.say.day(day) });
  if (day.year > year.year) return turn.say("standings:afterYear", { year: year.year });
  return day.equals(today) ? { kind: "now" } : { kind: "day", day };
}

/** The table, or (when it may not be seen) why, with the newest one that may. */
async function allowedTable(
  turn: Turn,
  viewer: StandingsViewer,
  when: When,
): Promise<{ table: Table | null; lead: string[] }> {
  const table = await loadTable(turn.tx, viewer, when);
  if (viewer.provisional || table.publishedAt) return { table, lead: [] };
  const { say } = turn;
  const lead = [say(viewer.year.provisionalVisible ? "standings:publishedOnly" : "standings:hidden")];
  if (when.kind === "month") lead.push(say("standings:monthNotPublished", { month: say.month(when.month) }));
  const published = await newestClosedMonth(turn.tx, viewer.year.id, { published: true });
  if (!published) return { table: null, lead: [...lead, say("standings:nothingPublished")] };
  return { table: await loadTable(turn.tx, viewer, { kind: "month", month: published.month }), lead };
}

async function choicesFor(turn: Turn, viewer: StandingsViewer, table: Table, unit: Unit | null) {
  const { say } = turn;
  const at = whenArg(table.when);
  const rows: Choice[][] = [];
  const first: Choice[] = [];
  const mine = unit ?? viewer.ownUnit;
  if (mine && (viewer.head || mine.id === viewer.ownUnit?.id)) {
    first.push({ label: say.plain("standings:button.points"), data: `points:${mine.id}:${at}` });
  }
  first.push({ label: say.plain("standings:button.compare"), data: `compare:${at}` });
  rows.push(first);
  // The trend is drawn from closed months, and ends in the newest the viewer may see.
  if (await newestClosedMonth(turn.tx, viewer.year.id, { published: !viewer.provisional })) {
    rows.push([{ label: say.plain("scores:trend.button"), data: "trend" }]);
  }
  if (viewer.head) {
    const closed =
      table.when.kind === "month" && table.closed
        ? { month: table.when.month, publishedAt: table.publishedAt }
        : await newestClosedMonth(turn.tx, viewer.year.id);
    if (closed && !closed.publishedAt) {
      rows.push([
        {
          label: say.plain("standings:button.publish", { month: say.month(closed.month) }),
          data: `publish:${closed.month}`,
        },
      ]);
    }
  }
  return rows;
}

/** Shows one table, with its picture. */
async function showTable(turn: Turn, viewer: StandingsViewer, when: When, unit: Unit | null): Promise<void> {
  const { say, tx } = turn;
  if ((await memberUnits(tx, viewer.year.id)).length === 0) {
    return turn.reply({ html: say("standings:noUnits", { cluster: viewer.cluster.name }) });
  }
  const { table, lead } = await allowedTable(turn, viewer, when);
  if (!table) return turn.reply({ html: lead.join("\n") });
  const reply = await tableReply(turn, viewer, table, { unit, page: 0 });
  const fileName = `xep-hang-${viewer.cluster.code.toLowerCase()}-${whenArg(table.when)}.png`;
  await turn.reply({
    html: [...lead, reply.html].join("\n"),
    image: await drawStandings(turn.services.files, say, viewOf(say, viewer, table), fileName),
    choices: [...(reply.choices ?? []), ...(await choicesFor(turn, viewer, table, unit))],
  });
}

/** The step in the year of a day or month as text; in today's for anything else. */
const inYearOf = async <T extends SeatedTurn>(turn: T, day: string): Promise<T> =>
  (/^\d{4}-/.test(day) ? await inYear(turn, { year: yearOf(day) }) : null) ?? turn;

/** The last day or the month that is asked about, as text. */
function endOf(time: AskedTime): string {
  if (time.kind === "month") return time.month;
  if (time.kind === "day") return time.day.toString();
  return time.kind === "period" ? time.to.toString() : "";
}

/** "xếp hạng", "hạng của Nam Định", "xếp hạng ngày 31/3", "xep hang thang 5"; until the end of April "tháng 12" is last year's. */
export async function showStandings(
  turn: SeatedTurn,
  { unit, text }: { unit: Unit | null; text: string },
): Promise<void> {
  const time = askedTime(text, turn.today, await oldestOpenYear(turn));
  const viewer = viewerOf(await inYearOf(turn, endOf(time)));
  const when = whenOf(turn, viewer, time);
  if (typeof when === "string") return turn.reply({ html: when });
  await showTable(turn, viewer, when, unit);
}

/** In the cluster's group: the table for all, whoever asks; nothing private, no buttons. */
export async function groupStandings(turn: Turn, clusterId: number): Promise<void> {
  const { tx, say } = turn;
  const cluster = await tx.cluster.findUnique({ where: { id: clusterId }, include: { years: true } });
  const year = cluster && yearOn(cluster.years, turn.today.year);
  if (!cluster || !year) return;
  const viewer: StandingsViewer = {
    cluster,
    year,
    ownUnit: null,
    provisional: year.provisionalVisible,
    head: false,
    zone: cluster.timeZone,
    today: turn.now.toZonedDateTimeISO(cluster.timeZone).toPlainDate(),
  };
  if ((await memberUnits(tx, year.id)).length === 0) {
    return turn.reply({ html: say("standings:noUnits", { cluster: cluster.name }) });
  }
  const { table, lead } = await allowedTable(turn, viewer, { kind: "now" });
  if (!table) return turn.reply({ html: lead.join("\n") });
  const { html } = await tableReply(turn, viewer, table, { unit: null, page: "all" });
  const fileName = `xep-hang-${cluster.code.toLowerCase()}-${whenArg(table.when)}.png`;
  await turn.reply({
    html: [...lead, html].join("\n"),
    image: await drawStandings(turn.services.files, say, viewOf(say, viewer, table), fileName),
  });
}

/** Runs a step on the table that a button names, if it may still be seen. */
async function withTable(
  turn: Turn,
  arg: string | undefined,
  step: (seated: SeatedTurn, viewer: StandingsViewer, table: Table) => Promise<void>,
): Promise<void> {
  await asSeated(turn, async (here) => {
    const seated = await inYearOf(here, arg ?? "now");
    const viewer = viewerOf(seated);
    const when = readWhen(arg ?? "now", viewer);
    if (!when) return turn.reply({ html: turn.say("common:staleButton") });
    const table = await loadTable(turn.tx, viewer, when);
    if (!viewer.provisional && !table.publishedAt) return showTable(turn, viewer, when, null);
    await step(seated, viewer, table);
  });
}

/** A unit of this very cluster year, by the id that a button carries. */
async function unitOf(turn: Turn, viewer: StandingsViewer, id: string | undefined): Promise<Unit | null> {
  const units = await memberUnits(turn.tx, viewer.year.id);
  return units.find((each) => String(each.id) === id) ?? null;
}

/** A month is published by the head unit of its year: December, in January, by last year's. */
const asHeadOf = (turn: Turn, month: string, step: (head: MemberTurn) => Promise<void>): Promise<void> =>
  asHeadIn(turn, parseMonth(month) ? { year: yearOf(month) } : null, step);

export const standings: Intent = {
  commands: {
    xephang: (turn, rest) => asSeated(turn, (seated) => showStandings(seated, { unit: null, text: rest })),
    standings: (turn, rest) => asSeated(turn, (seated) => showStandings(seated, { unit: null, text: rest })),
  },
  presses: {
    standings: (turn, [at]) =>
      asSeated(turn, async (seated) => {
        const viewer = viewerOf(await inYearOf(seated, at ?? "now"));
        const when = readWhen(at ?? "now", viewer);
        if (!when) return turn.reply({ html: turn.say("common:staleButton") });
        await showTable(turn, viewer, when, null);
      }),
    standingsPage: (turn, [at, page, unitId]) =>
      withTable(turn, at, async (_, viewer, table) => {
        const unit = unitId ? await unitOf(turn, viewer, unitId) : null;
        const reply = await tableReply(turn, viewer, table, { unit, page: Number(page) });
        await turn.replace({
          ...reply,
          choices: [...(reply.choices ?? []), ...(await choicesFor(turn, viewer, table, unit))],
        });
      }),
    points: (turn, [unitId, at]) =>
      withTable(turn, at, async (seated, viewer, table) => {
        const unit = await unitOf(turn, viewer, unitId);
        const own = unit?.id === viewer.ownUnit?.id;
        if (!unit || !(own || viewer.head)) return turn.reply({ html: turn.say("common:staleButton") });
        await pointsOfTargets(seated, viewer, table, unit);
      }),
    compare: (turn, [at]) =>
      withTable(turn, at, (seated, viewer, table) => comparison(seated, viewer, table)),
    publish: (turn, [month = ""]) => asHeadOf(turn, month, (head) => previewPublication(head, month)),
    publishNow: (turn, [month = ""]) => asHeadOf(turn, month, (head) => confirmPublication(head, month)),
    publishNot: (turn, [month = ""]) =>
      asHeadOf(turn, month, (head) =>
        head.reply({
          html: parseMonth(month)
            ? head.say("standings:publish.cancelled", { month: head.say.month(month) })
            : head.say("common:staleButton"),
        }),
      ),
  },
};
