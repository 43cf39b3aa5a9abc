import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { capacityOf, concernsOf } from "./concerns.ts";
import type { Tx } from "./open.ts";
import { inForce, isDone, type OpenItem } from "./open-items.ts";

const plannedShape = z.object({
  kind: z.literal("plannedDigest"),
  since: z.string().nullable(),
  asked: z.boolean(),
});

/** A digest that is to be written, for whose address it is, when its turn comes: what it takes for that. */
export interface PlannedDigest {
  /** The day of the last digest that was planned for the scope: see the rules of reminders. */
  since: Temporal.PlainDate | null;
  /** The person wants it now, whether or not a step is reached. */
  asked: boolean;
}

export const plannedGuard = ({ since, asked }: PlannedDigest): z.infer<typeof plannedShape> => ({
  kind: "plannedDigest",
  since: since?.toString() ?? null,
  asked,
});

/** Null: the row is no digest, or has its text. */
export function plannedDigestOf(guard: { kind?: string } | null): PlannedDigest | null {
  if (guard?.kind !== "plannedDigest") return null;
  const { since, asked } = plannedShape.parse(guard);
  return { since: since === null ? null : Temporal.PlainDate.from(since), asked };
}

const digestShape = z.object({
  kind: z.literal("digest"),
  personId: z.number(),
  targets: z.array(z.number()),
  reports: z.array(z.object({ unitId: z.number(), month: z.string() })),
});

/** What a written digest goes out for: it is dropped when all of it was done before it was sent. */
export const digestGuard = (personId: number, reasons: readonly OpenItem[]): z.infer<typeof digestShape> => ({
  kind: "digest",
  personId,
  targets: reasons.flatMap((each) => each.target?.id ?? []),
  reports: reasons.flatMap((each) => (each.report ? { unitId: each.unit.id, month: each.report.month } : [])),
});

/** Is anything the digest was written for still open, and still this person's concern? `year` is today's. */
export async function digestStillDue(tx: Tx, guard: unknown, year: number): Promise<boolean> {
  const { personId, targets, reports } = digestShape.parse(guard);
  const { concerns } = await concernsOf(tx, personId, year);
  if (concerns.length === 0) return false;
  const open = await tx.target.findMany({
    where: { id: { in: targets }, done: false, ...inForce },
    include: { clusterYear: { select: { clusterId: true } } },
  });
  const concerned = (clusterId: number, unitId: number) =>
    capacityOf(concerns, { clusterId, unitId }) !== null;
  if (open.some((each) => !isDone(each) && concerned(each.clusterYear.clusterId, each.unitId))) return true;
  for (const { unitId, month } of reports) {
    const sent = await tx.monthlyReport.count({ where: { unitId, month, voidedAt: null } });
    const unit = await tx.unit.findUnique({ where: { id: unitId }, select: { clusterId: true } });
    if (sent === 0 && unit && concerned(unit.clusterId, unitId)) return true;
  }
  return false;
}
