import type { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { Calendar } from "../domain/calendar.ts";
import { inWorkingHours } from "../domain/deadline.ts";
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

const memberGuard = z.object({ kind: z.literal("member"), clusterId: z.number() });
/** For what whoever (or whichever group) belongs to the cluster gets, and nobody else. */
export const guardMember = (clusterId: number): z.infer<typeof memberGuard> => ({
  kind: "member",
  clusterId,
});

async function isStillMember(tx: Tx, row: OutboxRow): Promise<boolean> {
  const { clusterId } = memberGuard.parse(row.guard);
  const address = await tx.address.findUnique({ where: { id: row.addressId } });
  if (address?.kind === "group") return address.clusterId === clusterId;
  const personId = address?.personId ?? null;
  if (personId === null) return false;
  return (
    (await tx.role.count({ where: { personId, clusterId, endedAt: null, person: { erasedAt: null } } })) > 0
  );
}

/** Nobody asked for it at that moment: it keeps to working hours. A broadcast sent at once, and a nudge, are asked for. */
async function isUnasked(tx: Tx, row: OutboxRow): Promise<boolean> {
  if (row.kind !== "broadcast") return ["reminder", "summary", "quota"].includes(row.kind);
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
): Promise<"send" | "drop" | "wait"> {
  const guard: { kind?: string } | null = row.guard;
  const holds =
    guard?.kind === "digest"
      ? await digestStillDue(tx, row.guard, dayOf(now, zone).year)
      : guard?.kind === "broadcast"
        ? await broadcastStillWanted(tx, row.guard)
        : guard?.kind === "member"
          ? await isStillMember(tx, row)
          : true;
  if (!holds) return "drop";
  return !inWorkingHours(now, zone, calendar) && (await isUnasked(tx, row)) ? "wait" : "send";
}
