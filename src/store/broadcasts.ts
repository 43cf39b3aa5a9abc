import type { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { Calendar } from "../domain/calendar.ts";
import type { Reply } from "../shared/messages.ts";
import type { Locales, Say } from "../shared/say.ts";
import { openBroadcastReport, refreshBroadcastReport } from "./broadcast-report.ts";
import { lateUnits, missingReports } from "./call-list.ts";
import { enqueueAll } from "./enqueue.ts";
import type { Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import type { NewMessage } from "./outbox-rows.ts";
import { noticeKey, type Recipient, recipientsOf } from "./recipients.ts";
import { memberUnits } from "./standings.ts";

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);

/** Who a broadcast is for. `late` names the units that were late when it was written; those that have reported since are left out. */
const roleShape = z.enum(["focalOfficial", "unitLeader"]);
/** Only people in that role; null: all. Rows written before it existed have none. */
const onlyRole = roleShape.nullable().default(null);
export const audienceShape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all") }),
  z.object({ kind: z.literal("late"), unitIds: z.array(z.number()), role: onlyRole }),
  z.object({ kind: z.literal("units"), unitIds: z.array(z.number()), role: onlyRole }),
  z.object({ kind: z.literal("role"), role: roleShape }),
]);
export type BroadcastAudience = z.input<typeof audienceShape>;

export const imageShape = z.object({ sha256: z.string(), mediaType: z.string(), fileName: z.string() });

/** What the column holds besides the audience: what a picture is called, and the draft it was written from. */
const storedAudience = z.object({
  audience: audienceShape,
  image: imageShape.omit({ sha256: true }).nullable(),
  draft: z.number().nullable(),
});

const withYear = { clusterYear: { include: { cluster: true, headUnit: true } } } as const;
export type BroadcastRow = Prisma.BroadcastGetPayload<{ include: typeof withYear }>;

export function findBroadcast(tx: Tx, id: number): Promise<BroadcastRow | null> {
  return tx.broadcast.findUnique({ where: { id }, include: withYear });
}

/** The year's broadcast of that number; `null`: the newest that was sent. */
export function broadcastOfYear(
  tx: Tx,
  clusterYearId: number,
  number: number | null,
): Promise<BroadcastRow | null> {
  return tx.broadcast.findFirst({
    where: { clusterYearId, ...(number === null ? { state: "started" } : { number }) },
    orderBy: { number: "desc" },
    include: withYear,
  });
}

/** All broadcasts of a year, the newest first. */
export function broadcastsOfYear(
  tx: Tx,
  clusterYearId: number,
): Promise<{ id: number; number: number; text: string }[]> {
  return tx.broadcast.findMany({
    where: { clusterYearId },
    orderBy: { number: "desc" },
    select: { id: true, number: true, text: true },
  });
}

interface YearHere {
  id: number;
  addressForm: string;
  cluster: { id: number; kind: string };
}

/** Everybody in the year's units the audience means, once each, without whoever writes. */
export async function broadcastRecipients(
  tx: Tx,
  year: YearHere,
  audience: BroadcastAudience,
  byId: number,
): Promise<Recipient[]> {
  const members = (await memberUnits(tx, year.id)).map((unit) => unit.id);
  const named = "unitIds" in audience ? members.filter((id) => audience.unitIds.includes(id)) : members;
  const people = await recipientsOf(tx, {
    clusterId: year.cluster.id,
    addressForm: year.addressForm,
    clusterKind: year.cluster.kind,
    unitIds: named,
    roles: "role" in audience && audience.role ? [audience.role] : ["focalOfficial", "unitLeader"],
  });
  return people.filter((each) => each.personId !== byId);
}

export interface NewBroadcast {
  clusterYearId: number;
  byId: number;
  text: string;
  image: z.infer<typeof imageShape> | null;
  audience: BroadcastAudience;
  /** The open question it was written in: a second press finds what the first one made. */
  draft: number;
  sendAt: Temporal.Instant;
  reportAddressId: number;
  now: Temporal.Instant;
}

/** Puts a broadcast down under the year's next number, to be sent at its time. */
export async function createBroadcast(tx: Tx, made: NewBroadcast): Promise<{ id: number; number: number }> {
  const { clusterYearId, image, audience, draft, sendAt, now, ...rest } = made;
  const last = await tx.broadcast.aggregate({ where: { clusterYearId }, _max: { number: true } });
  const stored: z.input<typeof storedAudience> = {
    audience,
    image: image && { mediaType: image.mediaType, fileName: image.fileName },
    draft,
  };
  const row = await tx.broadcast.create({
    data: {
      ...rest,
      clusterYearId,
      number: (last._max.number ?? 0) + 1,
      imageSha256: image?.sha256 ?? null,
      audience: JSON.stringify(stored),
      sendAt: asDate(sendAt),
      state: "scheduled",
      createdAt: asDate(now),
    },
  });
  return { id: row.id, number: row.number };
}

/** What this person's draft became, or null while it is none. */
export async function broadcastOfDraft(
  tx: Tx,
  { byId, clusterYearId, draft }: { byId: number; clusterYearId: number; draft: number },
): Promise<{ id: number; number: number } | null> {
  const rows = await tx.broadcast.findMany({ where: { byId, clusterYearId }, orderBy: { id: "desc" } });
  return rows.find((row) => storedAudience.parse(JSON.parse(row.audience)).draft === draft) ?? null;
}

/** The message as a recipient sees it; `id` null shows it without its button. */
export function broadcastMessage(
  say: Say,
  { id, number, unit, text }: { id: number | null; number: number; unit: string; text: string },
  image: z.infer<typeof imageShape> | null,
): Reply {
  return {
    html: say("broadcast:message", { number, unit, text }).trim(),
    ...(image ? { image } : {}),
    ...(id === null
      ? {}
      : { choices: [[{ label: say.plain("broadcast:button.received"), data: `broadcast:got:${id}` }]] }),
  };
}

const imageOf = (row: BroadcastRow): z.infer<typeof imageShape> | null => {
  const { image } = storedAudience.parse(JSON.parse(row.audience));
  return image && row.imageSha256 ? { ...image, sha256: row.imageSha256 } : null;
};

/** What the keys of everybody's copy begin with. */
export const broadcastKey = (id: number): string => `broadcast:${id}`;

/** From then on it is no longer news. */
const worthSending = { days: 7 };

const guardShape = z.object({
  kind: z.literal("broadcast"),
  broadcastId: z.number(),
  personId: z.number(),
  /** Only for those who have not acknowledged. */
  nudge: z.boolean(),
});

function messageTo(
  row: BroadcastRow,
  recipient: Recipient,
  {
    reply,
    dedupeKey,
    nudge,
    now,
  }: { reply: Reply; dedupeKey: string; nudge: boolean; now: Temporal.Instant },
): NewMessage[] {
  if (!recipient.address) return [];
  const guard: z.infer<typeof guardShape> = {
    kind: "broadcast",
    broadcastId: row.id,
    personId: recipient.personId,
    nudge,
  };
  return [
    {
      channel: recipient.address.channel,
      addressId: recipient.address.id,
      kind: "broadcast",
      policy: "atLeastOnce",
      reply,
      dedupeKey,
      priority: 9,
      guard,
      expiresAt: asDate(now.add({ hours: worthSending.days * 24 })),
      createdAt: asDate(now),
    },
  ];
}

interface Sending {
  locales: Locales;
  calendar: Calendar;
  now: Temporal.Instant;
}

const sayTo = (locales: Locales, each: Recipient) =>
  locales.say(each.language, each.addressForm, each.clusterKind);

/** Those the audience means at this moment. */
async function recipientsNow(tx: Tx, row: BroadcastRow, { calendar, now }: Sending): Promise<Recipient[]> {
  const { clusterYear } = row;
  const { cluster } = clusterYear;
  let audience: BroadcastAudience = storedAudience.parse(JSON.parse(row.audience)).audience;
  if (audience.kind === "late") {
    const missing = await missingReports(tx, { year: clusterYear, cluster, now, calendar });
    const late = new Set(lateUnits(missing).map((unit) => unit.id));
    audience = { ...audience, unitIds: audience.unitIds.filter((id) => late.has(id)) };
  }
  return broadcastRecipients(tx, clusterYear, audience, row.byId);
}

/** Hands a scheduled broadcast to the outbox; a second call, or a call after it was cancelled, does nothing. */
export async function startBroadcast(tx: Tx, id: number, sending: Sending): Promise<void> {
  const { locales, now } = sending;
  const { count } = await tx.broadcast.updateMany({
    where: { id, state: "scheduled" },
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

const nudgeMark = ":nudge:";

/** Whom a nudge of this broadcast was written to from that moment on. */
export async function nudgedSince(tx: Tx, id: number, since: Temporal.Instant): Promise<Set<number>> {
  const before = `${broadcastKey(id)}:`;
  const rows = await tx.outboxMessage.findMany({
    where: { dedupeKey: { startsWith: before, contains: nudgeMark }, createdAt: { gte: asDate(since) } },
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
  { locales, now }: Sending,
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
  const settledAt = asDate(now);
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
    data: { acknowledgedAt: asDate(now) },
  });
  const receipt = await tx.broadcastReceipt.findUnique({
    where: { broadcastId_personId: { broadcastId: id, personId } },
  });
  if (!receipt?.acknowledgedAt) return null;
  if (count === 1) await refreshBroadcastReport(tx, locales, id, now);
  return { at: receipt.acknowledgedAt, first: count === 1 };
}

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
