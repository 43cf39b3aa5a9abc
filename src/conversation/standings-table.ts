import type { Temporal } from "temporal-polyfill";
import { dayOf, endOfDay, lastDay, type Month, monthOf, parseMonth } from "../domain/period.ts";
import { isHead, isMember } from "../domain/permission.ts";
import { HUNDRED, multiply, toDecimalString } from "../domain/scoring/exact.ts";
import { builtInPoints, type StandingRow, type StandingTarget, shareOfPlan } from "../domain/standings.ts";
import { trendMark, trendOf } from "../domain/trend.ts";
import { type StandingsView, standingsLines } from "../pictures/standings-model.ts";
import type { Choice, Reply } from "../shared/messages.ts";
import type { Say } from "../shared/say.ts";
import type { Cluster, ClusterYear, Unit } from "../store/generated/sqlite/client.ts";
import { closedMonth, instantOf, newestClosedMonth } from "../store/months.ts";
import type { Tx } from "../store/open.ts";
import {
  memberUnits,
  standingsAt,
  standingsNow,
  standingTargets,
  standingTargetsAt,
} from "../store/standings.ts";
import { readDay } from "./days.ts";
import { seesProvisional } from "./place-text.ts";
import type { SeatedTurn, Turn } from "./turn.ts";

/** Whose eyes a table is for. */
export interface StandingsViewer {
  cluster: Cluster;
  year: ClusterYear;
  /** The unit they act for; null for observers, operators and groups. */
  ownUnit: Unit | null;
  /** May see what is not published. */
  provisional: boolean;
  head: boolean;
  zone: string;
  today: Temporal.PlainDate;
}

/** What somebody may see of their own cluster, in a private talk. */
export function viewerOf(turn: SeatedTurn): StandingsViewer {
  const { seat } = turn;
  return {
    cluster: seat.cluster,
    year: seat.year,
    ownUnit: isMember(seat.position) ? seat.unit : null,
    provisional: seesProvisional(turn),
    head: isHead(seat.position),
    zone: turn.zone,
    today: turn.today,
  };
}

/** Which table: now, at the end of a past day, or a whole month. */
export type When =
  | { kind: "now" }
  | { kind: "day"; day: Temporal.PlainDate }
  | { kind: "month"; month: Month };

/** As a button carries it. */
export const whenArg = (when: When): string =>
  when.kind === "now" ? "now" : when.kind === "day" ? when.day.toString() : when.month;

/** Back from a button; null when it names nothing of this year that has come. */
export function readWhen(arg: string, { year, today }: StandingsViewer): When | null {
  if (arg === "now") return { kind: "now" };
  if (!arg.startsWith(`${year.year}-`) || arg > today.toString()) return null;
  if (parseMonth(arg)) return { kind: "month", month: arg };
  if (!/^\d{4}-\d{2}-\d{2}$/.test(arg)) return null;
  try {
    const day = readDay(arg);
    return day.equals(today) ? { kind: "now" } : { kind: "day", day };
  } catch {
    return null;
  }
}

export interface Table {
  when: When;
  rows: StandingRow[];
  units: Unit[];
  /** The closed month it is compared with. */
  before: { month: Month; rows: StandingRow[] } | null;
  /** Frozen, as a month is once it was closed. */
  closed: boolean;
  publishedAt: Date | null;
  /** The last day whose figures count. */
  day: Temporal.PlainDate;
}

/** The table of that time; whether the viewer may see it is asked elsewhere. */
export async function loadTable(tx: Tx, viewer: StandingsViewer, when: When): Promise<Table> {
  const { year, zone, today } = viewer;
  const units = await memberUnits(tx, year.id);
  const month = when.kind === "month" ? when.month : monthOf(when.kind === "day" ? when.day : today);
  const before = await newestClosedMonth(tx, year.id, { before: month, published: !viewer.provisional });
  const frozen = when.kind === "month" ? await closedMonth(tx, year.id, month) : null;
  if (frozen) {
    const { rows, publishedAt } = frozen;
    return { when, rows, units, before, closed: true, publishedAt, day: lastDay(month) };
  }
  const open = { units, before, closed: false, publishedAt: null };
  const end = when.kind === "day" ? when.day : when.kind === "month" ? lastDay(month) : today;
  // A month that is not over stands as it stands now.
  if (when.kind === "now" || end.toString() >= today.toString()) {
    return { ...open, when: { kind: "now" }, rows: await standingsNow(tx, year.id), day: today };
  }
  return { ...open, when, rows: await standingsAt(tx, year.id, endOfDay(end, zone)), day: end };
}

/** One unit's targets as they counted in the table. */
export async function targetsIn(
  tx: Tx,
  viewer: StandingsViewer,
  table: Table,
  unitId: number,
): Promise<StandingTarget[]> {
  const all =
    table.when.kind === "now"
      ? await standingTargets(tx, viewer.year.id)
      : await standingTargetsAt(tx, viewer.year.id, endOfDay(table.day, viewer.zone));
  return all.filter((each) => each.unitId === unitId);
}

/** "Tạm tính đến 12/06/2019" · "Chính thức tháng 5/2019": without marks, for the picture. */
function labelOf(say: Say, table: Table): string {
  if (table.when.kind !== "month" || !table.closed) {
    return say.plain("standings:label.asOf", { day: say.day(table.day) });
  }
  const month = say.month(table.when.month);
  return say.plain(`standings:label.${table.publishedAt ? "published" : "closed"}`, { month });
}

/** The same for the text, with the day of publication. */
export function headOf(say: Say, viewer: StandingsViewer, table: Table): string {
  if (!table.publishedAt || table.when.kind !== "month") return labelOf(say, table);
  const day = dayOf(instantOf(table.publishedAt), viewer.zone);
  return say("standings:publishedOn", { month: say.month(table.when.month), day: say.day(day) });
}

export function viewOf(say: Say, viewer: StandingsViewer, table: Table): StandingsView {
  return {
    rows: table.rows,
    before: table.before?.rows ?? null,
    names: new Map(table.units.map((unit) => [unit.id, unit.shortName])),
    ownUnitId: viewer.ownUnit?.id ?? null,
    cluster: viewer.cluster.shortName,
    year: viewer.year.year,
    label: labelOf(say, table),
    sampleLabel: viewer.year.sampleLabel,
  };
}

/** "Sở Nội vụ Vĩnh Phúc: hạng 4/11 (▲3 so với tháng 5)." */
export function placeOf(say: Say, table: Table, unit: Unit): string {
  const row = table.rows.find((each) => each.unitId === unit.id);
  if (!row || row.rank === null) return say("standings:notRanked", { unit: unit.name });
  const ranked = table.rows.filter((each) => each.rank !== null);
  const beside: string[] = [];
  if (ranked.filter((each) => each.rank === row.rank).length > 1) beside.push(say("standings:tied"));
  const trend = table.before && trendOf(unit.id, table.rows, table.before.rows);
  if (table.before && trend !== null) {
    beside.push(
      say(trend === 0 ? "standings:unchangedSince" : "standings:since", {
        mark: trendMark(trend),
        month: Number(table.before.month.slice(5)),
      }),
    );
  }
  const place = say("standings:place", { unit: unit.name, rank: row.rank, of: ranked.length });
  return beside.length > 0 ? `${place} (${beside.join(", ")}).` : `${place}.`;
}

/** "chưa thực hiện" · "đạt 58,3% kế hoạch" */
function stateOf(say: Say, target: StandingTarget): string {
  const share = shareOfPlan(target);
  if (target.current === null || share === null || share.n === 0n) return say("standings:notStarted");
  const text = toDecimalString(multiply(HUNDRED, share), 1).replace(/\.0$/, "");
  return say("targets:ofPlan", { share: say.figure(text) });
}

async function gainLine(
  turn: Turn,
  viewer: StandingsViewer,
  table: Table,
  unit: Unit,
): Promise<string | null> {
  const targets = await targetsIn(turn.tx, viewer, table, unit.id);
  const { gainMostAt } = builtInPoints(targets);
  const target = targets.find((each) => each.code === gainMostAt);
  return target
    ? turn.say("standings:gainMost", { code: target.code, state: stateOf(turn.say, target) })
    : null;
}

/** A whole cluster (4 to 14 members, thi-dua.md 1) fits one screen; longer tables are leafed through. */
const onePage = 14;
const perPage = 10;

/** The table in words, without its picture. */
export async function tableReply(
  turn: Turn,
  viewer: StandingsViewer,
  table: Table,
  { unit, page }: { unit: Unit | null; page: number | "all" },
): Promise<Reply> {
  const { say } = turn;
  const subject = unit ?? viewer.ownUnit;
  const head = `<b>${headOf(say, viewer, table)}.</b>`;
  const lines = [subject ? `${head} ${placeOf(say, table, subject)}` : head];
  // Only the figures of now can still be raised.
  if (subject && table.when.kind === "now" && (viewer.head || subject.id === viewer.ownUnit?.id)) {
    const gain = await gainLine(turn, viewer, table, subject);
    if (gain) lines.push(gain);
  }
  if (viewer.year.sampleLabel) {
    lines.push(say("common:sample", { label: viewer.year.sampleLabel }));
  }
  const all = standingsLines(say, { ...viewOf(say, viewer, table), ownUnitId: subject?.id ?? null });
  if (page === "all" || all.length <= onePage) return { html: [...lines, ...all].join("\n") };
  const last = Math.ceil(all.length / perPage) - 1;
  const at = Number.isInteger(page) ? Math.min(Math.max(page, 0), last) : 0;
  const leaf = (label: string, to: number): Choice => ({
    label: say.plain(label),
    data: `standingsPage:${whenArg(table.when)}:${to}${unit ? `:${unit.id}` : ""}`,
  });
  return {
    html: [...lines, ...all.slice(at * perPage, (at + 1) * perPage)].join("\n"),
    choices: [
      [
        ...(at > 0 ? [leaf("common:button.back", at - 1)] : []),
        ...(at < last ? [leaf("common:button.more", at + 1)] : []),
      ],
    ],
  };
}
