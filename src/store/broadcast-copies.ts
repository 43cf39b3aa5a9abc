import { broadcastKey } from "./broadcast-message.ts";
import { type Delivery, deliveryStates } from "./deliveries.ts";
import { type Detour, detoursOf } from "./detours.ts";
import type { Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { quotaError } from "./outbox-rows.ts";
import { noticeKey } from "./recipients.ts";
import { memberUnits } from "./standings.ts";

/** How one recipient's copy stands. */
export interface Copy {
  personId: number;
  displayName: string;
  /** The unit's name. */
  unit: string;
  acknowledged: boolean;
  /** Holds no role in the cluster any more: nobody to be nudged. */
  gone: boolean;
  nudges: number;
  state: "waiting" | "sent" | "uncertain" | "stopped" | "failed";
  /** Why it failed: a key of broadcast:reason. */
  reason: string | null;
  /** It went to another of their addresses than it was meant for. */
  detour: Detour | null;
}

/** A broadcast with everything its report tells. */
export const inFull = {
  clusterYear: { include: { cluster: true } },
  receipts: { include: { person: true } },
} as const;
export type FullRow = Prisma.BroadcastGetPayload<{ include: typeof inFull }>;

const knownReasons = ["blocked", "deactivated", "notFound", "kicked", "botGone", quotaError];

/** A known cause of being out of reach, in the words of broadcast:reason. */
export const unreachableReason = (reason: string | null): string =>
  reason !== null && knownReasons.includes(reason) ? reason : "notFound";

function stateOf(
  delivery: Delivery | undefined,
  acknowledged: boolean,
  cancelled: boolean,
): Pick<Copy, "state" | "reason"> {
  // Whoever pressed its button has it, whatever the platform told us.
  if (acknowledged) return { state: "sent", reason: null };
  if (!delivery) return { state: "failed", reason: "noAddress" };
  switch (delivery.state) {
    case "waiting":
      return { state: "waiting", reason: delivery.reason === quotaError ? quotaError : null };
    case "sent":
    case "uncertain":
      return { state: delivery.state, reason: null };
    case "dropped":
      if (delivery.reason === quotaError) return { state: "failed", reason: quotaError };
      return cancelled ? { state: "stopped", reason: null } : { state: "failed", reason: "left" };
    case "expired":
      return { state: "failed", reason: "expired" };
    case "failed":
      return { state: "failed", reason: "refused" };
    case "unreachable":
      return { state: "failed", reason: unreachableReason(delivery.reason) };
  }
}

/** Everybody the broadcast was for, in the order they were put down, with how their copy stands. */
export async function copiesOf(tx: Tx, row: FullRow): Promise<Copy[]> {
  const keyOf = (personId: number) => noticeKey(broadcastKey(row.id), personId);
  const keys = row.receipts.map((each) => keyOf(each.personId));
  const deliveries = await deliveryStates(tx, keys);
  const detours = await detoursOf(tx, keys);
  const names = new Map((await memberUnits(tx, row.clusterYearId)).map((unit) => [unit.id, unit.name]));
  const roles = await tx.role.findMany({
    where: {
      clusterId: row.clusterYear.clusterId,
      endedAt: null,
      unitId: { not: null },
      person: { erasedAt: null },
    },
    select: { personId: true },
  });
  const here = new Set(roles.map((role) => role.personId));
  return row.receipts
    .sort((a, b) => a.id - b.id)
    .map((each) => ({
      personId: each.personId,
      displayName: each.person.displayName,
      unit: names.get(each.unitId ?? 0) ?? "",
      acknowledged: each.acknowledgedAt !== null,
      gone: !here.has(each.personId),
      nudges: each.nudges,
      detour: detours.get(keyOf(each.personId)) ?? null,
      ...stateOf(
        deliveries.get(keyOf(each.personId)),
        each.acknowledgedAt !== null,
        row.state === "cancelled",
      ),
    }));
}

/** Everybody a broadcast was for, with how their copy stands. */
export async function broadcastCopies(tx: Tx, id: number): Promise<Copy[]> {
  const row = await tx.broadcast.findUnique({ where: { id }, include: inFull });
  return row ? copiesOf(tx, row) : [];
}

/** Those who have it, are still there and have not said so. */
export const unacknowledged = (copies: readonly Copy[]): Copy[] =>
  copies.filter((each) => each.state === "sent" && !each.acknowledged && !each.gone);

/** The nudge that a press sends now: 1 is the first. */
export const nextRound = (copies: readonly Copy[]): number =>
  Math.max(0, ...copies.map((each) => each.nudges)) + 1;
