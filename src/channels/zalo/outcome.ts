import type { Outcome } from "../channel.ts";
import { codeOf, NotConnected, Refusal, reasonOf } from "./errors.ts";

/** Zalo names no time to wait: this, doubled with each 429 in a row (ms). */
const firstPauseMs = 5_000;
const longestPauseMs = 300_000;
/** A revoked token or a wrong API root concerns every message alike: the queue is looked at again after this long. */
const misconfiguredPauseMs = 60_000;

/** `turn`: how many in a row, from 1. `random` in [0, 1): several processes shall not come back together. */
export function pauseMs(turn: number, random: number): number {
  const whole = Math.min(firstPauseMs * 2 ** Math.min(turn - 1, 20), longestPauseMs);
  return Math.round(whole * (0.75 + random / 2));
}

/** The texts are published nowhere; these words are those of other platforms of this kind. */
function refused(description: string): Outcome {
  if (/blocked/i.test(description)) return { kind: "unreachable", reason: "blocked" };
  if (/(chat|user)(_?id)?\b.*(not found|not exist|is invalid)|invalid (chat|user)/i.test(description))
    return { kind: "unreachable", reason: "notFound" };
  return { kind: "refused", reason: `400: ${description}` };
}

interface Circumstances {
  /** 429s in a row of this bot, this one included. */
  floods: number;
  random: number;
}

/** How Zalo says that the month's messages are used up; the words are published nowhere, and other limits may use them too. */
const isSpent = (error: unknown): boolean => error instanceof Refusal && /quota/i.test(error.message);

/** What a failed send tells. Only an answer of Zalo's own is certain; its codes: bot.zaloplatforms.com/docs. */
export function outcomeOf(error: unknown, { floods, random }: Circumstances): Outcome {
  const reason = reasonOf(error);
  const wait = (retryAfterMs: number) => ({ kind: "paused", retryAfterMs }) as const;
  if (error instanceof NotConnected) return { kind: "notSent", reason };
  const code = codeOf(error);
  if (code === 429) {
    const paused = wait(pauseMs(floods, random));
    return isSpent(error) ? { ...paused, spent: true } : paused;
  }
  if (code === 401 || code === 404) return wait(misconfiguredPauseMs);
  if (code === 400 && error instanceof Refusal) return refused(error.message);
  // "Internal server error" by the documentation, bad credentials by a client's reading: nobody knows.
  if (code === null || code === 403 || code === 408) return { kind: "unknown", reason };
  if (code >= 400 && code < 500) return { kind: "refused", reason };
  return { kind: "unknown", reason };
}
