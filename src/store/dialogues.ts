import type { Reply } from "../shared/messages.ts";
import type { Tx } from "./open.ts";
import { partKey } from "./outbox-rows.ts";

export interface StoredDialogue {
  kind: string;
  state: unknown;
  version: number;
}

/** The open question of a person (or of an address before somebody has joined). */
export async function openDialogueOf(tx: Tx, key: string): Promise<StoredDialogue | null> {
  const row = await tx.dialogue.findUnique({ where: { key } });
  return row && row.kind !== ""
    ? { kind: row.kind, state: JSON.parse(row.state) as unknown, version: row.version }
    : null;
}

/** Opens a question in place of any other; answers its version, which never repeats for this key. */
export async function openDialogue(
  tx: Tx,
  key: string,
  kind: string,
  state: unknown,
  now: Date,
): Promise<number> {
  const data = { kind, state: JSON.stringify(state), updatedAt: now };
  const row = await tx.dialogue.upsert({
    where: { key },
    create: { key, version: 1, ...data },
    update: { ...data, version: { increment: 1 } },
  });
  return row.version;
}

/**
 * Closes the question of that version; false when it was closed or replaced meanwhile, from another of the person's chats.
 * The row stays, so that versions go on growing and an old button is known as old.
 */
export async function closeDialogue(tx: Tx, key: string, version: number): Promise<boolean> {
  const { count } = await tx.dialogue.updateMany({
    where: { key, version, kind: { not: "" } },
    data: { kind: "", state: "{}" },
  });
  return count === 1;
}

/** The name that the messages of a question bear in the outbox. */
export const questionKey = (key: string, version: number): string => `ask:${key}:${version}`;

/** The question that is open, in the messages that put it, as they read last; none when nothing is open. */
export async function questionAsPut(tx: Tx, key: string): Promise<Reply[]> {
  const open = await openDialogueOf(tx, key);
  if (!open) return [];
  const rows = await tx.outboxMessage.findMany({
    where: { replaceKey: questionKey(key, open.version) },
    orderBy: { id: "asc" },
    select: { addressId: true, operation: true, dedupeKey: true, payload: true },
  });
  const last = rows.at(-1);
  // A change of the message stands for all that was there before it.
  const shown = rows.filter((row) =>
    last?.operation === "edit" ? row === last : row.addressId === last?.addressId,
  );
  const replies: Reply[] = [];
  for (const { dedupeKey, payload } of shown) {
    replies.push(JSON.parse(payload) as Reply);
    for (let part = 1; ; part += 1) {
      const later = await tx.outboxMessage.findUnique({ where: { dedupeKey: partKey(dedupeKey, part) } });
      if (!later) break;
      replies.push(JSON.parse(later.payload) as Reply);
    }
  }
  return replies;
}
