import { type Entry, type Figure, figureAfter, figureOf } from "../domain/progress.ts";
import type { Action, ProgressEntry, Target } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

const live = { voidedAt: null };

export const asEntry = (each: {
  id: number;
  op: string;
  value: string;
  onDay: string;
  done: boolean;
}): Entry => ({
  ...each,
  op: each.op === "add" ? "add" : "set",
});

/** A target's entries that count. */
async function entriesOf(tx: Tx, targetId: number): Promise<Entry[]> {
  const rows = await tx.progressEntry.findMany({
    where: { targetId, ...live },
    select: { id: true, op: true, value: true, onDay: true, done: true },
  });
  return rows.map(asEntry);
}

/** Keeps the figure that the entries lead to beside the target, so that the table needs no history. */
async function keepFigure(tx: Tx, target: Target, figure: Figure | null): Promise<Target> {
  const { total: current, onDay: currentOn, done } = figure ?? { total: null, onDay: null, done: false };
  await tx.$executeRaw`UPDATE "Target" SET "current" = ${current}, "currentOn" = ${currentOn}, "done" = ${done}
    WHERE "id" = ${target.id}`;
  return { ...target, current, currentOn, done };
}

/** The figure as it lies beside the target. */
const figureKept = (target: Target): Figure | null =>
  target.current === null
    ? null
    : { total: target.current, onDay: target.currentOn ?? "", done: target.done };

/** The figure with one more entry, by the whole history. */
async function figureWith(tx: Tx, target: Target, entry: Omit<Entry, "id">): Promise<Figure | null> {
  // Among entries of one day the newest counts: it gets the highest id.
  return figureOf([...(await entriesOf(tx, target.id)), { ...entry, id: Number.MAX_SAFE_INTEGER }]);
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
export async function startAction(
  tx: Tx,
  action: {
    personId: number;
    clusterYearId: number;
    kind: "progress" | "register" | "evidence" | "report" | "daysOff" | "officialDays";
    at: Date;
  },
): Promise<Action> {
  const id = await newId(tx.$queryRaw`INSERT INTO "Action" ("personId", "clusterYearId", "kind", "at")
    VALUES (${action.personId}, ${action.clusterYearId}, ${action.kind}, ${action.at}) RETURNING "id"`);
  return { id, ...action, undoneAt: null };
}

/** The id that an INSERT … RETURNING "id" of one row answers. */
async function newId(inserting: Promise<unknown>): Promise<number> {
  const [row] = (await inserting) as { id: number }[];
  if (!row) throw new Error("nothing was inserted");
  return row.id;
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
    const figure = figureAfter(figureKept(before), entry) ?? (await figureWith(tx, before, entry));
    const entryId = await newId(tx.$queryRaw`
      INSERT INTO "ProgressEntry" ("clusterYearId", "unitId", "targetId", "op", "value", "total", "done", "onDay",
        "recordedAt", "personId", "actionId")
      VALUES (${target.clusterYearId}, ${target.unitId}, ${target.id}, ${entry.op}, ${entry.value},
        ${figure?.total ?? entry.value}, ${entry.done}, ${entry.onDay}, ${by.at}, ${by.personId}, ${by.actionId})
      RETURNING "id"`);
    recorded.push({ before, after: await keepFigure(tx, before, figure), entryId });
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
  for (const [id, before] of changed)
    results.push({ before, after: await keepFigure(tx, before, figureOf(await entriesOf(tx, id))) });
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
