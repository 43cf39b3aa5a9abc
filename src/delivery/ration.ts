import type { Outcome } from "../channels/channel.ts";
import type { Tx } from "../store/open.ts";
import type { OutboxRow } from "../store/outbox-rows.ts";
import type { Moment } from "./settle.ts";

/**
 * What a monthly quota makes of a row: send it; hold it for the next digest; leave it unsent, or let it wait (either only
 * when the person has no other address).
 */
export type RowRation = "send" | "hold" | "spare" | "wait";

/** How much of a bot's monthly quota is left, for the lane that writes in its name. */
export interface Ration {
  /** Asked just before a row is sent. */
  decide(tx: Tx, row: OutboxRow, now: Moment): Promise<RowRation>;
  /** The row with what may ride with it, so that both are one message. */
  joined(tx: Tx, row: OutboxRow, now: Moment): Promise<OutboxRow>;
  /** That many messages went out, or may have, and are written down in this transaction. */
  sent(tx: Tx, messages: number, product: Date): Promise<void>;
  /** What the platform said to one try; `now` is real time. */
  noted(outcome: Outcome, now: number): void;
  /** A transaction failed: what was learnt in it may be wrong. */
  forget(): void;
}
