import type { Chat, ChatMember, User } from "grammy/types";
import { defined } from "../defined.ts";
import type { BotState, ChatState, MemberState, UserState, World } from "./world.ts";

function userObject(user: UserState): User {
  return defined<User>({
    id: user.id,
    is_bot: false,
    first_name: user.firstName,
    last_name: user.lastName,
    username: user.username,
    language_code: user.languageCode,
  });
}

export function botObject(bot: BotState): User {
  return { id: bot.id, is_bot: true, first_name: bot.names.get("") ?? bot.firstName, username: bot.username };
}

/** A person or a bot by id. */
export function accountObject(world: World, id: number): User {
  const user = world.users.get(id);
  if (user) return userObject(user);
  const bot = world.bots.get(id);
  if (bot) return botObject(bot);
  throw new Error(`nobody has the id ${id}`);
}

export function displayName(world: World, id: number): string {
  const account = accountObject(world, id);
  if (account.is_bot) return `@${account.username}`;
  return [account.first_name, account.last_name].filter(Boolean).join(" ");
}

export function chatObject(world: World, chat: ChatState): Chat {
  if (chat.type === "private") {
    const user = userObject(requireUser(world, chat.userId ?? 0));
    return defined<Chat.PrivateChat>({
      id: chat.id,
      type: "private",
      first_name: user.first_name,
      last_name: user.last_name,
      username: user.username,
    });
  }
  if (chat.type === "group") return { id: chat.id, type: "group", title: chat.title };
  return defined<Chat.SupergroupChat | Chat.ChannelChat>({
    id: chat.id,
    type: chat.type,
    title: chat.title,
    username: chat.username,
  });
}

export function requireUser(world: World, id: number): UserState {
  const user = world.users.get(id);
  if (!user) throw new Error(`no user ${id}`);
  return user;
}

const NO_ADMIN_RIGHTS = {
  is_anonymous: false,
  can_manage_chat: true,
  can_delete_messages: false,
  can_manage_video_chats: false,
  can_restrict_members: false,
  can_promote_members: false,
  can_change_info: false,
  can_invite_users: false,
  can_post_stories: false,
  can_edit_stories: false,
  can_delete_stories: false,
  can_pin_messages: false,
  can_send_welcome_messages: false,
};

/** Rights of a person made administrator with everything but the power to make others. */
export const FULL_ADMIN_RIGHTS = {
  ...NO_ADMIN_RIGHTS,
  can_delete_messages: true,
  can_manage_video_chats: true,
  can_restrict_members: true,
  can_change_info: true,
  can_invite_users: true,
  can_pin_messages: true,
};

const PERMISSIONS = {
  can_send_messages: false,
  can_send_audios: false,
  can_send_documents: false,
  can_send_photos: false,
  can_send_videos: false,
  can_send_video_notes: false,
  can_send_voice_notes: false,
  can_send_polls: false,
  can_send_other_messages: false,
  can_add_web_page_previews: false,
  can_react_to_messages: false,
  can_change_info: false,
  can_invite_users: false,
  can_edit_tag: false,
  can_pin_messages: false,
  can_manage_topics: false,
};

export function memberObject(world: World, id: number, member: MemberState | undefined): ChatMember {
  const user = accountObject(world, id);
  switch (member?.status) {
    case "creator":
      return { status: "creator", user, is_anonymous: false };
    case "administrator":
      return { status: "administrator", user, can_be_edited: false, ...NO_ADMIN_RIGHTS, ...member.rights };
    case "member":
      return { status: "member", user };
    case "restricted":
      return {
        status: "restricted",
        user,
        is_member: true,
        until_date: 0,
        ...PERMISSIONS,
        ...member.permissions,
      };
    case "kicked":
      return { status: "kicked", user, until_date: 0 };
    default:
      return { status: "left", user };
  }
}

export const isPresent = (member: MemberState | undefined): boolean =>
  member !== undefined && member.status !== "left" && member.status !== "kicked";

export const isAdmin = (member: MemberState | undefined): boolean =>
  member?.status === "creator" || member?.status === "administrator";
