import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import { workingHours } from "../domain/deadline.ts";
import { dayOf, instantAt } from "../domain/period.ts";
import type { Schedule } from "../domain/schedule.ts";
import { claimScopes, ledgers } from "../store/ledger.ts";
import type { Tx } from "../store/open.ts";

const instant = (date: Date) => Temporal.Instant.fromEpochMilliseconds(date.getTime());

/** "person:12" → 12, "broadcast:3" → 3 */
export const idOfScope = (scope: string): number => Number(scope.slice(scope.indexOf(":") + 1));

/** The same hour of the next working day, when its day is off: it may have become so since somebody chose it. */
function onWorkingDay(at: Temporal.Instant, zone: string, calendar: Calendar): Temporal.Instant {
  const local = at.toZonedDateTimeISO(zone);
  return calendar
    .nextWorkingDay(local.toPlainDate())
    .toZonedDateTime({ timeZone: zone, plainTime: local.toPlainTime() })
    .toInstant();
}

/** Everything that comes back or waits for its time; a job that is new begins its ledgers now. */
export async function planSchedules(
  tx: Tx,
  now: Temporal.Instant,
  zone: string,
  calendar: Calendar,
): Promise<Schedule[]> {
  const schedules: Schedule[] = [];
  for (const { job, time, scopes, standing } of await ledgers(tx)) {
    if (!standing) await claimScopes(tx, { job, dueAt: now, outcome: "started", now }, scopes);
    const recurring = { scopes, ...(standing ?? { since: now, lastDone: null, lastRun: null }) };
    if (job !== "digest") schedules.push({ job, ...recurring });
    else if (time !== null) schedules.push({ job, time, ...recurring });
  }
  for (const snooze of await tx.snooze.findMany({ where: { doneAt: null }, include: { person: true } })) {
    const at = onWorkingDay(instant(snooze.dueAt), zone, calendar);
    // A snooze is for its own day: after working hours the next digest covers it.
    schedules.push({
      job: "snooze",
      scope: `person:${snooze.personId}`,
      at,
      expiresAt: instantAt(dayOf(at, zone), workingHours.to, zone),
    });
  }
  for (const each of await tx.broadcast.findMany({ where: { state: "scheduled" } })) {
    schedules.push({
      job: "broadcast",
      scope: `broadcast:${each.id}`,
      at: instant(each.sendAt),
      expiresAt: null,
    });
  }
  return schedules;
}
