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
