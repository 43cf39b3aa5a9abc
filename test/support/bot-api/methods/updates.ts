import { isIP } from "node:net";
import type { Update, WebhookInfo } from "grammy/types";
import { type Call, Described, type MethodTable } from "../call.ts";
import type { Core } from "../core.ts";
import { defined } from "../defined.ts";
import { refuse, refuseFlood } from "../errors.ts";
import { BAD_JSON } from "../params.ts";
import type { BotState, UpdateType, WebhookConfig } from "../state/world.ts";
import { createPoller, type Poller } from "../updates/poller.ts";
import { dropAll, NOT_BY_DEFAULT, purgeExpired } from "../updates/queue.ts";

const MAX_TIMEOUT = 50;

function pollerOf(core: Core, bot: BotState): Poller {
  let poller = core.pollers.get(bot.id);
  if (!poller) {
    poller = createPoller(core, bot);
    core.pollers.set(bot.id, poller);
  }
  return poller;
}

async function getUpdates(call: Call): Promise<Update[]> {
  const { core, bot, params } = call;
  const poller = pollerOf(core, bot);
  if (bot.webhook) return poller.conflictError("conflictWebhookActive");
  const offset = params.int("offset", 0);
  const limit = params.int("limit", 100, 1, 100);
  const timeout = params.int("timeout", 0, 0, MAX_TIMEOUT);
  keepAllowed(bot, call);
  return poller.poll(offset, limit, timeout, call.signal);
}

/** Sticky: left out changes nothing, an empty list means the default set, unknown names are ignored. */
function keepAllowed(bot: BotState, { params }: Call): void {
  const value = params.json("allowed_updates");
  if (value === undefined || value === BAD_JSON || !Array.isArray(value)) return;
  const names = value
    .map((name: unknown) => String(name).toLowerCase() as UpdateType)
    .filter((n) => KNOWN.includes(n));
  bot.allowedUpdates = names.length === 0 ? null : names;
}

const KNOWN: UpdateType[] = [
  "message",
  "edited_message",
  "channel_post",
  "edited_channel_post",
  "inline_query",
  "chosen_inline_result",
  "callback_query",
  "shipping_query",
  "pre_checkout_query",
  "poll",
  "poll_answer",
  "my_chat_member",
  "chat_join_request",
  ...NOT_BY_DEFAULT,
];

/** Bots set up anew in the last second, on the monotonic clock. */
const lastSet = new WeakMap<BotState, number>();

function setWebhook(call: Call): true | Described<true> {
  const { core, bot, params } = call;
  const url = params.text("url");
  if (url === "") return deleteWebhook(call);
  const now = core.clock.monotonic();
  if (now - (lastSet.get(bot) ?? Number.NEGATIVE_INFINITY) < 1000) throw refuseFlood(1);
  lastSet.set(bot, now);
  const secret = params.text("secret_token");
  const address = readUrl(call, url);
  if (secret.length > 256) throw refuse("secretTooLong");
  if (!/^[A-Za-z0-9_-]*$/.test(secret)) throw refuse("secretCharacters");
  const hook: WebhookConfig = {
    url: address,
    secret,
    maxConnections: params.int("max_connections", 40, 1, 100),
    hasCertificate: params.files.has("certificate"),
    ipAddress:
      params.text("ip_address") ||
      (isIP(new URL(address).hostname) ? new URL(address).hostname : "127.0.0.1"),
    lastErrorDate: 0,
    lastErrorMessage: "",
  };
  const old = bot.webhook;
  const same =
    old && old.url === hook.url && old.secret === secret && old.maxConnections === hook.maxConnections;
  if (params.flag("drop_pending_updates")) dropAll(core, bot);
  keepAllowed(bot, call);
  if (same) return new Described(true, "Webhook is already set");
  pollerOf(core, bot).conflict("conflictSetWebhook");
  bot.webhook = hook;
  core.startPusher(bot);
  return new Described(true, "Webhook was set");
}

function readUrl(call: Call, raw: string): string {
  const withScheme = /^[a-z]+:\/\//i.test(raw) ? raw : `https://${raw}`;
  if (!URL.canParse(withScheme)) throw refuse("webhookUrlInvalid");
  const url = new URL(withScheme);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw refuse("webhookUrlInvalid");
  if (call.core.settings.allowLocalWebhook) return withScheme;
  if (url.protocol !== "https:") throw refuse("webhookNeedsHttps");
  const port = url.port === "" ? "443" : url.port;
  if (!["443", "80", "88", "8443"].includes(port)) throw refuse("webhookPort");
  if (isReserved(url.hostname)) throw refuse("webhookReserved", url.hostname);
  return withScheme;
}

function isReserved(host: string): boolean {
  if (isIP(host) !== 4) return host === "localhost";
  return /^(?:0|10|127|169\.254|192\.168|192\.0\.0|198\.1[89]|172\.(?:1[6-9]|2\d|3[01])|22[4-9]|2[3-5]\d)\./.test(
    host,
  );
}

function deleteWebhook(call: Call): Described<true> {
  const { core, bot, params } = call;
  if (params.flag("drop_pending_updates")) dropAll(core, bot);
  if (!bot.webhook) return new Described(true, "Webhook is already deleted");
  removeWebhook(core, bot);
  return new Described(true, "Webhook was deleted");
}

export function removeWebhook(core: Core, bot: BotState): void {
  bot.webhook = null;
  core.pushers.get(bot.id)?.stop();
  core.pushers.delete(bot.id);
}

function getWebhookInfo({ core, bot }: Call): WebhookInfo {
  purgeExpired(core, bot);
  const hook = bot.webhook;
  return defined<WebhookInfo>({
    url: hook?.url ?? "",
    has_custom_certificate: hook?.hasCertificate ?? false,
    pending_update_count: bot.updates.size,
    ip_address: hook?.ipAddress,
    last_error_date: hook?.lastErrorDate || undefined,
    last_error_message: hook?.lastErrorMessage || undefined,
    max_connections: hook?.maxConnections,
    allowed_updates: bot.allowedUpdates ?? undefined,
  });
}

export const updateMethods = { getUpdates, setWebhook, deleteWebhook, getWebhookInfo } satisfies MethodTable;
