import { Temporal } from "temporal-polyfill";
import { workingHours } from "../domain/deadline.ts";
import { dayOf, instantAt } from "../domain/period.ts";
import { type ReminderItem, reachesStep } from "../domain/reminders.ts";
import type { Due } from "../domain/schedule.ts";
import type { ChannelName } from "../shared/messages.ts";
import { plannedGuard } from "../store/digest-guard.ts";
import { digestReader } from "../store/digest-reader.ts";
import { enqueue } from "../store/enqueue.ts";
import { readDigestScope } from "../store/ledger.ts";
import type { Occasion } from "../store/outbox-rows.ts";
import { allWishes, digestKey, planDigests, type Wish } from "../store/planned-digests.ts";
import { preferredAddress } from "../store/preferred-address.ts";
import { endSnooze } from "../store/snoozes.ts";
import type { Job, JobRun } from "./job.ts";
import { idOfScope } from "./plan.ts";
import { digestOf } from "./write-digest.ts";

type Running = Pick<JobRun, "tx" | "services" | "now">;

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);

const occasionOf = ({ services, now }: Running, today: Temporal.PlainDate): Occasion => ({
  kind: "reminder",
  priority: 5,
  expiresAt: asDate(instantAt(today, workingHours.to, services.timeZone)),
  createdAt: asDate(now),
});

/** To whom items that fall due on a day are a reason for a digest of `day`. */
const wishesOn =
  (on: Omit<Parameters<typeof reachesStep>[1], "level" | "asked">) =>
  (kind: ReminderItem["kind"], due: Temporal.PlainDate): Wish[] => {
    const isReached = ({ capacity, level }: Wish) =>
      reachesStep({ kind, due, capacity, done: false }, { ...on, level, asked: false });
    // An official who wants everything hears of whatever anybody hears of.
    if (!isReached({ capacity: "official", level: "all" })) return [];
    return allWishes.filter(isReached);
  };

/** Plans the digests of the people of several clusters who chose the same hour. */
export async function sendDigests(run: Running, due: Due): Promise<void> {
  const { outcome, dueAt, lastRun } = due;
  const scopes = due.scopes.map(readDigestScope);
  const [first] = scopes;
  if (outcome === "skip" || !first) return;
  const { tx, services } = run;
  const calendar = services.calendar();
  const day = dayOf(dueAt, services.timeZone);
  const since = lastRun && dayOf(lastRun, services.timeZone);
  const morning = {
    clusterCodes: scopes.map((each) => each.clusterCode),
    time: first.time,
    day,
    since,
    calendar,
    occasion: occasionOf(run, day),
  };
  await planDigests(tx, morning, wishesOn({ day, since, calendar }));
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
  const planned = { since: null, asked: true };
  const reader = await digestReader(tx, personId, { today, calendar: services.calendar() });
  const address = await preferredAddress(tx, personId);
  if (!reader || !address || !digestOf(reader, planned, run)) return;
  // Until the day's digest goes out it takes its place; later in the day it comes beside it.
  const digestAt = instantAt(today, reader.time, zone);
  const beside = Temporal.Instant.compare(dueAt, digestAt) > 0;
  await enqueue(tx, {
    ...occasionOf(run, today),
    channel: address.channel as ChannelName,
    addressId: address.id,
    policy: "atMostOnce",
    reply: { html: "" },
    dedupeKey: beside ? `snooze:${personId}:${dueAt.toString()}` : digestKey(personId, today),
    guard: plannedGuard(planned),
  });
};
