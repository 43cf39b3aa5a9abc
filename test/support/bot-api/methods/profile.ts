import type { BotCommand, BotCommandScope, MenuButton, UserFromGetMe, UserProfilePhotos } from "grammy/types";
import type { Call, MethodTable } from "../call.ts";
import { refuse } from "../errors.ts";
import { asRecord, BAD_JSON } from "../params.ts";
import { findChat } from "../state/access.ts";
import { botObject } from "../state/people.ts";

function getMe({ bot }: Call): UserFromGetMe {
  return {
    ...botObject(bot),
    is_bot: true,
    username: bot.username,
    can_join_groups: true,
    can_read_all_group_messages: !bot.privacy,
    supports_guest_queries: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  };
}

const MAX_COMMANDS = 100;

function readCommand(item: unknown): BotCommand {
  const object = asRecord(item);
  if (!object) throw refuse("commandBad", "expected an Object");
  for (const field of ["command", "description"])
    if (object[field] === undefined) throw refuse("commandBad", `Can't find field "${field}"`);
  const command = String(object.command).trim().replace(/^\//, "");
  const description = String(object.description).trim();
  if (command === "") throw refuse("commandEmpty");
  if ([...command].length > 32) throw refuse("commandTooLong");
  if (description === "") throw refuse("commandDescriptionEmpty");
  if ([...description].length > 256) throw refuse("commandDescriptionTooLong");
  if (!/^[a-z0-9_]+$/.test(command)) throw refuse("commandInvalid");
  return { command, description, ...(object.is_ephemeral === true ? { is_ephemeral: true } : {}) };
}

/** One string per scope and language, so that a list is a plain map. */
export function scopeKey(scope: BotCommandScope, language: string): string {
  const chat = "chat_id" in scope ? `:${scope.chat_id}` : "";
  const user = "user_id" in scope ? `:${scope.user_id}` : "";
  return `${scope.type}${chat}${user}|${language}`;
}

function readScope(call: Call): string {
  const value = call.params.json("scope");
  const language = call.params.text("language_code");
  if (value === undefined) return scopeKey({ type: "default" }, language);
  if (value === BAD_JSON) throw refuse("scopeNotJson");
  const object = asRecord(value);
  if (!object) throw refuse("scopeBad", "BotCommandScope must be an Object");
  const type = String(object.type ?? "");
  switch (type) {
    case "default":
    case "all_private_chats":
    case "all_group_chats":
    case "all_chat_administrators":
      return scopeKey({ type }, language);
    case "chat":
    case "chat_administrators":
    case "chat_member": {
      const chat = findChat(call.core, call.bot, String(object.chat_id ?? ""), "read");
      if (type !== "chat_member") return scopeKey({ type, chat_id: chat.id }, language);
      const userId = Number(object.user_id ?? 0);
      if (!(userId > 0)) throw refuse("scopeBad", "Invalid user_id specified");
      return scopeKey({ type, chat_id: chat.id, user_id: userId }, language);
    }
    default:
      throw refuse("scopeBad", "Unsupported type specified");
  }
}

function setMyCommands(call: Call): true {
  const value = call.params.json("commands");
  if (value === BAD_JSON) throw refuse("commandsNotJson");
  if (value !== undefined && !Array.isArray(value)) throw refuse("commandsNotArray");
  const list = (value ?? []) as unknown[];
  if (list.length > MAX_COMMANDS) throw refuse("commandsTooMany");
  call.bot.commands.set(readScope(call), list.map(readCommand));
  return true;
}

function readMenuButton(call: Call): MenuButton {
  const value = call.params.json("menu_button");
  if (value === undefined) return { type: "default" };
  if (value === BAD_JSON) throw refuse("menuNotJson");
  const object = asRecord(value);
  if (!object) throw refuse("menuBad", "MenuButton must be an Object");
  if (object.type === "default" || object.type === "commands") return { type: object.type };
  const url = asRecord(object.web_app)?.url;
  if (object.type !== "web_app" || typeof object.text !== "string" || typeof url !== "string")
    throw refuse("menuBad", "MenuButton has unsupported type");
  return { type: "web_app", text: object.text, web_app: { url } };
}

function menuChat(call: Call): number {
  const raw = call.params.text("chat_id");
  return raw === "" ? 0 : findChat(call.core, call.bot, raw, "read").id;
}

/** Keeps a text per language; an empty one clears it. */
function setText(call: Call, texts: Map<string, string>, field: string): true {
  const text = call.params.text(field);
  const language = call.params.text("language_code");
  if (text === "") texts.delete(language);
  else texts.set(language, text);
  return true;
}

function getUserProfilePhotos(call: Call): UserProfilePhotos {
  if (call.params.int("user_id", 0, 0, Number.MAX_SAFE_INTEGER) === 0)
    throw refuse("invalidParameter", "user_id");
  return { total_count: 0, photos: [] };
}

/** After `logOut` the token answers 400 until the bot is made anew; `close` changes nothing a client could see. */
function logOut({ core, bot }: Call): true {
  bot.loggedOut = true;
  core.pollers.get(bot.id)?.end(refuse("loggedOut"));
  return true;
}

export const profileMethods = {
  getMe,
  logOut,
  close: () => true,
  setMyCommands,
  getMyCommands: (call) => call.bot.commands.get(readScope(call)) ?? [],
  deleteMyCommands(call) {
    call.bot.commands.delete(readScope(call));
    return true;
  },
  setMyName: (call) => setText(call, call.bot.names, "name"),
  setMyDescription: (call) => setText(call, call.bot.descriptions, "description"),
  setMyShortDescription: (call) => setText(call, call.bot.shortDescriptions, "short_description"),
  setChatMenuButton(call) {
    call.bot.menuButtons.set(menuChat(call), readMenuButton(call));
    return true;
  },
  getChatMenuButton: (call) =>
    call.bot.menuButtons.get(menuChat(call)) ?? call.bot.menuButtons.get(0) ?? { type: "default" },
  getUserProfilePhotos,
} satisfies MethodTable;
