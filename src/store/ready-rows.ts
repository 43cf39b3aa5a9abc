import type { Reply } from "../shared/messages.ts";
import { enqueue } from "./enqueue.ts";
import type { Tx } from "./open.ts";
import { type OutboxRow, partKey } from "./outbox-rows.ts";

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

/** Behind everything else that an address may get. */
const heldPriority = 20;

/** It can wait, and meanwhile holds nothing else back; `until` is real time. */
export async function holdRow(tx: Tx, id: number, until: Date): Promise<void> {
  await tx.$executeRaw`UPDATE "OutboxMessage" SET "priority" = ${heldPriority}, "notBefore" = ${until} WHERE "id" = ${id}`;
}

/** What is held is looked at again at once: the product's clock, which it may have waited for, was set forward. */
export async function wakeHeldRows(tx: Tx): Promise<void> {
  await tx.$executeRaw`UPDATE "OutboxMessage" SET "notBefore" = NULL WHERE "state" = 'queued' AND "priority" = ${heldPriority}`;
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
