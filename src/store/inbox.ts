import { redact } from "../shared/log.ts";
import { type Inbound } from "../shared/messages.ts";
import { Prisma } from "./generated/sqlite/client.ts";
import type { Db, Store, Tx } from "./open.ts";

/** Something that came in and is not handled yet. */
export interface InboxRow {
  id: number;
  chat: string;
  inbound: Inbound;
  /** Times the handler failed. */
  attempts: number;
  /** Real time before which it is not tried again. */
  notBefore: Date | null;
}

/** What is handled one at a time and in order: one chat of one channel. */
export function chatKey(inbound: Inbound): string {
  return `${inbound.channel}:${inbound.chat.id}`;
}

/** Keeps what came in; a replay does nothing. Answers the new row's id, null for a replay. */
export async function insertInbound(tx: Tx, inbound: Inbound, receivedAt: Date): Promise<number | null> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    INSERT INTO "InboxMessage" ("channel", "externalId", "chat", "payload", "receivedAt")
    VALUES (${inbound.channel}, ${inbound.externalId}, ${chatKey(inbound)}, ${JSON.stringify(inbound)}, ${receivedAt})
    ON CONFLICT ("channel", "externalId") DO NOTHING RETURNING "id"`;
  return rows[0]?.id ?? null;
}

/**
 * Keeps what came in as handled already, for who handles it in this very transaction. Answers the new row's id, and
 * `waits` when others of its chat come first: then it is kept as new. Null for a replay.
 */
export async function insertHandled(
  tx: Tx,
  inbound: Inbound,
  at: Date,
): Promise<{ id: number; waits: boolean } | null> {
  const chat = chatKey(inbound);
  const rows = await tx.$queryRaw<{ id: number; waits: number }[]>`
    INSERT INTO "InboxMessage" ("channel", "externalId", "chat", "payload", "receivedAt", "state", "doneAt")
    VALUES (${inbound.channel}, ${inbound.externalId}, ${chat}, ${JSON.stringify(inbound)}, ${at}, 'done', ${at})
    ON CONFLICT ("channel", "externalId") DO NOTHING
    RETURNING "id", CASE WHEN EXISTS (SELECT 1 FROM "InboxMessage" e WHERE e."state" = 'new' AND e."chat" = ${chat})
      THEN 1 ELSE 0 END AS "waits"`;
  const [row] = rows;
  if (!row) return null;
  const { id } = row;
  if (row.waits === 0) return { id, waits: false };
  await tx.$executeRaw`UPDATE "InboxMessage" SET "state" = 'new', "doneAt" = NULL WHERE "id" = ${id}`;
  return { id, waits: true };
}

/**
 * Keeps what came in, durably; a replay does nothing. Answers the new row's id, null for a replay. `kept` is done in the same
 * transaction, once for each.
 */
export function acceptInbound(
  store: Store,
  inbound: Inbound,
  receivedAt: Date,
  kept?: (tx: Tx, inbound: Inbound) => Promise<void>,
): Promise<number | null> {
  return store.transaction(async (tx) => {
    const id = await insertInbound(tx, inbound, receivedAt);
    if (id !== null) await kept?.(tx, inbound);
    return id;
  });
}

/** Until the transaction ends nobody else handles this chat. SQLite has one writer anyway. */
export async function lockChat(tx: Tx, provider: Store["provider"], chat: string): Promise<void> {
  if (provider === "postgresql")
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${chat}, 0))`;
}

/** The chat's next row to handle, due or not; null when all is done. */
export async function nextOfChat(db: Db | Tx, chat: string): Promise<InboxRow | null> {
  const [row] = await db.$queryRaw<(Omit<InboxRow, "inbound"> & { payload: string })[]>`
    SELECT "id", "chat", "payload", "attempts", "notBefore" FROM "InboxMessage"
    WHERE "state" = 'new' AND "chat" = ${chat} ORDER BY "id" LIMIT 1`;
  if (!row) return null;
  const { payload, ...rest } = row;
  return { ...rest, inbound: JSON.parse(payload) as Inbound };
}

/** Chats with something left, each with its oldest row's id. */
export async function unfinishedChats(db: Db | Tx): Promise<{ chat: string; oldest: number }[]> {
  const groups = await db.inboxMessage.groupBy({ by: ["chat"], where: { state: "new" }, _min: { id: true } });
  return groups.map((each) => ({ chat: each.chat, oldest: each._min.id ?? 0 }));
}

export async function markDone(tx: Tx, id: number, at: Date): Promise<void> {
  await tx.$executeRaw`UPDATE "InboxMessage" SET "state" = 'done', "doneAt" = ${at} WHERE "id" = ${id}`;
}

/** The handler failed: it is tried again from `notBefore` (real time) on. */
export async function markFailed(tx: Tx, id: number, error: unknown, notBefore: Date): Promise<void> {
  await tx.$executeRaw`UPDATE "InboxMessage"
    SET "attempts" = "attempts" + 1, "notBefore" = ${notBefore}, "lastError" = ${errorText(error)} WHERE "id" = ${id}`;
}

/** Given up, so that it cannot block its chat. */
export async function markDead(tx: Tx, id: number, error: unknown, at: Date): Promise<void> {
  await tx.$executeRaw`UPDATE "InboxMessage"
    SET "state" = 'dead', "attempts" = "attempts" + 1, "doneAt" = ${at}, "lastError" = ${errorText(error)} WHERE "id" = ${id}`;
}

/** An error as a database can keep it: no secrets, no NUL (PostgreSQL refuses it), not endless. */
function errorText(error: unknown): string {
  const text = redact(error instanceof Error ? error.message : String(error));
  return Buffer.from(text.replaceAll("\0", "").slice(0, 500)).toString("utf8");
}

/** Codes of Prisma for: unreachable, timed out, connection closed, no free connection, deadlock, transaction gone. */
const troubleCodes = new Set([
  "P1000",
  "P1001",
  "P1002",
  "P1008",
  "P1011",
  "P1017",
  "P2024",
  "P2028",
  "P2034",
  "P2037",
]);
const troubleWords =
  /SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY)|database is locked|disk is full|disk I\/O|no space left|ENOSPC|ECONNREFUSED|ECONNRESET|EPIPE|Connection terminated|terminating connection|could not (extend|write)|DatabaseNotReachable|ConnectionClosed|the database system is/i;

/** Whether the database (or the disk) was at fault and not the work itself: then trying again later is right. */
export function isStoreTrouble(error: unknown): boolean {
  for (
    let each: unknown = error, depth = 0;
    each instanceof Error && depth < 5;
    each = each.cause, depth += 1
  ) {
    if (each instanceof Prisma.PrismaClientInitializationError) return true;
    const code = "code" in each && typeof each.code === "string" ? each.code : "";
    if (troubleCodes.has(code) || troubleWords.test(`${code} ${each.message}`)) return true;
  }
  return false;
}
