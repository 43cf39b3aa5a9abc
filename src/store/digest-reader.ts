import type { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import { yearOn } from "../domain/cluster.ts";
import type { ReminderCapacity } from "../domain/reminders.ts";
import type { AddressForm, ClusterKind, Language } from "../shared/say.ts";
import { capacityOf, concernsOf } from "./concerns.ts";
import type { Tx } from "./open.ts";
import { type OpenItem, openItems } from "./open-items.ts";

/** Somebody a digest is written for, with the open items of all the units they work for, in every cluster. */
export interface DigestReader {
  language: Language;
  addressForm: AddressForm;
  clusterKind: ClusterKind;
  level: string;
  /** HH:MM of their daily digest. */
  time: string;
  items: (OpenItem & { capacity: ReminderCapacity; done: false })[];
}

/** Null: nobody, or nobody with a unit. */
export async function digestReader(
  tx: Tx,
  personId: number,
  day: { today: Temporal.PlainDate; calendar: Calendar },
): Promise<DigestReader | null> {
  const person = await tx.person.findUnique({ where: { id: personId } });
  const { concerns, clusters } = await concernsOf(tx, personId, day.today.year);
  // The unit they work in at the moment decides how they are spoken to.
  const home = concerns.find((each) => each.roleId === person?.activeRoleId) ?? concerns[0];
  const cluster = clusters.find((each) => each.id === home?.clusterId);
  if (!person || !cluster) return null;
  const within = {
    clusterIds: concerns.flatMap((each) => (each.heads ? each.clusterId : [])),
    unitIds: concerns.map((each) => each.unitId),
  };
  const items = await openItems(tx, clusters, within, day);
  const form = yearOn(cluster.years, day.today.year)?.addressForm ?? "dongChi";
  return {
    language: person.language as Language,
    addressForm: form as AddressForm,
    clusterKind: cluster.kind as ClusterKind,
    level: person.reminderLevel,
    time: person.reminderTime,
    items: items.flatMap((item) => {
      const capacity = capacityOf(concerns, { clusterId: item.clusterId, unitId: item.unit.id });
      return capacity ? { ...item, capacity, done: false as const } : [];
    }),
  };
}
