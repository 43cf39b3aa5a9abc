import type { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import type { Occurrence } from "../domain/schedule.ts";
import type { Files } from "../shared/files.ts";
import type { Locales } from "../shared/say.ts";
import type { Tx } from "../store/open.ts";

/** What every job may use. */
export interface JobServices {
  locales: Locales;
  files: Files;
  calendar(): Calendar;
  timeZone: string;
}

/** One occurrence, already claimed in this transaction. */
export interface JobRun {
  tx: Tx;
  services: JobServices;
  now: Temporal.Instant;
  occurrence: Occurrence;
  /** When the job last ran for this scope (its dueAt); null: never. */
  lastRun: Temporal.Instant | null;
}

/**
 * Does one occurrence: everything it causes is written in the run's transaction. Called for a skipped one too
 * (`occurrence.outcome`), which sends nothing but may have something to put away.
 */
export type Job = (run: JobRun) => Promise<void>;
