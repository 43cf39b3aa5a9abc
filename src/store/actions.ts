import { takeDaysBack } from "./days-entered.ts";
import { removeEvidence } from "./evidence.ts";
import type { Prisma } from "./generated/sqlite/client.ts";
import { unload } from "./official-load.ts";
import type { Tx } from "./open.ts";
import { voidEntries } from "./progress.ts";
import { revisionsOfAction, withdrawRevision } from "./revisions.ts";

const include = {
  entries: { include: { target: true }, orderBy: { id: "asc" } },
  evidence: { include: { target: true }, orderBy: { id: "asc" } },
} as const;
export type ActionRow = Prisma.ActionGetPayload<{ include: typeof include }>;

/** How many of somebody's last actions can be taken back, and for how long (product.md, flow 3). */
const undoableActions = 10;
const undoableMs = 24 * 3_600_000;

/** Still young enough to be taken back? */
export const isRecent = (at: Date, now: Date): boolean => now.getTime() - at.getTime() <= undoableMs;

/** Somebody's last actions in a cluster, whatever their year, newest first, those taken back among them. */
export async function lastActions(tx: Tx, personId: number, clusterId: number): Promise<ActionRow[]> {
  const years = await tx.clusterYear.findMany({ where: { clusterId }, select: { id: true } });
  return tx.action.findMany({
    where: { personId, clusterYearId: { in: years.map((each) => each.id) } },
    include,
    orderBy: { id: "desc" },
    take: undoableActions,
  });
}

export function findAction(tx: Tx, id: number): Promise<ActionRow | null> {
  return tx.action.findUnique({ where: { id }, include });
}

/** The person's newest action of a kind, taken back or not. */
export function newestAction(
  tx: Tx,
  personId: number,
  clusterYearId: number,
  kind: string,
): Promise<ActionRow | null> {
  return tx.action.findFirst({
    where: { personId, clusterYearId, kind },
    include,
    orderBy: { id: "desc" },
  });
}

/** The month of the report that an action sent, if it stands. */
export async function monthOfReport(tx: Tx, actionId: number): Promise<string | null> {
  const report = await tx.monthlyReport.findFirst({ where: { actionId, voidedAt: null } });
  return report?.month ?? null;
}

/** The months that were closed after an instant: what was recorded before is frozen in them. */
export async function monthsClosedSince(tx: Tx, clusterYearId: number, at: Date): Promise<string[]> {
  const rows = await tx.closedMonth.findMany({ where: { clusterYearId, closedAt: { gte: at } } });
  return rows.map((row) => row.month);
}

export interface Undone {
  /** Targets whose figure may have changed. */
  changed: Awaited<ReturnType<typeof voidEntries>>;
  /** How many registrations, changes, files or days were taken back. */
  count: number;
}

/**
 * Takes an action back: entries are voided, files put away, what was not approved is withdrawn, the month's report is
 * voided, working days are as they were. With `targetIds` only the part about those targets; the action counts as undone when
 * nothing of it is left.
 */
export async function undoAction(
  tx: Tx,
  action: ActionRow,
  by: { personId: number; at: Date },
  targetIds?: number[],
): Promise<Undone> {
  const changed = action.kind === "progress" ? await voidEntries(tx, action.id, by, targetIds) : [];
  let count = 0;
  if (action.kind === "evidence") count = await removeEvidence(tx, action.id, by.at);
  if (action.kind === "daysOff") count = await takeDaysBack(tx, action.id);
  if (action.kind === "officialDays") count = await unload(tx, action.id);
  if (action.kind === "register") {
    for (const revision of await revisionsOfAction(tx, action.id)) {
      if (await withdrawRevision(tx, revision.id, by)) count += 1;
    }
  }
  if (action.kind === "report") {
    const voided = await tx.monthlyReport.updateMany({
      where: { actionId: action.id, voidedAt: null },
      data: { voidedAt: by.at },
    });
    count = voided.count;
  }
  const left = await tx.progressEntry.count({ where: { actionId: action.id, voidedAt: null } });
  if (left === 0) await tx.action.update({ where: { id: action.id }, data: { undoneAt: by.at } });
  return { changed, count };
}
