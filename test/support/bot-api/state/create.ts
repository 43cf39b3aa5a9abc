import type { Core } from "../core.ts";
import { asMember, setMember } from "./membership.ts";
import {
  type BotState,
  type ChatState,
  createChat,
  FIRST_BOT_ID,
  FIRST_GROUP_ID,
  FIRST_SUPERGROUP_ID,
  FIRST_USER_ID,
  groupKey,
  type MemberState,
  type UserState,
} from "./world.ts";

export interface NewBot {
  username?: string;
  firstName?: string;
  /** Default true, as BotFather sets it. */
  privacy?: boolean;
  token?: string;
}

export interface NewUser {
  firstName: string;
  lastName?: string;
  username?: string;
  languageCode?: string;
}

export interface NewGroup {
  title: string;
  type?: "group" | "supergroup" | "channel";
  username?: string;
  members?: { id: number }[];
  bot?: { id: number };
  /** Default false: the bot is a plain member. */
  botIsAdmin?: boolean;
  /** Default: the first member. */
  owner?: { id: number };
}

export function addBot(core: Core, fields: NewBot): BotState {
  const { world, random } = core;
  const given = Number(fields.token?.split(":")[0] ?? 0);
  const id = given > 0 ? given : FIRST_BOT_ID + world.counters.bot * 1009;
  world.counters.bot += 1;
  if (world.bots.has(id)) throw new Error(`there is a bot ${id} already`);
  const bot: BotState = {
    id,
    token: fields.token ?? `${id}:AA${random.word(33)}`,
    firstName: fields.firstName ?? "Bot",
    username: fields.username ?? `test${world.counters.bot}_bot`,
    privacy: fields.privacy ?? true,
    revoked: false,
    loggedOut: false,
    allowedUpdates: null,
    updates: new Map(),
    nextUpdateId: random.int(100_000_000, 900_000_000),
    lastUpdateAt: 0,
    webhook: null,
    commands: new Map(),
    menuButtons: new Map(),
    names: new Map(),
    descriptions: new Map(),
    shortDescriptions: new Map(),
  };
  world.bots.set(id, bot);
  return bot;
}

export function addUser(core: Core, fields: NewUser): UserState {
  const id = FIRST_USER_ID + core.world.counters.user++ * 131;
  const user: UserState = { ...fields, id, deactivated: false, blocked: new Set() };
  core.world.users.set(id, user);
  return user;
}

export function addGroup(
  core: Core,
  fields: NewGroup,
  adminRights: NonNullable<MemberState["rights"]>,
): ChatState {
  const type = fields.type ?? "group";
  const n = core.world.counters.group++;
  const id = type === "group" ? -(FIRST_GROUP_ID + n * 17) : FIRST_SUPERGROUP_ID - n;
  const chat = createChat({ key: groupKey(id), id, type, title: fields.title });
  if (fields.username !== undefined) chat.username = fields.username;
  core.world.chats.set(chat.key, chat);
  const owner = fields.owner ?? fields.members?.[0];
  for (const { id: member } of fields.members ?? []) chat.members.set(member, asMember());
  if (owner) chat.members.set(owner.id, { status: "creator" });
  if (fields.bot) {
    const status: MemberState = fields.botIsAdmin
      ? { status: "administrator", rights: adminRights }
      : asMember();
    setMember(core, chat, fields.bot.id, status, owner?.id ?? fields.bot.id);
  }
  return chat;
}
