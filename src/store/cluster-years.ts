import type { Temporal } from "temporal-polyfill";
import type { Cluster, ClusterYear } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

export type ClusterYears = Cluster & { years: ClusterYear[] };

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
const arrears = 31 * 24 * 60 * 60 * 1000;

/**
 * Is a report that was not sent asked for? What fell due longer than a month before the year was set up here is history: it
 * shows as missing, and nobody is reminded of it.
 */
export const isAskedFor = (
  year: Pick<ClusterYear, "createdAt">,
  dueAt: Temporal.Instant,
  reported: boolean,
): boolean => isOwed(year, dueAt, reported) && dueAt.epochMilliseconds > year.createdAt.getTime() - arrears;
