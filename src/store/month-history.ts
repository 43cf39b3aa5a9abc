import type { StandingRow } from "../domain/standings.ts";
import type { Tx } from "./open.ts";

/** The frozen tables of a year's closed months, oldest first; on request only of those that were published. */
export async function closedMonthsOf(
  tx: Tx,
  clusterYearId: number,
  { published }: { published: boolean },
): Promise<{ month: string; rows: StandingRow[] }[]> {
  const rows = await tx.closedMonth.findMany({
    where: { clusterYearId, ...(published ? { publishedAt: { not: null } } : {}) },
    orderBy: { month: "asc" },
  });
  return rows.map(({ month, standings }) => ({ month, rows: JSON.parse(standings) as StandingRow[] }));
}
