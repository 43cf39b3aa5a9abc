import type { Message } from "grammy/types";
import type { Call, MethodTable } from "../call.ts";
import { seconds } from "../core.ts";
import { refuse } from "../errors.ts";
import { BAD_JSON } from "../params.ts";
import { checkMarkup, isInline, parseMarkup } from "../sending/keyboard.ts";
import { checkReachable, findChat, findMessage } from "../state/access.ts";
import { describeMessage, record } from "../state/events.ts";
import { messageObject } from "../state/render.ts";
import type { ChatState, ReplyMarkup, StoredMessage } from "../state/world.ts";
import { finishCaption, finishText, readCaption, readInputMedia, readText } from "./send.ts";

function findOwn(call: Call): { chat: ChatState; message: StoredMessage } {
  const { core, bot, params } = call;
  const id = params.int("message_id", 0, 0);
  if (params.text("chat_id") === "" && id === 0) throw refuse("messageIdMissing");
  const chat = findChat(core, bot, params.text("chat_id"), "write");
  const message = findMessage(chat, id, "edit");
  if (message.from !== bot.id || message.service || message.pinnedId !== undefined || message.origin)
    throw refuse("cannotEdit");
  return { chat, message };
}

type ContentKey = "text" | "entities" | "caption" | "captionEntities" | "photo" | "document" | "linkPreview";
const CAPTION: ContentKey[] = ["caption", "captionEntities"];

/** Replaces parts of a message unless everything stays as it was. A missing keyboard takes the old one away. */
function apply(
  call: Call,
  chat: ChatState,
  message: StoredMessage,
  markup: ReplyMarkup | undefined,
  replaced: ContentKey[],
  change: Partial<StoredMessage>,
): Message {
  const { core, bot } = call;
  if (markup && !isInline(markup)) throw refuse("inlineExpected");
  checkReachable(core, bot, chat);
  checkMarkup(markup, core.settings.strictMarkup);
  const next: StoredMessage = { ...message };
  for (const key of replaced) delete next[key];
  Object.assign(next, change);
  if (isInline(markup)) next.inlineKeyboard = markup;
  else delete next.inlineKeyboard;
  const sameOf = (m: StoredMessage) =>
    JSON.stringify([
      m.text,
      m.entities,
      m.caption,
      m.captionEntities,
      m.photo,
      m.document,
      m.inlineKeyboard,
      m.linkPreview,
    ]);
  if (sameOf(next) === sameOf(message)) throw refuse("notModified");
  core.flood.admit(bot, chat);
  next.editDate = seconds(core);
  chat.messages.set(message.id, next);
  record(core, chat, bot.id, `edits #${message.id} ${describeMessage(next)}`);
  return messageObject(core.world, chat, next, bot.id);
}

function editMessageText(call: Call): Message {
  const { parsed, linkPreview } = readText(call);
  const markup = parseMarkup(call.params);
  const { chat, message } = findOwn(call);
  if (message.text === undefined) throw refuse("noTextToEdit");
  const { text, entities } = finishText(call, parsed);
  const change: Partial<StoredMessage> = { text, entities };
  if (linkPreview) change.linkPreview = linkPreview;
  return apply(call, chat, message, markup, ["text", "entities", "linkPreview"], change);
}

function editMessageCaption(call: Call): Message {
  const caption = readCaption(call);
  const markup = parseMarkup(call.params);
  const { chat, message } = findOwn(call);
  if (!message.photo && !message.document) throw refuse("noCaptionToEdit");
  return apply(call, chat, message, markup, CAPTION, finishCaption(call, caption));
}

async function editMessageMedia(call: Call): Promise<Message> {
  const value = call.params.json("media");
  if (value === undefined || value === BAD_JSON) throw refuse("inputMediaNotJson");
  const markup = parseMarkup(call.params);
  const { chat, message } = findOwn(call);
  if (!message.photo && !message.document) throw refuse("noMediaToEdit");
  const { kind: _, ...fields } = await readInputMedia(call, value);
  return apply(call, chat, message, markup, ["photo", "document", ...CAPTION], fields);
}

function editMessageReplyMarkup(call: Call): Message {
  const markup = parseMarkup(call.params);
  const { chat, message } = findOwn(call);
  return apply(call, chat, message, markup, [], {});
}

export const editMethods = {
  editMessageText: (call) => editMessageText(call) as Message.TextMessage & { edit_date: number },
  editMessageCaption: (call) =>
    editMessageCaption(call) as Message.CaptionableMessage & { edit_date: number },
  editMessageMedia: async (call) => (await editMessageMedia(call)) as Message & { edit_date: number },
  editMessageReplyMarkup: (call) => editMessageReplyMarkup(call) as Message & { edit_date: number },
} satisfies MethodTable;
