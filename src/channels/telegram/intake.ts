import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "grammy";
import type { Clock } from "../../shared/clock.ts";
import type { Log } from "../../shared/log.ts";
import type { Inbound } from "../../shared/messages.ts";
import { hindranceOf, isDisplaced } from "./hindrance.ts";
import { reasonOf } from "./outcome.ts";
import { forGrammy } from "./transport.ts";
import { allowedUpdates, readUpdate } from "./update.ts";

type Receive = (inbound: Inbound) => Promise<void>;

/** How long one getUpdates is held by the server when nothing happens; at most 50. */
const holdSeconds = 30;
/** Telegram does not wait longer for an answer to a press that anybody would still see. */
const answerTimeoutMs = 5_000;

/** Takes single updates, wherever they come from. */
export interface Taking {
  /** Stores one update. Rejects when it could not be stored: then it must not be confirmed. */
  take(raw: unknown): Promise<void>;
  /** Resolves when no answer to a press is under way. */
  idle(): Promise<void>;
}

interface TakingParts {
  api: Api;
  log: Log;
  clock: Clock;
  receive: Receive;
  botName: string;
}

export function createTaking({ api, log, clock, receive, botName }: TakingParts): Taking {
  const answers = new Set<Promise<void>>();

  /** Ends the spinner on the button. Late or failed, it changes nothing: the press itself is stored. */
  function answerPress(pressId: string): void {
    const signal = forGrammy(AbortSignal.timeout(answerTimeoutMs));
    const answer = api.answerCallbackQuery(pressId, {}, signal).then(
      () => {},
      (error: unknown) => log.debug({ reason: reasonOf(error) }, "telegram: a press was not answered"),
    );
    answers.add(answer);
    void answer.finally(() => answers.delete(answer));
  }

  return {
    async take(raw) {
      const reading = readUpdate(raw, { botName, arrivedAt: clock.now().toString() });
      if (reading.inbound === null) {
        log.info({ kind: reading.what }, "telegram: passed over");
        return;
      }
      await receive(reading.inbound);
      log.debug({ kind: reading.what, update: reading.inbound.externalId }, "telegram: stored");
      if (reading.pressId !== undefined) answerPress(reading.pressId);
    },
    async idle() {
      await Promise.all(answers);
    },
  };
}

/** Runs `attempt` until it succeeds or `signal` is aborted, waiting longer after each failure. */
export async function persist(
  attempt: () => Promise<void>,
  { log, signal }: { log: Log; signal: AbortSignal },
): Promise<void> {
  for (let failures = 1; !signal.aborted; failures += 1) {
    try {
      await attempt();
      if (failures > 1) log.info("telegram: works again");
      return;
    } catch (error) {
      if (signal.aborted) return;
      const { alarm, message, reason, waitMs } = hindranceOf(error, failures);
      log[alarm ? "error" : "warn"]({ reason, waitMs }, message);
      // Rejects only when aborted.
      await sleep(waitMs, undefined, { signal }).catch(() => {});
    }
  }
}

/**
 * Resolves when nobody fetches any more what waits at Telegram: it is found waiting in two looks on end. Looking ends nobody
 * else's call, as fetching would.
 */
async function standBy(api: Api, { signal, lookMs }: { signal: AbortSignal; lookMs: number }): Promise<void> {
  for (let unfetched = 0; unfetched < 2 && !signal.aborted; ) {
    // Rejects only when aborted.
    await sleep(lookMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const { pending_update_count: waiting } = await api.getWebhookInfo(forGrammy(signal));
    unfetched = waiting > 0 ? unfetched + 1 : 0;
  }
}

/**
 * Long polling of our own around getUpdates: the offset, which confirms everything below it, moves only after the whole
 * batch was stored (grammY's runner confirms while handlers still run, and loses them on a kill; `bot.start` answers some
 * twice on a stop). It lives in memory: what was not confirmed comes again, and storing it again changes nothing.
 * Of two processes with one token the newer one goes on (409 in the table of telegram.md, section 4); this one stands by until
 * nobody fetches any more. `lookMs`: how often it looks.
 */
export async function poll(
  api: Api,
  taking: Taking,
  { log, signal, lookMs = 10_000 }: { log: Log; signal: AbortSignal; lookMs?: number },
): Promise<void> {
  let offset: number | undefined;
  let displaced = false;
  const step = async () => {
    if (displaced) await standBy(api, { signal, lookMs });
    if (signal.aborted) return;
    displaced = false;
    const query = {
      timeout: holdSeconds,
      allowed_updates: allowedUpdates,
      ...(offset === undefined ? {} : { offset }),
    };
    const updates = await api.getUpdates(query, forGrammy(signal)).catch((error: unknown) => {
      displaced = isDisplaced(error);
      throw error;
    });
    for (const update of updates) {
      if (signal.aborted) return;
      await taking.take(update);
    }
    // The newest is the last one, not the one with the highest id: ids start anew after a week of silence.
    const newest = updates.at(-1);
    if (newest !== undefined) offset = newest.update_id + 1;
  };
  while (!signal.aborted) await persist(step, { log, signal });
}
