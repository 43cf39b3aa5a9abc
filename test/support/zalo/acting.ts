import { emit, pendingOf } from "./updates.ts";
import type { BotState, ChatMessage, ChatState, Core, Happening, PersonState } from "./world.ts";
import { monthOf, newId, privateChat, serves, userIdAt } from "./world.ts";

/** How long people's pictures can be fetched (ms). */
const mediaLife = 60 * 60_000;

export interface BotHandle {
  readonly id: string;
  readonly token: string;
  readonly name: string;
  readonly state: BotState;
  /** What its side has not acknowledged: kept for a poll, handed out and not polled on, due or under way to the webhook. */
  pending(): number;
  /** This month's messages, and the people it serves. */
  quota(): { in: number; out: number; users: number };
  /** The token is reset: the old one is worth nothing. */
  resetToken(): void;
}

export interface Group {
  readonly id: string;
  /** What stands in the group, oldest first. */
  messages(): readonly ChatMessage[];
}

/** Where a person writes: to a bot, or in a group that it is in. */
type Place = BotHandle | { bot: BotHandle; group: Group };

/** Somebody with the Zalo app. Acts are done when they return; whether the bot hears of them is another matter. */
export interface Person {
  readonly name: string;
  userId(bot: BotHandle): string;
  write(place: Place, text: string): { messageId: string };
  sendImage(
    place: Place,
    bytes: Uint8Array,
    more?: { caption?: string; type?: string },
  ): { messageId: string };
  sendVoice(place: Place, bytes: Uint8Array): { messageId: string };
  sendSticker(place: Place): { messageId: string };
  /** A file, a link card, or anything from a protected sender. */
  sendFile(place: Place): { messageId: string };
  block(bot: BotHandle): void;
  unblock(bot: BotHandle): void;
  /** The private chat as they see it, oldest first. */
  screen(bot: BotHandle): readonly ChatMessage[];
}

export function createBot(core: Core, name: string): BotHandle {
  const { random } = core;
  const digits = (count: number) => Array.from({ length: count }, () => random.int(1, 9)).join("");
  const state: BotState = {
    id: digits(19),
    token: `${digits(10)}:${random.word(32)}`,
    name,
    accountName: `bot.${random.word(9)}`,
    webhook: null,
    webhookChangedAt: core.clock.now(),
    waiter: null,
    buffer: [],
    handedOut: 0,
    lanes: new Map(),
    chats: new Map(),
    users: new Set(),
    months: new Map(),
  };
  core.bots.set(state.id, state);
  return {
    id: state.id,
    name,
    state,
    get token() {
      return state.token;
    },
    pending: () => pendingOf(state),
    quota: () => ({ ...monthOf(core, state), users: state.users.size }),
    resetToken() {
      state.token = `${state.token.split(":")[0]}:${random.word(32)}`;
    },
  };
}

export function createGroup(core: Core, bot: BotHandle, members: PersonState[]): Group {
  const chat: ChatState = { id: newId(core), kind: "GROUP", members, messages: [], blocked: false };
  bot.state.chats.set(chat.id, chat);
  return { id: chat.id, messages: () => chat.messages };
}

export function createPerson(core: Core, person: PersonState): Person {
  const chatOf = (place: Place): { bot: BotState; chat: ChatState } => {
    if (!("group" in place)) return { bot: place.state, chat: privateChat(core, place.state, person) };
    const bot = place.bot.state;
    const chat = bot.chats.get(place.group.id);
    if (chat === undefined || !chat.members.includes(person)) throw new Error("not a member of that group");
    return { bot, chat };
  };

  function act(
    place: Place,
    eventName: string,
    shown: Pick<ChatMessage, "kind" | "text" | "photo">,
    content: Record<string, unknown>,
    photoUrl?: string,
  ): { messageId: string } {
    const { bot, chat } = chatOf(place);
    if (chat.blocked) throw new Error(`${person.name} blocked this bot`);
    const message: ChatMessage = { id: newId(core), at: core.clock.now(), from: "person", ...shown };
    chat.messages.push(message);
    // In a group a bot hears only what names it; the 51st person it never hears at all.
    const heard = chat.kind === "PRIVATE" ? serves(core, bot, chat.id) : shown.text.includes(`@${bot.name}`);
    const happening: Happening = {
      eventName: `message.${eventName}.received`,
      chat,
      messageId: message.id,
      at: message.at,
      from: { id: userIdAt(core, bot, person), name: person.name, isBot: false },
      content,
      ...(photoUrl === undefined ? {} : { photoUrl }),
    };
    if (heard) emit(core, bot, happening);
    return { messageId: message.id };
  }

  const host = (bytes: Uint8Array, type: string, ending: string): string => {
    const path = `/media/${newId(core)}.${ending}`;
    core.media.set(path, { bytes, type, until: core.clock.now() + mediaLife });
    return `${core.url}${path}`;
  };

  return {
    name: person.name,
    userId: (bot) => userIdAt(core, bot.state, person),
    write: (place, text) => act(place, "text", { kind: "text", text }, { text }),
    sendImage(place, bytes, { caption = "", type = "image/jpeg" } = {}) {
      const shown = { kind: "photo" as const, text: caption, photo: bytes };
      const content = { caption, message_type: "CHAT_PHOTO" };
      return act(place, "image", shown, content, host(bytes, type, "jpg"));
    },
    sendVoice: (place, bytes) =>
      act(
        place,
        "voice",
        { kind: "voice", text: "" },
        {
          message_type: "CHAT_VOICE",
          voice_url: host(bytes, "audio/aac", "aac"),
        },
      ),
    sendSticker: (place) =>
      act(
        place,
        "sticker",
        { kind: "sticker", text: "" },
        {
          sticker: newId(core),
          url: host(new Uint8Array(), "image/png", "png"),
        },
      ),
    sendFile: (place) => act(place, "unsupported", { kind: "unsupported", text: "" }, {}),
    block(bot) {
      privateChat(core, bot.state, person).blocked = true;
    },
    unblock(bot) {
      privateChat(core, bot.state, person).blocked = false;
    },
    screen: (bot) => privateChat(core, bot.state, person).messages,
  };
}
