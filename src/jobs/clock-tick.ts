import { Temporal } from "temporal-polyfill";
import { dueOccurrences, nextOccurrence, type Occurrence } from "../domain/schedule.ts";
import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/log.ts";
import { claimScopes, ledgerKey } from "../store/ledger.ts";
import type { Store, Tx } from "../store/open.ts";
import { runBroadcast } from "./broadcasts.ts";
import { keepHouse } from "./housekeeping.ts";
import type { Job, JobServices } from "./job.ts";
import { writeMonthlySummary } from "./monthly-summary.ts";
import { type Planned, planSchedules } from "./plan.ts";
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

/** Neighbours that are digests of one hour, of one day and with one outcome together, everything else alone. */
function batches(due: readonly Occurrence[]): Occurrence[][] {
  const all: Occurrence[][] = [];
  const kindOf = ({ job, scope, dueAt, outcome }: Occurrence) =>
    `${job} ${scope.slice(scope.lastIndexOf(" "))} ${dueAt.epochMilliseconds} ${outcome}`;
  let open = "";
  for (const each of due) {
    const kind = kindOf(each);
    const last = all.at(-1);
    if (each.job === "digest" && last && kind === open && last.length < mostTogether) last.push(each);
    else all.push([each]);
    open = kind;
  }
  return all;
}

/** Occurrences of one batch differ in their scopes alone; answers those that nobody claimed before. */
async function claim(
  tx: Tx,
  occurrences: readonly Occurrence[],
  now: Temporal.Instant,
): Promise<Occurrence[]> {
  const [first] = occurrences;
  if (!first) return [];
  const { job, dueAt } = first;
  const outcome = first.outcome === "run" ? "done" : "skipped";
  const scopes = occurrences.map((each) => each.scope);
  const claimed = await claimScopes(tx, { job, dueAt, outcome, now }, scopes);
  return occurrences.filter((each) => claimed.has(each.scope));
}

export function createTicker({ store, services, clock, log }: Dependencies): Ticker {
  const zone = services.timeZone;

  /** Claims and does them in one transaction; answers which were run here. Digests of one hour may come together. */
  async function run(occurrences: readonly Occurrence[], states: Planned["states"]): Promise<Occurrence[]> {
    return store.transaction(async (tx) => {
      const now = clock.now();
      const claimed = await claim(tx, occurrences, now);
      const due = claimed.map((occurrence) => ({
        occurrence,
        lastRun: states.get(ledgerKey(occurrence.job, occurrence.scope))?.lastRun ?? null,
      }));
      const around = { tx, services, now };
      await sendDigests(
        around,
        due.filter((each) => each.occurrence.job === "digest"),
      );
      for (const { occurrence, lastRun } of due)
        if (occurrence.job !== "digest") await jobs[occurrence.job]({ ...around, occurrence, lastRun });
      return claimed.filter((each) => each.outcome === "run");
    });
  }

  return {
    async tick() {
      const now = clock.now();
      const { schedules, states } = await store.transaction((tx) => planSchedules(tx, now, zone));
      const due = dueOccurrences({ schedules, now, zone, calendar: services.calendar() });
      const ran: Occurrence[] = [];
      const keyOf = ({ job, scope }: Occurrence) => ledgerKey(job, scope);
      /** The ledger goes on from its newest: a later one that was done would hide one that failed for ever. */
      const failed = new Set<string>();
      const fail = (error: unknown, occurrence: Occurrence) => {
        failed.add(keyOf(occurrence));
        const { job, scope } = occurrence;
        log.error({ error, job, scope }, "a job failed");
      };
      const attempt = async (together: readonly Occurrence[]): Promise<void> => {
        const [first] = together;
        if (!first) return;
        try {
          ran.push(...(await run(together, states)));
        } catch (error) {
          if (together.length === 1) return fail(error, first);
          // Nothing of it was written; by halves, what is well gets done, and the rest is due again at the next tick.
          const half = Math.ceil(together.length / 2);
          await attempt(together.slice(0, half));
          await attempt(together.slice(half));
        }
      };
      for (const batch of batches(due)) await attempt(batch.filter((each) => !failed.has(keyOf(each))));
      return ran;
    },
    async next(after) {
      const { schedules } = await store.transaction((tx) => planSchedules(tx, after, zone));
      return nextOccurrence({ schedules, after, zone, calendar: services.calendar() });
    },
  };
}
