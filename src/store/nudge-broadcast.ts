import type { Temporal } from "temporal-polyfill";
import type { Locales } from "../shared/say.ts";
import { broadcastKey, broadcastMessage, messageTo, sayTo } from "./broadcast-message.ts";
import { refreshBroadcastReport } from "./broadcast-report.ts";
import { enqueueAll } from "./enqueue.ts";
import type { BroadcastRow } from "./find-broadcast.ts";
import type { Tx } from "./open.ts";
import { noticeKey, recipientsOf } from "./recipients.ts";

const nudgeMark = ":nudge:";

/** Whom a nudge of this broadcast was written to from that moment on. */
export async function nudgedSince(tx: Tx, id: number, since: Temporal.Instant): Promise<Set<number>> {
  const before = `${broadcastKey(id)}:`;
  const rows = await tx.outboxMessage.findMany({
    where: {
      dedupeKey: { startsWith: before, contains: nudgeMark },
      createdAt: { gte: new Date(since.epochMilliseconds) },
    },
    select: { dedupeKey: true },
  });
  return new Set(rows.map(({ dedupeKey }) => Number.parseInt(dedupeKey.slice(before.length), 10)));
}

/**
 * Reminds those who have not acknowledged, as the n-th round; null when that round was sent before. Answers how many are
 * reminded.
 */
export async function nudge(
  tx: Tx,
  row: BroadcastRow,
  personIds: number[],
  round: number,
  { locales, now }: { locales: Locales; now: Temporal.Instant },
): Promise<number | null> {
  const sent = await tx.broadcastReceipt.count({ where: { broadcastId: row.id, nudges: { gte: round } } });
  if (sent > 0) return null;
  const { clusterYear } = row;
  const recipients = await recipientsOf(tx, {
    clusterId: clusterYear.cluster.id,
    addressForm: clusterYear.addressForm,
    clusterKind: clusterYear.cluster.kind,
    personIds,
  });
  const unit = clusterYear.headUnit?.name ?? "";
  await enqueueAll(
    tx,
    recipients.flatMap((each) => {
      const say = sayTo(locales, each);
      return messageTo(row, each, {
        reply: {
          ...broadcastMessage(say, { ...row, unit }, null),
          html: say("broadcast:nudgeMessage", { number: row.number, unit, text: row.text }).trim(),
        },
        dedupeKey: `${noticeKey(broadcastKey(row.id), each.personId)}${nudgeMark}${round}`,
        nudge: true,
        now,
      });
    }),
  );
  await tx.broadcastReceipt.updateMany({
    where: { broadcastId: row.id, personId: { in: recipients.map((each) => each.personId) } },
    data: { nudges: round },
  });
  await refreshBroadcastReport(tx, locales, row.id, now);
  return recipients.length;
}
