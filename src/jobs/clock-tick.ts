import { Temporal } from "temporal-polyfill";
import { dueOccurrences, nextOccurrence, type Occurrence } from "../domain/schedule.ts";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/log.ts";
import { claimOccurrence, ledgerKey } from "../store/ledger.ts";
import type { Store } from "../store/open.ts";
import { runBroadcast } from "./broadcasts.ts";
import { keepHouse } from "./housekeeping.ts";
import type { Job, JobServices } from "./job.ts";
import { writeMonthlySummary } from "./monthly-summary.ts";
import { planSchedules } from "./plan.ts";
import { sendDigests, sendSnoozed } from "./reminders.ts";

const jobs: Record<Occurrence["job"], Job> = {
  digest: sendDigests,
  monthlySummary: writeMonthlySummary,
  housekeeping: keepHouse,
  snooze: sendSnoozed,
  broadcast: runBroadcast,
};

export interface Ticker {
  /** Runs what is due now, each occurrence in one transaction with its claim; answers what this process ran. */
  tick(): Promise<Occurrence[]>;
  /** When something is due next after that instant; null: never. */
  next(after: Temporal.Instant): Promise<Temporal.Instant | null>;
}

interface Dependencies {
  store: Store;
  services: JobServices;
  clock: Clock;
  log: Log;
}

export function createTicker({ store, services, clock, log }: Dependencies): Ticker {
  const zone = services.timeZone;

  async function runOne(occurrence: Occurrence, lastRun: Temporal.Instant | null): Promise<boolean> {
    return store.transaction(async (tx) => {
      const now = clock.now();
      const { job, scope, dueAt } = occurrence;
      const outcome = occurrence.outcome === "run" ? "done" : "skipped";
      if (!(await claimOccurrence(tx, { job, scope, dueAt, outcome, now }))) return false;
      await jobs[job]({ tx, services, now, occurrence, lastRun });
      return occurrence.outcome === "run";
    });
  }

  return {
    async tick() {
      const now = clock.now();
      const { schedules, states } = await store.transaction((tx) => planSchedules(tx, now, zone));
      const due = dueOccurrences({ schedules, now, zone, calendar: services.calendar() });
      const ran: Occurrence[] = [];
      for (const occurrence of due) {
        try {
          const lastRun = states.get(ledgerKey(occurrence.job, occurrence.scope))?.lastRun ?? null;
          if (await runOne(occurrence, lastRun)) ran.push(occurrence);
        } catch (error) {
          // Nothing of it was written; the next tick finds it due again.
          log.error({ error, job: occurrence.job, scope: occurrence.scope }, "a job failed");
        }
      }
      return ran;
    },
    async next(after) {
      const { schedules } = await store.transaction((tx) => planSchedules(tx, after, zone));
      return nextOccurrence({ schedules, after, zone, calendar: services.calendar() });
    },
  };
}
