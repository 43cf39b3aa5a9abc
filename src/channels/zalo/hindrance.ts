import { codeOf, NotAnAnswer, NotConnected, Refusal, reasonOf } from "./errors.ts";
import { pauseMs } from "./outcome.ts";

/** Why taking in does not go on, for the log, and how long to wait before the next try. */
interface Hindrance {
  /** Whether a person has to do something; else it passes by itself. */
  alarm: boolean;
  message: string;
  reason: string;
  waitMs: number;
}

const longestWaitMs = 60_000;

/** `failures`: how many tries in a row failed, this one included. `random` in [0, 1). */
export function hindranceOf(error: unknown, failures: number, random: number): Hindrance {
  const growing = Math.min(500 * 2 ** Math.min(failures - 1, 20), longestWaitMs);
  const reason = reasonOf(error);
  const hindrance = (alarm: boolean, message: string, waitMs = growing): Hindrance => ({
    alarm,
    message: `zalo: ${message}`,
    reason,
    waitMs,
  });
  const code = codeOf(error);
  if (code === 429) return hindrance(false, "asks for patience", pauseMs(failures, random));
  if (code === 401 || code === 404)
    return hindrance(true, "the token or the API root is refused", longestWaitMs);
  // It may be a fault of theirs or a bad token; one that stays is the second.
  if (code === 403) return hindrance(failures >= 3, "answers 403");
  if (error instanceof NotConnected) return hindrance(false, "cannot be reached");
  if (error instanceof NotAnAnswer || !(error instanceof Refusal) || error.code >= 500)
    return hindrance(false, "has a fault of its own");
  return hindrance(true, "refuses the call");
}
