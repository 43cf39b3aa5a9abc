import type { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { Calendar } from "../domain/calendar.ts";
import { nextWorkingTime } from "../domain/deadline.ts";
import { dayOf } from "../domain/period.ts";
import { broadcastStillWanted } from "./broadcast-guard.ts";
import { digestStillDue } from "./digest-guard.ts";
import type { Tx } from "./open.ts";
import type { OutboxRow } from "./outbox-rows.ts";

interface Moment {
  now: Temporal.Instant;
  zone: string;
  calendar: Calendar;
}

/** What a message asks its reader to do: nobody is asked for what is done by then. */
const asked = z.union([
  z.object({ decide: z.array(z.number()).describe("ids of revisions, one of which at least is awaiting") }),
  z.object({ attest: z.number().describe("id of a month's report that stands and nobody has attested") }),
]);
const memberGuard = z.object({ kind: z.literal("member"), clusterId: z.number(), asked: asked.optional() });
type MemberGuard = z.infer<typeof memberGuard>;

/** For what whoever (or whichever group) belongs to the cluster gets, and nobody else; and as long as it is still asked. */
export const guardMember = (clusterId: number, still?: MemberGuard["asked"]): MemberGuard => ({
  kind: "member",
  clusterId,
  ...(still && { asked: still }),
});

async function isStillMember(tx: Tx, addressId: number, clusterId: number): Promise<boolean> {
  const address = await tx.address.findUnique({ where: { id: addressId } });
  if (address?.kind === "group") return address.clusterId === clusterId;
  const personId = address?.personId ?? null;
  if (personId === null) return false;
  return (
    (await tx.role.count({ where: { personId, clusterId, endedAt: null, person: { erasedAt: null } } })) > 0
  );
}

async function isStillAsked(tx: Tx, still: NonNullable<MemberGuard["asked"]>): Promise<boolean> {
  const open =
    "decide" in still
      ? tx.targetRevision.count({ where: { id: { in: still.decide }, decision: "awaiting" } })
      : tx.monthlyReport.count({ where: { id: still.attest, voidedAt: null, attestedAt: null } });
  return (await open) > 0;
}

/** Whether a row with such a guard still has its reader and its reason. */
export async function memberStillConcerned(
  tx: Tx,
  { addressId, guard }: Pick<OutboxRow, "addressId" | "guard">,
): Promise<boolean> {
  const { clusterId, asked: still } = memberGuard.parse(guard);
  if (!(await isStillMember(tx, addressId, clusterId))) return false;
  return still === undefined || isStillAsked(tx, still);
}

/**
 * Nobody who gets it asked for it: it keeps to working hours (product.md, Reminders). A broadcast sent at once, and a nudge, are
 * exempt.
 */
async function isUnasked(tx: Tx, row: OutboxRow): Promise<boolean> {
  if (row.kind !== "broadcast") return ["reminder", "summary", "quota", "notice"].includes(row.kind);
  const guard: { broadcastId?: number; nudge?: boolean } | null = row.guard;
  if (guard?.nudge || guard?.broadcastId === undefined) return false;
  const broadcast = await tx.broadcast.findUnique({ where: { id: guard.broadcastId } });
  return broadcast !== null && broadcast.sendAt > broadcast.createdAt;
}

/** Asked just before a row goes out: does what it was written for still hold, and may it go out at this hour? */
export async function mayStillSend(
  tx: Tx,
  row: OutboxRow,
  { now, zone, calendar }: Moment,
): Promise<"send" | "drop" | { waitUntil: Date }> {
  const guard: { kind?: string } | null = row.guard;
  const holds =
    guard?.kind === "digest"
      ? await digestStillDue(tx, row.guard, dayOf(now, zone).year)
      : guard?.kind === "broadcast"
        ? await broadcastStillWanted(tx, row.guard)
        : guard?.kind === "member"
          ? await memberStillConcerned(tx, row)
          : true;
  if (!holds) return "drop";
  const open = nextWorkingTime(now, zone, calendar);
  if (open.epochMilliseconds === now.epochMilliseconds || !(await isUnasked(tx, row))) return "send";
  return { waitUntil: new Date(open.epochMilliseconds) };
}
