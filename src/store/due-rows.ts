import type { ChannelName } from "../shared/messages.ts";
import { Prisma } from "./generated/sqlite/client.ts";
import type { Db, Store, Tx } from "./open.ts";
import { asOutboxRow, holdsBackTimes, type OutboxRow, type RawRow } from "./outbox-rows.ts";

/** Which of a channel's bots is meant: one, or all but some (then those that are none any more, too). */
export type OfBots = { only: string } | { except: string[] };

/** One lane's rows: a channel's, or those of some of its bots (left out: of all). */
export interface LaneScope {
  channel: ChannelName;
  bots?: OfBots | undefined;
}

/** What a sender asks for. */
export interface Wanted extends LaneScope {
  /** Real time. */
  now: Date;
  /** Only rows that go ahead of this priority; left out: all. */
  aheadOf?: number;
  /** Addresses whose turn it is not. */
  except: number[];
  limit: number;
}

const ofBots = (bots: OfBots | undefined) => {
  if (bots === undefined) return Prisma.empty;
  return "only" in bots
    ? Prisma.sql`AND a."bot" = ${bots.only}`
    : Prisma.sql`AND a."bot" NOT IN (${Prisma.join(bots.except)})`;
};

/** Queued rows whose time has come and that are first in line at their address, which has none on its way. */
const due = ({ channel, bots }: LaneScope, now: Date) => Prisma.sql`
  FROM "OutboxMessage" o JOIN "Address" a ON a."id" = o."addressId"
  WHERE o."state" = 'queued' AND o."channel" = ${channel} ${ofBots(bots)} AND (o."notBefore" IS NULL OR o."notBefore" <= ${now})
    AND NOT EXISTS (SELECT 1 FROM "OutboxMessage" e WHERE e."addressId" = o."addressId" AND e."state" = 'sending')
    AND NOT EXISTS (
      SELECT 1 FROM "OutboxMessage" e WHERE e."addressId" = o."addressId" AND e."state" = 'queued'
        AND e."uncertain" < ${holdsBackTimes}
        AND (e."priority" < o."priority" OR (e."priority" = o."priority" AND e."id" < o."id")))`;

/**
 * Rows that may go out now, most urgent first; on PostgreSQL locked until the transaction ends, and those locked by
 * another are passed over. An address has at most one on its way, in order of priority and then of being enqueued.
 */
export async function dueRows(tx: Tx, provider: Store["provider"], wanted: Wanted): Promise<OutboxRow[]> {
  const { now, aheadOf, except, limit } = wanted;
  const rows = await tx.$queryRaw<RawRow[]>`
    SELECT o."id", o."channel", o."addressId", a."bot", a."externalId" AS "chatId", a."unreachableReason" AS "unreachable", o."kind",
      o."policy", o."operation", o."payload", o."dedupeKey", o."replaceKey", o."guard", o."priority", o."attempts",
      o."uncertain", o."expiresAt", o."platformMessageId" AS "messageId"
    ${due(wanted, now)}
      ${aheadOf === undefined ? Prisma.empty : Prisma.sql`AND o."priority" < ${aheadOf}`}
      ${except.length === 0 ? Prisma.empty : Prisma.sql`AND o."addressId" NOT IN (${Prisma.join(except)})`}
    ORDER BY o."priority", o."id" LIMIT ${limit}
    ${provider === "postgresql" ? Prisma.sql`FOR UPDATE OF o SKIP LOCKED` : Prisma.empty}`;
  return rows.map(asOutboxRow);
}

/** Whether something could go out now if its turn had come; `now` is real time. Asked for some addresses only, or for all. */
export async function hasDueRows(
  db: Db | Tx,
  scope: LaneScope,
  now: Date,
  addressIds?: number[],
): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`SELECT 1 AS "one" ${due(scope, now)}
    ${addressIds ? Prisma.sql`AND o."addressId" IN (${Prisma.join(addressIds)})` : Prisma.empty} LIMIT 1`;
  return rows.length > 0;
}

/** Marks rows as under way; committed before the first byte is sent. `until` is real time. */
export async function claimRows(tx: Tx, ids: number[], owner: string, until: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`UPDATE "OutboxMessage"
    SET "state" = 'sending', "attempts" = "attempts" + 1, "leaseOwner" = ${owner}, "leaseUntil" = ${until}
    WHERE "id" IN (${Prisma.join(ids)})`;
}

/** Rows under way on this lane with whom holds them and until when (real time). */
export async function rowsUnderWay(
  tx: Tx,
  { channel, bots }: LaneScope,
): Promise<{ row: OutboxRow; owner: string | null; until: Date | null }[]> {
  const rows = await tx.outboxMessage.findMany({
    where: {
      channel,
      state: "sending",
      ...(bots && { address: { bot: "only" in bots ? bots.only : { notIn: bots.except } } }),
    },
    include: { address: { select: { bot: true, externalId: true, unreachableReason: true } } },
  });
  return rows.map(({ address, leaseOwner, leaseUntil, platformMessageId, ...row }) => ({
    owner: leaseOwner,
    until: leaseUntil,
    row: asOutboxRow({
      ...(row as unknown as RawRow),
      bot: address.bot,
      chatId: address.externalId,
      unreachable: address.unreachableReason,
      messageId: platformMessageId,
    }),
  }));
}
