import { Temporal } from "temporal-polyfill";
import { dayOf, type Month, monthOf } from "../domain/period.ts";
import type { QuotaCounts } from "../domain/quota.ts";
import type { ChannelName } from "../shared/messages.ts";
import type { Db, Tx } from "./open.ts";
import { quotaError } from "./outbox-rows.ts";

/** One bot of a channel. */
export interface BotName {
  channel: ChannelName;
  bot: string;
}

/**
 * Adds to what a bot has received and sent in a month (YYYY-MM of the installation's zone) and answers the new counts. To be
 * the last statement of the transaction that stores or settles those messages: two at a time wait for each other here.
 */
export async function countMessages(
  tx: Tx,
  { channel, bot, month }: BotName & { month: string },
  { received, sent }: QuotaCounts,
): Promise<QuotaCounts> {
  const [row] = await tx.$queryRaw<QuotaCounts[]>`
    INSERT INTO "BotMonth" ("channel", "bot", "month", "received", "sent")
    VALUES (${channel}, ${bot}, ${month}, ${received}, ${sent})
    ON CONFLICT ("channel", "bot", "month") DO UPDATE
    SET "received" = "BotMonth"."received" + excluded."received", "sent" = "BotMonth"."sent" + excluded."sent"
    RETURNING "received", "sent"`;
  return row ?? { received, sent };
}

/** Counts one message that came in at that moment. */
export async function countReceived(tx: Tx, name: BotName, at: Date, zone: string): Promise<void> {
  await countMessages(tx, { ...name, month: monthAt(at, zone) }, { received: 1, sent: 0 });
}

/** The month of a moment in the installation's zone: the platform's, as far as we know. */
export const monthAt = (at: Date, zone: string): Month =>
  monthOf(dayOf(Temporal.Instant.fromEpochMilliseconds(at.getTime()), zone));

/** What a bot has received and sent in a month; nothing yet is zero. */
export async function messagesOf(
  db: Db | Tx,
  { channel, bot, month }: BotName & { month: string },
): Promise<QuotaCounts> {
  const row = await db.botMonth.findUnique({ where: { channel_bot_month: { channel, bot, month } } });
  return { received: row?.received ?? 0, sent: row?.sent ?? 0 };
}

/** How many people have written to the bot, ever: nobody knows whether a place becomes free again. */
export function usersOf(db: Db | Tx, { channel, bot }: BotName): Promise<number> {
  return db.address.count({ where: { channel, bot, kind: "private" } });
}

/** The clusters whose people are reached by this bot. */
export async function clustersOf(tx: Tx, { channel, bot }: BotName): Promise<number[]> {
  const roles = await tx.role.findMany({
    where: {
      endedAt: null,
      clusterId: { not: null },
      person: { addresses: { some: { channel, bot, kind: "private" } } },
    },
    select: { clusterId: true },
    distinct: ["clusterId"],
    orderBy: { clusterId: "asc" },
  });
  return roles.flatMap(({ clusterId }) => clusterId ?? []);
}

/** Messages that a bot's quota left unsent since then (the product's clock). */
export function sparedSince(db: Db | Tx, { channel, bot }: BotName, since: Date): Promise<number> {
  return db.outboxMessage.count({
    where: { channel, address: { bot }, state: "dropped", lastError: quotaError, settledAt: { gte: since } },
  });
}
