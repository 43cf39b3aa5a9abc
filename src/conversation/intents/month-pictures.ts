import { monthOf } from "../../domain/period.ts";
import { heatMap } from "../../pictures/heat-map.ts";
import { trendLines } from "../../pictures/trend.ts";
import { closedMonthsOf } from "../../store/month-history.ts";
import { type MonthMark, reportsOfYear } from "../../store/report-year.ts";
import { memberUnits } from "../../store/standings.ts";
import { keepPicture } from "../keep-picture.ts";
import { viewerOf } from "../standings-table.ts";
import type { Intent, MemberTurn, SeatedTurn, Turn } from "../turn.ts";
import { asHead, asSeated } from "../who-may.ts";

const number = (month: string) => Number(month.slice(5));

/** What every picture of a year says around its content. */
function frame(turn: SeatedTurn, title: string) {
  const { say, seat } = turn;
  return {
    title: say.plain(title),
    subtitle: say.plain("scores:picture.subtitle", { cluster: seat.cluster.shortName, year: seat.year.year }),
    label: say.plain("scores:picture.asOf", { day: say.day(turn.today) }),
    ...(seat.year.sampleLabel === null ? {} : { sampleNote: seat.year.sampleLabel }),
  };
}

/** Every unit's rank in each closed month, as a picture and in words; before publication only for those who may see it. */
async function trend(turn: SeatedTurn): Promise<void> {
  const { say, tx, seat } = turn;
  const viewer = viewerOf(turn);
  const months = await closedMonthsOf(tx, seat.year.id, { published: !viewer.provisional });
  if (months.length === 0) {
    const key = viewer.provisional ? "standings:compare.none" : "standings:compare.noneSeen";
    return turn.reply({ html: say(key) });
  }
  const units = await memberUnits(tx, seat.year.id);
  const lines = units
    .map((unit) => {
      const values = months.map(({ rows }) => rows.find((row) => row.unitId === unit.id)?.rank ?? null);
      return { unit, values, own: unit.id === viewer.ownUnit?.id };
    })
    .filter(({ values }) => values.some((value) => value !== null))
    .sort((a, b) => (a.values.at(-1) ?? units.length + 1) - (b.values.at(-1) ?? units.length + 1));
  const most = Math.max(1, ...lines.flatMap(({ values }) => values.map((value) => value ?? 1)));
  const ticks = [...new Set([1, Math.ceil(most / 2), most])];
  const svg = trendLines({
    ...frame(turn, "scores:trend.title"),
    months: months.map(({ month }) => say.plain("scores:picture.month", { month: number(month) })),
    lines: lines.map(({ unit, values, own }) => ({
      name: unit.shortName,
      last: String(values.findLast((value) => value !== null) ?? ""),
      values,
      own,
    })),
    ticks: ticks.map((at) => ({ at, text: String(at) })),
    top: "smallest",
  });
  const words = lines.map(({ unit, values, own }) => {
    const path = values.map((value) => value ?? "–").join(" → ");
    const line = say("scores:trend.line", { unit: unit.shortName, path });
    return own ? `<b>${line}</b>` : line;
  });
  await turn.reply({
    html: [
      say("scores:trend.head", { months: months.map(({ month }) => number(month)).join(", ") }),
      ...words,
      ...(seat.year.sampleLabel ? [say("common:sample", { label: seat.year.sampleLabel })] : []),
    ].join("\n"),
    image: await keepPicture(turn, svg, `dien-bien-${seat.cluster.code.toLowerCase()}-${seat.year.year}`),
    choices: [[{ label: say.plain("common:button.standings"), data: "standings" }]],
  });
}

/** "đúng hạn 1, 2, 3; chậm 4; thiếu 5" of one unit. */
function marksText(turn: Turn, marks: readonly MonthMark[]): string {
  const parts = (["onTime", "late", "missing"] as const).flatMap((mark) => {
    const months = marks.filter((each) => each.mark === mark).map((each) => number(each.month));
    return months.length > 0
      ? turn.say.plain(`scores:heat.months.${mark}`, { months: months.join(", ") })
      : [];
  });
  return parts.length > 0 ? parts.join("; ") : turn.say.plain("scores:heat.months.none");
}

/** Who sent which month's report, for the head: a picture readable without colour, and the same in words. */
async function heat(turn: MemberTurn): Promise<void> {
  const { say, tx, seat } = turn;
  const here = { calendar: turn.services.calendar(), zone: turn.zone, now: turn.now };
  const all = await reportsOfYear(tx, seat.year, here);
  const until = monthOf(turn.today);
  const rows = all.map(({ unit, marks }) => ({
    unit,
    marks: marks.filter((each) => each.month <= until || each.mark !== "notDue"),
  }));
  const months = rows[0]?.marks ?? [];
  if (months.length === 0) return turn.reply({ html: say("scores:heat.nothing", { year: seat.year.year }) });
  const texts = (["onTime", "late", "missing", "notDue"] as const).map(
    (mark) => [mark, say.plain(`scores:heat.${mark}`)] as const,
  );
  const svg = heatMap({
    ...frame(turn, "scores:heat.title"),
    months: months.map(({ month }) => say.plain("scores:picture.month", { month: number(month) })),
    rows: rows.map(({ unit, marks }) => ({
      name: unit.shortName,
      own: unit.id === seat.unit.id,
      marks: marks.map((each) => each.mark),
    })),
    texts: {
      ...(Object.fromEntries(texts) as Record<MonthMark["mark"], string>),
      own: say.plain("standings:card.own"),
      unit: say.plain("standings:card.unit"),
    },
  });
  await turn.reply({
    html: [
      say("scores:heat.head", { year: seat.year.year, day: say.day(turn.today) }),
      ...rows.map(({ unit, marks }) =>
        say("scores:heat.line", { unit: unit.shortName, marks: marksText(turn, marks) }),
      ),
      ...(seat.year.sampleLabel ? [say("common:sample", { label: seat.year.sampleLabel })] : []),
    ].join("\n"),
    image: await keepPicture(turn, svg, `nop-bao-cao-${seat.cluster.code.toLowerCase()}-${seat.year.year}`),
    choices: [[{ label: say.plain("common:button.callList"), data: "calls" }]],
  });
}

/** Which unit sent which month's report. */
export const showReportMonths = (turn: Turn): Promise<void> => asHead(turn, heat);

export const monthPictures: Intent = {
  presses: {
    trend: (turn) => asSeated(turn, trend),
    heat: showReportMonths,
  },
};
