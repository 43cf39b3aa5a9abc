/**
 * `applied`: done and answered. `refused`: answered with an error, nothing done. `unanswered`: done, but the caller got
 * no usable answer. `dropped`: neither done nor answered.
 */
export type Verdict = "applied" | "refused" | "unanswered" | "dropped";

export interface CallRecord {
  /** ms since 1970, on the simulator's clock. */
  at: number;
  botId: string;
  method: string;
  body: Record<string, unknown>;
  /** Undefined while it is under way. */
  verdict: Verdict | undefined;
  answer: unknown;
}

export interface DeliveryRecord {
  at: number;
  botId: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  /** 0 without an answer. */
  status: number;
}

/** Everything that went over the wire. Tokens are never stored. */
export interface Journal {
  calls: CallRecord[];
  deliveries: DeliveryRecord[];
  photoFetches: { url: string; status: number }[];
  /** Updates that nobody got. */
  dropped: number;
}

export const createJournal = (): Journal => ({ calls: [], deliveries: [], photoFetches: [], dropped: 0 });
