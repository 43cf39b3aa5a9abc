import { Temporal } from "temporal-polyfill";
import { dayOf } from "../../domain/period.ts";
import type { ScoredRow } from "../../domain/scoring/scheme.ts";
import type { Say } from "../../shared/say.ts";
import { readDay } from "../days.ts";
import { counterText } from "./rule-text.ts";

type Json = Readonly<Record<string, unknown>>;

const figureOf = (say: Say, value: unknown): string =>
  typeof value === "number" ? say.figure(decimalText(value)) : "?";

/** A number without an exponent, as the engine reads it. */
function decimalText(value: number): string {
  const text = String(value);
  return text.includes("e") ? value.toFixed(20).replace(/\.?0+$/, "") : text;
}

function reportText(say: Say, report: Json, isOneOfSeveral = false): string {
  if (report.notSubmitted === true) return say.plain("scheme:entry.notSubmitted");
  const exactDays = daysLate(report);
  // Among several, early is on time like the others.
  const days = isOneOfSeveral && exactDays !== null ? Math.max(0, exactDays) : exactDays;
  if (days === null) return say.plain("scheme:entry.none");
  if (days === 0) return say.plain("scheme:entry.onTime");
  return say.plain(days > 0 ? "scheme:entry.late" : "scheme:entry.early", { count: Math.abs(days) });
}

/** Calendar days late in Vietnam, whatever the cluster's zone (criteria/README.md 4.3). */
function daysLate(report: Json): number | null {
  if (typeof report.daysLate === "number") return report.daysLate;
  if (typeof report.dueOn !== "string" || typeof report.submittedAt !== "string") return null;
  const sent = dayOf(Temporal.Instant.from(report.submittedAt), "Asia/Ho_Chi_Minh");
  return readDay(report.dueOn).until(sent, { largestUnit: "days" }).days;
}

/** Several reports in few words: "5 đúng hạn, 1 chậm 2 ngày, 1 không nộp". */
function reportsText(say: Say, reports: readonly Json[]): string {
  const counts = new Map<string, number>();
  for (const report of reports) {
    const text = reportText(say, report, true);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => say.plain("scheme:entry.reports", { count, what })).join(", ");
}

/** What was entered for a row, as people say it: "7/9", "đạt", "chậm 3 ngày", "2 cộng, 1 trừ", "8,5 điểm". Not escaped. */
export function entryText(say: Say, row: ScoredRow, input: unknown): string {
  if (typeof input !== "object" || input === null) return say.plain("scheme:entry.none");
  const entry = input as Json;
  const { rule } = row;
  const n = (key: string) => figureOf(say, entry[key]);
  switch (rule.kind) {
    case "proportional":
    case "leaderRelative":
    case "rateTiers":
      if (typeof entry.rate === "number") return `${n("rate")}%`;
      return entry.target === undefined || entry.target === null
        ? n("actual")
        : `${n("actual")}/${n("target")}`;
    case "lateDays":
      return Array.isArray(entry.reports)
        ? reportsText(say, entry.reports as Json[])
        : reportText(say, entry);
    case "missingCount": {
      const counts = (entry.counts ?? {}) as Json;
      return rule.counters
        .map((counter) => `${counterText(say, counter)} ${figureOf(say, counts[counter] ?? 0)}`)
        .join(", ");
    }
    case "passFail":
      return say.plain(entry.passed === true ? "scheme:entry.passed" : "scheme:entry.failed");
    case "countTimesPoints": {
      const plus = entry.plus ?? entry.count;
      const parts = [
        ...(plus === undefined ? [] : [say.plain("scheme:entry.plus", { amount: figureOf(say, plus) })]),
        ...(entry.minus === undefined ? [] : [say.plain("scheme:entry.minus", { amount: n("minus") })]),
      ];
      return parts.join(", ");
    }
    case "manual": {
      const option = rule.options.find((each) => each.code === entry.option);
      return option ? option.label : say.plain("scheme:entry.points", { points: n("points") });
    }
  }
}
