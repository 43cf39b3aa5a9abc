import { z } from "zod";
import type { Tx } from "./open.ts";

/** What is asked once more of a copy just before it goes out. */
const guardShape = z.object({
  kind: z.literal("broadcast"),
  broadcastId: z.number(),
  personId: z.number(),
  /** Only for those who have not acknowledged. */
  nudge: z.boolean(),
});
export type BroadcastGuard = z.infer<typeof guardShape>;

/** Is it still to be sent: not cancelled, for somebody who still belongs to the cluster, and (a nudge) not acknowledged? */
export async function broadcastStillWanted(tx: Tx, guard: unknown): Promise<boolean> {
  const wanted = guardShape.parse(guard);
  const { broadcastId, personId } = wanted;
  const receipt = await tx.broadcastReceipt.findUnique({
    where: { broadcastId_personId: { broadcastId, personId } },
    include: { broadcast: { include: { clusterYear: true } } },
  });
  if (!receipt || receipt.broadcast.state === "cancelled") return false;
  if (wanted.nudge && receipt.acknowledgedAt) return false;
  const { clusterId } = receipt.broadcast.clusterYear;
  const roles = await tx.role.count({
    where: { personId, clusterId, endedAt: null, unitId: { not: null }, person: { erasedAt: null } },
  });
  return roles > 0;
}
