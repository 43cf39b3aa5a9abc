import type { Prisma, Target, TargetRevision } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import type { TargetFields } from "./targets.ts";

const withTarget = { target: { include: { unit: true, pledgeItem: true } } } as const;
/** A registration or a change, with the target it is about and that target's unit. */
export type RevisionRow = Prisma.TargetRevisionGetPayload<{ include: typeof withTarget }>;

const fieldsOf = (revision: TargetFields | TargetRevision) => ({
  title: revision.title,
  kind: revision.kind,
  direction: revision.direction,
  measure: revision.measure,
  plan: revision.plan,
  weight: revision.weight,
  dueOn: revision.dueOn,
});

/** What waits for a decision in the year, unit by unit in the order in which it came. */
export function waitingRevisions(tx: Tx, clusterYearId: number): Promise<RevisionRow[]> {
  return tx.targetRevision.findMany({
    where: { decision: "awaiting", target: { clusterYearId } },
    include: withTarget,
    orderBy: { id: "asc" },
  });
}

export function findRevision(tx: Tx, id: number): Promise<RevisionRow | null> {
  return tx.targetRevision.findUnique({ where: { id }, include: withTarget });
}

/** The registrations or the change that one action asked for, with their targets. */
export function revisionsOfAction(tx: Tx, actionId: number) {
  return tx.targetRevision.findMany({
    where: { actionId },
    include: { target: true },
    orderBy: { id: "asc" },
  });
}

/** The newest revision of a target: its registration or the last change asked for. */
export function newestRevision(tx: Tx, targetId: number): Promise<TargetRevision | null> {
  return tx.targetRevision.findFirst({ where: { targetId }, orderBy: { number: "desc" } });
}

/**
 * Asks for a change. An approved target keeps what is in force until the change is approved; one that was never approved
 * takes the new fields at once and waits again. An earlier request that is still open gives way.
 */
export async function requestChange(
  tx: Tx,
  target: Target,
  fields: TargetFields,
  by: { reason: string; personId: number; actionId: number; at: Date },
): Promise<TargetRevision> {
  await tx.targetRevision.updateMany({
    where: { targetId: target.id, decision: { in: ["awaiting", "returned"] } },
    data: { decision: "withdrawn", decidedAt: by.at, decidedById: by.personId },
  });
  const last = await newestRevision(tx, target.id);
  if (target.approval !== "approved") {
    await tx.target.update({ where: { id: target.id }, data: { ...fieldsOf(fields), approval: "awaiting" } });
  }
  return tx.targetRevision.create({
    data: {
      ...fieldsOf(fields),
      targetId: target.id,
      number: (last?.number ?? 0) + 1,
      reason: by.reason,
      createdById: by.personId,
      createdAt: by.at,
      actionId: by.actionId,
      decision: "awaiting",
    },
  });
}

export interface Decision {
  decision: "approved" | "returned";
  reason: string | null;
  personId: number;
  at: Date;
  selfApproved: boolean;
}

/** Decides, unless somebody else did meanwhile (then false). An approved revision comes into force. */
export async function decideRevision(tx: Tx, revision: RevisionRow, by: Decision): Promise<boolean> {
  const { count } = await tx.targetRevision.updateMany({
    where: { id: revision.id, decision: "awaiting" },
    data: {
      decision: by.decision,
      decisionReason: by.reason,
      decidedById: by.personId,
      decidedAt: by.at,
      selfApproved: by.selfApproved,
    },
  });
  if (count === 0) return false;
  if (by.decision === "approved") {
    await tx.target.update({
      where: { id: revision.targetId },
      data: { ...fieldsOf(revision), approval: "approved" },
    });
  } else if (revision.target.approval !== "approved") {
    await tx.target.update({ where: { id: revision.targetId }, data: { approval: "returned" } });
  }
  return true;
}

/** Takes back what was not approved; false when there is nothing to take back any more. A registration takes its target along. */
export async function withdrawRevision(
  tx: Tx,
  id: number,
  by: { personId: number; at: Date },
): Promise<boolean> {
  const { count } = await tx.targetRevision.updateMany({
    where: { id, decision: { in: ["awaiting", "returned"] } },
    data: { decision: "withdrawn", decidedAt: by.at, decidedById: by.personId },
  });
  if (count === 0) return false;
  const { target } = await tx.targetRevision.findUniqueOrThrow({ where: { id }, include: { target: true } });
  // A change of an approved target leaves what is in force.
  if (target.approval !== "approved") {
    await tx.target.update({ where: { id: target.id }, data: { approval: "withdrawn" } });
  }
  return true;
}

/** The head gives a waiting row its weight before approving it. */
export async function weighRevision(tx: Tx, id: number, weight: string): Promise<boolean> {
  const { count } = await tx.targetRevision.updateMany({
    where: { id, decision: "awaiting" },
    data: { weight },
  });
  return count === 1;
}
