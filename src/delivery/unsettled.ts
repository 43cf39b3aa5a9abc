import type { Outcome } from "../channels/channel.ts";
import type { OutboxRow } from "../store/outbox-rows.ts";

/** A try to send a row, and how it went. */
export interface Ended {
  row: OutboxRow;
  outcome: Outcome;
}

/** What has ended and is not written down, or not surely: only this process knows it. */
export interface Unsettled {
  /** To be written down by then (real time, ms). */
  add(ended: Ended, by: number): void;
  /** What there is must be written down by then at the latest. */
  hasten(by: number): void;
  /** Whoever takes them writes them down; nobody else does meanwhile. */
  take(): Ended[];
  /** They could not be written down. */
  giveBack(taken: readonly Ended[]): void;
  /** They are written down. */
  settled(taken: readonly Ended[]): void;
  /** How many wait to be taken. */
  waiting(): number;
  /** When the first of these must be written down; later than ever when there is none. */
  dueAt(): number;
  /** Neither waiting nor being written down. */
  isEmpty(): boolean;
  has(rowId: number): boolean;
  /** Rows that were sent. */
  sent(): number[];
}

export function createUnsettled(): Unsettled {
  let waiting: Ended[] = [];
  const beingWritten = new Set<Ended>();
  let dueAt = Number.POSITIVE_INFINITY;
  const all = () => [...waiting, ...beingWritten];
  return {
    add(ended, by) {
      dueAt = waiting.length === 0 ? by : Math.min(dueAt, by);
      waiting.push(ended);
    },
    hasten(by) {
      dueAt = Math.min(dueAt, by);
    },
    take() {
      const taken = waiting;
      waiting = [];
      for (const each of taken) beingWritten.add(each);
      return taken;
    },
    giveBack(taken) {
      for (const each of taken) beingWritten.delete(each);
      waiting = [...taken, ...waiting];
    },
    settled(taken) {
      for (const each of taken) beingWritten.delete(each);
    },
    waiting: () => waiting.length,
    dueAt: () => (waiting.length === 0 ? Number.POSITIVE_INFINITY : dueAt),
    isEmpty: () => waiting.length === 0 && beingWritten.size === 0,
    has: (rowId) => all().some(({ row }) => row.id === rowId),
    sent: () => all().flatMap(({ row, outcome }) => (outcome.kind === "sent" ? row.id : [])),
  };
}
