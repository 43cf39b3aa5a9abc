import { Temporal } from "temporal-polyfill";
import type { Calendar } from "./calendar.ts";
import { workingHours } from "./deadline.ts";
import { dayOf, instantAt, lastDay, monthOf } from "./period.ts";

/** What a platform grants one bot (Zalo's free plan, price page of 26 Sep 2026: 3,000 messages a month, 50 people). */
export interface QuotaRule {
  /** Messages in a calendar month. */
  messages: number;
  /** Whether what comes in counts as well; unverified, and the careful reading. */
  countsReceived: boolean;
  /** People it serves; the next one is not heard. */
  users: number;
}

/** Messages of one bot in one month. */
export interface QuotaCounts {
  received: number;
  /** Uncertain sends included. */
  sent: number;
}

/** From 80 % on the head is warned and notices wait for the digest; from 95 % only what is important goes; at 100 % nothing. */
export type QuotaState = "ok" | "warn" | "critical" | "spent";

const warnPercent = 80;
const criticalPercent = 95;

/** How much of a month's working time is over, in working days: today counts by the hours that have passed. */
export interface MonthProgress {
  elapsed: number;
  left: number;
}

/** Where a bot stands with its month. */
export interface QuotaStanding {
  /** Messages that count. */
  used: number;
  limit: number;
  /** Used of the limit in per cent, rounded down; more than 100 when more was used. */
  percent: number;
  /** Messages by the end of the month at the pace so far, rounded up; null before one whole working day is over. */
  forecast: number | null;
  state: QuotaState;
}

const stateAt = (used: number, limit: number): QuotaState => {
  if (used >= limit) return "spent";
  if (used * 100 >= limit * criticalPercent) return "critical";
  return used * 100 >= limit * warnPercent ? "warn" : "ok";
};

/** Messages are written on working days: a forecast by calendar days would be wrong after every weekend and at Tết. */
export function quotaStanding(
  counts: QuotaCounts,
  rule: QuotaRule,
  { elapsed, left }: MonthProgress,
): QuotaStanding {
  const used = counts.sent + (rule.countsReceived ? counts.received : 0);
  return {
    used,
    limit: rule.messages,
    percent: rule.messages > 0 ? Math.floor((used * 100) / rule.messages) : 100,
    forecast: elapsed >= 1 ? used + Math.ceil((used * left) / elapsed) : null,
    state: stateAt(used, rule.messages),
  };
}

/** The share of a working day's hours that is over, 0–1. */
function shareOfDay(now: Temporal.Instant, day: Temporal.PlainDate, zone: string): number {
  const from = instantAt(day, workingHours.from, zone).epochMilliseconds;
  const to = instantAt(day, workingHours.to, zone).epochMilliseconds;
  return Math.min(1, Math.max(0, (now.epochMilliseconds - from) / (to - from)));
}

/** How far the month of `now` is, in the zone's working days. */
export function monthProgress(now: Temporal.Instant, zone: string, calendar: Calendar): MonthProgress {
  const today = dayOf(now, zone);
  const before = calendar.workingDaysBetween(
    today.with({ day: 1 }).subtract({ days: 1 }),
    today.subtract({ days: 1 }),
  );
  const after = calendar.workingDaysBetween(today, lastDay(monthOf(today)));
  const passed = calendar.isWorkingDay(today) ? shareOfDay(now, today, zone) : 0;
  const ahead = calendar.isWorkingDay(today) ? 1 - passed : 0;
  return { elapsed: before + passed, left: after + ahead };
}

/** `warn` from nine tenths on (45 of 50): newcomers are better sent to another bot; `full`: the next is not served. */
export function usersState(users: number, rule: QuotaRule): "ok" | "warn" | "full" {
  if (users >= rule.users) return "full";
  return users * 10 >= rule.users * 9 ? "warn" : "ok";
}

/** What matters of a message when messages are short. */
export interface RationedMessage {
  /** As in the outbox: reply, reminder, summary, broadcast, notice … */
  kind: string;
  /** atMostOnce, atLeastOnce … (delivery.md: of reminders only the last ones and those overdue are atLeastOnce). */
  policy: string;
  /** A notice has waited for its digest. */
  waited: boolean;
}

const importantKinds: readonly string[] = ["summary", "broadcast", "nudge", "quota"];

const isImportant = ({ kind, policy }: RationedMessage): boolean =>
  importantKinds.includes(kind) || (kind === "reminder" && policy === "atLeastOnce");

/**
 * What becomes of a message: `send`; `hold` it for the day's digest, so that both are one message; `spare` it, which means
 * another address or none; `wait` for the next month, unless there is another address.
 */
export function rationOf(state: QuotaState, message: RationedMessage): "send" | "hold" | "spare" | "wait" {
  const goes = message.kind === "reply" || isImportant(message);
  if (state === "ok") return "send";
  if (message.kind === "notice" && !message.waited) return "hold";
  if (state === "warn") return "send";
  if (state === "critical") return goes ? "send" : "spare";
  return goes ? "wait" : "spare";
}

/** The digest that a notice waits for: the next one at that time (`HH:MM`) of a working day, from `since` on. */
export function nextDigest(
  since: Temporal.Instant,
  time: string,
  zone: string,
  calendar: Calendar,
): Temporal.Instant {
  const day = dayOf(since, zone);
  const today = instantAt(day, time, zone);
  if (calendar.isWorkingDay(day) && Temporal.Instant.compare(since, today) <= 0) return today;
  return instantAt(calendar.addWorkingDays(day, 1), time, zone);
}
