import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { Clock } from "../shared/clock.ts";
import type { Store } from "../store/open.ts";
import { readSetting, writeSetting } from "../store/settings.ts";

/** A clock that goes with real time from where it was last set, and can be set forward. */
export interface MovableClock extends Clock {
  /** Kept in the database before it counts. An earlier instant than now is ignored. */
  moveTo(instant: Temporal.Instant): Promise<void>;
}

/** The setting that holds it. */
export const sandboxClockKey = "sandbox.clock";
const stored = z.object({ shown: z.string(), real: z.string() });

/** Goes on from where it stood when the process ended, as if it had been running. */
export async function openSandboxClock(store: Store, start: Temporal.Instant): Promise<MovableClock> {
  const text = await readSetting(store.db, sandboxClockKey);
  const known = text === null ? null : stored.parse(JSON.parse(text));
  let shown = known ? Temporal.Instant.from(known.shown) : start;
  let real = known ? Temporal.Instant.from(known.real) : Temporal.Now.instant();
  const now = () => {
    const passed = Math.max(0, Temporal.Now.instant().epochMilliseconds - real.epochMilliseconds);
    return shown.add({ milliseconds: passed });
  };
  const keep = () =>
    store.transaction((tx) =>
      writeSetting(tx, sandboxClockKey, JSON.stringify({ shown: String(shown), real: String(real) })),
    );
  if (!known) await keep();
  return {
    now,
    async moveTo(instant) {
      if (Temporal.Instant.compare(instant, now()) <= 0) return;
      shown = instant;
      real = Temporal.Now.instant();
      await keep();
    },
  };
}
