import { broadcastKey } from "./broadcast-message.ts";
import { type BroadcastRow, findBroadcast } from "./find-broadcast.ts";
import type { Tx } from "./open.ts";

/** The newest broadcast of the year that is still to be sent, in whole or in part; null when all are out. */
export async function newestUnsent(tx: Tx, clusterYearId: number): Promise<BroadcastRow | null> {
  const rows = await tx.broadcast.findMany({
    where: { clusterYearId, state: { in: ["scheduled", "started"] } },
    select: { id: true, state: true },
    orderBy: { number: "desc" },
  });
  for (const { id, state } of rows) {
    const dedupeKey = { startsWith: `${broadcastKey(id)}:` };
    const isUnsent =
      state === "scheduled" ||
      (await tx.outboxMessage.count({ where: { state: "queued", kind: "broadcast", dedupeKey } })) > 0;
    if (isUnsent) return findBroadcast(tx, id);
  }
  return null;
}
