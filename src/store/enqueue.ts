import type { Reply } from "../shared/messages.ts";
import { Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { holdsBackTimes, type NewMessage, type OutboxRow } from "./outbox-rows.ts";

/** A sender that is free offers to send one new message to a chat as soon as the transaction that writes it is committed. */
export interface Offer {
  chatId: string;
  owner: string;
  /** Real time. */
  until: Date;
  /** Rows that were sent, which is not written down yet. */
  ended(): number[];
  /** As it goes out, when it can go to that address now and in one piece; else null. */
  asOne(addressId: number, reply: Reply): Reply | null;
  /** It is under way now. */
  take(row: OutboxRow): void;
}

interface Target {
  operation: "send" | "edit";
  replaceKey: string | null;
  messageId: string | null;
}

const asSend = (message: NewMessage): Target => ({
  operation: "send",
  replaceKey:
    (message.edit && "replaceKey" in message.edit ? message.edit.replaceKey : message.replaceKey) ?? null,
  messageId: null,
});

const guardText = (message: NewMessage) => (message.guard ? JSON.stringify(message.guard) : null);

const enqueued = new WeakMap<Tx, number>();
/** How many messages were put into the queue in this transaction so far. */
export const enqueuedIn = (tx: Tx): number => enqueued.get(tx) ?? 0;

/** Inserts what is new; answers how many were. */
async function insert(tx: Tx, rows: (readonly [NewMessage, Target])[]): Promise<number> {
  const values = rows.map(
    ([message, { operation, replaceKey, messageId }]) => Prisma.sql`(
      ${message.channel}, ${message.addressId}, ${message.kind}, ${message.policy}, ${operation},
      ${JSON.stringify(message.reply)}, ${message.dedupeKey}, ${replaceKey}, ${guardText(message)}, ${message.priority ?? 5},
      ${messageId}, ${message.expiresAt ?? null}, ${message.createdAt})`,
  );
  const added = await tx.$executeRaw`
    INSERT INTO "OutboxMessage" ("channel", "addressId", "kind", "policy", "operation", "payload", "dedupeKey", "replaceKey",
      "guard", "priority", "platformMessageId", "expiresAt", "createdAt")
    VALUES ${Prisma.join(values)} ON CONFLICT ("dedupeKey") DO NOTHING`;
  enqueued.set(tx, enqueuedIn(tx) + added);
  return added;
}

/** The row that will say what this edit says, unless it is under way by now: the message itself or an earlier edit of it. */
async function rewrite(
  tx: Tx,
  id: number,
  data: Prisma.OutboxMessageUpdateManyMutationInput,
): Promise<boolean> {
  const { count } = await tx.outboxMessage.updateMany({ where: { id, state: "queued" }, data });
  return count === 1;
}

/** Rewrites what is still queued, else asks for a change of what was sent, else sends anew. */
async function enqueueEdit(
  tx: Tx,
  message: NewMessage,
  edit: NonNullable<NewMessage["edit"]>,
): Promise<boolean> {
  const { addressId, dedupeKey } = message;
  const payload = JSON.stringify(message.reply);
  if (await tx.outboxMessage.findUnique({ where: { dedupeKey }, select: { id: true } })) return false;
  if ("replaceKey" in edit) {
    const original = await tx.outboxMessage.findFirst({
      where: { replaceKey: edit.replaceKey, addressId, operation: "send" },
      orderBy: { id: "desc" },
      select: { id: true, state: true },
    });
    if (original?.state === "queued" && (await rewrite(tx, original.id, { payload }))) return true;
    if (!original || !["queued", "sending", "sent"].includes(original.state)) {
      return (await insert(tx, [[message, asSend(message)]])) === 1;
    }
  }
  const replaceKey = "replaceKey" in edit ? edit.replaceKey : (message.replaceKey ?? null);
  const messageId = "messageId" in edit ? edit.messageId : null;
  const waiting = await tx.outboxMessage.findFirst({
    where: {
      addressId,
      operation: "edit",
      state: "queued",
      replaceKey,
      ...(messageId && { platformMessageId: messageId }),
    },
    orderBy: { id: "desc" },
    select: { id: true },
  });
  const newest = { payload, dedupeKey, expiresAt: message.expiresAt ?? null, guard: guardText(message) };
  if (waiting && (await rewrite(tx, waiting.id, newest))) return true;
  return (await insert(tx, [[message, { operation: "edit", replaceKey, messageId }]])) === 1;
}

/**
 * Puts a new message in as under way already, if it is first in line at its address: who has the offer sends it when this is
 * committed. False when it was there before.
 */
async function insertUnderWay(tx: Tx, message: NewMessage, reply: Reply, offer: Offer): Promise<boolean> {
  const { channel, addressId, kind, policy, dedupeKey, priority = 5, createdAt } = message;
  const replaceKey = message.replaceKey ?? null;
  const sent = offer.ended();
  const ended = sent.length === 0 ? Prisma.empty : Prisma.sql`AND e."id" NOT IN (${Prisma.join(sent)})`;
  // The states first, for the index: with the two conditions alone all that the person ever got would be looked through.
  const waits = Prisma.sql`EXISTS (SELECT 1 FROM "OutboxMessage" e WHERE e."addressId" = ${addressId}
    AND e."state" IN ('sending', 'queued') AND ((e."state" = 'sending' ${ended})
      OR (e."state" = 'queued' AND e."priority" <= ${priority} AND e."uncertain" < ${holdsBackTimes})))`;
  const [row] = await tx.$queryRaw<{ id: number; attempts: number }[]>`
    INSERT INTO "OutboxMessage" ("channel", "addressId", "kind", "policy", "payload", "dedupeKey", "replaceKey", "priority",
      "createdAt", "leaseOwner", "leaseUntil", "attempts", "state")
    VALUES (${channel}, ${addressId}, ${kind}, ${policy}, ${JSON.stringify(reply)}, ${dedupeKey}, ${replaceKey}, ${priority},
      ${createdAt}, ${offer.owner}, ${offer.until}, CASE WHEN ${waits} THEN 0 ELSE 1 END,
      CASE WHEN ${waits} THEN 'queued' ELSE 'sending' END)
    ON CONFLICT ("dedupeKey") DO NOTHING RETURNING "id", "attempts"`;
  if (!row) return false;
  enqueued.set(tx, enqueuedIn(tx) + 1);
  if (row.attempts === 0) return true;
  offer.take({
    id: row.id,
    channel,
    bot: "",
    addressId,
    chatId: offer.chatId,
    unreachable: null,
    kind,
    policy,
    operation: "send",
    reply,
    dedupeKey,
    replaceKey,
    guard: null,
    priority,
    attempts: 1,
    uncertain: 0,
    expiresAt: null,
    messageId: null,
  });
  return true;
}

/**
 * Puts one message in the queue, within the transaction that causes it. False when its `dedupeKey` was there already: then
 * nothing happens. A long reply is cut for its channel when its turn comes. With an offer it may be under way when this is
 * committed.
 */
export async function enqueue(tx: Tx, message: NewMessage, offer: Offer | null = null): Promise<boolean> {
  if (message.edit) return enqueueEdit(tx, message, message.edit);
  const whole =
    offer && !message.guard && !message.expiresAt ? offer.asOne(message.addressId, message.reply) : null;
  if (offer && whole) return insertUnderWay(tx, message, whole, offer);
  return (await insert(tx, [[message, asSend(message)]])) === 1;
}

/** Many new messages (no edits) in few statements; answers how many were new. */
export async function enqueueAll(tx: Tx, messages: NewMessage[]): Promise<number> {
  let added = 0;
  // 13 values a row; SQLite takes 32,766 in one statement.
  for (let from = 0; from < messages.length; from += 1000) {
    added += await insert(
      tx,
      messages.slice(from, from + 1000).map((message) => [message, asSend(message)] as const),
    );
  }
  return added;
}
