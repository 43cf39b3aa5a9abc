import { Api } from "grammy";
import type { Hono } from "hono";
import { type Clock, systemClock } from "../../shared/clock.ts";
import type { Log } from "../../shared/log.ts";
import type { Capabilities, Channel, ReadFiles } from "../channel.ts";
import { download } from "./download.ts";
import { createTaking, persist, poll, type Taking } from "./intake.ts";
import { type Menu, setMenus } from "./menu.ts";
import { createSender } from "./send.ts";
import { callTimeoutMs, createTransport, forGrammy } from "./transport.ts";
import { allowedUpdates } from "./update.ts";
import { createWebhookRoutes, type Webhook } from "./webhook.ts";

interface TelegramOptions {
  token: string;
  /** Default https://api.telegram.org. */
  apiRoot?: string;
  /** Long polling unless given. */
  webhook?: Webhook;
  log: Log;
  files: ReadFiles;
  /** The first language is also the one for everybody else. */
  commands: readonly Menu[];
  /** Called once Telegram has said what the bot is called; invite links need it. */
  onIdentity?: (username: string) => void;
  /** Real time, for what Telegram does not date. */
  clock?: Clock;
}

const capabilities: Capabilities = {
  buttons: true,
  edit: true,
  photo: "upload",
  document: "upload",
  textLimit: 4096,
  captionLimit: 1024,
  receiveLimit: 20 * 1024 * 1024,
};

/**
 * Telegram through grammY. `routes` (only with a webhook) is to be mounted at the root of the application's server.
 * `start` returns at once and goes on in the background: Telegram may be unreachable when the process starts.
 */
export function createTelegram(options: TelegramOptions): Channel & { routes?: Hono } {
  const { token, webhook, log, files, commands, clock = systemClock, onIdentity } = options;
  const apiRoot = (options.apiRoot ?? "https://api.telegram.org").replace(/\/+$/, "");
  const transport = createTransport(apiRoot, token);
  const api = new Api(token, { apiRoot, timeoutSeconds: callTimeoutMs / 1000 });
  api.config.use(transport.transformer);
  const sender = createSender({ api, files, log });

  let stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let taking: Taking | null = null;
  /** Webhook requests that are being stored. */
  const requests = new Set<Promise<void>>();

  async function run(receive: Parameters<Channel["start"]>[0], signal: AbortSignal): Promise<void> {
    await persist(
      async () => {
        const stop = forGrammy(signal);
        const me = await api.getMe(stop);
        onIdentity?.(me.username);
        // Before setWebhook: what waited at Telegram arrives at once.
        taking = createTaking({ api, log, clock, receive, botName: me.username });
        if (webhook === undefined) {
          await api.deleteWebhook({ drop_pending_updates: false }, stop);
        } else {
          const settings = { secret_token: webhook.secret, allowed_updates: allowedUpdates };
          await api.setWebhook(webhook.url, settings, stop);
        }
        log.info({ bot: me.username, by: webhook === undefined ? "polling" : "webhook" }, "telegram: ready");
      },
      { log, signal },
    );
    if (taking === null || signal.aborted) return;
    await Promise.all([
      setMenus(api, commands, { log, signal }),
      webhook === undefined ? poll(api, taking, { log, signal }) : null,
    ]);
  }

  function takeRequest(): ((update: object) => Promise<void>) | null {
    const current = taking;
    if (current === null || stopping.signal.aborted) return null;
    return async (update) => {
      const request = current.take(update);
      const settled = request.catch(() => {});
      requests.add(settled);
      void settled.finally(() => requests.delete(settled));
      await request;
    };
  }

  return {
    name: "telegram",
    capabilities,
    isGroup: (chatId) => chatId.startsWith("-"),
    start(receive) {
      stopping = new AbortController();
      running = run(receive, stopping.signal);
      return Promise.resolve();
    },
    async stop() {
      stopping.abort();
      await running;
      await Promise.all(requests);
      await taking?.idle();
      taking = null;
    },
    send: (message) => sender.send(message),
    edit: (messageId, message) => sender.edit(messageId, message),
    download: (ref) => download(api, transport, token, ref),
    ...(webhook === undefined ? {} : { routes: createWebhookRoutes(webhook, takeRequest, log) }),
  };
}
