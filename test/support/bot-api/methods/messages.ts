import type { ReactionType } from "grammy/types";
import type { Call, MethodTable } from "../call.ts";
import { seconds } from "../core.ts";
import { refuse } from "../errors.ts";
import { asRecord, BAD_JSON, toInteger } from "../params.ts";
import { findChat, findMessage } from "../state/access.ts";
import { record } from "../state/events.ts";
import { isAdmin } from "../state/people.ts";
import type { BotState, ChatState, StoredMessage } from "../state/world.ts";
import { pin } from "./send.ts";

/** After 48 hours a message can no longer be deleted for everyone. */
const DELETE_SECONDS = 48 * 3600;

function chatOf(call: Call): ChatState {
  return findChat(call.core, call.bot, call.params.text("chat_id"), "write");
}

function mayDelete(call: Call, chat: ChatState, message: StoredMessage): void {
  const member = chat.members.get(call.bot.id);
  const others =
    isAdmin(member) && (member?.status === "creator" || member?.rights?.can_delete_messages === true);
  if (message.from !== call.bot.id && chat.type !== "private") {
    if (!others) throw refuse("cannotDelete");
    return;
  }
  if (!others && seconds(call.core) - message.date > DELETE_SECONDS) throw refuse("cannotDeleteForEveryone");
}

/** Takes a message out of everybody's sight. */
function remove(call: Pick<Call, "core">, chat: ChatState, message: StoredMessage, who: number): void {
  message.deleted = true;
  chat.pinned = chat.pinned.filter((id) => id !== message.id);
  record(call.core, chat, who, `deletes #${message.id}`);
}

function deleteMessage(call: Call): true {
  if (call.params.text("chat_id") === "") throw refuse("chatIdentifierMissing");
  const id = call.params.int("message_id", 0, 0);
  if (id === 0) throw refuse("messageIdMissing");
  const chat = chatOf(call);
  const message = findMessage(chat, id, "delete");
  mayDelete(call, chat, message);
  remove(call, chat, message, call.bot.id);
  return true;
}

function deleteMessages(call: Call): true {
  const value = call.params.json("message_ids");
  if (value === undefined) throw refuse("messageIdsMissing");
  if (value === BAD_JSON) throw refuse("messageIdsNotJson");
  if (!Array.isArray(value)) throw refuse("messageIdsNotArray");
  if (value.length === 0) throw refuse("messageIdsMissing");
  if (value.length > 100) throw refuse("messageIdsTooMany");
  const ids = value.map((v: unknown) => toInteger(String(v)));
  if (ids.some((id) => id <= 0)) throw refuse("messageIdsInvalid");
  const chat = chatOf(call);
  const messages = [...chat.messages.values()].filter((m) => ids.includes(m.id) && !m.deleted);
  for (const message of messages) mayDelete(call, chat, message);
  for (const message of messages) remove(call, chat, message, call.bot.id);
  return true;
}

function mayPin(bot: BotState, chat: ChatState): void {
  const member = chat.members.get(bot.id);
  const may = member?.status === "creator" || (isAdmin(member) && member?.rights?.can_pin_messages === true);
  if (chat.type !== "private" && !may) throw refuse("noRightsPin");
}

function pinChatMessage(call: Call): true {
  const chat = chatOf(call);
  const message = findMessage(chat, call.params.int("message_id", 0, 0), "pin");
  mayPin(call.bot, chat);
  if (!chat.pinned.includes(message.id)) pin(call, call.bot.id, chat, message);
  return true;
}

function unpinChatMessage(call: Call): true {
  const chat = chatOf(call);
  const id = call.params.int("message_id", 0, 0) || (chat.pinned.at(-1) ?? 0);
  const message = findMessage(chat, id, "unpin");
  mayPin(call.bot, chat);
  chat.pinned = chat.pinned.filter((pinned) => pinned !== message.id);
  record(call.core, chat, call.bot.id, `unpins #${message.id}`);
  return true;
}

function unpinAllChatMessages(call: Call): true {
  const chat = chatOf(call);
  mayPin(call.bot, chat);
  chat.pinned = [];
  record(call.core, chat, call.bot.id, "unpins everything");
  return true;
}

function setMessageReaction(call: Call): true {
  const value = call.params.json("reaction") ?? [];
  if (value === BAD_JSON) throw refuse("reactionNotJson");
  if (!Array.isArray(value)) throw refuse("reactionNotArray");
  const reactions = value.map((item: unknown): ReactionType => {
    const object = asRecord(item);
    if (object?.type !== "emoji" || typeof object.emoji !== "string" || object.emoji === "")
      throw refuse("reactionInvalid");
    return { type: "emoji", emoji: object.emoji as Extract<ReactionType, { type: "emoji" }>["emoji"] };
  });
  if (reactions.length > 1) throw refuse("reactionsTooMany");
  const chat = chatOf(call);
  const message = findMessage(chat, call.params.int("message_id", 0, 0), "react");
  if (reactions.length === 0) message.reactions.delete(call.bot.id);
  else message.reactions.set(call.bot.id, reactions);
  record(call.core, chat, call.bot.id, `reacts to #${message.id}`);
  return true;
}

const MAX_TOAST = 200;

function answerCallbackQuery(call: Call): true {
  const { core, bot, params } = call;
  const query = core.world.callbacks.get(params.text("callback_query_id"));
  const age = query ? core.clock.now() - query.createdAt : 0;
  if (!query || query.botId !== bot.id || age > core.settings.callbackDeadlineSeconds * 1000)
    throw refuse("queryTooOld");
  const text = params.text("text");
  if ([...text].length > MAX_TOAST) throw refuse("callbackTextTooLong");
  if (query.answered) {
    if (core.settings.secondCallbackAnswer === "refuse") throw refuse("queryTooOld");
    return true;
  }
  query.answered = true;
  query.text = text;
  query.alert = params.flag("show_alert");
  query.url = params.text("url");
  const chat = core.world.chats.get(query.chatKey);
  if (chat && text !== "") record(core, chat, bot.id, `${query.alert ? "alert" : "toast"}: ${text}`);
  return true;
}

export const messageMethods = {
  deleteMessage,
  deleteMessages,
  pinChatMessage,
  unpinChatMessage,
  unpinAllChatMessages,
  setMessageReaction,
  answerCallbackQuery,
} satisfies MethodTable;
