import { figureOf } from "../domain/progress.ts";
import type { Action, ProgressEntry, Target } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

const live = { voidedAt: null };

/** Brings the target's figure in step with its entries that were not voided. */
async function refresh(tx: Tx, targetId: number): Promise<Target> {
  // Nothing before the newest "set" matters for the figure, but which one is newest goes by day; entries of one target are few.
  const entries = await tx.progressEntry.findMany({
    where: { targetId, ...live },
    select: { id: true, op: true, value: true, onDay: true, done: true },
  });
  const figure = figureOf(entries.map((each) => ({ ...each, op: each.op as "set" | "add" })));
  return tx.target.update({
    where: { id: targetId },
    data: { current: figure?.total ?? null, currentOn: figure?.onDay ?? null, done: figure?.done ?? false },
  });
}

export interface NewEntry {
  target: Target;
  op: "set" | "add";
  /** Decimal text. */
  value: string;
  done: boolean;
  onDay: string;
}

export interface Recorded {
  before: Target;
  after: Target;
  entryId: number;
}

/** Starts something that can be taken back as a whole. */
export function startAction(
  tx: Tx,
  action: {
    personId: number;
    clusterYearId: number;
    kind: "progress" | "register" | "evidence" | "report";
    at: Date;
  },
): Promise<Action> {
  return tx.action.create({ data: action });
}

/** Appends entries under one action; answers each target before and after. */
export async function recordEntries(
  tx: Tx,
  entries: NewEntry[],
  by: { personId: number; actionId: number; at: Date },
): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  for (const { target, ...entry } of entries) {
    // The same target may stand twice in one message: each entry starts from the figure as it is by then.
    const before = recorded.findLast((each) => each.after.id === target.id)?.after ?? target;
    const { id } = await tx.progressEntry.create({
      data: {
        ...entry,
        clusterYearId: target.clusterYearId,
        unitId: target.unitId,
        targetId: target.id,
        total: "",
        recordedAt: by.at,
        personId: by.personId,
        actionId: by.actionId,
      },
    });
    const after = await refresh(tx, target.id);
    await tx.progressEntry.update({ where: { id }, data: { total: after.current ?? "0" } });
    recorded.push({ before, after, entryId: id });
  }
  return recorded;
}

/**
 * Voids the entries of an action, or only those of some targets; they stay as history. Answers the targets as they were
 * and as they are now.
 */
export async function voidEntries(
  tx: Tx,
  actionId: number,
  by: { personId: number; at: Date },
  targetIds?: number[],
): Promise<{ before: Target; after: Target }[]> {
  const where = { actionId, ...live, ...(targetIds ? { targetId: { in: targetIds } } : {}) };
  const entries = await tx.progressEntry.findMany({ where, include: { target: true } });
  await tx.progressEntry.updateMany({
    where,
    data: { voidedAt: by.at, voidedById: by.personId },
  });
  const changed = new Map(entries.map((each) => [each.targetId, each.target]));
  const results = [];
  for (const [id, before] of changed) results.push({ before, after: await refresh(tx, id) });
  return results;
}

export type HistoryEntry = ProgressEntry & { person: { displayName: string } | null };

/** A target's entries, newest first, the voided ones among them. */
export function historyOf(tx: Tx, targetId: number, limit: number): Promise<HistoryEntry[]> {
  return tx.progressEntry.findMany({
    where: { targetId },
    include: { person: { select: { displayName: true } } },
    orderBy: { id: "desc" },
    take: limit,
  });
}
