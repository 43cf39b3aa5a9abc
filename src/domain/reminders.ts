import { Temporal } from "temporal-polyfill";
import type { Calendar } from "./calendar.ts";
import { nextWorkingTime } from "./deadline.ts";
import { dayOf, instantAt } from "./period.ts";

/** How much a person wants: everything, the last call (1 working day before, on the day, overdue), overdue alone. */
export type ReminderLevel = "all" | "lastCall" | "overdueOnly";

/**
 * Why a person hears of an item. The unit's officials get the whole ladder; overdue items also come to the unit's
 * leaders from the 3rd working day after the due day, and to the head unit from the 7th.
 */
export type ReminderCapacity = "official" | "unitLeader" | "head";

export interface ReminderItem {
  kind: "target" | "monthReport";
  /** The last day that is still on time; a report's as moved to a working day. */
  due: Temporal.PlainDate;
  /** Reached or sent: nobody is reminded of it. */
  done: boolean;
  capacity: ReminderCapacity;
}

/** What a digest says about an item on its day. */
export interface DigestLine {
  /** Working days to the due day, 0 on it (or on the last working day before it); negative: working days since. */
  workingDaysLeft: number;
  overdue: boolean;
  /** The step of the ladder the item has reached, in the same count as workingDaysLeft; null: between two steps. */
  rung: number | null;
}

/** One person's message of one day. */
export interface Digest<Item> {
  /** The most urgent step reached; null when the digest was asked for and no step is reached. */
  rung: number | null;
  kind: "early" | "last" | "overdue";
  /** An early reminder is never repeated; a last call or an overdue one never gets lost (delivery.md). */
  policy: "atMostOnce" | "atLeastOnce";
  /** Overdue items first, then by due day; items of one day in the order given, targets before the report. */
  items: (Item & DigestLine)[];
}

export interface DigestRequest<Item> {
  day: Temporal.PlainDate;
  /**
   * The day of the last digest that was planned for this scope: steps reached after it and up to `day` count, so a
   * step that fell into downtime is not lost. null: the steps of `day` alone.
   */
  since: Temporal.PlainDate | null;
  items: readonly Item[];
  level: ReminderLevel;
  /** The person asked to be reminded now (snooze): it goes out although no item has reached a step. */
  asked: boolean;
  calendar: Calendar;
}

/** Working days before the due day on which an item goes out, product.md flow 7. */
const stepsBefore = { target: [7, 3, 1, 0], monthReport: [3, 1, 0] } as const;
/** Working days after it: these, then every fifth (weekly). */
const stepsAfter = { first: [1, 3, 7], every: 5 } as const;
/** A digest lists what is due within so many working days. */
const horizon = 10;
/** Up to so many working days before, it is the last call. */
const lastCall = 1;
/** From which working day after the due day on each hears of an overdue item; the officials at once. */
export const escalation = { official: 0, unitLeader: 3, head: 7 } as const;

/** When a digest comes unless a person chose another hour. */
export const digestTime = "08:00";
const snoozeTime = "15:00";

function isStepAfter(days: number): boolean {
  const { first, every } = stepsAfter;
  const last = first[first.length - 1] ?? 0;
  return (first as readonly number[]).includes(days) || (days > last && (days - last) % every === 0);
}

/** The last step after the due day in (`from`, `to`] working days, in DigestLine's count, or null. */
function stepReachedAfter(from: number, to: number): number | null {
  for (let days = to; days > from; days -= 1) if (isStepAfter(days)) return -days;
  return null;
}

/** What to say about the item, or null when it is not (or not yet) this person's concern. */
function lineOf(item: ReminderItem, request: DigestRequest<ReminderItem>): DigestLine | null {
  const { day, calendar, level } = request;
  if (item.done) return null;
  const left = calendar.workingDaysBetween(day, item.due);
  const leftThen = request.since === null ? left + 1 : calendar.workingDaysBetween(request.since, item.due);
  if (Temporal.PlainDate.compare(day, item.due) > 0) {
    if (-left < escalation[item.capacity]) return null;
    const rung = stepReachedAfter(Math.max(-leftThen, 0), -left);
    return { workingDaysLeft: left, overdue: true, rung };
  }
  if (item.capacity !== "official" || left > horizon) return null;
  if (level === "overdueOnly" || (level === "lastCall" && left > lastCall)) return null;
  const steps: readonly number[] = stepsBefore[item.kind];
  // Of several steps passed since then, the nearest to the due day; the message speaks of today anyway.
  const rung = steps.findLast((step) => left <= step && step < leftThen) ?? null;
  return { workingDaysLeft: left, overdue: false, rung };
}

/** Is a report's due day so near that a digest would list it? Also when it is over. */
export const isNear = (due: Temporal.PlainDate, day: Temporal.PlainDate, calendar: Calendar): boolean =>
  calendar.workingDaysBetween(day, due) <= horizon;

/** The last day that is near: days off right after the last working day belong to it. */
export const lastNearDay = (day: Temporal.PlainDate, calendar: Calendar): Temporal.PlainDate =>
  calendar.addWorkingDays(day, horizon + 1).subtract({ days: 1 });

/** Whether the item is a reason for a digest of that day, whatever else is in it. */
export function reachesStep(
  item: ReminderItem,
  request: Omit<DigestRequest<ReminderItem>, "items">,
): boolean {
  return (lineOf(item, { ...request, items: [] })?.rung ?? null) !== null;
}

/**
 * The one digest of a person and day (08:00 on a working day), or null when there is nothing to send. It goes out when
 * an item reaches a step of the ladder, or when the person asked for it, and then lists all open items of the next 10
 * working days and the overdue ones, as far as the person's level lets them through. Nothing on a day off.
 */
export function planDigest<Item extends ReminderItem>(request: DigestRequest<Item>): Digest<Item> | null {
  if (!request.calendar.isWorkingDay(request.day)) return null;
  const items: (Item & DigestLine)[] = [];
  for (const item of request.items) {
    const line = lineOf(item, request);
    if (line !== null) items.push({ ...item, ...line });
  }
  items.sort(
    (a, b) =>
      Temporal.PlainDate.compare(a.due, b.due) ||
      Number(a.kind === "monthReport") - Number(b.kind === "monthReport"),
  );
  const reached = items.filter(({ rung }) => rung !== null);
  const reasons = request.asked ? items : reached;
  if (reasons.length === 0) return null;
  const kind = reasons.some(({ overdue }) => overdue)
    ? "overdue"
    : reasons.some(({ rung, workingDaysLeft }) => (rung ?? workingDaysLeft) <= lastCall)
      ? "last"
      : "early";
  // Among overdue items the freshest step is the sharpest news; before the due day it is the nearest one.
  const overdueRungs = reached.filter(({ overdue }) => overdue).map(({ rung }) => rung ?? 0);
  const rungs = reached.map(({ rung }) => rung ?? 0);
  const rung =
    overdueRungs.length > 0 ? Math.max(...overdueRungs) : rungs.length > 0 ? Math.min(...rungs) : null;
  return { rung, kind, policy: kind === "early" ? "atMostOnce" : "atLeastOnce", items };
}

/** [Nhắc lại 15:00] and [Nhắc ngày mai]. */
export type Snooze = "today" | "tomorrow";

/**
 * When a snoozed digest comes back. `today`: 15:00, and pressed too late or on a day off the next working day's;
 * `tomorrow`: the next working day at the person's digest time (`HH:MM`). Always a working day, so a button that is a
 * week old still does what it says; tell the person the time that came out.
 */
export function snoozeUntil(
  choice: Snooze,
  now: Temporal.Instant,
  zone: string,
  calendar: Calendar,
  time: string = digestTime,
): Temporal.Instant {
  const today = dayOf(now, zone);
  if (choice === "tomorrow") return instantAt(calendar.addWorkingDays(today, 1), time, zone);
  const sameDay = instantAt(today, snoozeTime, zone);
  if (calendar.isWorkingDay(today) && Temporal.Instant.compare(now, sameDay) < 0) return sameDay;
  return instantAt(calendar.addWorkingDays(today, 1), snoozeTime, zone);
}

/** A time somebody named for one more reminder. `day` null: today; `time` (`HH:MM`) null: the afternoon's or the usual one. */
interface NamedTime {
  day: Temporal.PlainDate | null;
  time: string | null;
  afternoon: boolean;
  /** The day is a deadline: the reminder comes on the working day before it. */
  before: boolean;
}

/**
 * When a reminder comes that was asked for by a time: on that day or, if it is a day off or the hour is over, at the same
 * hour of the next working day. `usual`: the person's digest time (`HH:MM`).
 */
export function namedInstant(
  { day, time, afternoon, before }: NamedTime,
  now: Temporal.Instant,
  zone: string,
  calendar: Calendar,
  usual: string,
): Temporal.Instant {
  const today = dayOf(now, zone);
  const named = before && day ? calendar.addWorkingDays(day, -1) : (day ?? today);
  const from = Temporal.PlainDate.compare(named, today) < 0 ? today : named;
  const hour = time ?? (afternoon ? snoozeTime : usual);
  const at = instantAt(calendar.nextWorkingDay(from), hour, zone);
  return Temporal.Instant.compare(at, now) > 0
    ? at
    : instantAt(calendar.addWorkingDays(dayOf(at, zone), 1), hour, zone);
}

/** So many minutes from now, on the whole minute; outside working hours at their next beginning. */
export function inMinutes(
  minutes: number,
  now: Temporal.Instant,
  zone: string,
  calendar: Calendar,
): Temporal.Instant {
  const at = now.add({ minutes }).round({ smallestUnit: "minute", roundingMode: "floor" });
  return nextWorkingTime(at, zone, calendar);
}
