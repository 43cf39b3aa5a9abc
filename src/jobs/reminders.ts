import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import { workingHours } from "../domain/deadline.ts";
import { dayOf, instantAt } from "../domain/period.ts";
import {
  planDigest,
  type ReminderCapacity,
  type ReminderItem,
  type ReminderLevel,
  reachesStep,
  snoozeUntil,
} from "../domain/reminders.ts";
import { type Occasion, outbox, type SharedMessage } from "../store/outbox.ts";
import {
  clusterDigests,
  type DigestReaders,
  digestGuard,
  digestReaders,
  enqueueUnitDigests,
  type UnitDigest,
} from "../store/reminder-items.ts";
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

/** What a digest is written from. */
type Draft = Pick<DigestReaders, "language" | "addressForm" | "clusterKind" | "level" | "items"> & {
  since: Temporal.PlainDate | null;
};

/** Writes digests of one day; most units have reached no step, and that is seen without writing anything. */
function composer({ services, now }: Running, today: Temporal.PlainDate, asked: boolean, calendar: Calendar) {
  const zone = services.timeZone;
  const laterToday = dayOf(snoozeUntil("today", now, zone, calendar), zone).equals(today);
  const steps = new Map<string, Map<Temporal.PlainDate, boolean>>();
  const sinceTexts = new Map<Temporal.PlainDate | null, string>();
  const isReached = (
    item: Pick<ReminderItem, "kind" | "due">,
    capacity: ReminderCapacity,
    level: ReminderLevel,
    since: Temporal.PlainDate | null,
  ): boolean => {
    const sinceText = sinceTexts.get(since) ?? since?.toString() ?? "";
    sinceTexts.set(since, sinceText);
    const key = `${item.kind} ${capacity} ${level} ${sinceText}`;
    let known = steps.get(key);
    if (!known) {
      known = new Map();
      steps.set(key, known);
    }
    let reached = known.get(item.due);
    if (reached === undefined) {
      const { kind, due } = item;
      reached = reachesStep(
        { kind, due, capacity, done: false },
        { day: today, since, level, asked, calendar },
      );
      known.set(item.due, reached);
    }
    return reached;
  };
  const write = (draft: Draft): Pick<UnitDigest, "policy" | "reply" | "reasons"> | null => {
    const { language, addressForm, clusterKind, items, since } = draft;
    const level = draft.level as ReminderLevel;
    if (!asked && !items.some((each) => isReached(each, each.capacity, level, since))) return null;
    const digest = planDigest({ day: today, since, items, level, asked, calendar });
    if (!digest) return null;
    const say = services.locales.say(language, addressForm, clusterKind);
    return {
      policy: digest.policy,
      reply: digestReply(say, digest, { today, laterToday }),
      reasons: asked ? digest.items : digest.items.filter(({ rung }) => rung !== null),
    };
  };
  return { isReached, write };
}

const occasionOf = ({ services, now }: Running, today: Temporal.PlainDate): Occasion => ({
  kind: "reminder",
  priority: 5,
  expiresAt: asDate(instantAt(today, workingHours.to, services.timeZone)),
  createdAt: asDate(now),
});

async function enqueueDigests(run: Running, groups: readonly DigestReaders[], asking: Asking): Promise<void> {
  const { today, since, asked, dedupeKey } = asking;
  const compose = composer(run, today, asked, remembering(run.services.calendar()));
  const messages = groups.flatMap((group): SharedMessage[] => {
    const digest = compose.write({ ...group, since: since(group.clusterCode) });
    if (!digest) return [];
    const to = group.people.map(({ personId, address }) => ({
      channel: address.channel,
      addressId: address.id,
      dedupeKey: dedupeKey(personId),
      guard: digestGuard(personId, digest.reasons),
    }));
    return [{ policy: digest.policy, reply: digest.reply, to }];
  });
  await outbox.enqueueShared(run.tx, occasionOf(run, today), messages);
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
  const calendar = remembering(services.calendar());
  const on = { now, today, calendar };
  const clusterCodes = [...since.keys()];
  // An official who wants everything hears of whatever anybody hears of.
  const compose = composer(run, today, false, calendar);
  const { units, wishes, others } = await clusterDigests(tx, { clusterCodes, time }, on, (code, item) =>
    compose.isReached(item, "official", "all", since.get(code) ?? null),
  );
  const digests = units.flatMap(({ clusterCode, unitId, codes, ...unit }) =>
    wishes.flatMap((wish) => {
      const digest = compose.write({ ...unit, ...wish, since: since.get(clusterCode) ?? null });
      return digest ? { unitId, codes, wish, ...digest } : [];
    }),
  );
  const occasion = occasionOf(run, today);
  await enqueueUnitDigests(tx, { time, day: today, occasion, others }, digests);
  if (others.length === 0) return;
  await enqueueDigests(run, await digestReaders(tx, { clusterCodes, personIds: others }, on), {
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
