import type { Outcome } from "../channels/channel.ts";
import type { Pace } from "./pace.ts";

/** How a lane has fared lately; times as for its pace. */
export interface Failures {
  inARow: number;
  holdUntil: number;
}

const holdFirstMs = 250;
const holdMostMs = 30_000;

/**
 * Tells the pace what a try means for the whole lane: a 429 pauses it; a platform that cannot be reached or fails is given
 * ever longer rests, so that an outage does not use up everything that waits.
 */
export function noteOutcome(pace: Pace, failures: Failures, outcome: Outcome, now: number): void {
  if (outcome.kind === "paused") pace.refused(now, outcome.retryAfterMs);
  if (outcome.kind !== "notSent" && outcome.kind !== "unknown") {
    failures.inARow = 0;
    return;
  }
  // Those that were on their way together fail together: that counts once.
  if (now < failures.holdUntil) return;
  const ms = Math.min(holdMostMs, holdFirstMs * 2 ** Math.min(failures.inARow, 10));
  failures.inARow += 1;
  failures.holdUntil = now + ms;
  pace.hold(now, ms);
}
