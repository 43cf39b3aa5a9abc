import { createHash, timingSafeEqual } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Hono } from "hono";
import type { Log } from "../../shared/log.ts";
import { smallBody } from "../small-body.ts";
import type { Bot } from "./bots.ts";
import { reasonOf } from "./errors.ts";

/** Bytes of one request. Zalo's own stay below a thousand. */
const largestBody = 1_000_000;
/** Whether Zalo repeats a request is known to nobody, so a store that is busy for a moment is asked again (ms). */
const storeWaits = [50, 200, 500];

export interface Webhook {
  /** Public URL that Zalo calls; its path is the route. */
  url: string;
  /** Sent by Zalo with every event, 8–256 characters. */
  secret: string;
}

/**
 * Where one bot's events go. An update does not say which bot it is for, so with several each has a path of its own.
 */
export function webhookUrl(url: string, bot: Bot, alone: boolean): string {
  if (alone) return url;
  const own = new URL(url);
  own.pathname = `${own.pathname.replace(/\/+$/, "")}/${bot.key}`;
  return own.href;
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * The routes that Zalo calls. 200 only after the update was stored. A request without a secret is the probe of
 * setWebhook: it is answered, and not even read. `take` is null while the channel is not taking in: 503.
 */
export function createWebhookRoutes(
  { url, secret }: Webhook,
  bots: readonly Bot[],
  take: () => ((bot: Bot, update: unknown) => Promise<void>) | null,
  log: Log,
): Hono {
  const expected = digest(secret);
  const routes = new Hono();
  let strangers = 0;

  for (const bot of bots) {
    routes.post(
      new URL(webhookUrl(url, bot, bots.length === 1)).pathname,
      async (context, next) => {
        const given = context.req.header("x-bot-api-secret-token");
        if (given === undefined) return context.json({ ok: true });
        // Hashes have one length, and comparing them tells nothing about the secret.
        if (timingSafeEqual(digest(given), expected)) return next();
        strangers += 1;
        log.warn({ bot: bot.key, count: strangers }, "zalo: a request to the webhook with a wrong secret");
        return context.json({ error: "unauthorized" }, 401);
      },
      smallBody(largestBody),
      async (context) => {
        const body = await context.req.json<unknown>().catch(() => undefined);
        for (const [turn, waitMs] of [...storeWaits, null].entries()) {
          const taking = take();
          if (taking === null) return context.json({ error: "not taking in" }, 503);
          try {
            await taking(bot, body);
            break;
          } catch (error) {
            const fields = { bot: bot.key, tries: turn + 1, reason: reasonOf(error) };
            log.error(fields, "zalo: a message could not be stored");
            if (waitMs === null) return context.json({ error: "not stored" }, 500);
            await sleep(waitMs);
          }
        }
        return context.json({ ok: true });
      },
    );
  }
  return routes;
}
