import type {
  ChatFullInfo,
  ChatInviteLink,
  ChatMember,
  ChatMemberAdministrator,
  ChatMemberOwner,
  File,
} from "grammy/types";
import type { Call, MethodTable } from "../call.ts";
import { defined } from "../defined.ts";
import { refuse } from "../errors.ts";
import { findChat } from "../state/access.ts";
import { asMember, setMember } from "../state/membership.ts";
import { accountObject, botObject, chatObject, isAdmin, isPresent, memberObject } from "../state/people.ts";
import { fileId, fileKeyOf, messageObject } from "../state/render.ts";
import type { ChatState } from "../state/world.ts";

function readChat(call: Call): ChatState {
  return findChat(call.core, call.bot, call.params.text("chat_id"), "read");
}

function getChat(call: Call): ChatFullInfo {
  const { world } = call.core;
  const chat = readChat(call);
  const pinnedId = chat.pinned.at(-1);
  const pinned = pinnedId === undefined ? undefined : chat.messages.get(pinnedId);
  const gifts = {
    unlimited_gifts: false,
    limited_gifts: false,
    unique_gifts: false,
    premium_subscription: false,
    gifts_from_channels: false,
  };
  const common = {
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: gifts,
    ...(pinned ? { pinned_message: messageObject(world, chat, pinned, call.bot.id, 0) } : {}),
    ...(chat.type === "group" || chat.type === "supergroup" ? { permissions: chat.permissions } : {}),
    ...(chat.username === undefined ? {} : { active_usernames: [chat.username] }),
  };
  return { ...chatObject(world, chat), ...common } as ChatFullInfo;
}

function readUserId(call: Call): number {
  const id = call.params.int("user_id", 0, 0, Number.MAX_SAFE_INTEGER);
  if (id === 0) throw refuse("invalidParameter", "user_id");
  return id;
}

function getChatMember(call: Call): ChatMember {
  const chat = readChat(call);
  const id = readUserId(call);
  const { world } = call.core;
  if (!world.users.has(id) && !world.bots.has(id)) throw refuse("userNotFound");
  if (chat.type === "private") return { status: "member", user: accountObject(world, id) };
  return memberObject(world, id, chat.members.get(id));
}

function getChatAdministrators(call: Call): (ChatMemberOwner | ChatMemberAdministrator)[] {
  const chat = readChat(call);
  if (chat.type === "private") throw refuse("noAdministratorsInPrivate");
  return [...chat.members]
    .filter(([, member]) => isAdmin(member))
    .map(
      ([id, member]) =>
        memberObject(call.core.world, id, member) as ChatMemberOwner | ChatMemberAdministrator,
    );
}

function getChatMemberCount(call: Call): number {
  const chat = readChat(call);
  return chat.type === "private" ? 2 : [...chat.members.values()].filter(isPresent).length;
}

function leaveChat(call: Call): true {
  const chat = findChat(call.core, call.bot, call.params.text("chat_id"), "write");
  if (chat.type === "private") throw refuse("cannotLeavePrivate");
  setMember(call.core, chat, call.bot.id, { status: "left" }, call.bot.id);
  return true;
}

function invitingChat(call: Call): ChatState {
  const chat = findChat(call.core, call.bot, call.params.text("chat_id"), "write");
  const member = chat.members.get(call.bot.id);
  const may = member?.status === "creator" || (isAdmin(member) && member?.rights?.can_invite_users === true);
  if (!may) throw refuse("noRightsInvite");
  return chat;
}

function createChatInviteLink(call: Call): ChatInviteLink {
  const { core, bot, params } = call;
  const chat = invitingChat(call);
  const entry = defined<ChatState["inviteLinks"][number]>({
    link: `https://t.me/+${core.random.word(16)}`,
    botId: bot.id,
    name: params.text("name") || undefined,
    joinRequest: params.flag("creates_join_request"),
    memberLimit: params.int("member_limit", 0) || undefined,
    expireDate: params.int("expire_date", 0) || undefined,
  });
  chat.inviteLinks.push(entry);
  return defined<ChatInviteLink>({
    invite_link: entry.link,
    creator: botObject(bot),
    creates_join_request: entry.joinRequest,
    is_primary: false,
    is_revoked: false,
    name: entry.name,
    member_limit: entry.memberLimit,
    expire_date: entry.expireDate,
  });
}

function decideJoin(call: Call, approve: boolean): true {
  const chat = invitingChat(call);
  const userId = readUserId(call);
  if (!chat.joinRequests.delete(userId)) throw refuse("joinRequestMissing");
  if (approve) setMember(call.core, chat, userId, asMember(), call.bot.id);
  return true;
}

const MAX_DOWNLOAD = 20 * 1024 * 1024;
const LINK_MS = 3600 * 1000;

function getFile(call: Call): File {
  const { core, bot, params } = call;
  const id = params.text("file_id");
  if (id === "") throw refuse("fileIdMissing");
  const file = core.world.files.get(fileKeyOf(bot.id, id) ?? "");
  if (!file) throw refuse("fileIdWrong");
  if (file.bytes.length > MAX_DOWNLOAD) throw refuse("fileTooBig");
  const live = [...core.world.links].find(
    ([, l]) => l.file === file.key && l.botId === bot.id && l.until > core.clock.now(),
  );
  const folder = file.extension === "jpg" ? "photos" : "documents";
  const path = live?.[0] ?? `${folder}/file_${core.world.counters.link++}.${file.extension}`;
  core.world.links.set(path, { file: file.key, until: core.clock.now() + LINK_MS, botId: bot.id });
  return {
    file_id: fileId(bot.id, file.key),
    file_unique_id: file.uniqueId,
    file_size: file.bytes.length,
    file_path: path,
  };
}

export const chatMethods = {
  getChat,
  getChatMember,
  getChatAdministrators,
  getChatMemberCount,
  getChatMembersCount: getChatMemberCount,
  leaveChat,
  createChatInviteLink,
  approveChatJoinRequest: (call) => decideJoin(call, true),
  declineChatJoinRequest: (call) => decideJoin(call, false),
  getFile,
} satisfies MethodTable;
