import type { ChannelName, Inbound } from "../shared/messages.ts";
import type { Address } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { moveAddress } from "./settle-rows.ts";

/** The address a message came from, made when new. Somebody who writes is reachable again. */
export async function addressOf(tx: Tx, inbound: Inbound, now: Date): Promise<Address> {
  const key = { channel_externalId: { channel: inbound.channel, externalId: inbound.chat.id } };
  const known = await tx.address.findUnique({ where: key });
  if (!known) {
    return tx.address.create({
      data: {
        channel: inbound.channel,
        bot: inbound.chat.bot ?? "",
        externalId: inbound.chat.id,
        kind: inbound.chat.kind,
        title: inbound.chat.kind === "group" ? inbound.chat.title : inbound.sender.name,
        createdAt: now,
      },
    });
  }
  const writes = inbound.content.kind !== "reachable";
  if (writes && known.unreachableSince) {
    return tx.address.update({
      where: { id: known.id },
      data: { unreachableSince: null, unreachableReason: null },
    });
  }
  return known;
}

/** A channel's bots as they are now: people of one that was gone, and is there again, can be reached again. */
export async function welcomeBots(tx: Tx, channel: ChannelName, bots: readonly string[]): Promise<void> {
  await tx.address.updateMany({
    where: { channel, bot: { in: [...bots] }, unreachableReason: "botGone" },
    data: { unreachableSince: null, unreachableReason: null },
  });
}

/** They blocked us, or took the bot out of a group; or the other way round. */
export async function setReachable(tx: Tx, address: Address, reachable: boolean, now: Date): Promise<void> {
  await tx.address.update({
    where: { id: address.id },
    data: reachable
      ? { unreachableSince: null, unreachableReason: null }
      : { unreachableSince: now, unreachableReason: address.kind === "group" ? "kicked" : "blocked" },
  });
}

/** A group got a new id: what belongs to it goes there too. Said again, or of a group that was never met, nothing happens. */
export async function followGroup(
  tx: Tx,
  channel: ChannelName,
  { from, to }: { from: string; to: string },
  now: Date,
): Promise<void> {
  const old = await tx.address.findUnique({
    where: { channel_externalId: { channel, externalId: from } },
  });
  if (old?.kind === "group") await moveAddress(tx, old.id, to, now);
}
