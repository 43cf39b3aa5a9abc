import type { BotCommand, MenuButton } from "grammy/types";
import type { Core } from "../core.ts";
import { scopeKey } from "../methods/profile.ts";
import { displayName, isAdmin } from "../state/people.ts";
import { renderText } from "../state/readable.ts";
import type { BotState, ChatState, StoredMessage } from "../state/world.ts";
import { keyboardOf, labelOf } from "./press.ts";

/** One message as a person sees it now. */
export interface ScreenMessage {
  chatId: number;
  messageId: number;
  chatKey: string;
  /** "bot", "me", or a name. */
  from: string;
  /** Text or caption, without marks. */
  text: string;
  /** Text or caption with entities written as plain marks. */
  marked: string;
  /** Labels of the inline keyboard, row by row. */
  buttons: string[][];
  photo: boolean;
  /** Name of the attached file, "" when there is none. */
  file: string;
  edited: boolean;
  pinned: boolean;
  replyTo: number | undefined;
  reactions: string[];
}

export interface Screen {
  messages: ScreenMessage[];
  /** Labels of the reply keyboard, row by row. */
  keyboard: string[][];
  pinned: ScreenMessage[];
  /** Answers to presses that showed something, oldest first. */
  toasts: { text: string; alert: boolean }[];
  /** Labels of pressed buttons the bot has not answered. */
  spinners: string[];
  /** "typing" and the like, undefined when nothing is going on. */
  action: string | undefined;
  commands: BotCommand[];
  menuButton: MenuButton | undefined;
  /** The newest message of a bot. */
  readonly last: ScreenMessage | undefined;
  /** All that can be read, one message a paragraph. */
  readonly text: string;
}

export function readScreen(core: Core, userId: number, chat: ChatState): Screen {
  const messages = [...chat.messages.values()]
    .filter((m) => !m.deleted)
    .map((m) => show(core, userId, chat, m));
  const presses = [...core.world.callbacks.values()].filter(
    (c) => c.userId === userId && c.chatKey === chat.key,
  );
  const bot = chat.botId === undefined ? undefined : core.world.bots.get(chat.botId);
  return {
    messages,
    keyboard: keyboardOf(chat, userId).map((row) => row.map(labelOf)),
    pinned: messages.filter((m) => m.pinned),
    toasts: presses.filter((c) => c.answered && c.text !== "").map(({ text, alert }) => ({ text, alert })),
    spinners: presses.filter((c) => !c.answered).map((c) => c.label),
    action: chat.action && chat.action.until > core.clock.now() ? chat.action.name : undefined,
    commands: commandsFor(core, userId, chat),
    menuButton: bot && (bot.menuButtons.get(chat.id) ?? bot.menuButtons.get(0)),
    last: messages.findLast((m) => m.from === "bot"),
    text: messages.map((m) => `${m.from}: ${m.text}`).join("\n"),
  };
}

function show(core: Core, userId: number, chat: ChatState, m: StoredMessage): ScreenMessage {
  const text = m.text ?? m.caption ?? m.rich?.html ?? m.rich?.markdown ?? "";
  const from =
    m.from === userId ? "me" : core.world.bots.has(m.from) ? "bot" : displayName(core.world, m.from);
  return {
    chatId: chat.id,
    messageId: m.id,
    chatKey: chat.key,
    from,
    text,
    marked: renderText(text, m.entities ?? m.captionEntities ?? []),
    buttons: m.inlineKeyboard?.inline_keyboard.map((row) => row.map((b) => b.text)) ?? [],
    photo: m.photo !== undefined,
    file: m.document?.name ?? "",
    edited: m.editDate !== undefined,
    pinned: chat.pinned.includes(m.id),
    replyTo: m.replyTo,
    reactions: [...m.reactions.values()].flat().map((r) => (r.type === "emoji" ? r.emoji : r.type)),
  };
}

/** The platform's fallback order: the first list that is set wins. */
function commandsFor(core: Core, userId: number, chat: ChatState): BotCommand[] {
  const language = core.world.users.get(userId)?.languageCode ?? "";
  const bots: BotState[] = [...core.world.bots.values()].filter(
    (b) => chat.botId === b.id || chat.members.has(b.id),
  );
  return bots.flatMap((bot) => {
    for (const scope of scopesFor(chat, userId))
      for (const tongue of [language, ""]) {
        const list = bot.commands.get(scopeKey(scope, tongue));
        if (list) return list;
      }
    return [];
  });
}

function scopesFor(chat: ChatState, userId: number): Parameters<typeof scopeKey>[0][] {
  const chat_id = chat.id;
  if (chat.type === "private")
    return [{ type: "chat", chat_id }, { type: "all_private_chats" }, { type: "default" }];
  const admin = isAdmin(chat.members.get(userId));
  return [
    { type: "chat_member", chat_id, user_id: userId },
    ...(admin ? [{ type: "chat_administrators" as const, chat_id }] : []),
    { type: "chat", chat_id },
    ...(admin ? [{ type: "all_chat_administrators" as const }] : []),
    { type: "all_group_chats" },
    { type: "default" },
  ];
}
