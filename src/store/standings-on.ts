import type { Temporal } from "temporal-polyfill";
import { yearOn } from "../domain/cluster.ts";
import { endOfDay, lastDay, monthOf } from "../domain/period.ts";
import type { StandingRow } from "../domain/standings.ts";
import type { Db } from "./open.ts";
import { memberUnits, standingsAt } from "./standings.ts";

export interface ClusterStandings {
  cluster: string;
  /** YYYY-MM-DD */
  on: string;
  /** final: the day ends a month whose points were published. */
  state: "provisional" | "final";
  rows: { unit: string; rank: number | null; points: number | null; targets: number }[];
}

/** The table of a cluster as of the end of a day; a published month's last day gives the frozen table. Null: no such cluster. */
export async function clusterStandings(
  db: Db,
  code: string,
  on: Temporal.PlainDate,
): Promise<ClusterStandings | null> {
  const cluster = await db.cluster.findUnique({ where: { code }, include: { years: true } });
  const year = cluster && yearOn(cluster.years, on.year);
  if (!cluster || !year) return null;
  const month = monthOf(on);
  const closed = lastDay(month).equals(on)
    ? await db.closedMonth.findUnique({ where: { clusterYearId_month: { clusterYearId: year.id, month } } })
    : null;
  const published = closed?.publishedAt ? (JSON.parse(closed.standings) as StandingRow[]) : null;
  const rows = published ?? (await standingsAt(db, year.id, endOfDay(on, cluster.timeZone)));
  const names = new Map((await memberUnits(db, year.id)).map((unit) => [unit.id, unit.name]));
  return {
    cluster: code,
    on: on.toString(),
    state: published ? "final" : "provisional",
    rows: rows.map(({ unitId, rank, points, targets }) => ({
      unit: names.get(unitId) ?? "",
      rank,
      points: points === null ? null : Number(points),
      targets,
    })),
  };
}
