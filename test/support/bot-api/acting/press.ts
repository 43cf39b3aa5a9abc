import type { InlineKeyboardButton, KeyboardButton } from "grammy/types";
import type { Core } from "../core.ts";
import { record } from "../state/events.ts";
import { accountObject, chatObject, isPresent } from "../state/people.ts";
import { messageObject } from "../state/render.ts";
import type { ChatState, StoredMessage } from "../state/world.ts";
import { pushUpdate } from "../updates/queue.ts";

export interface PressOptions {
  /** Only buttons of this message. */
  message?: { chatKey: string; messageId: number };
  /** Only this place: a bot's private chat or a group. */
  in?: { id: number };
}

export type Spec = { label: string | RegExp } & PressOptions;

/** A button kept for later, or made up. */
export interface SavedButton {
  chatKey: string;
  messageId: number;
  data: string;
  label?: string;
}

/** What pressing did. For callbacks the bot's answer appears here when it comes. */
export interface Pressed {
  kind: "callback" | "text" | "url" | "web_app" | "copy" | "other";
  label: string;
  /** callback: the id; url, web_app: the address; copy: the text */
  value: string;
  /** callback only */
  saved?: SavedButton;
  readonly answered: boolean;
  readonly toast: string;
  readonly alert: boolean;
}

interface InlineHit {
  chat: ChatState;
  message: StoredMessage;
  button: InlineKeyboardButton;
}

/** Chats this person has on the phone. */
function chatsOf(core: Core, userId: number): ChatState[] {
  return [...core.world.chats.values()].filter((chat) =>
    chat.type === "private"
      ? chat.userId === userId
      : isPresent(chat.members.get(userId)) && chat.migratedTo === undefined,
  );
}

export function pressLabel(
  core: Core,
  userId: number,
  spec: Spec,
  sendText: (chat: ChatState, text: string, fields: Partial<StoredMessage>) => void,
  mayWrite: (chat: ChatState) => void,
): Pressed {
  const inside = spec.in?.id;
  const chats = chatsOf(core, userId).filter(
    (chat) =>
      (inside === undefined || chat.id === inside || (chat.type === "private" && chat.botId === inside)) &&
      (spec.message === undefined || chat.key === spec.message.chatKey),
  );
  const matches = (label: string) =>
    typeof spec.label === "string" ? label === spec.label : spec.label.test(label);
  const seen: string[] = [];
  const hits: InlineHit[] = [];
  for (const { chat, message } of newestFirst(chats)) {
    if (spec.message && message.id !== spec.message.messageId) continue;
    const buttons = message.inlineKeyboard?.inline_keyboard.flat() ?? [];
    seen.push(...buttons.map((b) => b.text));
    const here = buttons.filter((b) => matches(b.text));
    if (hits.length === 0) hits.push(...here.map((button) => ({ chat, message, button })));
  }
  const keys = spec.message
    ? []
    : chats.flatMap((chat) =>
        keyboardOf(chat, userId)
          .flat()
          .map((button) => ({ chat, button })),
      );
  seen.push(...keys.map(({ button }) => labelOf(button)));
  const typed = keys.filter(({ button }) => matches(labelOf(button)));
  const total = hits.length + typed.length;
  const labels = seen.length === 0 ? "no buttons at all" : [...new Set(seen)].map((l) => `[${l}]`).join(" ");
  if (total === 0) throw new Error(`no button ${String(spec.label)}; there is ${labels}`);
  if (total > 1) throw new Error(`${total} buttons match ${String(spec.label)}; there is ${labels}`);
  const hit = hits[0];
  if (hit) {
    mayWrite(hit.chat);
    return pressInline(core, userId, hit);
  }
  const key = typed[0];
  if (!key) throw new Error("unreachable");
  const shown = key.chat.keyboards.get(userId);
  sendText(
    key.chat,
    labelOf(key.button),
    key.chat.type === "private" || !shown ? {} : { replyTo: shown.messageId },
  );
  if (shown && "keyboard" in shown.markup && shown.markup.one_time_keyboard)
    key.chat.keyboards.delete(userId);
  return still("text", labelOf(key.button), "");
}

function* newestFirst(chats: ChatState[]): Generator<{ chat: ChatState; message: StoredMessage }> {
  const all = chats.flatMap((chat) =>
    [...chat.messages.values()]
      .filter((m) => !m.deleted && m.inlineKeyboard)
      .map((message) => ({ chat, message })),
  );
  yield* all.sort((a, b) => b.message.order - a.message.order);
}

export function keyboardOf(chat: ChatState, userId: number): KeyboardButton[][] {
  const markup = chat.keyboards.get(userId)?.markup;
  return markup && "keyboard" in markup ? markup.keyboard : [];
}

export const labelOf = (button: KeyboardButton): string =>
  typeof button === "string" ? button : button.text;

function pressInline(core: Core, userId: number, { chat, message, button }: InlineHit): Pressed {
  if ("callback_data" in button) {
    const saved = {
      chatKey: chat.key,
      messageId: message.id,
      data: button.callback_data,
      label: button.text,
    };
    return callback(core, userId, chat, message, saved);
  }
  record(core, chat, userId, `opens [${button.text}]`);
  if ("url" in button) return still("url", button.text, button.url);
  if ("web_app" in button) return still("web_app", button.text, button.web_app.url);
  if ("copy_text" in button) return still("copy", button.text, button.copy_text.text);
  return still("other", button.text, "");
}

export function pressStale(core: Core, userId: number, button: SavedButton): Pressed {
  const chat = core.world.chats.get(button.chatKey);
  const message = chat?.messages.get(button.messageId);
  if (!chat || !message) throw new Error("that button belongs to no message that ever was");
  return callback(core, userId, chat, message, button);
}

function callback(
  core: Core,
  userId: number,
  chat: ChatState,
  message: StoredMessage,
  saved: SavedButton,
): Pressed {
  const bot = core.world.bots.get(message.from);
  if (!bot) throw new Error("only a bot's message has buttons");
  const id = String(21_900_000_000_000_000n + BigInt(++core.world.counters.callback) * 7919n);
  const label = saved.label ?? saved.data;
  core.world.callbacks.set(id, {
    id,
    botId: bot.id,
    userId,
    chatKey: chat.key,
    messageId: message.id,
    label,
    data: saved.data,
    createdAt: core.clock.now(),
    answered: false,
    text: "",
    alert: false,
    url: "",
  });
  record(core, chat, userId, `presses [${label}] of #${message.id}`);
  const shown = message.deleted
    ? { chat: chatObject(core.world, chat), message_id: message.id, date: 0 }
    : messageObject(core.world, chat, message, bot.id);
  const query = {
    id,
    from: accountObject(core.world, userId),
    message: shown,
    chat_instance: String(chat.id * 31),
    data: saved.data,
  };
  core.flood.personWrote(chat);
  pushUpdate(core, bot, "callback_query", query, `callback:${userId}`);
  const now = () => core.world.callbacks.get(id);
  return {
    kind: "callback",
    label,
    value: id,
    saved,
    get answered() {
      return now()?.answered ?? false;
    },
    get toast() {
      return now()?.text ?? "";
    },
    get alert() {
      return now()?.alert ?? false;
    },
  };
}

function still(kind: Pressed["kind"], label: string, value: string): Pressed {
  return { kind, label, value, answered: true, toast: "", alert: false };
}
