import type { Reply } from "../shared/messages.ts";
import type { Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

async function newest(tx: Tx, where: Prisma.OutboxMessageWhereInput): Promise<Reply | null> {
  const row = await tx.outboxMessage.findFirst({ where, orderBy: { id: "desc" }, select: { payload: true } });
  return row ? (JSON.parse(row.payload) as Reply) : null;
}

/** The newest answer of the talk in this chat, sent or on its way; null before the first. */
export const lastReply = (tx: Tx, addressId: number): Promise<Reply | null> =>
  newest(tx, { addressId, kind: "reply" });

/**
 * What somebody sees last in this chat: an answer, the report of a broadcast, which answers the booking of it, or what came
 * by itself. Changes of older messages are none.
 */
export const lastShown = (tx: Tx, addressId: number): Promise<Reply | null> =>
  newest(tx, {
    addressId,
    operation: "send",
    OR: [{ kind: { in: ["reply", "broadcastReport"] } }, { state: { in: ["sent", "uncertain"] } }],
  });

/** What the buttons of an answer do, also where they are a numbered list. */
export const offeredBy = (reply: Reply | null): string[] =>
  [...(reply?.choices ?? []), ...(reply?.numbered ?? [])].flat().map((each) => each.data);
