import type { ChannelName } from "../shared/messages.ts";
import type { Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { quotaError, readUnreachable } from "./outbox-rows.ts";

/** A message that went another way than it was meant to. */
export interface Detour {
  from: ChannelName;
  to: ChannelName;
  /** Why not there: why the address was out of reach, or "quota"; null when that is not known any more. */
  reason: string | null;
}

interface Moved {
  dedupeKey: string;
  personId: number;
  detour: Detour;
}

/** Moved messages; those moved because the address was given up by its person are no detours. */
async function movedWhere(tx: Tx, where: Prisma.OutboxMessageWhereInput): Promise<Moved[]> {
  const rows = await tx.outboxMessage.findMany({
    where: { ...where, movedFromId: { not: null } },
    select: {
      dedupeKey: true,
      movedFromId: true,
      lastError: true,
      address: { select: { channel: true, personId: true } },
    },
    orderBy: { id: "asc" },
  });
  if (rows.length === 0) return [];
  const origins = await tx.address.findMany({
    where: { id: { in: [...new Set(rows.flatMap((row) => row.movedFromId ?? []))] } },
  });
  const byId = new Map(origins.map((each) => [each.id, each]));
  return rows.flatMap(({ dedupeKey, movedFromId, lastError, address }) => {
    const origin = byId.get(movedFromId ?? 0);
    if (!origin || address.personId === null || origin.personId !== address.personId) return [];
    const reason =
      lastError === quotaError ? quotaError : (readUnreachable(lastError) ?? origin.unreachableReason);
    const detour: Detour = {
      from: origin.channel as ChannelName,
      to: address.channel as ChannelName,
      reason,
    };
    return [{ dedupeKey, personId: address.personId, detour }];
  });
}

/** Which of these messages went another way; the others are left out. */
export async function detoursOf(tx: Tx, dedupeKeys: readonly string[]): Promise<Map<string, Detour>> {
  const found = new Map<string, Detour>();
  for (let from = 0; from < dedupeKeys.length; from += 500) {
    const keys = dedupeKeys.slice(from, from + 500);
    for (const { dedupeKey, detour } of await movedWhere(tx, { dedupeKey: { in: keys } }))
      found.set(dedupeKey, detour);
  }
  return found;
}

/** How many messages each person got by another way since then, with the newest way; those who got none are left out. */
export async function detoursSince(
  tx: Tx,
  personIds: readonly number[],
  since: Date,
): Promise<{ personId: number; count: number; detour: Detour }[]> {
  const moved = await movedWhere(tx, {
    createdAt: { gt: since },
    state: "sent",
    address: { personId: { in: [...personIds] } },
  });
  const found = new Map<number, { personId: number; count: number; detour: Detour }>();
  for (const { personId, detour } of moved)
    found.set(personId, { personId, detour, count: (found.get(personId)?.count ?? 0) + 1 });
  return [...found.values()];
}
