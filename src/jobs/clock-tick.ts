import { Temporal } from "temporal-polyfill";
import { type Due, dueOccurrences, nextOccurrence, type Occurrence } from "../domain/schedule.ts";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/log.ts";
import { claimScopes } from "../store/ledger.ts";
import type { Store } from "../store/open.ts";
import { runBroadcast } from "./broadcasts.ts";
import { keepHouse } from "./housekeeping.ts";
import type { Job, JobServices } from "./job.ts";
import { writeMonthlySummary } from "./monthly-summary.ts";
import { planSchedules } from "./plan.ts";
import { sendDigests, sendSnoozed } from "./reminders.ts";

const jobs: Record<Exclude<Occurrence["job"], "digest">, Job> = {
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

/** Clusters whose digests are planned in one transaction: a few tenths of a second, once a morning. */
const mostTogether = 1000;

/** What is done in one transaction: digests together, of everything else each scope alone. */
function transactionsOf(due: Due): Due[] {
  const together = due.job === "digest" ? mostTogether : 1;
  const parts: Due[] = [];
  for (let from = 0; from < due.scopes.length; from += together)
    parts.push({ ...due, scopes: due.scopes.slice(from, from + together) });
  return parts;
}

export function createTicker({ store, services, clock, log }: Dependencies): Ticker {
  const zone = services.timeZone;

  /** Claims and does it in one transaction; answers which were run here. */
  async function run({ scopes, lastRun, ...due }: Due): Promise<Occurrence[]> {
    return store.transaction(async (tx) => {
      const now = clock.now();
      const { job, dueAt } = due;
      const outcome = due.outcome === "run" ? "done" : "skipped";
      const claimed = await claimScopes(tx, { job, dueAt, outcome, now }, scopes);
      const mine = scopes.filter((each) => claimed.has(each));
      const occurrences = mine.map((scope): Occurrence => ({ ...due, scope }));
      const around = { tx, services, now };
      if (job === "digest") await sendDigests(around, { ...due, scopes: mine, lastRun });
      else for (const occurrence of occurrences) await jobs[job]({ ...around, occurrence, lastRun });
      return due.outcome === "run" ? occurrences : [];
    });
  }

  return {
    async tick() {
      const now = clock.now();
      const schedules = await store.transaction((tx) => planSchedules(tx, now, zone, services.calendar()));
      const due = dueOccurrences({ schedules, now, zone, calendar: services.calendar() });
      const ran: Occurrence[] = [];
      /** The ledger goes on from its newest: a later one that was done would hide one that failed for ever. */
      const failed = new Set<string>();
      const keyOf = (job: string, scope: string) => `${job} ${scope}`;
      const attempt = async (part: Due): Promise<void> => {
        const scopes = part.scopes.filter((each) => !failed.has(keyOf(part.job, each)));
        const [first] = scopes;
        if (first === undefined) return;
        try {
          ran.push(...(await run({ ...part, scopes })));
        } catch (error) {
          if (scopes.length === 1) {
            failed.add(keyOf(part.job, first));
            log.error({ error, job: part.job, scope: first }, "a job failed");
            return;
          }
          // Nothing of it was written; by halves, what is well gets done, and the rest is due again at the next tick.
          const half = Math.ceil(scopes.length / 2);
          await attempt({ ...part, scopes: scopes.slice(0, half) });
          await attempt({ ...part, scopes: scopes.slice(half) });
        }
      };
      for (const part of due.flatMap(transactionsOf)) await attempt(part);
      return ran;
    },
    async next(after) {
      const schedules = await store.transaction((tx) => planSchedules(tx, after, zone, services.calendar()));
      return nextOccurrence({ schedules, after, zone, calendar: services.calendar() });
    },
  };
}
