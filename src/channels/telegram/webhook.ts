import { createHash, timingSafeEqual } from "node:crypto";
import { Hono } from "hono";
import type { Log } from "../../shared/log.ts";
import { smallBody } from "../small-body.ts";
import { reasonOf } from "./outcome.ts";

/** Bytes of one request. Telegram's own updates stay far below. */
const largestBody = 1_000_000;

/** Seconds. Without a word Telegram waits ever longer, up to two minutes; nobody shall wait for that once we are back. */
const again = { "Retry-After": "5" };

export interface Webhook {
  /** Public URL that Telegram calls; its path is the route. */
  url: string;
  /** Sent by Telegram with every request. */
  secret: string;
}

const digest = (text: string) => createHash("sha256").update(text).digest();

/**
 * The route that Telegram calls. 200 only after the update was stored; anything else makes Telegram send it again, so
 * what can never succeed is not answered with a fault but with 200 by `take`.
 * `take` is null while the channel is not taking in: 503.
 */
export function createWebhookRoutes(
  { url, secret }: Webhook,
  take: () => ((update: object) => Promise<void>) | null,
  log: Log,
): Hono {
  const expected = digest(secret);
  const routes = new Hono();
  routes.post(
    new URL(url).pathname,
    async (context, next) => {
      const given = context.req.header("x-telegram-bot-api-secret-token") ?? "";
      // Hashes have one length, and comparing them tells nothing about the secret.
      if (timingSafeEqual(digest(given), expected)) return next();
      log.warn("telegram: a request to the webhook without the right secret");
      return context.json({ error: "unauthorized" }, 401);
    },
    smallBody(largestBody),
    async (context) => {
      const body = await context.req.json<unknown>().catch(() => undefined);
      if (typeof body !== "object" || body === null || !("update_id" in body))
        return context.json({ error: "not an update" }, 400);
      const taking = take();
      if (taking === null) return context.json({ error: "not taking in" }, 503, again);
      try {
        await taking(body);
      } catch (error) {
        log.error(
          { reason: reasonOf(error) },
          "telegram: a message could not be stored; Telegram will send it again",
        );
        return context.json({ error: "not stored" }, 500, again);
      }
      return context.json({ ok: true });
    },
  );
  return routes;
}
