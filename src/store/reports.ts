import type { Temporal } from "temporal-polyfill";
import type { MonthlyReport } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
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
  const place = (await standingsAt(tx, clusterYearId, now.add({ milliseconds: 1 }))).find((row) => row.unitId === unitId);
  return {
    targets: targets.map((each) => ({
      code: `CT${each.number}`,
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
