import { GrammyError, HttpError } from "grammy";
import { patienceMs, reasonOf } from "./outcome.ts";

/** Why taking in does not go on, for the log, and how long to wait before the next try. */
interface Hindrance {
  /** Whether a person has to do something; else it passes by itself. */
  alarm: boolean;
  message: string;
  reason: string;
  waitMs: number;
}

const longestWaitMs = 60_000;
/** Our own database or disk: back again, it shall be used soon. */
const longestStoreWaitMs = 10_000;

/** The held call was ended by a newer one of another process. */
export const isDisplaced = (error: unknown): boolean =>
  error instanceof GrammyError && error.error_code === 409 && !/webhook/i.test(error.description);

/** `failures`: how many tries in a row failed, this one included. */
export function hindranceOf(error: unknown, failures: number): Hindrance {
  const growing = Math.min(500 * 2 ** (failures - 1), longestWaitMs);
  const reason = reasonOf(error);
  const hindrance = (alarm: boolean, message: string, waitMs = growing): Hindrance => ({
    alarm,
    message: `telegram: ${message}`,
    reason,
    waitMs,
  });
  if (error instanceof HttpError) return hindrance(false, "cannot be reached");
  if (!(error instanceof GrammyError))
    return hindrance(
      true,
      "messages could not be stored; they stay with Telegram until they are",
      Math.min(growing, longestStoreWaitMs),
    );
  const { error_code: code, description } = error;
  if (code === 401 || code === 404)
    return hindrance(true, "the token or the API root is refused", longestWaitMs);
  if (code === 409 && /webhook/i.test(description))
    return hindrance(true, "a webhook was set for this bot elsewhere, so it cannot be polled", longestWaitMs);
  if (isDisplaced(error))
    return hindrance(true, "another process polls with this token; this one stands by", 0);
  if (code === 429) return hindrance(false, "asks for patience", patienceMs(error));
  if (code >= 500) return hindrance(false, "has a fault of its own");
  return hindrance(true, "refuses the call", longestWaitMs);
}
