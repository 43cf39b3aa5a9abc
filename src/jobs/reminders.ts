import { Temporal } from "temporal-polyfill";
import { workingHours } from "../domain/deadline.ts";
import { dayOf, instantAt } from "../domain/period.ts";
import { planDigest, type ReminderLevel, snoozeUntil } from "../domain/reminders.ts";
import { type NewMessage, outbox } from "../store/outbox.ts";
import { type DigestReader, digestGuard, digestReaders } from "../store/reminder-items.ts";
import { endSnooze } from "../store/snoozes.ts";
import { digestReply } from "./digest-text.ts";
import type { Job, JobRun } from "./job.ts";
import { idOfScope, readDigestScope } from "./plan.ts";

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);

interface Asking {
  today: Temporal.PlainDate;
  since: Temporal.PlainDate | null;
  /** The person wants it now, whether or not a step is reached. */
  asked: boolean;
  dedupeKey: string;
}

function messageTo({ recipient, items }: DigestReader, run: JobRun, asking: Asking): NewMessage | null {
  const { services, now } = run;
  const { today, since, asked, dedupeKey } = asking;
  const zone = services.timeZone;
  const calendar = services.calendar();
  if (!recipient.address) return null;
  const level = recipient.reminderLevel as ReminderLevel;
  const digest = planDigest({ day: today, since, items, level, asked, calendar });
  if (!digest) return null;
  const say = services.locales.say(recipient.language, recipient.addressForm, recipient.clusterKind);
  const laterToday = dayOf(snoozeUntil("today", now, zone, calendar), zone).equals(today);
  const reasons = asked ? digest.items : digest.items.filter(({ rung }) => rung !== null);
  return {
    channel: recipient.address.channel,
    addressId: recipient.address.id,
    kind: "reminder",
    policy: digest.policy,
    reply: digestReply(say, digest, { today, laterToday }),
    dedupeKey,
    expiresAt: asDate(instantAt(today, workingHours.to, zone)),
    guard: digestGuard(recipient.personId, reasons),
    createdAt: asDate(now),
  };
}

/** One message a person and day, whatever the cluster or the hour. */
const digestKey = (personId: number, day: Temporal.PlainDate) => `digest:${personId}:${day.toString()}`;

/** The digests of one cluster's people who chose this hour. */
export const sendDigests: Job = async (run) => {
  const { tx, services, now, occurrence, lastRun } = run;
  if (occurrence.outcome === "skip") return;
  const { clusterCode, time } = readDigestScope(occurrence.scope);
  const cluster = await tx.cluster.findUnique({ where: { code: clusterCode } });
  if (!cluster) return;
  const today = dayOf(occurrence.dueAt, services.timeZone);
  const readers = await digestReaders(
    tx,
    { clusterId: cluster.id, time },
    { now, today, calendar: services.calendar() },
  );
  const since = lastRun && dayOf(lastRun, services.timeZone);
  await outbox.enqueueAll(
    tx,
    readers.flatMap((reader) => {
      const dedupeKey = digestKey(reader.recipient.personId, today);
      return messageTo(reader, run, { today, since, asked: false, dedupeKey }) ?? [];
    }),
  );
};

/** The digest again, as somebody asked. */
export const sendSnoozed: Job = async (run) => {
  const { tx, services, now, occurrence } = run;
  const { dueAt, scope } = occurrence;
  const personId = idOfScope(scope);
  await endSnooze(tx, personId, dueAt, now);
  if (occurrence.outcome === "skip") return;
  const zone = services.timeZone;
  const today = dayOf(dueAt, zone);
  const [reader] = await digestReaders(tx, { personId }, { now, today, calendar: services.calendar() });
  if (!reader) return;
  // Until the day's digest goes out it takes its place; later in the day it comes beside it.
  const digestAt = instantAt(today, reader.recipient.reminderTime, zone);
  const beside = Temporal.Instant.compare(dueAt, digestAt) > 0;
  const dedupeKey = beside ? `snooze:${personId}:${dueAt.toString()}` : digestKey(personId, today);
  const message = messageTo(reader, run, { today, since: null, asked: true, dedupeKey });
  if (message) await outbox.enqueue(tx, message);
};
