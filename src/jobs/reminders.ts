import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import { workingHours } from "../domain/deadline.ts";
import { dayOf, instantAt } from "../domain/period.ts";
import { planDigest, type ReminderLevel, snoozeUntil } from "../domain/reminders.ts";
import { outbox, type SharedMessage } from "../store/outbox.ts";
import { type DigestReaders, digestGuard, digestReaders } from "../store/reminder-items.ts";
import { endSnooze } from "../store/snoozes.ts";
import { digestReply } from "./digest-text.ts";
import type { Job, JobRun } from "./job.ts";
import { idOfScope, readDigestScope } from "./plan.ts";

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);

interface Asking {
  today: Temporal.PlainDate;
  /** The day of the last digest that was planned for the cluster. */
  since(clusterCode: string): Temporal.PlainDate | null;
  /** The person wants it now, whether or not a step is reached. */
  asked: boolean;
  dedupeKey(personId: number): string;
}

type Running = Pick<JobRun, "tx" | "services" | "now">;

/** Working days between the same two days are asked for again and again. */
function remembering(calendar: Calendar): Calendar {
  const known = new Map<Temporal.PlainDate, Map<Temporal.PlainDate, number>>();
  return {
    ...calendar,
    workingDaysBetween(from, to) {
      let ofFrom = known.get(from);
      if (!ofFrom) {
        ofFrom = new Map();
        known.set(from, ofFrom);
      }
      let days = ofFrom.get(to);
      if (days === undefined) {
        days = calendar.workingDaysBetween(from, to);
        ofFrom.set(to, days);
      }
      return days;
    },
  };
}

async function enqueueDigests(run: Running, groups: readonly DigestReaders[], asking: Asking): Promise<void> {
  const { tx, services, now } = run;
  const { today, since, asked, dedupeKey } = asking;
  const zone = services.timeZone;
  const calendar = remembering(services.calendar());
  const laterToday = dayOf(snoozeUntil("today", now, zone, calendar), zone).equals(today);
  const messages = groups.flatMap((group): SharedMessage[] => {
    const { items, people, clusterCode, language, addressForm, clusterKind } = group;
    const level = group.level as ReminderLevel;
    const digest = planDigest({ day: today, since: since(clusterCode), items, level, asked, calendar });
    if (!digest) return [];
    const say = services.locales.say(language, addressForm, clusterKind);
    const reasons = asked ? digest.items : digest.items.filter(({ rung }) => rung !== null);
    return [
      {
        policy: digest.policy,
        reply: digestReply(say, digest, { today, laterToday }),
        to: people.map(({ personId, address }) => ({
          channel: address.channel,
          addressId: address.id,
          dedupeKey: dedupeKey(personId),
          guard: digestGuard(personId, reasons),
        })),
      },
    ];
  });
  const expiresAt = asDate(instantAt(today, workingHours.to, zone));
  await outbox.enqueueShared(
    tx,
    { kind: "reminder", priority: 5, expiresAt, createdAt: asDate(now) },
    messages,
  );
}

/** One message a person and day, whatever the cluster or the hour. */
const digestKey = (personId: number, day: Temporal.PlainDate) => `digest:${personId}:${day.toString()}`;

/** The digests of the people of several clusters who chose the same hour; each with its own last run. */
export async function sendDigests(
  run: Running,
  occurrences: readonly Pick<JobRun, "occurrence" | "lastRun">[],
): Promise<void> {
  const due = occurrences.filter((each) => each.occurrence.outcome === "run");
  const [first] = due;
  if (!first) return;
  const { tx, services, now } = run;
  const { dueAt } = first.occurrence;
  const today = dayOf(dueAt, services.timeZone);
  const known = new Map<number, Temporal.PlainDate>();
  const dayOnce = (at: Temporal.Instant) => {
    const day = known.get(at.epochMilliseconds) ?? dayOf(at, services.timeZone);
    known.set(at.epochMilliseconds, day);
    return day;
  };
  const since = new Map(
    due.map(({ occurrence, lastRun }) => [
      readDigestScope(occurrence.scope).clusterCode,
      lastRun && dayOnce(lastRun),
    ]),
  );
  const { time } = readDigestScope(first.occurrence.scope);
  const readers = await digestReaders(
    tx,
    { clusterCodes: [...since.keys()], time },
    { now, today, calendar: services.calendar() },
  );
  await enqueueDigests(run, readers, {
    today,
    since: (code) => since.get(code) ?? null,
    asked: false,
    dedupeKey: (personId) => digestKey(personId, today),
  });
}

/** The digest again, as somebody asked. */
export const sendSnoozed: Job = async (run) => {
  const { tx, services, now, occurrence } = run;
  const { dueAt, scope } = occurrence;
  const personId = idOfScope(scope);
  await endSnooze(tx, personId, dueAt, now);
  if (occurrence.outcome === "skip") return;
  const zone = services.timeZone;
  const today = dayOf(dueAt, zone);
  const readers = await digestReaders(tx, { personId }, { now, today, calendar: services.calendar() });
  const time = readers[0]?.people[0]?.time;
  if (time === undefined) return;
  // Until the day's digest goes out it takes its place; later in the day it comes beside it.
  const digestAt = instantAt(today, time, zone);
  const beside = Temporal.Instant.compare(dueAt, digestAt) > 0;
  const dedupeKey = beside ? `snooze:${personId}:${dueAt.toString()}` : digestKey(personId, today);
  await enqueueDigests(run, readers, { today, since: () => null, asked: true, dedupeKey: () => dedupeKey });
};
