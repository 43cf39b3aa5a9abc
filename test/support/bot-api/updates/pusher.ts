import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Timer } from "../clock.ts";
import { type Core, seconds } from "../core.ts";
import { parseParams, readBody } from "../http/body.ts";
import type { WebhookAttempt } from "../journal.ts";
import type { Params } from "../params.ts";
import type { BotState, QueuedUpdate, WebhookConfig } from "../state/world.ts";
import { deliver, settleUpdate } from "./queue.ts";

/** Sends the updates of one bot to its webhook, lane by lane. */
export interface Pusher {
  add(update: QueuedUpdate): void;
  /** Nothing is sent for this long; then everything due goes at once. */
  stall(ms: number): void;
  stop(): void;
  /** Requests under way, and updates that could be sent at this instant. */
  busy(): { inFlight: number; due: number };
}

interface Item {
  update: QueuedUpdate;
  /** seconds */
  delay: number;
  fails: number;
  /** on the monotonic clock */
  readyAt: number;
  repeat: boolean;
}

type Answer =
  | { status: number; reason: string; retryAfter: number; reply: Params | undefined }
  | { gone: string };

const ANSWER_DEADLINE = 60_000;
const MAX_DELAY_SECONDS = 60;
const MAX_RETRY_AFTER = 3600;
const REMOVED_AFTER_410 = 23 * 3600 * 1000;
/** Without a success for this long only one connection is kept. */
const TRUST = 10_000;
const FORBIDDEN_REPLIES = ["deletewebhook", "setwebhook", "close", "logout"];

export function createPusher(
  core: Core,
  bot: BotState,
  hook: WebhookConfig,
  handlers: { reply(method: string, params: Params): Promise<void>; remove(): void },
): Pusher {
  const url = new URL(hook.url);
  const secure = url.protocol === "https:";
  const agent = new (secure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: hook.maxConnections });
  const lanes = new Map<string, Item[]>();
  const sending = new Set<string>();
  const backlog: QueuedUpdate[] = [...bot.updates.values()];
  let stopped = false;
  let stalledUntil = Number.NEGATIVE_INFINITY;
  let lastSuccess = Number.NEGATIVE_INFINITY;
  let first410: number | undefined;
  let alarm: Timer | undefined;
  let loopPending = false;

  const now = () => core.clock.monotonic();

  /** At most twice as many lanes as connections are looked at, so failing lanes can starve the rest. */
  const load = () => {
    while (backlog.length > 0 && lanes.size < hook.maxConnections * 2) {
      const update = backlog.shift();
      if (!update || !bot.updates.has(update.id)) continue;
      const lane = lanes.get(update.lane) ?? [];
      lanes.set(update.lane, lane);
      lane.push({ update, delay: 1, fails: 0, readyAt: now(), repeat: false });
      const last = lane.at(-2);
      if (
        last &&
        !sending.has(update.lane) &&
        core.faults.onUpdate("reorderUpdates", bot.id, update.type)?.withinLane
      )
        lane.splice(-2, 2, { update, delay: 1, fails: 0, readyAt: now(), repeat: false }, last);
    }
  };

  const loop = () => {
    loopPending = false;
    if (stopped) return;
    alarm?.cancel();
    alarm = undefined;
    if (now() < stalledUntil) {
      alarm = core.clock.after(stalledUntil - now(), loop);
      return;
    }
    load();
    const room = now() - lastSuccess > TRUST ? 1 : hook.maxConnections;
    let wakeAt = Number.POSITIVE_INFINITY;
    const ready = [...lanes]
      .filter(([name]) => !sending.has(name))
      .sort(([, a], [, b]) => (a[0]?.readyAt ?? 0) - (b[0]?.readyAt ?? 0));
    for (const [name, lane] of ready) {
      const item = lane[0];
      if (!item) continue;
      if (item.update.expiresAt <= core.clock.now()) {
        finish(name, item, "expired");
        continue;
      }
      if (item.readyAt > now()) {
        wakeAt = Math.min(wakeAt, item.readyAt);
        break;
      }
      if (sending.size >= room) break;
      sending.add(name);
      void send(name, item);
    }
    if (wakeAt !== Number.POSITIVE_INFINITY) alarm = core.clock.after(wakeAt - now(), loop);
  };

  const schedule = () => {
    if (loopPending || stopped) return;
    loopPending = true;
    setImmediate(loop);
  };

  const finish = (name: string, item: Item, fate: "confirmed" | "expired" | "dropped") => {
    const lane = lanes.get(name);
    lane?.splice(lane.indexOf(item), 1);
    if (lane?.length === 0) lanes.delete(name);
    settleUpdate(core, bot, item.update, fate);
    schedule();
  };

  const send = async (name: string, item: Item) => {
    const attempt: WebhookAttempt = {
      at: core.clock.now(),
      botId: bot.id,
      updateId: item.update.id,
      lane: name,
      status: 0,
      error: "",
    };
    core.journal.attempts.push(attempt);
    core.lastActivity = performance.now();
    const answer = await post(JSON.stringify(deliver(core, bot, item.update)));
    core.lastActivity = performance.now();
    sending.delete(name);
    if (stopped) return;
    if ("gone" in answer) {
      attempt.error = answer.gone;
      failed(name, item, answer.gone, 0);
      return;
    }
    attempt.status = answer.status;
    if (answer.status < 200 || answer.status > 299) {
      const error = `Wrong response from the webhook: ${answer.status} ${answer.reason}`;
      attempt.error = error;
      if (answer.status !== 410) first410 = undefined;
      else if (first410 === undefined) first410 = now();
      else if (now() > first410 + REMOVED_AFTER_410) {
        handlers.remove();
        return;
      }
      failed(name, item, error, answer.retryAfter);
      return;
    }
    first410 = undefined;
    lastSuccess = now();
    if (!item.repeat && core.faults.onUpdate("duplicateUpdate", bot.id, item.update.type)) {
      item.repeat = true;
      schedule();
      return;
    }
    finish(name, item, "confirmed");
    const method = (answer.reply?.text("method") ?? "").toLowerCase();
    if (answer.reply && method !== "" && !FORBIDDEN_REPLIES.includes(method) && !method.startsWith("get"))
      await handlers.reply(method, answer.reply);
  };

  const failed = (name: string, item: Item, error: string, retryAfter: number) => {
    hook.lastErrorDate = seconds(core);
    hook.lastErrorMessage = error;
    let wait = Math.min(MAX_RETRY_AFTER, Math.max(0, retryAfter));
    if (wait === 0 && item.fails > 0) {
      item.delay = Math.min(core.random.int(MAX_DELAY_SECONDS, MAX_DELAY_SECONDS * 2), item.delay * 2);
      wait = item.delay;
    }
    if (core.clock.now() + wait * 1000 >= item.update.expiresAt) {
      finish(name, item, "expired");
      return;
    }
    item.fails += 1;
    item.readyAt = now() + wait * 1000;
    schedule();
  };

  const post = (body: string): Promise<Answer> =>
    new Promise((resolve) => {
      const headers: Record<string, string | number> = {
        "Content-Type": "application/json",
        "Content-Length": Buffer.byteLength(body),
        "Accept-Encoding": "gzip, deflate",
        Connection: "keep-alive",
      };
      if (hook.secret !== "") headers["X-Telegram-Bot-Api-Secret-Token"] = hook.secret;
      const request = (secure ? httpsRequest : httpRequest)(url, { method: "POST", agent, headers });
      const deadline = core.clock.after(ANSWER_DEADLINE, () =>
        request.destroy(new Error("Read timeout expired")),
      );
      const settle = (answer: Answer) => {
        deadline.cancel();
        resolve(answer);
      };
      request.on("error", (error) => settle({ gone: error.message }));
      request.on("response", (response) => {
        readAnswer(response).then(settle, () => settle({ gone: "Webhook connection closed" }));
      });
      request.end(body);
    });

  schedule();
  return {
    add(update) {
      backlog.push(update);
      schedule();
    },
    stall(ms) {
      stalledUntil = now() + ms;
      schedule();
    },
    stop() {
      stopped = true;
      alarm?.cancel();
      agent.destroy();
    },
    busy: () => ({
      inFlight: sending.size,
      due:
        now() < stalledUntil
          ? 0
          : backlog.filter((u) => bot.updates.has(u.id)).length +
            [...lanes.values()].filter((lane) => (lane[0]?.readyAt ?? Number.POSITIVE_INFINITY) <= now())
              .length,
    }),
  };
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const body = await readBody(response, 10 * 1024 * 1024);
  const status = response.statusCode ?? 0;
  const retryAfter = Number.parseInt(response.headers["retry-after"] ?? "0", 10) || 0;
  let reply: Params | undefined;
  try {
    reply = parseParams(response, "", body);
  } catch {
    // A body that is no call is no error: the update was taken.
  }
  return { status, reason: response.statusMessage ?? "", retryAfter, reply };
}
