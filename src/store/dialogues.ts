import type { Tx } from "./open.ts";

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

/** Closes it; the row stays, so that versions go on growing and an old button is known as old. */
export async function closeDialogue(tx: Tx, key: string): Promise<void> {
  await tx.dialogue.updateMany({ where: { key }, data: { kind: "", state: "{}" } });
}
