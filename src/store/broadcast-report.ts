import type { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { ChannelName, Reply } from "../shared/messages.ts";
import type { AddressForm, ClusterKind, Language, Locales, Say } from "../shared/say.ts";
import { copiesOf, inFull } from "./broadcast-copies.ts";
import { broadcastKey } from "./broadcast-message.ts";
import { reportReply } from "./broadcast-report-text.ts";
import { enqueue } from "./enqueue.ts";
import type { Tx } from "./open.ts";
import { preferredAddress } from "./preferred-address.ts";
import { writeSetting } from "./settings.ts";

/** How a broadcast stands now; null when there is none. */
export async function broadcastReport(tx: Tx, say: Say, id: number): Promise<Reply | null> {
  const row = await tx.broadcast.findUnique({ where: { id }, include: inFull });
  return row ? reportReply(say, row, await copiesOf(tx, row)) : null;
}

/** Where the report is kept up to date: where it was asked for, while that can be reached; else at the person's best address. */
async function reportAddress(tx: Tx, id: number | null) {
  const asked =
    id === null ? null : await tx.address.findUnique({ where: { id }, include: { person: true } });
  if (!asked || asked.unreachableSince === null || asked.person === null) return asked;
  const best = await preferredAddress(tx, asked.person.id);
  return best && best.unreachableSince === null ? { ...best, person: asked.person } : asked;
}

const reportKey = (id: number) => `${broadcastKey(id)}:report`;

/** Brings the report of one broadcast up to date; false when it says so already. */
export async function refreshBroadcastReport(
  tx: Tx,
  locales: Locales,
  id: number,
  now: Temporal.Instant,
): Promise<boolean> {
  const row = await tx.broadcast.findUnique({ where: { id }, include: inFull });
  const address = await reportAddress(tx, row?.reportAddressId ?? null);
  if (!row || !address) return false;
  const { clusterYear } = row;
  const say = locales.say(
    (address.person?.language ?? "vi") as Language,
    clusterYear.addressForm as AddressForm,
    clusterYear.cluster.kind as ClusterKind,
  );
  const reply = reportReply(say, row, await copiesOf(tx, row));
  const replaceKey = reportKey(id);
  const newest = await tx.outboxMessage.findFirst({
    where: { replaceKey },
    orderBy: { id: "desc" },
  });
  if (newest?.payload === JSON.stringify(reply)) return false;
  const version = newest ? Number(newest.dedupeKey.slice(replaceKey.length + 1)) + 1 : 1;
  return enqueue(tx, {
    channel: address.channel as ChannelName,
    addressId: address.id,
    kind: "broadcastReport",
    policy: "idempotent",
    reply,
    dedupeKey: `${replaceKey}:${version}`,
    edit: { replaceKey },
    // The first answers a press; changes need not go ahead of other people's replies.
    priority: newest ? 4 : 0,
    createdAt: new Date(now.epochMilliseconds),
  });
}

const openPrefix = "broadcast-report:";
const openShape = z.object({ step: z.number(), left: z.number(), uncertain: z.number() });

/** From now on the report follows what becomes of the copies, in steps of a tenth, until all are settled. */
export async function openBroadcastReport(tx: Tx, id: number, copies: number): Promise<void> {
  const open: z.infer<typeof openShape> = {
    step: Math.max(1, Math.ceil(copies / 10)),
    left: copies,
    uncertain: 0,
  };
  await writeSetting(tx, `${openPrefix}${id}`, JSON.stringify(open));
}

/** What is not settled of a broadcast; few rows, found by their state. */
async function unsettled(tx: Tx, id: number): Promise<{ left: number; uncertain: number }> {
  const where = {
    state: { in: ["queued", "sending"] },
    kind: "broadcast",
    dedupeKey: { startsWith: `${broadcastKey(id)}:` },
  };
  return {
    left: await tx.outboxMessage.count({ where }),
    uncertain: await tx.outboxMessage.count({ where: { ...where, uncertain: { gt: 0 } } }),
  };
}

/**
 * Brings the reports of broadcasts under way up to date; to be called when copies were settled. Answers whether it put
 * anything into the outbox. A report changes at most ten times while its copies go out, and when one is in doubt.
 */
export async function refreshBroadcastReports(
  tx: Tx,
  locales: Locales,
  now: Temporal.Instant,
): Promise<boolean> {
  const settings = await tx.setting.findMany({ where: { key: { startsWith: openPrefix } } });
  let changed = false;
  for (const { key, value } of settings) {
    const id = Number(key.slice(openPrefix.length));
    const open = openShape.parse(JSON.parse(value));
    const { left, uncertain } = await unsettled(tx, id);
    if (left > 0 && open.left - left < open.step && open.uncertain === uncertain) continue;
    if (left === 0) await tx.setting.delete({ where: { key } });
    else await writeSetting(tx, key, JSON.stringify({ ...open, left, uncertain }));
    changed = (await refreshBroadcastReport(tx, locales, id, now)) || changed;
  }
  return changed;
}
