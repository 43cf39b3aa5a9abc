import type { Temporal } from "temporal-polyfill";
import type { Locales } from "../shared/say.ts";
import { broadcastKey } from "./broadcast-message.ts";
import { refreshBroadcastReport } from "./broadcast-report.ts";
import { deliveryStates } from "./deliveries.ts";
import type { Tx } from "./open.ts";
import { noticeKey } from "./recipients.ts";

/** A broadcast that came to somebody. */
export interface OwnReceipt {
  broadcastId: number;
  number: number;
  text: string;
  sentAt: Date;
  acknowledged: boolean;
}

/** The broadcasts that came to a person, newest first; those that never arrived are left out. */
export async function receiptsOf(tx: Tx, personId: number): Promise<OwnReceipt[]> {
  const rows = await tx.broadcastReceipt.findMany({
    where: { personId },
    include: { broadcast: { select: { number: true, text: true, sendAt: true } } },
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
    const { number, text, sendAt } = broadcast;
    return [{ broadcastId, number, text, sentAt: sendAt, acknowledged: acknowledgedAt !== null }];
  });
}

/** Notes that somebody has it; answers when they first said so, or null when it was not for them. */
export async function acknowledge(
  tx: Tx,
  id: number,
  personId: number,
  locales: Locales,
  now: Temporal.Instant,
): Promise<{ at: Date; first: boolean } | null> {
  const { count } = await tx.broadcastReceipt.updateMany({
    where: { broadcastId: id, personId, acknowledgedAt: null },
    data: { acknowledgedAt: new Date(now.epochMilliseconds) },
  });
  const receipt = await tx.broadcastReceipt.findUnique({
    where: { broadcastId_personId: { broadcastId: id, personId } },
  });
  if (!receipt?.acknowledgedAt) return null;
  if (count === 1) await refreshBroadcastReport(tx, locales, id, now);
  return { at: receipt.acknowledgedAt, first: count === 1 };
}
