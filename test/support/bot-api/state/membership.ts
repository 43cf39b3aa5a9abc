import type { ChatMemberUpdated } from "grammy/types";
import { type Core, seconds } from "../core.ts";
import { post } from "../sending/post.ts";
import { pushMessage } from "../updates/emit.ts";
import { pushUpdate } from "../updates/queue.ts";
import { accountObject, chatObject, isAdmin, isPresent, memberObject } from "./people.ts";
import type { ChatState, MemberState } from "./world.ts";

export const asMember = (): MemberState => ({ status: "member" });

/**
 * Changes somebody's place in a group and tells everyone concerned: service messages, `my_chat_member` to the bot
 * itself, `chat_member` to bots that are administrators and asked for it.
 */
export function setMember(core: Core, chat: ChatState, id: number, next: MemberState, by: number): void {
  const { world } = core;
  const before = chat.members.get(id);
  const change: ChatMemberUpdated = {
    chat: chatObject(world, chat),
    from: accountObject(world, by),
    date: seconds(core),
    old_chat_member: memberObject(world, id, before),
    new_chat_member: memberObject(world, id, next),
  };
  chat.members.set(id, next);
  if (!isPresent(next)) chat.keyboards.delete(id);
  for (const bot of world.bots.values()) {
    if (bot.id === id) pushUpdate(core, bot, "my_chat_member", change, `my_member:${chat.id}`, change.date);
    else if (isPresent(chat.members.get(bot.id)) && isAdmin(chat.members.get(bot.id)))
      pushUpdate(core, bot, "chat_member", change, `member:${id}`, change.date);
  }
  if (chat.type === "channel") return;
  if (isPresent(next) && !isPresent(before)) {
    const service = { new_chat_members: [accountObject(world, id)] };
    pushMessage(core, chat, post(core, chat, by, { service }));
  } else if (!isPresent(next) && isPresent(before)) {
    pushMessage(
      core,
      chat,
      post(core, chat, by, { service: { left_chat_member: accountObject(world, id) } }),
    );
  }
}
