import type { Update } from "grammy/types";
import type { Timer } from "../clock.ts";
import type { Core } from "../core.ts";
import { type ApiFailure, type ErrorName, refuse } from "../errors.ts";
import type { BotState, QueuedUpdate } from "../state/world.ts";
import { deliver, purgeExpired, settleUpdate } from "./queue.ts";

/** Long polling of one bot. */
export interface Poller {
  /** `timeout` in seconds. `signal` fires when the client's connection closes. */
  poll(offset: number, limit: number, timeout: number, signal: AbortSignal): Promise<Update[]>;
  wake(): void;
  /** Ends the held call, if there is one, with a conflict. */
  conflict(name: ErrorName): void;
  /** Ends the held call with any error, at once. */
  end(failure: ApiFailure): void;
  /** Fails a call with a 409 the way repeated ones are slowed down. */
  conflictError(name: ErrorName): Promise<never>;
  isHeld(): boolean;
}

interface Held {
  offset: number;
  limit: number;
  resolve(updates: Update[]): void;
  reject(error: unknown): void;
  timer: Timer;
}

/** Bytes of updates in one answer, and what the server adds per update. */
const MAX_ANSWER = 1 << 22;
/** How far past the end an offset may point and still confirm. */
const FUTURE = 10;
/** Real ms a waiting call gathers updates before it answers. */
const GATHER = 1;

export function createPoller(core: Core, bot: BotState): Poller {
  let held: Held | undefined;
  let gathering: NodeJS.Timeout | undefined;
  let nextConflictAt = Number.NEGATIVE_INFINITY;
  let previous = { offset: Number.NaN, at: Number.NEGATIVE_INFINITY };
  const repeats: QueuedUpdate[] = [];

  const take = (wanted: number, limit: number): Update[] => {
    purgeExpired(core, bot);
    const head = bot.updates.keys().next().value ?? bot.nextUpdateId;
    let offset = wanted;
    if (wanted < 0) {
      const ids = [...bot.updates.keys()];
      for (const id of ids.slice(0, Math.max(0, ids.length + wanted))) confirm(id);
    }
    if (wanted <= 0 || wanted > bot.nextUpdateId + FUTURE) offset = head;
    for (const id of bot.updates.keys()) {
      if (id >= offset) break;
      confirm(id);
    }
    const batch: QueuedUpdate[] = repeats.splice(0, limit);
    let room = MAX_ANSWER;
    for (const update of bot.updates.values()) {
      room -= 50 + Buffer.byteLength(update.json);
      if (batch.length >= limit || room <= 0) break;
      batch.push(update);
    }
    return reorder(core, bot, batch).map((update) => deliver(core, bot, update));
  };

  const confirm = (id: number) => {
    const update = bot.updates.get(id);
    if (!update) return;
    settleUpdate(core, bot, update, "confirmed");
    if (core.faults.onUpdate("duplicateUpdate", bot.id, update.type)) repeats.push(update);
  };

  const release = (): Held | undefined => {
    const was = held;
    held = undefined;
    was?.timer.cancel();
    clearTimeout(gathering);
    gathering = undefined;
    return was;
  };

  const conflictError = (name: ErrorName): Promise<never> => {
    const now = core.clock.monotonic();
    if (now >= nextConflictAt) {
      nextConflictAt = now + 3000;
      return Promise.reject(refuse(name));
    }
    return new Promise((_, reject) => void core.clock.after(3000, () => reject(refuse(name))));
  };

  const conflict = (name: ErrorName) => {
    const was = release();
    if (was) conflictError(name).catch(was.reject);
  };

  return {
    async poll(offset, wantedLimit, wantedTimeout, signal) {
      let limit = wantedLimit;
      let timeout = wantedTimeout;
      const now = core.clock.monotonic();
      if (core.settings.slowRepeatedOffset && offset === previous.offset) {
        if (timeout < 3 && now < previous.at + 3000) timeout = 3;
        if (now < previous.at + 500) limit = 1;
      }
      previous = { offset, at: now };
      const ready = take(offset, limit);
      if (ready.length > 0 || timeout === 0) return ready;
      conflict("conflictOtherPoll");
      return new Promise<Update[]>((resolve, reject) => {
        const mine: Held = {
          // What a negative offset deletes is gone by now; the waiting call starts from the head.
          offset: Math.max(0, offset),
          limit,
          resolve,
          reject,
          timer: core.clock.after(timeout * 1000, () => {
            if (held === mine) release()?.resolve(take(mine.offset, limit));
          }),
        };
        held = mine;
        signal.addEventListener("abort", () => {
          if (held === mine) release();
          resolve([]);
        });
      });
    },
    wake() {
      if (!held || gathering) return;
      gathering = setTimeout(() => {
        const was = release();
        if (!was) return;
        const updates = take(was.offset, was.limit);
        was.resolve(updates);
      }, GATHER);
    },
    conflict,
    end: (failure) => release()?.reject(failure),
    conflictError,
    isHeld: () => held !== undefined,
  };
}

/** A shuffled batch when a fault asks for it; without `withinLane` each lane keeps its own order. */
function reorder(core: Core, bot: BotState, batch: QueuedUpdate[]): QueuedUpdate[] {
  const first = batch[0];
  if (!first || batch.length < 2) return batch;
  const fault = core.faults.onUpdate("reorderUpdates", bot.id, first.type);
  if (!fault) return batch;
  if (fault.withinLane) return [...batch].reverse();
  const lanes = new Map<string, QueuedUpdate[]>();
  for (const update of batch) lanes.set(update.lane, [...(lanes.get(update.lane) ?? []), update]);
  return [...lanes.values()].reverse().flat();
}
