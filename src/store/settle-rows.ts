import { Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import type { RowState } from "./outbox-rows.ts";

/** What changes when an attempt is over. */
export interface Settlement {
  state: RowState;
  attempts: number;
  uncertain: number;
  /** Real time. */
  notBefore: Date | null;
  lastError: string | null;
  platformMessageId: string | null;
  /** The product's clock; null while it is still to be sent. */
  settledAt: Date | null;
}

/** A row that came from another address goes on saying why. */
const reasonKept = Prisma.sql`CASE WHEN "movedFromId" IS NULL THEN NULL ELSE "lastError" END`;

/**
 * Writes down how a row ended, before it was ever under way (`owner` null) or after; a row another took since is left
 * alone.
 */
export async function settleRow(tx: Tx, id: number, owner: string | null, end: Settlement): Promise<void> {
  const goesOn = end.lastError === null && (end.state === "sent" || end.state === "queued");
  const kept = goesOn ? reasonKept : Prisma.sql`${end.lastError}`;
  await tx.$executeRaw`UPDATE "OutboxMessage"
    SET "state" = ${end.state}, "attempts" = ${end.attempts}, "uncertain" = ${end.uncertain}, "notBefore" = ${end.notBefore},
      "lastError" = ${kept}, "platformMessageId" = ${end.platformMessageId}, "settledAt" = ${end.settledAt}
    WHERE "id" = ${id} AND "state" IN ('queued', 'sending', 'uncertain')
      ${owner === null ? Prisma.empty : Prisma.sql`AND "leaseOwner" = ${owner}`}`;
}

/** Writes down that these rows were sent, under which ids of the platform; rows another took since are left alone. */
export async function settleSent(
  tx: Tx,
  rows: { id: number; messageId: string }[],
  owner: string,
  settledAt: Date,
): Promise<void> {
  if (rows.length === 0) return;
  const ids = rows.map((row) => Prisma.sql`WHEN ${row.id} THEN ${row.messageId}`);
  await tx.$executeRaw`UPDATE "OutboxMessage"
    SET "state" = 'sent', "notBefore" = NULL, "lastError" = ${reasonKept}, "settledAt" = ${settledAt},
      "platformMessageId" = CASE "id" ${Prisma.join(ids, " ")} END
    WHERE "id" IN (${Prisma.join(rows.map((row) => row.id))}) AND "state" IN ('queued', 'sending', 'uncertain')
      AND "leaseOwner" = ${owner}`;
}

/** The address cannot be reached until they write again. */
export async function markUnreachable(tx: Tx, addressId: number, reason: string, since: Date): Promise<void> {
  await tx.address.updateMany({
    where: { id: addressId, unreachableSince: null },
    data: { unreachableSince: since, unreachableReason: reason },
  });
}

/** A group got a new id. When that id is known already, what waits goes there and the old address is left behind. */
export async function moveAddress(
  tx: Tx,
  addressId: number,
  newExternalId: string,
  since: Date,
): Promise<void> {
  const old = await tx.address.findUniqueOrThrow({ where: { id: addressId } });
  const taken = await tx.address.findUnique({
    where: { channel_externalId: { channel: old.channel, externalId: newExternalId } },
  });
  if (!taken) {
    await tx.address.update({
      where: { id: addressId },
      data: { externalId: newExternalId, unreachableSince: null, unreachableReason: null },
    });
    return;
  }
  if (taken.id === addressId) return;
  await tx.outboxMessage.updateMany({
    where: { addressId, state: { in: ["queued", "sending"] } },
    data: { addressId: taken.id },
  });
  if (taken.clusterId === null) {
    await tx.address.update({ where: { id: taken.id }, data: { clusterId: old.clusterId } });
  }
  await tx.address.update({
    where: { id: addressId },
    data: { clusterId: null, unreachableSince: since, unreachableReason: "notFound" },
  });
}
