import type { Message, User } from "grammy/types";
import type { Call } from "../call.ts";
import { type Core, nextOrder, seconds } from "../core.ts";
import { finishFormatted } from "../entities/format.ts";
import { refuse } from "../errors.ts";
import { asRecord, BAD_JSON, toInteger } from "../params.ts";
import { type Content, checkMaySend, checkReachable, findChat } from "../state/access.ts";
import { note } from "../state/events.ts";
import { accountObject } from "../state/people.ts";
import { messageObject } from "../state/render.ts";
import type { BotState, ChatState, ReplyMarkup, StoredMessage } from "../state/world.ts";
import { checkMarkup, isInline, parseMarkup } from "./keyboard.ts";

/** Reply target and keyboard, read and checked before the chat is looked up. */
export interface Extras {
  reply: { messageId: number; optional: boolean } | undefined;
  markup: ReplyMarkup | undefined;
}

export function readExtras(call: Call, withMarkup = true): Extras {
  return { reply: readReply(call), markup: withMarkup ? parseMarkup(call.params) : undefined };
}

function readReply({ params }: Call): Extras["reply"] {
  const value = params.json("reply_parameters");
  if (value === undefined) {
    const messageId = params.int("reply_to_message_id", 0);
    return messageId > 0 ? { messageId, optional: params.flag("allow_sending_without_reply") } : undefined;
  }
  if (value === BAD_JSON) throw refuse("replyNotJson");
  const object = asRecord(value);
  if (!object) throw refuse("replyNotObject");
  const messageId = toInteger(String(object.message_id ?? 0));
  return messageId > 0 ? { messageId, optional: object.allow_sending_without_reply === true } : undefined;
}

/** Chat lookup, access and reply target, in the server's order. */
export function enterChat(call: Call, extras: Extras): { chat: ChatState; replyTo: number | undefined } {
  const chat = findChat(call.core, call.bot, call.params.text("chat_id"), "write");
  const { reply } = extras;
  if (!reply) return { chat, replyTo: undefined };
  const target = chat.messages.get(reply.messageId);
  if (target && !target.deleted) return { chat, replyTo: reply.messageId };
  if (!reply.optional) throw refuse("replyNotFound");
  return { chat, replyTo: undefined };
}

/** The last checks before a send takes place: reach, rights, keyboard, flood. */
export function admitSend(
  call: Call,
  chat: ChatState,
  content: Content,
  markup: ReplyMarkup | undefined,
  messages = 1,
): void {
  checkReachable(call.core, call.bot, chat);
  checkMaySend(call.bot, chat, content);
  checkMarkup(markup, call.core.settings.strictMarkup);
  call.core.flood.admit(call.bot, chat, messages);
}

/** Bots may only mention people they have met. */
function userFinder(call: Call): (id: number) => User | undefined {
  return (id) => (call.core.world.users.has(id) ? accountObject(call.core.world, id) : undefined);
}

export const format = (call: Call, parsed: Parameters<typeof finishFormatted>[0]) =>
  finishFormatted(parsed, userFinder(call));

/** Stores a message and writes the chat's history. Nothing is checked any more. */
export function post(
  core: Core,
  chat: ChatState,
  from: number,
  fields: Partial<StoredMessage>,
  markup?: ReplyMarkup,
): StoredMessage {
  const message: StoredMessage = {
    id: chat.nextMessageId++,
    order: nextOrder(core),
    date: seconds(core),
    from,
    deleted: false,
    reactions: new Map(),
    ...fields,
  };
  if (isInline(markup)) message.inlineKeyboard = markup;
  chat.messages.set(message.id, message);
  if (core.world.bots.has(from)) {
    chat.lastBot = from;
    chat.action = null;
    showKeyboard(chat, message, markup);
  }
  note(core, chat, from, message);
  return message;
}

/** A bot's own send: posts and answers with the message as that bot sees it. */
export function postAsBot(
  call: Call,
  chat: ChatState,
  extras: Extras & { replyTo: number | undefined },
  fields: Partial<StoredMessage>,
): Message {
  const all: Partial<StoredMessage> = { ...fields };
  if (extras.replyTo !== undefined) all.replyTo = extras.replyTo;
  if (call.params.flag("protect_content")) all.protect = true;
  const message = post(call.core, chat, call.bot.id, all, extras.markup);
  return messageObject(call.core.world, chat, message, call.bot.id);
}

/** Reply keyboards stay with the people they were shown to until replaced or removed. */
function showKeyboard(chat: ChatState, message: StoredMessage, markup: ReplyMarkup | undefined): void {
  if (!markup || isInline(markup)) return;
  const everybody = chat.type === "private" ? [chat.userId ?? 0] : [...chat.members.keys()];
  const target = message.replyTo === undefined ? undefined : chat.messages.get(message.replyTo)?.from;
  const people = "selective" in markup && markup.selective && target !== undefined ? [target] : everybody;
  for (const id of people) {
    if ("remove_keyboard" in markup) chat.keyboards.delete(id);
    else chat.keyboards.set(id, { botId: message.from, messageId: message.id, markup });
  }
}

export function asBot(core: Core, botId: number): BotState {
  const bot = core.world.bots.get(botId);
  if (!bot) throw new Error(`no bot ${botId}`);
  return bot;
}
