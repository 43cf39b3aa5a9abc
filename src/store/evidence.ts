import type { Tx } from "./open.ts";

/** How many pieces of evidence each target has; targets without any are absent. */
export async function evidenceCounts(tx: Tx, targetIds: number[]): Promise<Map<number, number>> {
  const rows = await tx.evidence.groupBy({
    by: ["targetId"],
    where: { targetId: { in: targetIds }, removedAt: null },
    _count: true,
  });
  return new Map(rows.flatMap((row) => (row.targetId === null ? [] : [[row.targetId, row._count]])));
}
