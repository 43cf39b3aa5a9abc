import { Temporal } from "temporal-polyfill";
import { workingHours } from "../domain/deadline.ts";
import { dayOf, instantAt } from "../domain/period.ts";
import type { Schedule } from "../domain/schedule.ts";
import { claimScopes, type LedgerState, ledgerKey, ledgerStates } from "../store/ledger.ts";
import type { Tx } from "../store/open.ts";
import { chosenTimes } from "../store/reminder-times.ts";

const instant = (date: Date) => Temporal.Instant.fromEpochMilliseconds(date.getTime());

/** A digest's scope is the cluster and the hour its people chose: "SNV-BACBO-2019 08:00". */
const digestScope = (clusterCode: string, time: string): string => `${clusterCode} ${time}`;
export function readDigestScope(scope: string): { clusterCode: string; time: string } {
  const space = scope.lastIndexOf(" ");
  return { clusterCode: scope.slice(0, space), time: scope.slice(space + 1) };
}

/** "person:12" → 12, "broadcast:3" → 3 */
export const idOfScope = (scope: string): number => Number(scope.slice(scope.indexOf(":") + 1));

type Named = { job: "digest" | "monthlySummary" | "housekeeping"; scope: string; time?: string };

async function recurring(tx: Tx): Promise<Named[]> {
  const named: Named[] = [{ job: "housekeeping", scope: "installation" }];
  for (const [code, times] of await chosenTimes(tx)) {
    named.push({ job: "monthlySummary", scope: code });
    for (const time of times) named.push({ job: "digest", scope: digestScope(code, time), time });
  }
  return named;
}

async function beginLedgers(tx: Tx, all: readonly Named[], now: Temporal.Instant): Promise<void> {
  for (const job of new Set(all.map((each) => each.job))) {
    const scopes = all.filter((each) => each.job === job).map((each) => each.scope);
    await claimScopes(tx, { job, dueAt: now, outcome: "started", now }, scopes);
  }
}

export interface Planned {
  schedules: Schedule[];
  states: Map<string, LedgerState>;
}

/** Everything that comes back or waits for its time, with what was done; a job that is new begins its ledger now. */
export async function planSchedules(tx: Tx, now: Temporal.Instant, zone: string): Promise<Planned> {
  const named = await recurring(tx);
  const states = await ledgerStates(tx, named);
  await beginLedgers(
    tx,
    named.filter(({ job, scope }) => !states.has(ledgerKey(job, scope))),
    now,
  );
  const schedules: Schedule[] = [];
  for (const { job, scope, time } of named) {
    const { since, lastDone } = states.get(ledgerKey(job, scope)) ?? { since: now, lastDone: null };
    schedules.push(
      job === "digest"
        ? { job, scope, since, lastDone, time: time ?? "08:00" }
        : { job, scope, since, lastDone },
    );
  }
  for (const snooze of await tx.snooze.findMany({ where: { doneAt: null }, include: { person: true } })) {
    const at = instant(snooze.dueAt);
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
  return { schedules, states };
}
