import type { ChannelName } from "../../shared/messages.ts";
import type { Say } from "../../shared/say.ts";
import type { Address } from "../../store/generated/sqlite/client.ts";
import { ownAddresses } from "../../store/linking.ts";
import type { Turn } from "../turn.ts";

/** "Zalo", "Telegram", as people call it. */
export const channelName = (say: Say, channel: string): string => say.plain(`common:channel.${channel}`);

/** An address as a label: its channel, with a number where the person has several there. */
export function addressName(say: Say, address: Address, own: readonly Address[]): string {
  const name = channelName(say, address.channel);
  const alike = own
    .filter((each) => each.channel === address.channel)
    .sort((one, other) => one.id - other.id);
  return alike.length > 1 ? `${name} ${alike.findIndex((each) => each.id === address.id) + 1}` : name;
}

/** Where this person is reached, best first; none for a stranger. */
export async function chatsOf(turn: Turn): Promise<Address[]> {
  return turn.person ? ownAddresses(turn.tx, turn.person) : [];
}

export const has = (own: readonly Address[], channel: ChannelName): boolean =>
  own.some((each) => each.channel === channel);
