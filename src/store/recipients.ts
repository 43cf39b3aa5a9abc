import type { ClusterKind, RoleCode } from "../domain/cluster.ts";
import type { ChannelName, Reply } from "../shared/messages.ts";
import type { AddressForm, Language, Locales, Say } from "../shared/say.ts";
import { enqueueAll } from "./enqueue.ts";
import type { Tx } from "./open.ts";
import type { NewMessage } from "./outbox-rows.ts";
import { addressesByPreference } from "./preferred-address.ts";

/** Somebody who holds a role in a cluster, and where they are reached now. */
export interface Recipient {
  personId: number;
  displayName: string;
  roleId: number;
  role: RoleCode;
  unitId: number | null;
  language: Language;
  addressForm: AddressForm;
  clusterKind: ClusterKind;
  reminderLevel: string;
  reminderTime: string;
  /** Where they are reached; null when the person has no address left. */
  address: RecipientAddress | null;
  /** That one and, where they have several, the others, the next best first. */
  addresses: RecipientAddress[];
}

interface RecipientAddress {
  id: number;
  channel: ChannelName;
  /** Why it cannot be reached; null while it can. */
  unreachableReason: string | null;
}

export interface Audience {
  clusterId: number;
  addressForm: string;
  clusterKind: string;
  /** Only people of these units; left out: everybody with a role in the cluster. */
  unitIds?: number[];
  roles?: RoleCode[];
  personIds?: number[];
}

/** Everybody of the audience, once each, in the order in which they joined; somebody unreachable is listed with the reason. */
export async function recipientsOf(tx: Tx, audience: Audience): Promise<Recipient[]> {
  const roles = await tx.role.findMany({
    where: {
      clusterId: audience.clusterId,
      endedAt: null,
      ...(audience.unitIds ? { unitId: { in: audience.unitIds } } : {}),
      ...(audience.roles ? { code: { in: audience.roles } } : {}),
      ...(audience.personIds ? { personId: { in: audience.personIds } } : {}),
      person: { erasedAt: null },
    },
    include: { person: { include: { addresses: { where: { kind: "private" } } } } },
    orderBy: { id: "asc" },
  });
  const ordered = await addressesByPreference(
    tx,
    roles.map((role) => role.person),
  );
  const seen = new Set<number>();
  return roles.flatMap((role) => {
    if (seen.has(role.personId)) return [];
    seen.add(role.personId);
    const { person } = role;
    const addresses = (ordered.get(person.id) ?? []).map(
      ({ id, channel, unreachableReason }): RecipientAddress => ({
        id,
        channel: channel as ChannelName,
        unreachableReason,
      }),
    );
    return {
      personId: person.id,
      displayName: person.displayName,
      roleId: role.id,
      role: role.code as RoleCode,
      unitId: role.unitId,
      language: person.language as Language,
      addressForm: audience.addressForm as AddressForm,
      clusterKind: audience.clusterKind as ClusterKind,
      reminderLevel: person.reminderLevel,
      reminderTime: person.reminderTime,
      address: addresses[0] ?? null,
      addresses,
    };
  });
}

export type Notice = Omit<NewMessage, "channel" | "addressId" | "reply" | "dedupeKey"> & {
  /** Unique per event; the person is added to it. */
  dedupeKey: string;
  reply(say: Say, recipient: Recipient): Reply;
};

/** The key of one person's copy of a notice. */
export const noticeKey = (dedupeKey: string, personId: number): string => `${dedupeKey}:${personId}`;

/** Puts one message per recipient into the outbox, in their own language; answers who has no address to send to. */
export async function notify(
  tx: Tx,
  locales: Locales,
  recipients: Recipient[],
  { reply, dedupeKey, ...rest }: Notice,
): Promise<Recipient[]> {
  const messages = recipients.flatMap((each) =>
    each.address
      ? {
          ...rest,
          channel: each.address.channel,
          addressId: each.address.id,
          reply: reply(locales.say(each.language, each.addressForm, each.clusterKind), each),
          dedupeKey: noticeKey(dedupeKey, each.personId),
        }
      : [],
  );
  await enqueueAll(tx, messages);
  return recipients.filter((each) => !each.address);
}
