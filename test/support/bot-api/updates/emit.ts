import type { Core } from "../core.ts";
import { isAdmin, isPresent } from "../state/people.ts";
import { messageObject } from "../state/render.ts";
import type { BotState, ChatState, StoredMessage, UpdateType } from "../state/world.ts";
import { pushUpdate } from "./queue.ts";

/** Gives a new or edited message to every bot that may see it; never to the bot that sent it. */
export function pushMessage(core: Core, chat: ChatState, message: StoredMessage, edited = false): void {
  for (const bot of core.world.bots.values()) {
    if (bot.id === message.from || !sees(core, bot, chat, message)) continue;
    const base = chat.type === "channel" ? "channel_post" : "message";
    const type: UpdateType = edited ? `edited_${base}` : base;
    const date = edited ? (message.editDate ?? message.date) : message.date;
    pushUpdate(core, bot, type, messageObject(core.world, chat, message, bot.id), `chat:${chat.id}`, date);
  }
}

function sees(core: Core, bot: BotState, chat: ChatState, message: StoredMessage): boolean {
  if (chat.type === "private") return chat.botId === bot.id;
  const member = chat.members.get(bot.id);
  // A bot that was just thrown out still hears that it was.
  const aboutMe = message.service?.left_chat_member?.id === bot.id;
  if (!isPresent(member) && !aboutMe) return false;
  // Bots do not see other bots.
  if (core.world.bots.has(message.from) && !message.service) return false;
  if (!bot.privacy || isAdmin(member) || chat.type === "channel") return true;
  if (message.service || message.pinnedId !== undefined) return true;
  const repliedTo = message.replyTo === undefined ? undefined : chat.messages.get(message.replyTo);
  return repliedTo?.from === bot.id || isCommandTo(core, bot, chat, message);
}

/** `/command@bot`, or a bare `/command` when this bot is the only one or was the last to write. */
function isCommandTo(core: Core, bot: BotState, chat: ChatState, message: StoredMessage): boolean {
  const text = message.text ?? message.caption ?? "";
  const command = /^\/[A-Za-z0-9_]+(?:@([A-Za-z0-9_]+))?/.exec(text);
  if (!command) return false;
  const name = command[1]?.toLowerCase();
  if (name !== undefined) return name === bot.username.toLowerCase();
  const bots = [...chat.members].filter(([id, m]) => core.world.bots.has(id) && isPresent(m));
  return bots.length === 1 || chat.lastBot === bot.id;
}
