import type { Direction, TargetKind } from "../domain/target.ts";
import type { PledgeItem, Prisma, Target } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

export interface TargetFields {
  title: string;
  kind: TargetKind;
  direction: Direction;
  measure: string | null;
  /** Decimal text; "1" for yesno; the title's name for title. */
  plan: string;
  weight: string;
  /** YYYY-MM-DD */
  dueOn: string | null;
}

/** A unit's targets of the year, without those taken back, in the order of their codes. */
export async function targetsOfUnit(tx: Tx, clusterYearId: number, unitId: number): Promise<Target[]> {
  const rows = await tx.$queryRaw<
    (Omit<Target, "done" | "createdAt" | "clusterYearId" | "unitId"> & {
      done: boolean | number;
      createdAt: string | Date;
    })[]
  >`
    SELECT "id", "number", "title", "kind", "direction", "measure", "plan", "weight", "dueOn", "pledgeItemId", "approval",
      "current", "currentOn", "done", "createdAt"
    FROM "Target" WHERE "clusterYearId" = ${clusterYearId} AND "unitId" = ${unitId} AND "approval" <> 'withdrawn'
    ORDER BY "number"`;
  return rows.map((row) => ({
    ...row,
    clusterYearId,
    unitId,
    done: Boolean(row.done),
    createdAt: new Date(row.createdAt),
  }));
}

const withUnit = { unit: true, pledgeItem: true } as const;
export type TargetRow = Prisma.TargetGetPayload<{ include: typeof withUnit }>;

/** A target of that year, unless it was taken back. */
export function findTarget(tx: Tx, clusterYearId: number, id: number): Promise<TargetRow | null> {
  return tx.target.findFirst({
    where: { id, clusterYearId, approval: { not: "withdrawn" } },
    include: withUnit,
  });
}

/** The number that the unit's next registration gets; codes of withdrawn targets are not used again. */
export async function nextTargetNumber(tx: Tx, clusterYearId: number, unitId: number): Promise<number> {
  const last = await tx.target.aggregate({ where: { clusterYearId, unitId }, _max: { number: true } });
  return (last._max.number ?? 0) + 1;
}

/** The contents of the year's pledge, in its order. */
export function pledgeItems(tx: Tx, clusterYearId: number): Promise<PledgeItem[]> {
  return tx.pledgeItem.findMany({ where: { clusterYearId }, orderBy: { number: "asc" } });
}

/** How many targets a unit has, and how many not yet finished fall due between two days (both included). */
export async function openTargetCounts(
  tx: Tx,
  clusterYearId: number,
  unitId: number,
  from: string,
  to: string,
): Promise<{ all: number; dueSoon: number }> {
  const where = { clusterYearId, unitId, approval: { not: "withdrawn" } };
  const [all, dueSoon] = [
    await tx.target.count({ where }),
    await tx.target.count({ where: { ...where, done: false, dueOn: { gte: from, lte: to } } }),
  ];
  return { all, dueSoon };
}

export interface NewTarget extends TargetFields {
  clusterYearId: number;
  unitId: number;
  pledgeItemId?: number | null;
  createdById: number | null;
  at: Date;
  /** The message that registered it. */
  actionId?: number;
  /** Demo data comes approved; people's registrations wait. */
  approved?: boolean;
}

/** Registers a target under the unit's next code, with its first revision. */
export async function registerTarget(tx: Tx, target: NewTarget): Promise<Target> {
  const { clusterYearId, unitId, pledgeItemId, createdById, at, actionId, approved, ...fields } = target;
  const decision = approved ? "approved" : "awaiting";
  return tx.target.create({
    data: {
      ...fields,
      clusterYearId,
      unitId,
      pledgeItemId: pledgeItemId ?? null,
      number: await nextTargetNumber(tx, clusterYearId, unitId),
      approval: decision,
      createdAt: at,
      revisions: {
        create: {
          ...fields,
          number: 1,
          createdById,
          createdAt: at,
          decision,
          decidedAt: approved ? at : null,
          actionId: actionId ?? null,
        },
      },
    },
  });
}
