import { figureOf } from "../domain/progress.ts";
import type { Inbound } from "../shared/messages.ts";
import type { Target } from "./generated/sqlite/client.ts";
import { chatKey } from "./inbox.ts";
import type { Tx } from "./open.ts";
import { replyKey } from "./outbox-rows.ts";
import { asEntry } from "./progress.ts";

/** What became of a message before it was edited. */
export interface SaidBefore {
  /** The report it made, if any. */
  actionId: number | null;
  /** Nothing else was said or pressed since. */
  isNewest: boolean;
}

const messageIdOf = (payload: string): string | undefined => {
  const { content, messageId } = JSON.parse(payload) as Inbound;
  return content.kind === "edited" ? content.messageId : messageId;
};

/** Answers to one message that are looked through for the button that takes its report back. */
const answersMost = 6;

/** The report whose answer went out for an inbox row: it bears the button that takes it back. */
async function actionOf(tx: Tx, inboxId: number): Promise<number | null> {
  const keys = Array.from({ length: answersMost }, (_, at) => replyKey(inboxId, at + 1));
  const rows = await tx.outboxMessage.findMany({
    where: { dedupeKey: { in: keys } },
    select: { payload: true },
    orderBy: { id: "asc" },
  });
  for (const row of rows) {
    const { choices = [] } = JSON.parse(row.payload) as { choices?: { data: string }[][] };
    for (const { data } of choices.flat()) {
      const id = /^undo:(\d+)$/.exec(data)?.[1];
      if (id) return Number(id);
    }
  }
  return null;
}

/**
 * Finds an own message by the platform's id among what is still in the inbox, also as edited before; null when it has been
 * put away. The newest version that reported something counts.
 */
export async function saidBefore(tx: Tx, inbound: Inbound, messageId: string): Promise<SaidBefore | null> {
  const where = { chat: chatKey(inbound), state: "done" };
  const rows = await tx.inboxMessage.findMany({
    where: { ...where, payload: { contains: `"messageId":${JSON.stringify(messageId)}` } },
    select: { id: true, payload: true },
    orderBy: { id: "desc" },
  });
  const versions = rows.filter((row) => messageIdOf(row.payload) === messageId);
  const [last] = versions;
  if (!last) return null;
  const newest = await tx.inboxMessage.findFirst({ where, select: { id: true }, orderBy: { id: "desc" } });
  for (const version of versions) {
    const actionId = await actionOf(tx, version.id);
    if (actionId !== null) return { actionId, isNewest: newest?.id === last.id };
  }
  return { actionId: null, isNewest: newest?.id === last.id };
}

/** The targets as they would stand without one action's entries. */
export async function targetsWithout(tx: Tx, targets: Target[], actionId: number): Promise<Target[]> {
  const rows = await tx.progressEntry.findMany({
    where: { targetId: { in: targets.map((each) => each.id) }, voidedAt: null },
    select: { id: true, op: true, value: true, onDay: true, done: true, targetId: true, actionId: true },
  });
  const touched = new Set(rows.filter((row) => row.actionId === actionId).map((row) => row.targetId));
  return targets.map((target) => {
    if (!touched.has(target.id)) return target;
    const kept = rows.filter((row) => row.targetId === target.id && row.actionId !== actionId);
    const figure = figureOf(kept.map(asEntry));
    return {
      ...target,
      current: figure?.total ?? null,
      currentOn: figure?.onDay ?? null,
      done: figure?.done ?? false,
    };
  });
}

/** Evidence of entries that were replaced goes over to the target's newest entry. */
export async function moveEvidenceOf(tx: Tx, actionId: number): Promise<void> {
  const rows = await tx.evidence.findMany({ where: { removedAt: null, entry: { actionId } } });
  for (const row of rows) {
    if (row.targetId === null) continue;
    const newest = await tx.progressEntry.findFirst({
      where: { targetId: row.targetId, voidedAt: null },
      orderBy: { id: "desc" },
      select: { id: true },
    });
    if (newest) await tx.evidence.update({ where: { id: row.id }, data: { entryId: newest.id } });
  }
}
