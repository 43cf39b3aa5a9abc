import type { Hono } from "hono";
import { type Clock, systemClock } from "../../shared/clock.ts";
import type { Log } from "../../shared/log.ts";
import type { StoredFile } from "../../shared/messages.ts";
import type { Capabilities, Channel, Quota } from "../channel.ts";
import { type Bot, botKeyOf, readAddress } from "./bots.ts";
import { createConnector } from "./client.ts";
import { download } from "./download.ts";
import { Refusal } from "./errors.ts";
import { createTake, persist, poll, type Take } from "./intake.ts";
import { createSend } from "./send.ts";
import { createWebhookRoutes, type Webhook, webhookUrl } from "./webhook.ts";

interface ZaloOptions {
  /** One or several: a free bot serves 50 people and 3,000 messages a month. */
  bots: readonly { token: string }[];
  /** http or https, without a query. Default https://bot-api.zaloplatforms.com. */
  apiRoot?: string;
  /** Polling unless given, which loses messages. */
  webhook?: Webhook;
  /**
   * Public address of a stored file, good for many fetches and at least ten minutes. Without it (no public URL) pictures
   * and documents are left out.
   */
  linkFor?: (file: StoredFile) => string;
  log: Log;
  /** Real time, for what Zalo does not date. */
  clock?: Clock;
  /** In [0, 1), for waits that shall differ. */
  random?: () => number;
  /** What Zalo grants each bot: `freePlan` unless given. */
  quota?: Partial<Quota>;
}

/** The free plan by Zalo's price page; that what comes in counts too is one client's reading, and the careful one. */
const freePlan: Quota = { messages: 3_000, countsReceived: true, users: 50 };

/** Zalo's own limit is 2,000 of a unit that nobody has named. */
const textLimit = 1_900;

/**
 * Zalo Bot Platform, one or several bots as one channel. `routes` (only with a webhook) is to be mounted at the root of
 * the application's server. `start` returns at once and goes on in the background.
 */
export function createZalo(options: ZaloOptions): Channel & { routes?: Hono } {
  const { webhook, linkFor, log, clock = systemClock, random = Math.random } = options;
  const apiRoot = (options.apiRoot ?? "https://bot-api.zaloplatforms.com").replace(/\/+$/, "");
  const connect = createConnector(apiRoot);
  const list = options.bots.map(
    ({ token }): Bot => ({
      key: botKeyOf(token),
      client: connect(token),
      names: [],
      displayName: null,
    }),
  );
  const bots = new Map(list.map((bot) => [bot.key, bot]));
  if (bots.size < list.length) throw new Error("zalo: two of the tokens are of one bot");

  const files = linkFor === undefined ? "none" : "url";
  const capabilities: Capabilities = {
    buttons: false,
    edit: false,
    photo: files,
    document: files,
    textLimit,
    captionLimit: textLimit,
    receiveLimit: 20 * 1024 * 1024,
    documentsIn: false,
    quota: { ...freePlan, ...options.quota },
  };
  const send = createSend({ bots, capabilities, linkFor, log, random });

  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let take: Take | null = null;
  /** Webhook requests that are being stored. */
  const requests = new Set<Promise<void>>();

  async function connectHook(bot: Bot, { url, secret }: Webhook, signal: AbortSignal): Promise<void> {
    const own = webhookUrl(url, bot, list.length === 1);
    const result = await bot.client.call("setWebhook", { url: own, secret_token: secret }, { signal });
    const outcome = failedProbe(result);
    // It is saved all the same.
    if (outcome !== null) log.error({ bot: bot.key, outcome }, "zalo: cannot reach the webhook");
  }

  async function dropHook(bot: Bot, signal: AbortSignal): Promise<void> {
    await bot.client.call("deleteWebhook", {}, { signal }).catch((error: unknown) => {
      // There may be none.
      if (!(error instanceof Refusal && error.code === 400)) throw error;
    });
  }

  async function run(bot: Bot, taking: Take, signal: AbortSignal): Promise<void> {
    await persist(
      bot,
      async () => {
        const me = namesOf(await bot.client.call("getMe", {}, { signal }));
        bot.displayName = me[0] ?? null;
        // Longer ones first: one name may begin with another.
        bot.names = me.toSorted((a, b) => b.length - a.length);
        if (webhook === undefined) await dropHook(bot, signal);
        else await connectHook(bot, webhook, signal);
        log.info({ bot: bot.key, by: webhook === undefined ? "polling" : "webhook" }, "zalo: ready");
      },
      { log, signal, random },
    );
    if (webhook === undefined) await poll(bot, taking, { log, signal, random });
  }

  function takeRequest(): Take | null {
    const current = take;
    if (current === null || stopping.signal.aborted) return null;
    return async (bot, update) => {
      const request = current(bot, update);
      const settled = request.catch(() => {});
      requests.add(settled);
      void settled.finally(() => requests.delete(settled));
      await request;
    };
  }

  return {
    name: "zalo",
    capabilities,
    bots: list.map((bot) => ({ key: bot.key, name: () => bot.displayName })),
    isGroup: (chatId) => readAddress(chatId).isGroup,
    start(receive) {
      stopping = new AbortController();
      const taking = createTake({ log, clock, receive });
      // At once: a webhook of the run before this one is still set, and what is turned away may never come again.
      take = taking;
      if (webhook === undefined)
        log.warn("zalo: polling loses what people write while the bot is away; for development only");
      const { signal } = stopping;
      running = Promise.all(list.map((bot) => run(bot, taking, signal))).then(() => {});
      return Promise.resolve();
    },
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(requests);
      take = null;
    },
    send,
    edit: () => Promise.resolve({ kind: "refused", reason: "Zalo cannot change a message" }),
    download: (ref) => download(ref, capabilities.receiveLimit),
    ...(webhook === undefined ? {} : { routes: createWebhookRoutes(webhook, list, takeRequest, log) }),
  };
}

const fieldsOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};

/** What a bot is called, the name that people see first. */
function namesOf(me: unknown): string[] {
  const { display_name, account_name } = fieldsOf(me);
  return [display_name, account_name].filter(
    (name): name is string => typeof name === "string" && name !== "",
  );
}

/** How the probe of a webhook failed; null when it did not, or when Zalo does not tell. */
function failedProbe(result: unknown): string | null {
  const { ok, outcome } = fieldsOf(fieldsOf(result).verification);
  if (ok !== false) return null;
  return typeof outcome === "string" ? outcome : "unknown";
}
