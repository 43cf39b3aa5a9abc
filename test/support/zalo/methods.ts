import { emit, post, updateOf } from "./updates.ts";
import type { BotState, ChatMessage, ChatState, Core, Happening } from "./world.ts";
import { monthOf, newId, serves } from "./world.ts";

/** What a method says. Of the refusals only those of an empty chat_id and of photos are known word for word. */
export type Answer =
  | { ok: true; result?: unknown; error_code?: number }
  | { ok: false; description: string; error_code: number };

export interface Call {
  core: Core;
  bot: BotState;
  body: Record<string, unknown>;
  /** The caller went away. */
  gone: AbortSignal;
}

const longestText = 2_000;

export const failure = (code: number, description: string): Answer => ({
  ok: false,
  description,
  error_code: code,
});
const bad = (text: string) => failure(400, `Bad request: ${text}`);
const success = (result: unknown): Answer => ({ ok: true, result });

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const isLocal = (url: URL) =>
  /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[?::1)/.test(url.hostname);

export const methods: Record<string, (call: Call) => Answer | Promise<Answer>> = {
  getMe: ({ bot }) =>
    success({
      id: bot.id,
      account_name: bot.accountName,
      account_type: "BASIC",
      can_join_groups: false,
      display_name: bot.name,
    }),
  getUpdates,
  setWebhook,
  deleteWebhook({ core, bot }) {
    const code = core.quirks.deleteNothing;
    if (bot.webhook === null && code !== 0) return failure(code, "Bad request: no webhook is set");
    bot.webhook = null;
    bot.webhookChangedAt = core.clock.now();
    return success({ url: "", updated_at: bot.webhookChangedAt });
  },
  getWebhookInfo: ({ bot }) => success({ url: bot.webhook?.url ?? "", updated_at: bot.webhookChangedAt }),
  async testWebhook({ core, bot }) {
    if (bot.webhook === null) return bad("no webhook is set");
    return success({ url: bot.webhook.url, ...(await probe(core, bot, bot.webhook)) });
  },
  sendMessage: (call) => {
    const text = textOf(call.body.text);
    if (text === "") return bad("The text must not be empty");
    if (lengthOf(call.core, text) > longestText) return bad("The text must be at most 2000 characters");
    return say(call, { kind: "text", text });
  },
  sendPhoto,
  sendSticker: (call) =>
    textOf(call.body.sticker) === ""
      ? bad("The sticker must not be empty")
      : say(call, { kind: "sticker", text: "" }),
  sendVoice: (call) =>
    /^https?:.+\.aac$/.test(textOf(call.body.voice_url))
      ? say(call, { kind: "voice", text: "" })
      : bad("The voice_url must be the address of an .aac file"),
  sendChatAction: (call) => {
    if (textOf(call.body.chat_id) === "") return bad("The chat_id must not be empty");
    return { ok: true };
  },
};

const lengthOf = ({ quirks }: Core, text: string): number =>
  quirks.textUnit === "utf16" ? text.length : [...text].length;

function getUpdates({ core, bot, body, gone }: Call): Answer | Promise<Answer> {
  const { quirks, clock, journal } = core;
  if (bot.webhook !== null)
    return failure(quirks.pollUnderWebhook, "Bad request: getUpdates does not work while a webhook is set");
  bot.handedOut = 0;
  const give = (happening: Happening): Answer => {
    bot.handedOut = 1;
    return success(updateOf(core, happening));
  };
  const nothing = quirks.emptyPoll === "timeout" ? failure(408, "Request timeout") : success({});
  const waiting = bot.buffer.shift();
  if (waiting !== undefined) return give(waiting);
  if (bot.waiter !== null && quirks.secondPoller === "refused")
    return failure(409, "Conflict: another getUpdates is under way");
  bot.waiter?.give(null);
  return new Promise((resolve) => {
    const settle = (happening: Happening | null) => {
      timer.cancel();
      gone.removeEventListener("abort", left);
      if (bot.waiter === waiter) bot.waiter = null;
      resolve(happening === null ? nothing : give(happening));
    };
    const waiter = {
      give(happening: Happening | null) {
        // Handed to a line that is dead already.
        if (happening !== null && gone.aborted) journal.dropped += 1;
        settle(happening);
      },
    };
    const left = () => settle(null);
    const timer = clock.after((Number(body.timeout ?? 30) || 30) * 1000, () => settle(null));
    bot.waiter = waiter;
    gone.addEventListener("abort", left);
  });
}

async function setWebhook({ core, bot, body }: Call): Promise<Answer> {
  const { quirks, clock } = core;
  const given = textOf(body.url);
  const secret = textOf(body.secret_token);
  const url = URL.canParse(given) ? new URL(given) : null;
  const mayBeLocal = quirks.allowLocalWebhook && url !== null && isLocal(url);
  if (url === null || (url.protocol !== "https:" && !mayBeLocal)) return bad("The url must be an https URL");
  if (secret.length < 8 || secret.length > 256) return bad("The secret_token must have 8 to 256 characters");
  const webhook = { url: given, secret };
  const verification = await probe(core, bot, webhook);
  // Saved whatever the probe said. What was kept for a poll stays there.
  bot.webhook = webhook;
  bot.webhookChangedAt = clock.now();
  return success({
    url: given,
    updated_at: bot.webhookChangedAt,
    ...(quirks.verification ? { verification } : {}),
  });
}

async function probe(core: Core, bot: BotState, webhook: { url: string; secret: string }) {
  const blocked = isLocal(new URL(webhook.url)) && !core.quirks.allowLocalWebhook;
  const status = blocked
    ? 0
    : await post(core, bot, webhook.url, null, core.quirks.probeSecret ? webhook.secret : null);
  const ok = status >= 200 && status < 300;
  const group = status >= 500 ? "5xx" : [403, 404].includes(status) ? String(status) : "other";
  const outcome = blocked
    ? "webhook.err.blocked"
    : ok
      ? "webhook.ok"
      : status === 0
        ? "webhook.err.conn"
        : `webhook.http.${group}`;
  return { ok, status_code: status, outcome, latency_ms: 1, hint: "" };
}

async function sendPhoto(call: Call): Promise<Answer> {
  const { core, body } = call;
  const { quirks, journal } = core;
  const photo = textOf(body.photo);
  const caption = textOf(body.caption);
  if (textOf(body.chat_id) === "") return bad("The chat_id must not be empty");
  if (photo === "") return bad("The photo must not be empty");
  if (!/^https?:\/\//.test(photo)) return bad("The photo must start with http:// or https://");
  if (lengthOf(core, caption) > longestText) return bad("The caption must be at most 2000 characters");
  const invalid = bad("The photo URL is invalid");
  if (!URL.canParse(photo) || quirks.deniedPhotoHosts.includes(new URL(photo).hostname)) return invalid;
  let shown: Uint8Array | "black" = "black";
  for (let fetched = 0; fetched < quirks.photoFetches; fetched += 1) {
    const response = await fetch(photo).catch(() => null);
    const bytes = response === null ? null : new Uint8Array(await response.arrayBuffer());
    journal.photoFetches.push({ url: photo, status: response?.status ?? 0 });
    const isPicture = response?.status === 200 && response.headers.get("content-type")?.startsWith("image/");
    if (fetched === 0 && !isPicture) return invalid;
    shown = isPicture && bytes !== null ? bytes : "black";
  }
  return say(call, { kind: "photo", text: caption, photo: shown }, { message_type: "CHAT_PHOTO" });
}

/** The rules of every send, then the message itself. */
function say(
  { core, bot, body }: Call,
  said: Pick<ChatMessage, "kind" | "text" | "photo">,
  extra: Record<string, unknown> = {},
): Answer {
  const { quirks, clock } = core;
  const chatId = textOf(body.chat_id);
  if (chatId === "") return bad("The chat_id must not be empty");
  const chat = bot.chats.get(chatId);
  // Nobody can be reached who never wrote.
  if (chat === undefined || chat.messages.length === 0) return bad("The chat_id is invalid");
  if (chat.kind === "PRIVATE" && !serves(core, bot, chat.id)) return bad("The bot serves no more users");
  const month = monthOf(core, bot);
  if (month.out + month.in >= quirks.monthlyQuota) return failure(429, "Quota exceeded");
  if (chat.blocked && quirks.blockedSend !== 0)
    return failure(quirks.blockedSend, "Bad request: The user has blocked the bot");
  month.out += 1;
  const message: ChatMessage = { id: newId(core), at: clock.now(), from: "bot", ...said };
  const reaches = !chat.blocked && !(said.kind === "voice" && chat.kind === "GROUP");
  if (reaches) chat.messages.push(message);
  if (quirks.echo && said.kind === "text") echo(core, bot, chat, message);
  return {
    ok: true,
    result: { message_id: message.id, date: message.at, ...extra },
    ...(quirks.successCode ? { error_code: 0 } : {}),
  };
}

function echo(core: Core, bot: BotState, chat: ChatState, { id, at, text }: ChatMessage): void {
  const from = { id: bot.id, name: bot.name, isBot: true };
  emit(core, bot, { eventName: "message.text.received", chat, messageId: id, at, from, content: { text } });
}
