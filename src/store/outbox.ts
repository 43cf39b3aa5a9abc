import type { ChannelName, Reply } from "../shared/messages.ts";
import { Prisma } from "./generated/sqlite/client.ts";
import type { Db, Store, Tx } from "./open.ts";

/** What to do when nobody knows whether a message arrived: leave it, send it again, or (an edit) repeat it freely. */
export type Policy = "atMostOnce" | "atLeastOnce" | "idempotent";

/** A message to one address, as the product wants it sent. */
export interface NewMessage {
  channel: ChannelName;
  addressId: number;
  /** reply, reminder, summary, broadcast, notice … */
  kind: string;
  policy: Policy;
  reply: Reply;
  /** The same key never makes a second message. */
  dedupeKey: string;
  /** Smaller goes first: 0 replies, 5 notices (the default), 9 bulk. */
  priority?: number;
  /** On the product's clock: not sent from then on. */
  expiresAt?: Date;
  /** Names this message for edits that come later (one name per message and address), or for being found again. */
  replaceKey?: string;
  /** What must still hold just before it is sent; the app's own guard understands it. */
  guard?: object;
  /**
   * Instead of a new message, changes one: by the platform's id, or the newest with this `replaceKey` to this address.
   * The latest edit wins. When that message never got out, this one is sent in its place.
   */
  edit?: { messageId: string } | { replaceKey: string };
  /** The product's clock. */
  createdAt: Date;
}

/** A row about to be sent. */
export interface OutboxRow {
  id: number;
  channel: ChannelName;
  addressId: number;
  /** The channel's bot that the chat is with; empty where there is only one. */
  bot: string;
  /** The platform's id of the chat. */
  chatId: string;
  /** Why the address is known to be out of reach; null when it is not. */
  unreachable: string | null;
  kind: string;
  policy: Policy;
  operation: "send" | "edit";
  reply: Reply;
  dedupeKey: string;
  replaceKey: string | null;
  guard: object | null;
  priority: number;
  attempts: number;
  /** Times its outcome could not be known. */
  uncertain: number;
  /** The product's clock. */
  expiresAt: Date | null;
  /** For an edit: the message to change. */
  messageId: string | null;
}

export type RowState = "queued" | "sending" | "sent" | "failed" | "uncertain" | "expired" | "dropped";

/** What changes when an attempt is over. */
export interface Settlement {
  state: RowState;
  attempts: number;
  uncertain: number;
  /** Real time. */
  notBefore: Date | null;
  lastError: string | null;
  platformMessageId: string | null;
  /** The product's clock; null while it is still to be sent. */
  settledAt: Date | null;
}

/** A message as a person looks at it: all of its parts together, the worst one counts. */
export interface Delivery {
  /** uncertain: it may have arrived; an important one is being repeated. */
  state: "waiting" | "sent" | "uncertain" | "expired" | "dropped" | "failed" | "unreachable";
  reason: string | null;
  /** When it was settled, on the product's clock. */
  at: Date | null;
}

const unreachablePrefix = "unreachable: ";
/** How `lastError` says that the address was out of reach, and why. */
export const unreachableError = (reason: string) => unreachablePrefix + reason;
/** The reason that a `lastError` gives for the address being out of reach; null when it gives none. */
export const readUnreachable = (error: string | null): string | null =>
  error?.startsWith(unreachablePrefix) ? error.slice(unreachablePrefix.length) : null;

/** How `lastError` says that the bot's monthly quota did not allow it. */
export const quotaError = "quota";

/** Later parts of a message that had to be cut have keys of their own. */
export const partKey = (key: string, part: number) => (part === 0 ? key : `${key}#${part + 1}`);

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

/** The key of the nth answer (from 1) to a message of the inbox. */
export const replyKey = (inboxId: number, nth: number) => `reply:${inboxId}:${nth}`;

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

/** Times a message of unknown outcome holds back those after it; from then on it no longer does. */
const holdsBackTimes = 3;

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

async function enqueue(tx: Tx, message: NewMessage, offer: Offer | null = null): Promise<boolean> {
  if (message.edit) return enqueueEdit(tx, message, message.edit);
  const whole =
    offer && !message.guard && !message.expiresAt ? offer.asOne(message.addressId, message.reply) : null;
  if (offer && whole) return insertUnderWay(tx, message, whole, offer);
  return (await insert(tx, [[message, asSend(message)]])) === 1;
}

async function enqueueAll(tx: Tx, messages: NewMessage[]): Promise<number> {
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

/** What many messages of one occasion have in common. */
export type Occasion = Required<Pick<NewMessage, "kind" | "priority" | "createdAt" | "expiresAt">>;

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

/** The queue of what is to be sent. */
export interface Outbox {
  /**
   * Puts one message in the queue, within the transaction that causes it. False when its `dedupeKey` was there already:
   * then nothing happens. A long reply is cut for its channel when its turn comes. With an offer it may be under way when this
   * is committed.
   */
  enqueue(tx: Tx, message: NewMessage, offer?: Offer | null): Promise<boolean>;
  /** Many new messages (no edits) in few statements; answers how many were new. */
  enqueueAll(tx: Tx, messages: NewMessage[]): Promise<number>;
}

export const outbox: Outbox = { enqueue, enqueueAll };

/** The text (with its policy and guard) of a row that was put in without one: from now on it goes out as it stands. */
export async function keepWritten(tx: Tx, { id, reply, policy, guard }: OutboxRow): Promise<void> {
  await tx.$executeRaw`UPDATE "OutboxMessage"
    SET "payload" = ${JSON.stringify(reply)}, "policy" = ${policy}, "guard" = ${guard && JSON.stringify(guard)} WHERE "id" = ${id}`;
}

/**
 * Cuts a row whose reply is too long for its channel: it keeps the first part, and each later part becomes a row that goes
 * out after it, ahead of what else waits for the address. Answers the row with its first part.
 */
export async function splitRow(
  tx: Tx,
  row: OutboxRow,
  parts: [Reply, ...Reply[]],
  createdAt: Date,
): Promise<OutboxRow> {
  const [first, ...later] = parts;
  await tx.outboxMessage.update({ where: { id: row.id }, data: { payload: JSON.stringify(first) } });
  for (const [index, reply] of later.entries()) {
    const part = index + 1;
    const replaceKey = row.replaceKey === null ? null : partKey(row.replaceKey, part);
    await enqueue(tx, {
      channel: row.channel,
      addressId: row.addressId,
      kind: row.kind,
      policy: row.policy,
      reply,
      dedupeKey: partKey(row.dedupeKey, part),
      priority: row.priority - 1,
      ...(row.expiresAt && { expiresAt: row.expiresAt }),
      ...(replaceKey && (row.operation === "edit" ? { edit: { replaceKey } } : { replaceKey })),
      ...(row.guard !== null && { guard: row.guard }),
      createdAt,
    });
  }
  return { ...row, reply: first };
}

/** What became of messages, by their dedupe keys; a key that was never enqueued is left out. */
export async function deliveryStates(db: Db | Tx, dedupeKeys: string[]): Promise<Map<string, Delivery>> {
  const found = new Map<string, Delivery>();
  // Later parts are rare: look for them only where an earlier one exists.
  for (let part = 0, keys = dedupeKeys; keys.length > 0; part += 1) {
    const next: string[] = [];
    for (let from = 0; from < keys.length; from += 500) {
      const byKey = new Map(keys.slice(from, from + 500).map((key) => [partKey(key, part), key]));
      const rows = await db.outboxMessage.findMany({
        where: { dedupeKey: { in: [...byKey.keys()] } },
        select: { dedupeKey: true, state: true, uncertain: true, lastError: true, settledAt: true },
      });
      for (const row of rows) {
        const key = byKey.get(row.dedupeKey);
        if (key === undefined) continue;
        next.push(key);
        found.set(key, worse(found.get(key), asDelivery(row)));
      }
    }
    keys = next;
  }
  return found;
}

const severity: Delivery["state"][] = [
  "sent",
  "waiting",
  "uncertain",
  "expired",
  "dropped",
  "failed",
  "unreachable",
];

function worse(one: Delivery | undefined, other: Delivery): Delivery {
  return one && severity.indexOf(one.state) > severity.indexOf(other.state) ? one : other;
}

function asDelivery(row: {
  state: string;
  uncertain: number;
  lastError: string | null;
  settledAt: Date | null;
}): Delivery {
  const reason = row.lastError;
  switch (row.state as RowState) {
    case "queued":
    case "sending":
      return { state: row.uncertain > 0 ? "uncertain" : "waiting", reason, at: null };
    case "failed":
      return reason?.startsWith(unreachablePrefix)
        ? { state: "unreachable", reason: reason.slice(unreachablePrefix.length), at: row.settledAt }
        : { state: "failed", reason, at: row.settledAt };
    case "sent":
      return { state: "sent", reason: null, at: row.settledAt };
    case "uncertain":
      return { state: "uncertain", reason, at: row.settledAt };
    case "expired":
      return { state: "expired", reason, at: row.settledAt };
    case "dropped":
      return { state: "dropped", reason, at: row.settledAt };
  }
}

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

type RawRow = Omit<OutboxRow, "reply" | "guard"> & { payload: string; guard: string | null };

function asOutboxRow({ payload, guard, ...row }: RawRow): OutboxRow {
  return {
    ...row,
    reply: JSON.parse(payload) as Reply,
    guard: guard === null ? null : (JSON.parse(guard) as object),
  };
}

/** Marks rows as under way; committed before the first byte is sent. `until` is real time. */
export async function claimRows(tx: Tx, ids: number[], owner: string, until: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw`UPDATE "OutboxMessage"
    SET "state" = 'sending', "attempts" = "attempts" + 1, "leaseOwner" = ${owner}, "leaseUntil" = ${until}
    WHERE "id" IN (${Prisma.join(ids)})`;
}

/** Behind everything else that an address may get. */
const heldPriority = 20;

/** It can wait, and meanwhile holds nothing else back; `until` is real time. */
export async function holdRow(tx: Tx, id: number, until: Date): Promise<void> {
  await tx.$executeRaw`UPDATE "OutboxMessage" SET "priority" = ${heldPriority}, "notBefore" = ${until} WHERE "id" = ${id}`;
}

/** An edit that finds nothing to change becomes a message of its own. */
export async function turnIntoSend(tx: Tx, id: number): Promise<void> {
  await tx.$executeRaw`UPDATE "OutboxMessage" SET "operation" = 'send', "platformMessageId" = NULL WHERE "id" = ${id}`;
}

/** The newest sent message with this key to this address, and how many of them there are; null when there is none. */
export async function sentBefore(
  tx: Tx,
  addressId: number,
  replaceKey: string,
): Promise<{ messageId: string | null; at: Date; times: number } | null> {
  const rows = await tx.outboxMessage.findMany({
    where: { addressId, replaceKey, operation: "send", state: "sent" },
    orderBy: { id: "desc" },
    select: { platformMessageId: true, settledAt: true, createdAt: true },
  });
  const [newest] = rows;
  if (!newest) return null;
  return {
    messageId: newest.platformMessageId,
    at: newest.settledAt ?? newest.createdAt,
    times: rows.length,
  };
}

/** A row that came from another address goes on saying why. */
const reasonKept = Prisma.sql`CASE WHEN "movedFromId" IS NULL THEN NULL ELSE "lastError" END`;

/**
 * Writes down how a row ended, before it was ever under way (`owner` null) or after; a row another took since is left
 * alone.
 */
export async function settleRow(tx: Tx, id: number, owner: string | null, end: Settlement): Promise<void> {
  const goesOn = end.lastError === null && (end.state === "sent" || end.state === "queued");
  const kept = goesOn ? reasonKept : Prisma.sql`${end.lastError}`;
  await tx.$executeRaw`UPDATE "OutboxMessage"
    SET "state" = ${end.state}, "attempts" = ${end.attempts}, "uncertain" = ${end.uncertain}, "notBefore" = ${end.notBefore},
      "lastError" = ${kept}, "platformMessageId" = ${end.platformMessageId}, "settledAt" = ${end.settledAt}
    WHERE "id" = ${id} AND "state" IN ('queued', 'sending', 'uncertain')
      ${owner === null ? Prisma.empty : Prisma.sql`AND "leaseOwner" = ${owner}`}`;
}

/** Writes down that these rows were sent, under which ids of the platform; rows another took since are left alone. */
export async function settleSent(
  tx: Tx,
  rows: { id: number; messageId: string }[],
  owner: string,
  settledAt: Date,
): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map((row) => Prisma.sql`WHEN ${row.id} THEN ${row.messageId}`);
  await tx.$executeRaw`UPDATE "OutboxMessage"
    SET "state" = 'sent', "notBefore" = NULL, "lastError" = ${reasonKept}, "settledAt" = ${settledAt},
      "platformMessageId" = CASE "id" ${Prisma.join(ids, " ")} END
    WHERE "id" IN (${Prisma.join(rows.map((row) => row.id))}) AND "state" IN ('queued', 'sending', 'uncertain')
      AND "leaseOwner" = ${owner}`;
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

/** The address cannot be reached until they write again. */
export async function markUnreachable(tx: Tx, addressId: number, reason: string, since: Date): Promise<void> {
  await tx.address.updateMany({
    where: { id: addressId, unreachableSince: null },
    data: { unreachableSince: since, unreachableReason: reason },
  });
}

/** A group got a new id. When that id is known already, what waits goes there and the old address is left behind. */
export async function moveAddress(
  tx: Tx,
  addressId: number,
  newExternalId: string,
  since: Date,
): Promise<void> {
  const old = await tx.address.findUniqueOrThrow({ where: { id: addressId } });
  const taken = await tx.address.findUnique({
    where: { channel_externalId: { channel: old.channel, externalId: newExternalId } },
  });
  if (!taken) {
    await tx.address.update({
      where: { id: addressId },
      data: { externalId: newExternalId, unreachableSince: null, unreachableReason: null },
    });
    return;
  }
  if (taken.id === addressId) return;
  await tx.outboxMessage.updateMany({
    where: { addressId, state: { in: ["queued", "sending"] } },
    data: { addressId: taken.id },
  });
  if (taken.clusterId === null) {
    await tx.address.update({ where: { id: taken.id }, data: { clusterId: old.clusterId } });
  }
  await tx.address.update({
    where: { id: addressId },
    data: { clusterId: null, unreachableSince: since, unreachableReason: "notFound" },
  });
}
