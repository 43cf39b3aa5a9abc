import type { Outcome } from "../channels/channel.ts";
import { type OutboxRow, quotaError, unreachableError } from "../store/outbox-rows.ts";
import type { Settlement } from "../store/settle-rows.ts";

/** Both clocks at one moment: real time for waiting, the product's for deadlines and the record. */
export interface Moment {
  /** Milliseconds since 1970. */
  real: number;
  product: Date;
}

const uncertainFirstMs = 2 * 60_000;
const uncertainMostMs = 60 * 60_000;
const notSentFirstMs = 500;
const notSentMostMs = 60_000;

const doubling = (first: number, most: number, times: number) =>
  Math.min(most, first * 2 ** Math.min(times, 20));

/** A row as claiming left it: `attempts` counts the one that has just ended. */
export type Attempted = Pick<
  OutboxRow,
  "policy" | "operation" | "attempts" | "uncertain" | "expiresAt" | "messageId"
>;

/**
 * What becomes of a row after one try (delivery.md's table). Only what the platform said is certain: where nobody knows,
 * an important message is repeated after 2 minutes, then ever more slowly until its expiry, and any other is left alone.
 */
export function settle(row: Attempted, outcome: Outcome, now: Moment): Settlement {
  const same = {
    attempts: row.attempts,
    uncertain: row.uncertain,
    notBefore: null,
    lastError: null,
    platformMessageId: row.messageId,
    settledAt: now.product,
  };
  const again = (afterMs: number, changed: Partial<Settlement>): Settlement => ({
    ...same,
    state: "queued",
    settledAt: null,
    notBefore: new Date(now.real + afterMs),
    ...changed,
  });

  switch (outcome.kind) {
    case "sent":
      return { ...same, state: "sent", platformMessageId: outcome.messageId };
    case "paused":
      return again(outcome.retryAfterMs, { attempts: row.attempts - 1 });
    case "notSent":
      return again(doubling(notSentFirstMs, notSentMostMs, row.attempts - 1), { lastError: outcome.reason });
    case "migrated":
      return again(0, { attempts: row.attempts - 1 });
    case "refused":
      return { ...same, state: "failed", lastError: outcome.reason };
    case "unreachable":
      return { ...same, state: "failed", lastError: unreachableError(outcome.reason) };
    case "unknown": {
      const uncertain = row.uncertain + 1;
      const left: Settlement = { ...same, state: "uncertain", uncertain, lastError: outcome.reason };
      // Repeating an edit changes nothing that was done.
      const repeatable = row.policy === "atLeastOnce" || row.policy === "idempotent";
      if (!repeatable) return left;
      const wait =
        row.policy === "idempotent" && row.operation === "edit"
          ? doubling(notSentFirstMs, notSentMostMs, row.uncertain)
          : doubling(uncertainFirstMs, uncertainMostMs, row.uncertain);
      if (hasExpired(row, now.product)) return left;
      return again(wait, { uncertain, lastError: outcome.reason });
    }
  }
}

/** Its time is over, on the product's clock. */
export function hasExpired(row: Pick<OutboxRow, "expiresAt">, product: Date): boolean {
  return row.expiresAt !== null && row.expiresAt <= product;
}

/** Not now: it stays in the queue as it is. */
export function putOff(row: Attempted, ms: number, now: Moment, lastError: string | null = null): Settlement {
  return {
    state: "queued",
    attempts: row.attempts,
    uncertain: row.uncertain,
    notBefore: new Date(now.real + ms),
    lastError,
    platformMessageId: row.messageId,
    settledAt: null,
  };
}

const endOf = { expired: "expired", dropped: "dropped", unreachable: "failed", quota: "dropped" } as const;

/** Not sent at all, and why. One that may have arrived earlier stays uncertain. */
export function setAside(
  row: Attempted & Pick<OutboxRow, "unreachable">,
  why: "expired" | "dropped" | "unreachable" | "quota",
  now: Moment,
): Settlement {
  return {
    state: row.uncertain > 0 ? "uncertain" : endOf[why],
    attempts: row.attempts,
    uncertain: row.uncertain,
    notBefore: null,
    lastError:
      why === "unreachable"
        ? unreachableError(row.unreachable ?? "notFound")
        : why === "quota"
          ? quotaError
          : null,
    platformMessageId: row.messageId,
    settledAt: now.product,
  };
}
