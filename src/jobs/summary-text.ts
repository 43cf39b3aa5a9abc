import { biggestRise, trendMark, trendOf } from "../domain/trend.ts";
import { type StandingsView, standingsLines } from "../pictures/standings-model.ts";
import type { Say } from "../shared/say.ts";
import type { SummaryFacts } from "./summary-facts.ts";

const nameOf = (facts: SummaryFacts, unitId: number) =>
  facts.units.find((unit) => unit.id === unitId)?.shortName ?? "";

/** The table as the summary shows it: for all, marked for nobody. */
export function summaryView(say: Say, facts: SummaryFacts): StandingsView {
  const { cluster, year, month, rows, before, units } = facts;
  return {
    rows,
    before: before?.rows ?? null,
    names: new Map(units.map((unit) => [unit.id, unit.shortName])),
    ownUnitId: null,
    cluster: cluster.shortName,
    year: year.year,
    label: say.plain("standings:label.closed", { month: say.month(month) }),
    sampleLabel: year.sampleLabel,
  };
}

/** "9/11 đơn vị nộp báo cáo đúng hạn; nộp chậm: Hà Nam (2 ngày); chưa nộp: Ninh Bình." */
function reportsLine(say: Say, { reports }: SummaryFacts): string {
  const inState = (state: string) => reports.filter((each) => each.status.state === state);
  const late = inState("submittedLate").map(({ unit, status }) =>
    say.plain(status.daysLate === 0 ? "summary:lateUnitHours" : "summary:lateUnit", {
      unit: unit.shortName,
      count: status.daysLate,
    }),
  );
  const missing = inState("notStarted").map(({ unit }) => unit.shortName);
  const parts = [say("summary:onTime", { count: inState("submitted").length, of: reports.length })];
  if (late.length > 0) parts.push(say("summary:late", { units: late.join(", ") }));
  if (missing.length > 0) parts.push(say("summary:missing", { units: missing.join(", ") }));
  return `${parts.join("; ")}.`;
}

/** Says that the figures are samples; the last line of a message. */
export const sampleLines = (say: Say, { year }: SummaryFacts): string[] =>
  year.sampleLabel ? [say("common:sample", { label: year.sampleLabel })] : [];

/** What the head and the cluster's group read; without rank and points for those they are hidden from. */
export function clusterText(say: Say, facts: SummaryFacts, seesRanks: boolean): string {
  const { month, cluster, rows, before } = facts;
  const rise = before && biggestRise(rows, before.rows);
  const results = [
    ...(seesRanks && rise
      ? [
          say("summary:rise", {
            units: rise.unitIds.map((id) => nameOf(facts, id)).join(", "),
            mark: trendMark(rise.places),
          }),
        ]
      : []),
    say("summary:reached", { count: facts.reached, of: facts.counted }),
  ];
  return [
    say("summary:title", { month: say.month(month), cluster: cluster.shortName }),
    reportsLine(say, facts),
    results.join(" "),
    ...(seesRanks
      ? [...standingsLines(say, summaryView(say, facts)), say("summary:provisional")]
      : [say("summary:hidden")]),
  ].join("\n");
}

/** "Tháng 6 của SNV Vĩnh Phúc: hạng 4/11 (▲3); 4/5 chỉ tiêu đúng tiến độ; chậm: CT5." and whether the report came. */
export function unitText(say: Say, facts: SummaryFacts, unitId: number, seesRanks: boolean): string {
  const { rows, before, pace, reports } = facts;
  const month = Number(facts.month.slice(5));
  const row = rows.find((each) => each.unitId === unitId);
  const parts: string[] = [];
  if (seesRanks && row?.rank != null) {
    const trend = before && trendOf(unitId, rows, before.rows);
    parts.push(
      say(trend === null ? "summary:own.rank" : "summary:own.rankTrend", {
        rank: row.rank,
        of: rows.filter((each) => each.rank !== null).length,
        mark: trendMark(trend),
      }),
    );
  } else if (seesRanks) parts.push(say("summary:own.notRanked"));
  const own = pace.get(unitId);
  if (!own || own.of === 0) parts.push(say("summary:own.noTargets"));
  else {
    parts.push(say("summary:own.onSchedule", { count: own.onSchedule, of: own.of }));
    if (own.late.length > 0) parts.push(say("summary:own.late", { codes: own.late.join(", ") }));
  }
  const lines = [say("summary:own.line", { month, unit: nameOf(facts, unitId), parts: parts.join("; ") })];
  const report = reports.find((each) => each.unit.id === unitId);
  if (report) lines.push(say(`summary:report.${report.status.state}`, { month }));
  if (!seesRanks) lines.push(say("summary:hidden"));
  return lines.join("\n");
}
