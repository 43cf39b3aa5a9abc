import { broadcastKey } from "./broadcasts.ts";
import { deliveryStates } from "./deliveries.ts";
import type { Tx } from "./open.ts";
import { noticeKey } from "./recipients.ts";

/** A broadcast that came to somebody. */
interface OwnReceipt {
  broadcastId: number;
  number: number;
  sentAt: Date;
  acknowledged: boolean;
}

/** The broadcasts that came to a person, newest first; those that never arrived are left out. */
export async function receiptsOf(tx: Tx, personId: number): Promise<OwnReceipt[]> {
  const rows = await tx.broadcastReceipt.findMany({
    where: { personId },
    include: { broadcast: { select: { number: true, sendAt: true } } },
    orderBy: { id: "desc" },
  });
  const keyOf = (id: number) => noticeKey(broadcastKey(id), personId);
  const states = await deliveryStates(
    tx,
    rows.map((row) => keyOf(row.broadcastId)),
  );
  return rows.flatMap(({ broadcastId, broadcast, acknowledgedAt }) => {
    const state = states.get(keyOf(broadcastId))?.state;
    const arrived = acknowledgedAt !== null || state === "sent" || state === "uncertain";
    if (!arrived) return [];
    const { number, sendAt } = broadcast;
    return [{ broadcastId, number, sentAt: sendAt, acknowledged: acknowledgedAt !== null }];
  });
}
