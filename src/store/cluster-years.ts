import type { Temporal } from "temporal-polyfill";
import { type Cluster, type ClusterYear, Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

export type ClusterYears = Cluster & { years: ClusterYear[] };

/**
 * The same as `yearOn`, of a year y and its cluster c. By its id: then the database knows that there is one for each cluster, and
 * does not plan for one in all.
 */
export const isYearOn = (calendarYear: number): Prisma.Sql => Prisma.sql`y."id" = (
  SELECT z."id" FROM "ClusterYear" z WHERE z."clusterId" = c."id"
  ORDER BY CASE WHEN z."year" <= ${calendarYear} THEN 0 ELSE 1 END, ABS(z."year" - ${calendarYear}) LIMIT 1)`;

/** These clusters with all their years. */
export const clusterYears = (tx: Tx, ids: readonly number[]): Promise<ClusterYears[]> =>
  tx.cluster.findMany({
    where: { id: { in: [...ids] } },
    include: { years: true },
    orderBy: { id: "asc" },
  });

/**
 * Is the month's report due in this cluster at all? Not one that was due before the cluster's year was set up here, unless
 * somebody did report then.
 */
export function isOwed(
  year: Pick<ClusterYear, "createdAt">,
  dueAt: Temporal.Instant,
  reported: boolean,
): boolean {
  return reported || dueAt.epochMilliseconds > year.createdAt.getTime();
}

/** Whether a unit that is on the list since that day owes what falls due on `dueDay`: not what fell due until it came. */
export const wasThere = (since: string | null, dueDay: Temporal.PlainDate): boolean =>
  since === null || since < dueDay.toString();

/** How long before the year was set up here a report may have been due that is still asked for. */
const arrears = { hours: 31 * 24 };

/** Before which moments a year must have been set up here for that report to be asked for: in any case, and where somebody did report. */
export const setUpBefore = (dueAt: Temporal.Instant) => ({ anyway: dueAt, ifReported: dueAt.add(arrears) });

/**
 * Is a report that was not sent asked for? What fell due longer than a month before the year was set up here is history: it
 * shows as missing, and nobody is reminded of it.
 */
export function isAskedFor(
  year: Pick<ClusterYear, "createdAt">,
  dueAt: Temporal.Instant,
  reported: boolean,
): boolean {
  const { anyway, ifReported } = setUpBefore(dueAt);
  return year.createdAt.getTime() < (reported ? ifReported : anyway).epochMilliseconds;
}
