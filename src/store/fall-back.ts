import type { Address } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { type OutboxRow, partKey, quotaError, unreachableError } from "./outbox-rows.ts";

/** Who may move a row: only who has it in hand, or anybody while nobody has. */
interface Hand {
  /** The holder of the row's lease when it is under way; left out for one that is still queued. */
  owner?: string | undefined;
  /** As if it had been meant for the address where it lies: every other one may be tried. */
  anew?: boolean;
}

/** What of a row decides where it may go. */
export type Movable = Pick<
  OutboxRow,
  | "id"
  | "addressId"
  | "kind"
  | "operation"
  | "dedupeKey"
  | "replaceKey"
  | "priority"
  | "uncertain"
  | "expiresAt"
>;

/** Each address is tried once: those after the one the row was meant for, in order of their ids, then from the beginning. */
function nextOf(addresses: readonly Address[], row: Movable, meantFor: number): Address | null {
  const start = addresses.findIndex((each) => each.id === meantFor);
  const inTurn = [...addresses.slice(start), ...addresses.slice(0, start)];
  const at = inTurn.findIndex((each) => each.id === row.addressId);
  if (start < 0 || at < 0) return null;
  return inTurn.slice(at + 1).find((each) => each.unreachableSince === null) ?? null;
}

/**
 * Hands a row that cannot be delivered where it lies (the address is out of reach, its bot's quota is spent) to the same
 * person's next reachable address: the same row, so that it stays one message, queued there as if new. What waits behind it as
 * its later parts goes along. An edit goes on as an edit where its message was sent there too, else as a new message.
 * Answers false, and changes nothing, for answers (they belong where they were asked), for what a group gets, for what
 * may have arrived already, for what has expired, when nobody else is left, and when another has the row in hand.
 * `now` is of the product's clock. Wake the other channel's sender after the commit.
 */
export async function moveToOtherAddress(
  tx: Tx,
  row: Movable,
  now: Date,
  { owner, anew = false }: Hand = {},
): Promise<boolean> {
  if (row.kind === "reply" || row.uncertain > 0 || (row.expiresAt !== null && row.expiresAt <= now))
    return false;
  const kept = await tx.outboxMessage.findUnique({
    where: { id: row.id },
    select: {
      movedFromId: true,
      address: { select: { kind: true, personId: true, unreachableReason: true } },
    },
  });
  const personId = kept?.address.personId ?? null;
  if (!kept || kept.address.kind !== "private" || personId === null) return false;
  const own = await tx.address.findMany({ where: { personId, kind: "private" }, orderBy: { id: "asc" } });
  const meantFor = anew ? row.addressId : (kept.movedFromId ?? row.addressId);
  const next = nextOf(own, row, meantFor);
  if (!next) return false;
  const later = await laterParts(tx, row);
  // The parts keep their order: at one priority the ids decide.
  const priority = later.length > 0 ? row.priority - 1 : row.priority;
  const { unreachableReason } = kept.address;
  const reason = unreachableReason === null ? quotaError : unreachableError(unreachableReason);
  const how = { to: next, meantFor, priority, reason: anew ? null : reason };
  if (!(await move(tx, row, { ...how, owner }))) return false;
  for (const part of later) await move(tx, part, how);
  return true;
}

type Moving = Pick<Movable, "id" | "addressId" | "operation" | "replaceKey">;

interface How {
  owner?: string | undefined;
  to: Address;
  meantFor: number;
  priority: number;
  /** Why it goes, as the row will say. */
  reason: string | null;
}

async function move(tx: Tx, row: Moving, { to, meantFor, priority, reason, owner }: How): Promise<boolean> {
  const { count } = await tx.outboxMessage.updateMany({
    where: {
      id: row.id,
      addressId: row.addressId,
      ...(owner === undefined ? { state: "queued" } : { state: "sending", leaseOwner: owner }),
    },
    data: {
      channel: to.channel,
      addressId: to.id,
      movedFromId: meantFor,
      operation: row.operation === "edit" && (await isKnownThere(tx, row, to.id)) ? "edit" : "send",
      state: "queued",
      priority,
      attempts: 0,
      notBefore: null,
      lastError: reason,
      leaseOwner: null,
      leaseUntil: null,
      platformMessageId: null,
    },
  });
  return count === 1;
}

/** What an edit changes was sent, or waits to be, at that address too: an earlier message that moved. */
async function isKnownThere(tx: Tx, { replaceKey }: Moving, addressId: number): Promise<boolean> {
  if (replaceKey === null) return false;
  const sent = await tx.outboxMessage.findFirst({
    where: { replaceKey, addressId, operation: "send", state: { in: ["queued", "sending", "sent"] } },
    select: { id: true },
  });
  return sent !== null;
}

/** The parts of the same message that wait behind this one, in order. */
async function laterParts(tx: Tx, { dedupeKey, addressId }: Movable): Promise<Moving[]> {
  const found: Moving[] = [];
  for (let part = 1; ; part += 1) {
    const row = await tx.outboxMessage.findUnique({
      where: { dedupeKey: partKey(dedupeKey, part) },
      select: { id: true, addressId: true, operation: true, replaceKey: true, state: true },
    });
    if (!row) return found;
    if (row.state === "queued" && row.addressId === addressId)
      found.push({ ...row, operation: row.operation === "edit" ? "edit" : "send" });
  }
}
