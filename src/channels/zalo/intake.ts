import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "../../shared/clock.ts";
import type { Log } from "../../shared/log.ts";
import type { Inbound } from "../../shared/messages.ts";
import type { Bot } from "./bots.ts";
import { Refusal, reasonOf } from "./errors.ts";
import { hindranceOf } from "./hindrance.ts";
import { readUpdate } from "./update.ts";

/** How long one getUpdates is held by the server when nothing happens (seconds), and how much longer we wait (ms). */
const holdSeconds = 30;
const pollGraceMs = 7_000;
const shortestPollMs = 1_000;
const storeFirstMs = 250;
const storeMostMs = 10_000;

/** Stores one update of a bot. Rejects when it could not be stored. */
export type Take = (bot: Bot, raw: unknown) => Promise<void>;

interface TakingParts {
  log: Log;
  clock: Clock;
  receive: (inbound: Inbound) => Promise<void>;
}

export function createTake({ log, clock, receive }: TakingParts): Take {
  return async (bot, raw) => {
    const { what, inbound } = readUpdate(raw, {
      botKey: bot.key,
      botNames: bot.names,
      arrivedAt: clock.now().toString(),
    });
    if (inbound === null) {
      log.info({ bot: bot.key, kind: what }, "zalo: passed over");
      return;
    }
    await receive(inbound);
    log.debug({ bot: bot.key, kind: what, update: inbound.externalId }, "zalo: stored");
  };
}

interface Running {
  log: Log;
  signal: AbortSignal;
  /** In [0, 1). */
  random: () => number;
}

/** Rejects never: an abort only ends it sooner. */
const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => {});

/** Runs `attempt` until it succeeds, waiting longer after each failure; null when `signal` was aborted before. */
export async function persist<T>(
  bot: Bot,
  attempt: () => Promise<T>,
  { log, signal, random }: Running,
): Promise<T | null> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      const result = await attempt();
      if (failures > 1) log.info({ bot: bot.key }, "zalo: works again");
      return result;
    } catch (error) {
      if (signal.aborted) return null;
      const { alarm, message, reason, waitMs } = hindranceOf(error, failures, random());
      log[alarm ? "error" : "warn"]({ bot: bot.key, reason, waitMs }, message);
      await wait(waitMs, signal);
    }
  }
  return null;
}

/** One update, or null when there was nothing new: Zalo calls that a timeout. */
async function nextUpdate({ client }: Bot, signal: AbortSignal): Promise<object | null> {
  try {
    const result = await client.call(
      "getUpdates",
      { timeout: String(holdSeconds) },
      { timeoutMs: holdSeconds * 1000 + pollGraceMs, signal },
    );
    return typeof result === "object" && result !== null && Object.keys(result).length > 0 ? result : null;
  } catch (error) {
    if (error instanceof Refusal && error.code === 408) return null;
    throw error;
  }
}

/** What was handed out is with us alone: it is tried until it is stored, and once more when we are stopping. */
async function keep(bot: Bot, take: Take, raw: object, { log, signal }: Running): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    const last = signal.aborted;
    try {
      await take(bot, raw);
      return;
    } catch (error) {
      const fields = { bot: bot.key, reason: reasonOf(error) };
      if (last) {
        log.error(fields, "zalo: a message could not be stored and is lost: Zalo does not give it again");
        return;
      }
      log.error(fields, "zalo: a message could not be stored; it is tried again");
      await wait(Math.min(storeFirstMs * 2 ** (failures - 1), storeMostMs), signal);
    }
  }
}

/**
 * Long polling, for development: one update at a time, handed out once, nothing to confirm. What people write while
 * nobody polls is lost.
 */
export async function poll(bot: Bot, take: Take, running: Running): Promise<void> {
  const { signal } = running;
  while (!signal.aborted) {
    const begun = performance.now();
    const raw = await persist(bot, () => nextUpdate(bot, signal), running);
    if (raw !== null) await keep(bot, take, raw, running);
    // Nothing, and sooner than asked: somebody else polls too. Not to chase each other without a breath.
    else if (performance.now() - begun < shortestPollMs) await wait(shortestPollMs, signal);
  }
}
