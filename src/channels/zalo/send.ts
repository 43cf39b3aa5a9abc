import type { Log } from "../../shared/log.ts";
import { plainText, type Reply, type StoredFile } from "../../shared/messages.ts";
import type { Capabilities, Outcome, Outgoing } from "../channel.ts";
import { splitReply } from "../render.ts";
import { type Bot, readAddress } from "./bots.ts";
import { codeOf, Refusal, reasonOf } from "./errors.ts";
import { outcomeOf } from "./outcome.ts";

/** Zalo's own limit of a text; ours is lower, so that a short link fits behind it. */
const platformLimit = 2_000;
/** Zalo fetches the picture before it answers; less than delivery waits for a channel. */
const photoTimeoutMs = 40_000;
/** A 403 may be a fault of theirs; this many in a row are a matter for a person. */
const alarming403s = 3;

interface SenderParts {
  bots: ReadonlyMap<string, Bot>;
  capabilities: Capabilities;
  /** Public address of a stored file; left out where there is none. */
  linkFor: ((file: StoredFile) => string) | undefined;
  log: Log;
  random: () => number;
}

/** Puts replies on the wire. Never throws: what happened is an outcome. */
export function createSend(parts: SenderParts): (message: Outgoing) => Promise<Outcome> {
  const { bots, capabilities, linkFor, log, random } = parts;
  const floods = new Map<Bot, number>();
  const forbidden = new Map<Bot, number>();

  async function call(bot: Bot, method: string, body: Record<string, unknown>): Promise<Outcome> {
    const settings = method === "sendPhoto" ? { timeoutMs: photoTimeoutMs } : {};
    const result = await bot.client.call(method, body, settings);
    floods.delete(bot);
    forbidden.delete(bot);
    return { kind: "sent", messageId: idOf(result) };
  }

  const sendText = (bot: Bot, chatId: string, text: string) =>
    call(bot, "sendMessage", { chat_id: chatId, text });

  /** A file is a line with its name and its address. It goes into the text's own message, if there is room. */
  async function sendLink(
    bot: Bot,
    chatId: string,
    text: string,
    file: StoredFile,
    url: string,
  ): Promise<Outcome> {
    const link = `${file.fileName}\n${url}`;
    const whole = text === "" ? link : `${text}\n\n${link}`;
    if (whole.length <= platformLimit) return sendText(bot, chatId, whole);
    await sendText(bot, chatId, text);
    try {
      const outcome = await sendText(bot, chatId, link);
      return outcome.kind === "sent" ? { ...outcome, messages: 2 } : outcome;
    } catch (error) {
      // The words are there: to say that nothing was sent would repeat them.
      return { kind: "unknown", reason: reasonOf(error) };
    }
  }

  async function sendPicture(bot: Bot, chatId: string, text: string, image: StoredFile, url: string) {
    try {
      const caption = text === "" ? {} : { caption: text };
      return await call(bot, "sendPhoto", { chat_id: chatId, photo: url, ...caption });
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 400 && /photo/i.test(error.message))) throw error;
      log.warn({ bot: bot.key, reason: reasonOf(error) }, "zalo: a picture was refused, sent as a link");
      return sendLink(bot, chatId, text, image, url);
    }
  }

  function put(bot: Bot, chatId: string, reply: Reply): Promise<Outcome> {
    const text = plainText(reply.html);
    const { image, document } = reply;
    if (image !== undefined && linkFor !== undefined)
      return sendPicture(bot, chatId, text, image, linkFor(image));
    if (document !== undefined && linkFor !== undefined)
      return sendLink(bot, chatId, text, document, linkFor(document));
    return sendText(bot, chatId, text);
  }

  function failed(bot: Bot, error: unknown): Outcome {
    const code = codeOf(error);
    const fields = { bot: bot.key, reason: reasonOf(error) };
    if (code === 401 || code === 404)
      log.error(fields, "zalo: the token or the API root is refused; nothing is sent");
    const count = (seen: Map<Bot, number>, isOne: boolean) => {
      if (isOne) seen.set(bot, (seen.get(bot) ?? 0) + 1);
      return seen.get(bot) ?? 0;
    };
    if (count(forbidden, code === 403) >= alarming403s && code === 403)
      log.error(fields, "zalo: answers 403 again and again");
    const inARow = count(floods, code === 429);
    return outcomeOf(error, { floods: inARow, random: random() });
  }

  return async ({ chatId, reply }) => {
    const { botKey, zaloId } = readAddress(chatId);
    const bot = bots.get(botKey);
    // The bot they wrote to is none of ours any more.
    if (bot === undefined || zaloId === "") return { kind: "unreachable", reason: "botGone" };
    const [whole, ...more] = splitReply(reply, capabilities);
    if (more.length > 0) return { kind: "refused", reason: "more than one message" };
    try {
      return await put(bot, zaloId, whole);
    } catch (error) {
      return failed(bot, error);
    }
  };
}

/** Zalo names every message it took; without a name it is sent all the same. */
function idOf(result: unknown): string {
  if (typeof result !== "object" || result === null || !("message_id" in result)) return "";
  return String(result.message_id);
}
