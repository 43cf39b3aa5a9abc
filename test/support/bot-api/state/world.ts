import type {
  BotCommand,
  ChatAdministratorRights,
  ChatPermissions,
  ForceReply,
  InlineKeyboardMarkup,
  LinkPreviewOptions,
  MenuButton,
  Message,
  MessageEntity,
  MessageOrigin,
  Poll,
  ReactionType,
  ReplyKeyboardMarkup,
  ReplyKeyboardRemove,
  Update,
} from "grammy/types";

/** Everything the simulated server remembers: plain data, so that a snapshot is a structured clone. */
export interface World {
  users: Map<number, UserState>;
  bots: Map<number, BotState>;
  chats: Map<string, ChatState>;
  files: Map<string, StoredFile>;
  /** All sizes of a photo, by the content key of any of them; documents by their content key. */
  photos: Map<string, FileRef[]>;
  documents: Map<string, FileRef>;
  /** `file_path` of each download link → file and the ms after which the link is dead. */
  links: Map<string, { file: string; until: number; botId: number }>;
  callbacks: Map<string, CallbackState>;
  polls: Map<string, { poll: Poll; botId: number }>;
  counters: {
    user: number;
    bot: number;
    group: number;
    callback: number;
    event: number;
    link: number;
    album: number;
  };
}

export interface UserState {
  id: number;
  firstName: string;
  lastName?: string;
  username?: string;
  languageCode?: string;
  deactivated: boolean;
  /** Bots this person has blocked. */
  blocked: Set<number>;
}

export type UpdateType = Exclude<keyof Update, "update_id">;

export interface QueuedUpdate {
  id: number;
  type: UpdateType;
  /** The update object without its id, frozen at creation as JSON. */
  json: string;
  /** ms on the wall clock */
  createdAt: number;
  /** ms on the wall clock */
  expiresAt: number;
  /** Updates of one lane reach a webhook one after another. */
  lane: string;
}

export interface WebhookConfig {
  url: string;
  secret: string;
  maxConnections: number;
  hasCertificate: boolean;
  ipAddress: string;
  lastErrorDate: number;
  lastErrorMessage: string;
}

export interface BotState {
  id: number;
  token: string;
  firstName: string;
  username: string;
  privacy: boolean;
  revoked: boolean;
  loggedOut: boolean;
  /** null = the default set */
  allowedUpdates: UpdateType[] | null;
  updates: Map<number, QueuedUpdate>;
  nextUpdateId: number;
  lastUpdateAt: number;
  webhook: WebhookConfig | null;
  commands: Map<string, BotCommand[]>;
  /** 0 is the default button */
  menuButtons: Map<number, MenuButton>;
  /** By language, "" for everybody. */
  names: Map<string, string>;
  descriptions: Map<string, string>;
  shortDescriptions: Map<string, string>;
}

type MemberStatus = "creator" | "administrator" | "member" | "restricted" | "left" | "kicked";

export interface MemberState {
  status: MemberStatus;
  rights?: Partial<ChatAdministratorRights>;
  permissions?: ChatPermissions;
}

export type ReplyMarkup = InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply;

/** One size of a photo, or a document; `file` is the content key in `World.files`. */
export interface FileRef {
  file: string;
  width?: number;
  height?: number;
  name?: string;
  mime?: string;
}

export interface StoredMessage {
  id: number;
  /** Order over all chats. */
  order: number;
  /** seconds */
  date: number;
  /** User or bot id. */
  from: number;
  text?: string;
  entities?: MessageEntity[];
  caption?: string;
  captionEntities?: MessageEntity[];
  /** Sizes of one photo, small to large. */
  photo?: FileRef[];
  document?: FileRef;
  poll?: string;
  rich?: { html?: string; markdown?: string };
  service?: Partial<Message>;
  /** Message id shown by a `pinned_message` service message. */
  pinnedId?: number;
  inlineKeyboard?: InlineKeyboardMarkup;
  replyTo?: number;
  origin?: MessageOrigin;
  editDate?: number;
  albumId?: string;
  protect?: boolean;
  linkPreview?: LinkPreviewOptions;
  deleted: boolean;
  reactions: Map<number, ReactionType[]>;
}

interface ChatEvent {
  order: number;
  /** ms on the wall clock */
  at: number;
  who: string;
  what: string;
}

export interface ChatState {
  key: string;
  id: number;
  type: "private" | "group" | "supergroup" | "channel";
  title: string;
  username?: string;
  /** Private chats only. */
  botId?: number;
  userId?: number;
  /** False for a private chat whose person never pressed Start. */
  started: boolean;
  members: Map<number, MemberState>;
  messages: Map<number, StoredMessage>;
  nextMessageId: number;
  migratedTo?: number;
  deleted: boolean;
  permissions: ChatPermissions;
  /** Pinned message ids, newest last. */
  pinned: number[];
  /** Reply keyboard each person sees. */
  keyboards: Map<number, { botId: number; messageId: number; markup: ReplyKeyboardMarkup | ForceReply }>;
  /** Whose message was last, to route commands without a bot name. */
  lastBot: number;
  action: { name: string; until: number } | null;
  inviteLinks: {
    link: string;
    botId: number;
    name?: string;
    joinRequest: boolean;
    memberLimit?: number;
    expireDate?: number;
  }[];
  joinRequests: Set<number>;
  events: ChatEvent[];
}

export interface StoredFile {
  key: string;
  uniqueId: string;
  bytes: Uint8Array;
  extension: string;
}

interface CallbackState {
  id: string;
  botId: number;
  userId: number;
  chatKey: string;
  messageId: number;
  label: string;
  data: string;
  /** ms on the wall clock */
  createdAt: number;
  answered: boolean;
  text: string;
  alert: boolean;
  url: string;
}

export function createWorld(): World {
  return {
    users: new Map(),
    bots: new Map(),
    chats: new Map(),
    files: new Map(),
    photos: new Map(),
    documents: new Map(),
    links: new Map(),
    callbacks: new Map(),
    polls: new Map(),
    counters: { user: 0, bot: 0, group: 0, callback: 0, event: 0, link: 0, album: 0 },
  };
}

/** Ids above 32 bits, as new accounts have, so that a narrow integer anywhere shows up. */
export const FIRST_USER_ID = 5_100_000_001;
export const FIRST_BOT_ID = 7_200_000_001;
export const FIRST_GROUP_ID = 4_300_000_001;
export const FIRST_SUPERGROUP_ID = -1_002_400_000_001;

export const privateKey = (botId: number, userId: number): string => `p${botId}:${userId}`;
export const groupKey = (chatId: number): string => `g${chatId}`;

export function createChat(
  fields: Pick<ChatState, "key" | "id" | "type" | "title"> & Partial<ChatState>,
): ChatState {
  return {
    members: new Map(),
    messages: new Map(),
    nextMessageId: 1,
    started: true,
    deleted: false,
    permissions: {},
    pinned: [],
    keyboards: new Map(),
    lastBot: 0,
    action: null,
    inviteLinks: [],
    joinRequests: new Set(),
    events: [],
    ...fields,
  };
}
