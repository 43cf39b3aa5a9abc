import type { ChannelName } from "../shared/messages.ts";
import { type Movable, moveToOtherAddress } from "./fall-back.ts";
import type { Address, Person } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { addressesByPreference } from "./preferred-address.ts";

/** A person's private addresses, the one they are reached at first. */
export async function ownAddresses(
  tx: Tx,
  person: Pick<Person, "id" | "preferredChannel">,
): Promise<Address[]> {
  const addresses = await tx.address.findMany({ where: { personId: person.id, kind: "private" } });
  return (await addressesByPreference(tx, [{ ...person, addresses }])).get(person.id) ?? [];
}

/** Makes a stranger's address the person's; false when somebody else has got it. A question open there is forgotten. */
export async function linkAddress(tx: Tx, addressId: number, personId: number): Promise<boolean> {
  const { count } = await tx.address.updateMany({
    where: { id: addressId, personId: null, kind: "private" },
    data: { personId },
  });
  if (count === 1) await tx.dialogue.deleteMany({ where: { key: `address:${addressId}` } });
  return count === 1;
}

/**
 * Takes an address away from its person, unless it is their last; what waits for it goes to their next one, or is dropped.
 * Answers what happened.
 */
export async function unlinkAddress(
  tx: Tx,
  personId: number,
  addressId: number,
  now: Date,
): Promise<"unlinked" | "last" | "notTheirs"> {
  const own = await tx.address.findMany({ where: { personId, kind: "private" }, orderBy: { id: "asc" } });
  const gone = own.find((each) => each.id === addressId);
  const [heir] = own.filter((each) => each.id !== addressId);
  if (!gone) return "notTheirs";
  if (!heir) return "last";
  const waiting = await tx.outboxMessage.findMany({
    where: { addressId, state: "queued", kind: { not: "reply" } },
    orderBy: { id: "asc" },
  });
  for (const row of waiting) {
    if (!(await moveToOtherAddress(tx, row as Movable, now, { anew: true })))
      await tx.outboxMessage.updateMany({
        where: { id: row.id, state: "queued" },
        data: { state: row.uncertain > 0 ? "uncertain" : "dropped", settledAt: now },
      });
  }
  await tx.address.update({ where: { id: addressId }, data: { personId: null } });
  await tx.broadcast.updateMany({
    where: { reportAddressId: addressId },
    data: { reportAddressId: heir.id },
  });
  await tx.uploadLink.deleteMany({ where: { addressId } });
  if (own.every((each) => each.id === addressId || each.channel !== gone.channel))
    await tx.person.updateMany({
      where: { id: personId, preferredChannel: gone.channel },
      data: { preferredChannel: null },
    });
  return "unlinked";
}

/** Where what starts from us goes from now on; null: where they wrote last. */
export async function chooseChannel(tx: Tx, personId: number, channel: ChannelName | null): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: { preferredChannel: channel } });
}
