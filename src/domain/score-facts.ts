import type { TableRow } from "./score-rows.ts";
import { parseExact, toText } from "./scoring/exact.ts";
import { fold } from "./vietnamese/fold.ts";

/** What the bot knows of one unit that a table may ask for. */
export interface UnitFacts {
  /** Reports of the months that were due by now, oldest first. */
  readonly reports: readonly { dueOn: string; sentAt: string | null; late: boolean }[];
  readonly targets: readonly {
    code: string;
    title: string;
    kind: string;
    plan: string;
    current: string | null;
  }[];
}

/** What was worked out; `open`: counters that the bot has no figures for, so a person adds them. */
export interface WorkedOut {
  readonly input: Readonly<Record<string, unknown>>;
  readonly open: readonly string[];
}

/** Other reports than the monthly one, and meetings: the bot has no times of those. */
const otherReports =
  /\b(?:quy|nam|6 thang|sau thang|9 thang|chin thang|nua nam|chuyen de|dot xuat|so ket|tong ket|dang ky|hop|hoi nghi|kiem tra|ho so|kinh phi)\b/;
const monthly = (text: string): boolean =>
  /\bbao cao\b/.test(text) && (/\bhang thang\b|\bbao cao thang\b/.test(text) || !otherReports.test(text));

/**
 * The entry of a row that the table leaves to the software, from the month's reports and the unit's targets; null where
 * the bot has no figures for it. Timeliness is computed, never typed (thi-dua.md 5.2). A rate comes from the one target
 * that the row names by its code or its title; nothing is guessed.
 */
export function workOut(row: TableRow, facts: UnitFacts): WorkedOut | null {
  if (row.scoredBy !== "system") return null;
  const { rule } = row.row;
  const text = fold([...row.headings.map((each) => each.text), row.row.text].join(" "));
  switch (rule.kind) {
    case "lateDays":
      return monthly(fold(row.row.text)) ? lateness(facts, rule.aggregate === "single") : null;
    case "missingCount":
      return reportCounts(rule.counters, facts, monthly(text));
    case "proportional":
    case "leaderRelative":
    case "rateTiers":
      return rate(row, facts);
    default:
      return null;
  }
}

function lateness({ reports }: UnitFacts, single: boolean): WorkedOut | null {
  if (reports.length === 0 || (single && reports.length > 1)) return null;
  const entries = reports.map(({ dueOn, sentAt }) =>
    sentAt === null ? { notSubmitted: true } : { dueOn, submittedAt: sentAt },
  );
  return { input: single ? (entries[0] ?? {}) : { reports: entries }, open: [] };
}

function reportCounts(counters: readonly string[], { reports }: UnitFacts, plain: boolean): WorkedOut | null {
  if (reports.length === 0) return null;
  const known: Record<string, number> = {
    missing: reports.filter((each) => each.sentAt === null).length,
    late: reports.filter((each) => each.sentAt !== null && each.late).length,
  };
  const counts: Record<string, number> = {};
  const open: string[] = [];
  for (const counter of counters) {
    const [what = "", of] = counter.split(".");
    const value = of === "month" || (of === undefined && plain) ? known[what] : undefined;
    if (value === undefined) open.push(counter);
    else counts[counter] = value;
  }
  return Object.keys(counts).length === 0 ? null : { input: { counts }, open };
}

function rate({ row }: TableRow, { targets }: UnitFacts): WorkedOut | null {
  const text = fold(row.text).trim();
  const named = targets.filter(
    (target) =>
      target.kind !== "title" &&
      (new RegExp(`\\b${target.code.toLowerCase()}\\b`).test(text) || fold(target.title).trim() === text),
  );
  const [target] = named;
  if (!target || named.length > 1 || target.current === null) return null;
  const [actual, plan] = [target.current, target.plan].map(decimal);
  return actual === null || actual === undefined || plan === null || plan === undefined
    ? null
    : { input: { actual, target: plan }, open: [] };
}

/** A figure as an entry carries it; null when a number cannot hold it exactly. */
function decimal(text: string): number | null {
  const value = parseExact(text);
  if (value === null) return null;
  const number = Number(text);
  return Number.isFinite(number) && toText(value) === toText(parseExact(String(number)) ?? value)
    ? number
    : null;
}
