import type { ReactionType } from "grammy/types";
import { type Core, seconds } from "../core.ts";
import { codePoints, finishFormatted } from "../entities/format.ts";
import { storeDocument, storePhoto } from "../sending/files.ts";
import { imageSize } from "../sending/image.ts";
import { post } from "../sending/post.ts";
import { describeMessage, record } from "../state/events.ts";
import { asMember, setMember } from "../state/membership.ts";
import { accountObject, botObject, chatObject, isPresent, requireUser } from "../state/people.ts";
import {
  type ChatState,
  createChat,
  privateKey,
  type StoredMessage,
  type UserState,
} from "../state/world.ts";
import { pushMessage } from "../updates/emit.ts";
import { pushUpdate } from "../updates/queue.ts";
import type { BotHandle } from "./bot.ts";
import type { Group } from "./group.ts";
import { type Pressed, type PressOptions, pressLabel, pressStale, type SavedButton } from "./press.ts";
import { readScreen, type Screen } from "./screen.ts";

/** A message somebody sent, as the test holds it. */
export interface Sent {
  chatId: number;
  messageId: number;
  chatKey: string;
}

interface FileToSend {
  caption?: string;
  fileName?: string;
  mimeType?: string;
}

/** Where a person acts: a bot's private chat or a group. */
type Place = BotHandle | Group;

/** A person with a phone. Acting against the rules of the app throws instead of sending. */
export interface Person {
  readonly id: number;
  readonly firstName: string;
  /** Presses Start, the first time or again. `payload` as in a deep link. */
  start(bot: BotHandle, payload?: string): Promise<Sent>;
  send(place: Place, text: string): Promise<Sent>;
  sendIn(group: Group, text: string): Promise<Sent>;
  sendPhoto(place: Place, bytes: Uint8Array, options?: FileToSend): Promise<Sent>;
  sendDocument(place: Place, bytes: Uint8Array, options?: FileToSend): Promise<Sent>;
  sendAlbum(place: Place, photos: { bytes: Uint8Array; caption?: string }[]): Promise<Sent[]>;
  /** Answers a message, a bot's or somebody's. */
  reply(message: Sent, text: string): Promise<Sent>;
  edit(message: Sent, text: string): Promise<void>;
  remove(message: Sent): Promise<void>;
  react(message: Sent, emoji: string | null): Promise<void>;
  vote(message: Sent, options: number[]): Promise<void>;
  press(
    what: string | RegExp | ({ label: string | RegExp } & PressOptions),
    options?: PressOptions,
  ): Promise<Pressed>;
  /** Presses a button whether it is there or not: old keyboards, forged data. */
  pressStale(button: SavedButton): Promise<Pressed>;
  block(bot: BotHandle): void;
  unblock(bot: BotHandle): void;
  deactivate(): void;
  join(group: Group): void;
  requestToJoin(group: Group): void;
  leave(group: Group): void;
  screen(place: Place): Screen;
}

const MAX_TEXT = 4096;

export function createPerson(core: Core, id: number): Person {
  const me = (): UserState => requireUser(core.world, id);

  const placeOf = (place: Place): ChatState => {
    if ("token" in place) {
      const chat = core.world.chats.get(privateKey(place.id, id));
      if (!chat) throw new Error(`${me().firstName} has not started @${place.username}`);
      return chat;
    }
    return place.state();
  };

  const mayWrite = (chat: ChatState) => {
    const user = me();
    if (user.deactivated) throw new Error(`${user.firstName} has no account any more`);
    if (chat.type === "private") {
      if (user.blocked.has(chat.botId ?? 0)) throw new Error(`${user.firstName} has blocked this bot`);
      if (chat.userId !== id) throw new Error("this is somebody else's private chat");
      return;
    }
    const member = chat.members.get(id);
    if (!isPresent(member)) throw new Error(`${user.firstName} is not in ${chat.title}`);
    if (chat.migratedTo !== undefined) throw new Error(`${chat.title} is a supergroup now`);
    if (chat.type === "channel" && member?.status !== "creator" && member?.status !== "administrator")
      throw new Error("only administrators write in a channel");
  };

  const chatByKey = (key: string): ChatState => {
    const chat = core.world.chats.get(key);
    if (!chat) throw new Error(`no chat ${key}`);
    return chat;
  };

  const put = (chat: ChatState, fields: Partial<StoredMessage>): Sent => {
    mayWrite(chat);
    const message = post(core, chat, id, fields);
    core.flood.personWrote(chat);
    pushMessage(core, chat, message);
    return { chatId: chat.id, messageId: message.id, chatKey: chat.key };
  };

  const textFields = (text: string): Pick<StoredMessage, "text" | "entities"> => {
    const done = finishFormatted({ text, spans: [] }, () => undefined);
    if (done.text === "") throw new Error("an app does not send an empty message");
    return { text: done.text, entities: done.entities };
  };

  /** A long text goes out in several messages, as the app does it; answers the first. */
  const putText = (chat: ChatState, text: string, extra: Partial<StoredMessage> = {}): Sent => {
    const symbols = [...text];
    const first = put(chat, { ...textFields(symbols.slice(0, MAX_TEXT).join("")), ...extra });
    for (let at = MAX_TEXT; at < symbols.length; at += MAX_TEXT)
      put(chat, textFields(symbols.slice(at, at + MAX_TEXT).join("")));
    return first;
  };

  const captionFields = (caption: string | undefined): Partial<StoredMessage> => {
    if (caption === undefined || caption === "") return {};
    if (codePoints(caption) > 1024) throw new Error("the app cuts captions at 1,024 characters");
    const done = finishFormatted({ text: caption, spans: [] }, () => undefined);
    return { caption: done.text, captionEntities: done.entities };
  };

  const photoFields = (bytes: Uint8Array) => ({
    photo: storePhoto(core.world, bytes, imageSize(bytes) ?? { width: 1280, height: 960 }),
  });

  const own = (sent: Sent): { chat: ChatState; message: StoredMessage } => {
    const chat = chatByKey(sent.chatKey);
    const message = chat.messages.get(sent.messageId);
    if (!message || message.deleted) throw new Error("this message is gone");
    if (message.from !== id) throw new Error("this is not this person's message");
    return { chat, message };
  };

  const setBlocked = (bot: BotHandle, blocked: boolean) => {
    const user = me();
    const chat = core.world.chats.get(privateKey(bot.id, id));
    if (!chat) throw new Error(`${user.firstName} has not started @${bot.username}`);
    if (user.blocked.has(bot.id) === blocked) return;
    if (blocked) user.blocked.add(bot.id);
    else user.blocked.delete(bot.id);
    const account = botObject(bot.state());
    const kicked = { status: "kicked" as const, user: account, until_date: 0 };
    const member = { status: "member" as const, user: account };
    const date = seconds(core);
    record(core, chat, id, blocked ? "blocks the bot" : "unblocks the bot");
    pushUpdate(
      core,
      bot.state(),
      "my_chat_member",
      {
        chat: chatObject(core.world, chat),
        from: accountObject(core.world, id),
        date,
        old_chat_member: blocked ? member : kicked,
        new_chat_member: blocked ? kicked : member,
      },
      `my_member:${chat.id}`,
      date,
    );
  };

  const person: Person = {
    id,
    get firstName() {
      return me().firstName;
    },
    async start(bot, payload) {
      const key = privateKey(bot.id, id);
      const known = core.world.chats.get(key);
      if (!known) {
        const fields = { key, id, type: "private", title: "", botId: bot.id, userId: id } as const;
        core.world.chats.set(key, createChat(fields));
      }
      return putText(
        chatByKey(key),
        payload === undefined || payload === "" ? "/start" : `/start ${payload}`,
      );
    },
    send: async (place, text) => putText(placeOf(place), text),
    sendIn: async (group, text) => putText(group.state(), text),
    sendPhoto: async (place, bytes, options = {}) =>
      put(placeOf(place), { ...photoFields(bytes), ...captionFields(options.caption) }),
    sendDocument: async (place, bytes, options = {}) =>
      put(placeOf(place), {
        document: storeDocument(core.world, bytes, options.fileName ?? "file.bin", options.mimeType),
        ...captionFields(options.caption),
      }),
    async sendAlbum(place, photos) {
      if (photos.length < 2 || photos.length > 10) throw new Error("an album has 2 to 10 photos");
      const albumId = String(13_600_000_000_000_000n + BigInt(++core.world.counters.album));
      return photos.map((p) =>
        put(placeOf(place), { ...photoFields(p.bytes), ...captionFields(p.caption), albumId }),
      );
    },
    async reply(message, text) {
      const chat = chatByKey(message.chatKey);
      const target = chat.messages.get(message.messageId);
      if (!target || target.deleted) throw new Error("the message to answer is gone");
      return putText(chat, text, { replyTo: target.id });
    },
    async edit(sent, text) {
      const { chat, message } = own(sent);
      mayWrite(chat);
      if (seconds(core) - message.date > 48 * 3600) throw new Error("the app does not edit after 48 hours");
      const fields = message.text === undefined ? captionFields(text) : textFields(text);
      Object.assign(message, fields, { editDate: seconds(core) });
      record(core, chat, id, `edits #${message.id} ${describeMessage(message)}`);
      pushMessage(core, chat, message, true);
    },
    async remove(sent) {
      const { chat, message } = own(sent);
      message.deleted = true;
      record(core, chat, id, `deletes #${message.id}`);
    },
    async react(sent, emoji) {
      const chat = chatByKey(sent.chatKey);
      const message = chat.messages.get(sent.messageId);
      if (!message || message.deleted) throw new Error("this message is gone");
      mayWrite(chat);
      const before = message.reactions.get(id) ?? [];
      const after = emoji === null ? [] : [{ type: "emoji", emoji } as ReactionType];
      message.reactions.set(id, after);
      const date = seconds(core);
      for (const bot of core.world.bots.values()) {
        const inside =
          chat.type === "private"
            ? chat.botId === bot.id
            : chat.members.get(bot.id)?.status === "administrator";
        if (!inside) continue;
        const update = {
          chat: chatObject(core.world, chat),
          message_id: message.id,
          user: accountObject(core.world, id),
          date,
        };
        const change = { ...update, old_reaction: before, new_reaction: after };
        pushUpdate(core, bot, "message_reaction", change, `reaction:${id}`, date);
      }
    },
    async vote(sent, options) {
      const chat = chatByKey(sent.chatKey);
      mayWrite(chat);
      const known = core.world.polls.get(chat.messages.get(sent.messageId)?.poll ?? "");
      if (!known || known.poll.is_closed) throw new Error("no open poll here");
      const { poll } = known;
      for (const n of options) if (!poll.options[n]) throw new Error(`the poll has no option ${n}`);
      poll.options.forEach((option, n) => {
        if (options.includes(n)) option.voter_count += 1;
      });
      poll.total_voter_count += 1;
      const bot = core.world.bots.get(known.botId);
      if (!bot) return;
      pushUpdate(core, bot, "poll", poll, `poll:${poll.id}`);
      if (poll.is_anonymous) return;
      const answer = { poll_id: poll.id, user: accountObject(core.world, id), option_ids: options };
      const ids = { option_persistent_ids: options.map(String) };
      pushUpdate(core, bot, "poll_answer", { ...answer, ...ids }, `answer:${poll.id}`);
    },
    async press(what, options = {}) {
      const spec = typeof what === "object" && "label" in what ? what : { ...options, label: what };
      return pressLabel(core, id, spec, (chat, text, fields) => void putText(chat, text, fields), mayWrite);
    },
    pressStale: async (button) => pressStale(core, id, button),
    block: (bot) => setBlocked(bot, true),
    unblock: (bot) => setBlocked(bot, false),
    deactivate: () => void (me().deactivated = true),
    join: (group) => setMember(core, group.state(), id, asMember(), id),
    requestToJoin(group) {
      const chat = group.state();
      chat.joinRequests.add(id);
      const date = seconds(core);
      for (const bot of core.world.bots.values()) {
        if (chat.members.get(bot.id)?.status !== "administrator") continue;
        const request = {
          chat: chatObject(core.world, chat),
          from: accountObject(core.world, id),
          user_chat_id: id,
          date,
        };
        pushUpdate(core, bot, "chat_join_request", request, `join:${chat.id}`, date);
      }
    },
    leave: (group) => setMember(core, group.state(), id, { status: "left" }, id),
    screen: (place) => readScreen(core, id, placeOf(place)),
  };
  return person;
}
