import { type BroadcastRow, findBroadcast } from "./broadcasts.ts";
import type { Tx } from "./open.ts";

/** A broadcast of the year by the number people know it by; null when there is none. */
export async function broadcastNumbered(
  tx: Tx,
  clusterYearId: number,
  number: number,
): Promise<BroadcastRow | null> {
  const row = await tx.broadcast.findUnique({
    where: { clusterYearId_number: { clusterYearId, number } },
    select: { id: true },
  });
  return row && findBroadcast(tx, row.id);
}

/** The newest broadcast of the year that is still to be sent, in whole or in part; null when all are out. */
export async function newestUnsent(tx: Tx, clusterYearId: number): Promise<BroadcastRow | null> {
  const rows = await tx.broadcast.findMany({
    where: { clusterYearId, state: { in: ["scheduled", "started"] } },
    select: { id: true, state: true },
    orderBy: { number: "desc" },
  });
  for (const { id, state } of rows) {
    const dedupeKey = { startsWith: `broadcast:${id}:` };
    const isUnsent =
      state === "scheduled" ||
      (await tx.outboxMessage.count({ where: { state: "queued", kind: "broadcast", dedupeKey } })) > 0;
    if (isUnsent) return findBroadcast(tx, id);
  }
  return null;
}
