import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import { endOfDay, type Month } from "../domain/period.ts";
import { figureOf } from "../domain/progress.ts";
import { targetCode } from "../domain/target.ts";
import { clusterYears } from "./cluster-years.ts";
import type { MonthlyReport, Person } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { openReports } from "./open-items.ts";
import { standingsAt } from "./standings.ts";

/** One target's line in a month's report, frozen as it stood. Figures are exact decimal text. */
export interface FrozenTarget {
  code: string;
  title: string;
  kind: string;
  direction: string;
  measure: string | null;
  plan: string;
  current: string | null;
  done: boolean;
  dueOn: string | null;
  approval: string;
}

export interface MonthFigures {
  targets: FrozenTarget[];
  rank: number | null;
  points: string | null;
}

/** The unit's figures as they stand at an instant that is now or later than every entry; what a report freezes. */
export async function figuresNow(
  tx: Tx,
  clusterYearId: number,
  unitId: number,
  now: Temporal.Instant,
): Promise<MonthFigures> {
  const targets = await tx.target.findMany({
    where: { clusterYearId, unitId, approval: { not: "withdrawn" } },
    orderBy: { number: "asc" },
  });
  const place = (await standingsAt(tx, clusterYearId, now.add({ milliseconds: 1 }))).find(
    (row) => row.unitId === unitId,
  );
  return {
    targets: targets.map((each) => ({
      code: targetCode(each.number),
      title: each.title,
      kind: each.kind,
      direction: each.direction,
      measure: each.measure,
      plan: each.plan,
      current: each.current,
      done: each.done,
      dueOn: each.dueOn,
      approval: each.approval,
    })),
    rank: place?.rank ?? null,
    points: place?.points ?? null,
  };
}

/**
 * The figures of a month whose data window ends on `lastDay`: as they stand while it is open; afterwards those of days up
 * to its end, with what was recorded late among them.
 */
export async function figuresOfMonth(
  tx: Tx,
  clusterYearId: number,
  unitId: number,
  { lastDay, now, zone }: { lastDay: Temporal.PlainDate; now: Temporal.Instant; zone: string },
): Promise<MonthFigures> {
  const figures = await figuresNow(tx, clusterYearId, unitId, now);
  const end = endOfDay(lastDay, zone);
  if (Temporal.Instant.compare(now, end) < 0) return figures;
  const entries = await tx.progressEntry.findMany({
    where: { clusterYearId, unitId, voidedAt: null, onDay: { lte: lastDay.toString() } },
    include: { target: { select: { number: true } } },
  });
  const place = (await standingsAt(tx, clusterYearId, end)).find((row) => row.unitId === unitId);
  return {
    targets: figures.targets.map((each) => {
      const own = entries.filter((entry) => targetCode(entry.target.number) === each.code);
      const figure = figureOf(own.map((entry) => ({ ...entry, op: entry.op as "set" | "add" })));
      return { ...each, current: figure?.total ?? null, done: figure?.done ?? false };
    }),
    rank: place?.rank ?? null,
    points: place?.points ?? null,
  };
}

export interface NewReport {
  clusterYearId: number;
  unitId: number;
  month: string;
  sentAt: Date;
  sentById: number | null;
  figures: MonthFigures;
  actionId: number | null;
  /** A leader who sends attests at once. */
  attested: boolean;
}

export function createReport(tx: Tx, { figures, attested, ...report }: NewReport): Promise<MonthlyReport> {
  return tx.monthlyReport.create({
    data: {
      ...report,
      figures: JSON.stringify(figures),
      ...(attested ? { attestedById: report.sentById, attestedAt: report.sentAt } : {}),
    },
  });
}

/** What a report froze. */
export const figuresOf = (report: MonthlyReport): MonthFigures => JSON.parse(report.figures) as MonthFigures;

/** The unit's report of the month; one that was taken back does not count. */
export function reportOf(
  tx: Tx,
  clusterYearId: number,
  unitId: number,
  month: string,
): Promise<MonthlyReport | null> {
  return tx.monthlyReport.findFirst({ where: { clusterYearId, unitId, month, voidedAt: null } });
}

export function reportById(tx: Tx, id: number): Promise<MonthlyReport | null> {
  return tx.monthlyReport.findUnique({ where: { id } });
}

/** The months for which the unit's report was due and has not been sent, the oldest first, as the digest asks for them. */
export async function owedMonths(
  tx: Tx,
  { clusterId, unitId }: { clusterId: number; unitId: number },
  { now, today, calendar }: { now: Temporal.Instant; today: Temporal.PlainDate; calendar: Calendar },
): Promise<Month[]> {
  const clusters = await clusterYears(tx, [clusterId]);
  const items = await openReports(tx, clusters, { clusterIds: [], unitIds: [unitId] }, { today, calendar });
  return items.flatMap(({ report }) =>
    report && Temporal.Instant.compare(report.dueAt, now) < 0 ? [report.month] : [],
  );
}

/** The months of the year for which the unit has sent a report. */
export async function reportedMonths(tx: Tx, clusterYearId: number, unitId: number): Promise<Set<string>> {
  const rows = await tx.monthlyReport.findMany({
    where: { clusterYearId, unitId, voidedAt: null },
    select: { month: true },
  });
  return new Set(rows.map((row) => row.month));
}

/** The codes of open targets without a figure of that day or later. */
export async function codesWithoutNewFigure(
  tx: Tx,
  clusterYearId: number,
  unitId: number,
  since: Temporal.PlainDate,
): Promise<string[]> {
  const rows = await tx.target.findMany({
    where: {
      clusterYearId,
      unitId,
      done: false,
      approval: { not: "withdrawn" },
      kind: { not: "title" },
      OR: [{ currentOn: null }, { currentOn: { lt: since.toString() } }],
    },
    select: { number: true },
    orderBy: { number: "asc" },
  });
  return rows.map((row) => targetCode(row.number));
}

/** Until the transaction ends nobody else sends a report of this unit: two at once would both find none sent. */
export async function lockReportsOf(tx: Tx, clusterYearId: number, unitId: number): Promise<void> {
  await tx.$executeRaw`UPDATE "Membership" SET "position" = "position"
    WHERE "clusterYearId" = ${clusterYearId} AND "unitId" = ${unitId}`;
}

/** Attests a report; false when that was done before or the report was taken back. */
export async function attestReport(
  tx: Tx,
  reportId: number,
  by: { personId: number; at: Date },
): Promise<boolean> {
  const { count } = await tx.monthlyReport.updateMany({
    where: { id: reportId, attestedAt: null, voidedAt: null },
    data: { attestedById: by.personId, attestedAt: by.at },
  });
  return count === 1;
}

/** Who sent or attested; null for demo data. */
export function personById(tx: Tx, id: number | null): Promise<Person | null> {
  return id === null ? Promise.resolve(null) : tx.person.findUnique({ where: { id } });
}
