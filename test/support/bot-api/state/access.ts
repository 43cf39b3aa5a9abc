import type { Core } from "../core.ts";
import { refuse, refuseMigrated } from "../errors.ts";
import { toInteger } from "../params.ts";
import { isAdmin, isPresent } from "./people.ts";
import {
  type BotState,
  type ChatState,
  createChat,
  groupKey,
  privateKey,
  type StoredMessage,
} from "./world.ts";

export type Access = "read" | "write";

/** What is being sent, in the words of the refusal. */
export type Content = "text messages" | "photos" | "documents" | "polls";

/**
 * Finds a chat the way the server does and checks that the bot may use it. A known person who never pressed Start
 * answers with a chat that is not stored; `checkReachable` refuses it later, as Telegram does.
 */
export function findChat(core: Core, bot: BotState, raw: string, access: Access): ChatState {
  if (raw === "") throw refuse("chatIdEmpty");
  const chat = raw.startsWith("@") ? byUsername(core, raw.slice(1)) : byId(core, bot, toInteger(raw));
  if (!chat) throw refuse("chatNotFound");
  if (chat.type === "private") {
    if (access === "write" && core.world.users.get(chat.userId ?? 0)?.deactivated)
      throw refuse("deactivated");
    return chat;
  }
  if (access === "write") {
    if (chat.migratedTo !== undefined) throw refuseMigrated(chat.migratedTo);
    if (chat.deleted) throw refuse("groupDeleted");
  }
  const member = chat.members.get(bot.id);
  const mustBeInside = access === "write" || chat.type !== "group";
  if (mustBeInside && chat.migratedTo === undefined) {
    if (member?.status === "kicked") throw refuse("kickedFromChat", chat.type);
    if (!isPresent(member)) throw refuse("notMemberOfChat", chat.type);
  }
  return chat;
}

function byUsername(core: Core, username: string): ChatState | undefined {
  const wanted = username.toLowerCase();
  return [...core.world.chats.values()].find(
    (c) => c.type !== "private" && c.username?.toLowerCase() === wanted,
  );
}

function byId(core: Core, bot: BotState, id: number): ChatState | undefined {
  const { world } = core;
  if (id < 0) {
    const chat = world.chats.get(groupKey(id));
    return chat?.members.has(bot.id) ? chat : undefined;
  }
  if (world.bots.has(id)) throw refuse("toBot");
  const known = world.chats.get(privateKey(bot.id, id));
  if (known) return known;
  const seen = [...world.chats.values()].some((c) => c.members.has(bot.id) && c.members.has(id));
  const user = world.users.get(id);
  if (!user || !seen) return undefined;
  const fields = {
    key: privateKey(bot.id, id),
    id,
    type: "private",
    title: "",
    botId: bot.id,
    userId: id,
  } as const;
  return createChat({ ...fields, started: false });
}

/** The checks Telegram's own servers make after everything else. */
export function checkReachable(core: Core, bot: BotState, chat: ChatState): void {
  if (chat.type !== "private") return;
  if (!chat.started) throw refuse("notStarted");
  if (core.world.users.get(chat.userId ?? 0)?.blocked.has(bot.id)) throw refuse("blocked");
}

const PERMISSION: Record<
  Content,
  "can_send_messages" | "can_send_photos" | "can_send_documents" | "can_send_polls"
> = {
  "text messages": "can_send_messages",
  photos: "can_send_photos",
  documents: "can_send_documents",
  polls: "can_send_polls",
};

/** Refuses what the chat or the bot's own restrictions forbid. */
export function checkMaySend(bot: BotState, chat: ChatState, content: Content): void {
  if (chat.type === "private") return;
  const member = chat.members.get(bot.id);
  if (isAdmin(member)) return;
  if (chat.type === "channel") throw refuse("noWriteAccess");
  const permission = PERMISSION[content];
  const own = member?.status === "restricted" ? member.permissions?.[permission] : undefined;
  const forbidden = member?.status === "restricted" ? own !== true : chat.permissions[permission] === false;
  if (forbidden) throw refuse("noRightsTo", content);
}

/** A message that is still there, or `message to <what> not found`. */
export function findMessage(chat: ChatState, id: number, what: string): StoredMessage {
  const message = chat.messages.get(id);
  if (!message || message.deleted) throw refuse("messageToNotFound", what);
  return message;
}
