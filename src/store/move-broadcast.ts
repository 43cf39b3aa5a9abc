import type { Temporal } from "temporal-polyfill";
import type { Locales } from "../shared/say.ts";
import { refreshBroadcastReport } from "./broadcast-report.ts";
import type { Tx } from "./open.ts";

/** Puts a broadcast that waits for its time off to another one; false when it is out or was cancelled. */
export async function moveBroadcast(
  tx: Tx,
  id: number,
  to: Temporal.Instant,
  { locales, now }: { locales: Locales; now: Temporal.Instant },
): Promise<boolean> {
  const { count } = await tx.broadcast.updateMany({
    where: { id, state: "scheduled" },
    data: { sendAt: new Date(to.epochMilliseconds) },
  });
  if (count === 1) await refreshBroadcastReport(tx, locales, id, now);
  return count === 1;
}

/** The year's broadcasts that wait for their time, the newest first. */
export function bookedBroadcasts(tx: Tx, clusterYearId: number): Promise<{ id: number; number: number }[]> {
  return tx.broadcast.findMany({
    where: { clusterYearId, state: "scheduled" },
    orderBy: { number: "desc" },
    select: { id: true, number: true },
  });
}
