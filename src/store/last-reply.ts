import type { Reply } from "../shared/messages.ts";
import type { Tx } from "./open.ts";

/** The newest answer of the talk in this chat, sent or on its way; null before the first. */
export async function lastReply(tx: Tx, addressId: number): Promise<Reply | null> {
  const row = await tx.outboxMessage.findFirst({
    where: { addressId, kind: "reply" },
    orderBy: { id: "desc" },
    select: { payload: true },
  });
  return row ? (JSON.parse(row.payload) as Reply) : null;
}
