import type { Temporal } from "temporal-polyfill";
import type { z } from "zod";
import type { Calendar } from "../domain/calendar.ts";
import type { Locales } from "../shared/say.ts";
import { type imageShape, recipientsNow, storedAudience } from "./broadcast-audience.ts";
import { broadcastKey, broadcastMessage, messageTo, sayTo } from "./broadcast-message.ts";
import { openBroadcastReport, refreshBroadcastReport } from "./broadcast-report.ts";
import { enqueueAll } from "./enqueue.ts";
import { type BroadcastRow, findBroadcast } from "./find-broadcast.ts";
import type { Tx } from "./open.ts";
import { noticeKey } from "./recipients.ts";

const imageOf = (row: BroadcastRow): z.infer<typeof imageShape> | null => {
  const { image } = storedAudience.parse(JSON.parse(row.audience));
  return image && row.imageSha256 ? { ...image, sha256: row.imageSha256 } : null;
};

interface Sending {
  locales: Locales;
  calendar: Calendar;
  now: Temporal.Instant;
}

/** Hands a scheduled broadcast to the outbox; a second call, or a call after it was cancelled or moved, does nothing. */
export async function startBroadcast(tx: Tx, id: number, sending: Sending): Promise<void> {
  const { locales, now } = sending;
  const { count } = await tx.broadcast.updateMany({
    where: { id, state: "scheduled", sendAt: { lte: new Date(now.epochMilliseconds) } },
    data: { state: "started" },
  });
  const row = count === 1 ? await findBroadcast(tx, id) : null;
  if (!row) return;
  const recipients = await recipientsNow(tx, row, sending);
  await tx.broadcastReceipt.createMany({
    data: recipients.map((each) => ({ broadcastId: id, personId: each.personId, unitId: each.unitId })),
  });
  const unit = row.clusterYear.headUnit?.name ?? "";
  const image = imageOf(row);
  await enqueueAll(
    tx,
    recipients.flatMap((each) =>
      messageTo(row, each, {
        reply: broadcastMessage(sayTo(locales, each), { ...row, unit }, image),
        dedupeKey: noticeKey(broadcastKey(id), each.personId),
        nudge: false,
        now,
      }),
    ),
  );
  await openBroadcastReport(tx, id, recipients.length);
  await refreshBroadcastReport(tx, locales, id, now);
}

/** Stops what has not gone out; false when it was stopped before or nothing is left to stop. */
export async function cancelBroadcast(
  tx: Tx,
  row: BroadcastRow,
  locales: Locales,
  now: Temporal.Instant,
): Promise<boolean> {
  const receipts = await tx.broadcastReceipt.findMany({ where: { broadcastId: row.id } });
  const queued = {
    state: "queued",
    kind: "broadcast",
    dedupeKey: { startsWith: `${broadcastKey(row.id)}:` },
  };
  const waiting = await tx.outboxMessage.count({ where: queued });
  if (row.state === "cancelled" || (row.state === "started" && waiting === 0)) return false;
  const { count } = await tx.broadcast.updateMany({
    where: { id: row.id, state: { not: "cancelled" } },
    data: { state: "cancelled" },
  });
  if (count === 0) return false;
  const settledAt = new Date(now.epochMilliseconds);
  // What may have arrived is not known to be unsent.
  await tx.outboxMessage.updateMany({
    where: { ...queued, uncertain: 0 },
    data: { state: "dropped", settledAt },
  });
  await tx.outboxMessage.updateMany({
    where: { ...queued, uncertain: { gt: 0 } },
    data: { state: "uncertain", settledAt },
  });
  if (receipts.length > 0) await openBroadcastReport(tx, row.id, receipts.length);
  await refreshBroadcastReport(tx, locales, row.id, now);
  return true;
}
