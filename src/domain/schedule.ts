import { Temporal } from "temporal-polyfill";
import type { Calendar } from "./calendar.ts";
import { inWorkingHours, nextWorkingTime } from "./deadline.ts";
import { dayOf, firstDay, instantAt, type Month, monthOf, nextMonth, previousMonth } from "./period.ts";

/** A job that comes back. Each scope has its own ledger; those that stand at the same place are one schedule. */
interface Recurring {
  /** Whom it is for, such as clusters' codes: each with job and dueAt the key of its ledger. */
  scopes: readonly string[];
  /** Nothing due at or before it is ever caught up: when the ledger began, or later. */
  since: Temporal.Instant;
  /** dueAt of the newest occurrence that was run or skipped; null: none yet. */
  lastDone: Temporal.Instant | null;
  /** dueAt of the newest that was run. */
  lastRun: Temporal.Instant | null;
}

/** Something a person set for one time. What is done or cancelled is left out of the list. */
interface Once {
  scope: string;
  at: Temporal.Instant;
  /** From then on it is no longer worth sending; null: always. */
  expiresAt: Temporal.Instant | null;
}

/**
 * digest: every working day at `time` (HH:MM). monthlySummary: for each month at 08:00 on the first working day of the
 * next. housekeeping: every night. snooze: its scope is the person. broadcast: its scope is the broadcast.
 */
export type Schedule = Digest | Summary | Housekeeping | Snooze | Broadcast;
type Digest = { job: "digest"; time: string } & Recurring;
type Summary = { job: "monthlySummary" } & Recurring;
type Housekeeping = { job: "housekeeping" } & Recurring;
type Snooze = { job: "snooze" } & Once;
type Broadcast = { job: "broadcast" } & Once;

export interface Occurrence {
  job: Schedule["job"];
  scope: string;
  dueAt: Temporal.Instant;
  /** `skip`: too late to be of use; it is recorded in the ledger all the same. */
  outcome: "run" | "skip";
  /** The month a monthlySummary is about; null for the other jobs. */
  month: Month | null;
}

/** Occurrences that differ in their scopes alone. */
export interface Due extends Omit<Occurrence, "scope"> {
  scopes: readonly string[];
  /** When the job last ran for these scopes (its dueAt); null: never. */
  lastRun: Temporal.Instant | null;
}

const summaryTime = "08:00";
const housekeepingTime = "02:30";
/** What is due at the same instant runs in this order: a month is closed before anybody is reminded. */
const order: readonly Schedule["job"][] = ["housekeeping", "monthlySummary", "digest", "snooze", "broadcast"];

interface Moment {
  day: Temporal.PlainDate;
  at: Temporal.Instant;
}

const isAfter = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) > 0;
const latest = (a: Temporal.Instant, b: Temporal.Instant | null) => (b !== null && isAfter(b, a) ? b : a);

/** Pure date rules in one zone; a month's summary is worked out once per call. */
function rulesOf(zone: string, calendar: Calendar) {
  const summaries = new Map<Month, Temporal.Instant>();

  function summaryAt(month: Month): Temporal.Instant {
    let at = summaries.get(month);
    if (at === undefined) {
      at = instantAt(calendar.nextWorkingDay(firstDay(nextMonth(month))), summaryTime, zone);
      summaries.set(month, at);
    }
    return at;
  }

  return {
    summaryAt,
    /** The first month whose summary the schedule still owes. By month, so that it stays one when a day is added. */
    firstSummaryMonth({ since, lastDone }: Recurring): Month {
      if (lastDone !== null) return monthOf(dayOf(lastDone, zone));
      let month = previousMonth(monthOf(dayOf(since, zone)));
      while (!isAfter(summaryAt(month), since)) month = nextMonth(month);
      return month;
    },
    /** The days on which a daily job runs, from `now` backwards without end. */
    daysBack(time: string, onWorkingDays: boolean, now: Temporal.Instant): (index: number) => Moment {
      const moments: Moment[] = [];
      let day = dayOf(now, zone).add({ days: 1 });
      return (index) => {
        for (;;) {
          const known = moments[index];
          if (known !== undefined) return known;
          day = onWorkingDays ? calendar.addWorkingDays(day, -1) : day.subtract({ days: 1 });
          const at = instantAt(day, time, zone);
          if (!isAfter(at, now)) moments.push({ day, at });
        }
      };
    },
    /** The first time after `floor` of a daily job that was last done on the day of `lastDone`. */
    nextDaily(
      time: string,
      onWorkingDays: boolean,
      floor: Temporal.Instant,
      lastDone: Temporal.Instant | null,
    ) {
      const next = (day: Temporal.PlainDate) =>
        onWorkingDays ? calendar.addWorkingDays(day, 1) : day.add({ days: 1 });
      let day = dayOf(latest(floor, lastDone), zone).subtract({ days: 1 });
      const doneDay = lastDone === null ? null : dayOf(lastDone, zone);
      for (;;) {
        day = next(day);
        const at = instantAt(day, time, zone);
        if (isAfter(at, floor) && (doneDay === null || Temporal.PlainDate.compare(day, doneDay) > 0))
          return at;
      }
    },
  };
}

export interface DueRequest {
  schedules: readonly Schedule[];
  now: Temporal.Instant;
  zone: string;
  calendar: Calendar;
}

/**
 * Everything that is due at `now` and not done, in the order to run it, with the catch-up rules of delivery.md:
 * summaries for every missed month, in order; of missed digests and snoozes only the newest, the digest only on its own
 * day and within working hours (the next day's covers it); housekeeping the newest; what was missed is in the list as
 * `skip`. Summaries, snoozes and broadcasts wait for working hours. Claiming an occurrence makes it done: with the ledger's
 * lastDone the same call gives nothing again, also when the clock has gone back.
 */
export function dueOccurrences({ schedules, now, zone, calendar }: DueRequest): Due[] {
  const rules = rulesOf(zone, calendar);
  const today = dayOf(now, zone);
  const open = inWorkingHours(now, zone, calendar);
  const nights = rules.daysBack(housekeepingTime, false, now);
  const mornings = new Map<string, (index: number) => Moment>();
  const found: Due[] = [];

  function daily(
    schedule: Digest | Housekeeping,
    moments: (index: number) => Moment,
    isUseful: (newest: Moment) => boolean,
  ): void {
    const { job, scopes, since, lastDone, lastRun } = schedule;
    if (!isAfter(moments(0).at, latest(since, lastDone))) return;
    const doneDay = lastDone === null ? null : dayOf(lastDone, zone);
    for (let index = 0; ; index += 1) {
      const moment = moments(index);
      // By day, so that a changed hour does not give a second one.
      if (doneDay !== null && Temporal.PlainDate.compare(moment.day, doneDay) <= 0) return;
      if (!isAfter(moment.at, since)) return;
      const outcome = index === 0 && isUseful(moment) ? "run" : "skip";
      found.push({ job, scopes, dueAt: moment.at, outcome, month: null, lastRun });
    }
  }

  const lastMonth = previousMonth(monthOf(today));
  const newest = isAfter(rules.summaryAt(lastMonth), now) ? previousMonth(lastMonth) : lastMonth;

  function summary(schedule: Summary): void {
    // Caught up at night or on a day off, it waits like everything that is sent by itself.
    if (!open) return;
    const { job, scopes, since, lastDone, lastRun } = schedule;
    if (!isAfter(rules.summaryAt(newest), latest(since, lastDone))) return;
    for (let month = rules.firstSummaryMonth(schedule); month <= newest; month = nextMonth(month)) {
      found.push({ job, scopes, dueAt: rules.summaryAt(month), outcome: "run", month, lastRun });
    }
  }

  function once({ job, scope, at, expiresAt }: Snooze | Broadcast, outdated: boolean): void {
    const expired = expiresAt !== null && !isAfter(expiresAt, now);
    const due = { job, scopes: [scope], dueAt: at, month: null, lastRun: null };
    if (outdated || expired) found.push({ ...due, outcome: "skip" });
    else if (open) found.push({ ...due, outcome: "run" });
  }

  const newestSnooze = new Map<string, Temporal.Instant>();
  for (const schedule of schedules)
    if (schedule.job === "snooze" && !isAfter(schedule.at, now))
      newestSnooze.set(schedule.scope, latest(schedule.at, newestSnooze.get(schedule.scope) ?? null));

  for (const schedule of schedules) {
    if (schedule.job === "digest") {
      const moments = mornings.get(schedule.time) ?? rules.daysBack(schedule.time, true, now);
      mornings.set(schedule.time, moments);
      daily(schedule, moments, ({ day }) => open && day.equals(today));
    } else if (schedule.job === "housekeeping") daily(schedule, nights, () => true);
    else if (schedule.job === "monthlySummary") summary(schedule);
    else if (!isAfter(schedule.at, now)) {
      const newest = newestSnooze.get(schedule.scope);
      once(schedule, schedule.job === "snooze" && newest !== undefined && isAfter(newest, schedule.at));
    }
  }
  return found.sort(
    (a, b) => Temporal.Instant.compare(a.dueAt, b.dueAt) || order.indexOf(a.job) - order.indexOf(b.job),
  );
}

/**
 * The first instant after `after` at which dueOccurrences has something new, or null when nothing is ever due again.
 * The sandbox's clock walks from one to the next; what is due at `after` itself must have been handled.
 */
export function nextOccurrence({
  schedules,
  after,
  zone,
  calendar,
}: Omit<DueRequest, "now"> & { after: Temporal.Instant }): Temporal.Instant | null {
  const rules = rulesOf(zone, calendar);

  function next(schedule: Schedule): Temporal.Instant | null {
    if (schedule.job === "snooze" || schedule.job === "broadcast") {
      const { at, expiresAt } = schedule;
      const open = nextWorkingTime(latest(at, after), zone, calendar);
      const due = expiresAt !== null && isAfter(open, expiresAt) ? latest(at, expiresAt) : open;
      return isAfter(due, after) ? due : null;
    }
    const floor = latest(after, schedule.since);
    if (schedule.job === "digest") return rules.nextDaily(schedule.time, true, floor, schedule.lastDone);
    if (schedule.job === "housekeeping")
      return rules.nextDaily(housekeepingTime, false, floor, schedule.lastDone);
    let month = rules.firstSummaryMonth(schedule);
    const handled = inWorkingHours(after, zone, calendar);
    while (handled && !isAfter(rules.summaryAt(month), floor)) month = nextMonth(month);
    return nextWorkingTime(latest(rules.summaryAt(month), after), zone, calendar);
  }

  let first: Temporal.Instant | null = null;
  for (const schedule of schedules) {
    const at = next(schedule);
    if (at !== null && (first === null || isAfter(first, at))) first = at;
  }
  return first;
}
