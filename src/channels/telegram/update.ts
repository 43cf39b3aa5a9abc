import { z } from "zod";
import type { Attachment, Content, Inbound } from "../../shared/messages.ts";

/** The kinds of update that are asked for, by name: grammY's and Telegram's defaults change with time. */
export const allowedUpdates = ["message", "edited_message", "callback_query", "my_chat_member"] as const;

/** What is not in the update itself. */
interface UpdateContext {
  /** Our username without the @. */
  botName: string;
  /** ISO instant of arrival: a press carries no time of its own, and Telegram drops it after 150 s. */
  arrivedAt: string;
}

/** An update, read. `what` names its kind for the log and never holds anything that a person wrote. */
type Reading = { what: string; inbound: Inbound; pressId?: string } | { what: string; inbound: null };

const id = z.int();
const user = z.object({
  id,
  is_bot: z.boolean().default(false),
  first_name: z.string().default(""),
  last_name: z.string().default(""),
});
const chat = z.object({
  id,
  type: z.string(),
  title: z.string().optional(),
});
const photoSize = z.object({
  file_id: z.string(),
  width: z.number().default(0),
  height: z.number().default(0),
  file_size: z.number().default(0),
});
const document = z.object({
  file_id: z.string(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
  file_size: z.number().default(0),
});
const message = z.object({
  message_id: id,
  date: z.number(),
  edit_date: z.number().optional(),
  chat,
  from: user.optional(),
  sender_chat: z.object({ id }).optional(),
  message_thread_id: id.optional(),
  is_topic_message: z.boolean().optional(),
  reply_to_message: z.object({ message_id: id }).optional(),
  media_group_id: z.string().optional(),
  migrate_to_chat_id: id.optional(),
  migrate_from_chat_id: id.optional(),
  text: z.string().optional(),
  caption: z.string().default(""),
  photo: z.array(photoSize).optional(),
  document: document.optional(),
});
const press = z.object({
  id: z.string(),
  from: user,
  /** Absent on an inline message, which we never send. */
  message: z.object({ message_id: id, chat }).optional(),
  data: z.string().optional(),
});
const update = z.looseObject({ update_id: id });
const membership = z.object({ status: z.string(), is_member: z.boolean().optional() });
const memberChange = z.object({
  chat,
  from: user,
  date: z.number(),
  old_chat_member: membership,
  new_chat_member: membership,
});

type Message = z.infer<typeof message>;
type User = z.infer<typeof user>;

/**
 * What people send and we cannot use; answered with one sentence. Everything else that is no text, photo or document
 * is a service message (somebody joined, a title changed) and passes in silence. An animation also carries
 * `document`, a venue also `location`: the first name found counts.
 */
const unsupportedKinds = [
  "animation",
  "sticker",
  "voice",
  "video",
  "video_note",
  "audio",
  "live_photo",
  "paid_media",
  "story",
  "venue",
  "location",
  "contact",
  "poll",
  "dice",
  "game",
  "checklist",
  "rich_message",
] as const;

/** The last instant that a date can hold, in seconds. */
const lastSecond = 8.64e12;
/** What is no moment at all has the one of its arrival: it is no reason to send the update back for ever. */
const instant = (unixSeconds: number, { arrivedAt }: UpdateContext) =>
  unixSeconds > 0 && unixSeconds <= lastSecond ? new Date(unixSeconds * 1000).toISOString() : arrivedAt;
const nameOf = (person: User) => `${person.first_name} ${person.last_name}`.trim();

/**
 * `/xephang@our_bot` is `/xephang`; null when a command in a group is meant for another bot.
 * Telegram's usernames do not know case.
 */
function addressedToUs(text: string, botName: string, inGroup: boolean): string | null {
  const [whole, command, name] = /^(\/\w+)@(\w+)/.exec(text) ?? [];
  if (whole === undefined || command === undefined) return text;
  if (name?.toLowerCase() === botName.toLowerCase()) return command + text.slice(whole.length);
  return inGroup ? null : text;
}

function fileOf(said: Message): Attachment | null {
  if (said.photo !== undefined && said.photo.length > 0) {
    const largest = said.photo.reduce((best, each) =>
      each.width * each.height >= best.width * best.height ? each : best,
    );
    // Telegram turns every photo into JPEG.
    return {
      kind: "photo",
      ref: largest.file_id,
      mediaType: "image/jpeg",
      fileName: null,
      size: largest.file_size,
    };
  }
  if (said.document === undefined) return null;
  return {
    kind: "document",
    ref: said.document.file_id,
    mediaType: said.document.mime_type ?? "application/octet-stream",
    fileName: said.document.file_name ?? null,
    size: said.document.file_size,
  };
}

/** Null when the message holds nothing for us; `raw` tells its kind. */
function contentOf(said: Message, raw: object, address: (text: string) => string | null): Content | null {
  const unsupported = unsupportedKinds.find((kind) => kind in raw);
  if (unsupported !== undefined) return { kind: "unsupported", what: unsupported };
  const file = fileOf(said);
  if (file !== null) {
    const caption = address(said.caption);
    return caption === null ? null : { kind: "file", file, caption, album: said.media_group_id ?? null };
  }
  if (said.text === undefined) return null;
  const text = address(said.text);
  return text === null ? null : { kind: "text", text };
}

/** In a topic every message "answers" the message that opened the topic; that is no answer. */
function replyToOf(said: Message): string | null {
  const target = said.reply_to_message?.message_id;
  if (target === undefined || (said.is_topic_message === true && target === said.message_thread_id))
    return null;
  return String(target);
}

function chatOf(place: z.infer<typeof chat>, person: User): Inbound["chat"] | null {
  if (place.type === "private")
    return { id: String(place.id), kind: "private", title: place.title ?? nameOf(person) };
  if (place.type === "group" || place.type === "supergroup")
    return { id: String(place.id), kind: "group", title: place.title ?? "" };
  return null;
}

const isInside = (member: z.infer<typeof membership>) =>
  member.status === "restricted" ? member.is_member === true : !["left", "kicked"].includes(member.status);

/** The names of what a message carries, for the log: never a value. */
function kindsOf(raw: object): string {
  const frame = Object.keys(message.shape).filter(
    (key) =>
      !["text", "photo", "document", "caption", "migrate_to_chat_id", "migrate_from_chat_id"].includes(key),
  );
  return (
    Object.keys(raw)
      .filter((key) => !frame.includes(key))
      .join("+") || "nothing"
  );
}

type Parts = Omit<Inbound, "channel" | "externalId">;

/** A group became a supergroup: told in the old chat and in the new one, by whoever did it or by the group itself. */
function readMove(said: Message, context: UpdateContext): Parts | null {
  const from = said.migrate_from_chat_id ?? said.chat.id;
  const to = said.migrate_to_chat_id ?? said.chat.id;
  const by = said.from ?? { id: said.chat.id, is_bot: false, first_name: "", last_name: "" };
  const place = chatOf(said.chat, by);
  if (from === to || place?.kind !== "group") return null;
  return {
    chat: place,
    sender: { id: String(by.id), name: nameOf(by) },
    sentAt: instant(said.date, context),
    replyTo: null,
    content: { kind: "moved", from: String(from), to: String(to) },
  };
}

function readMessage(raw: object, edited: boolean, context: UpdateContext): Parts | string {
  const parsed = message.safeParse(raw);
  if (!parsed.success) return "unknown shape";
  const said = parsed.data;
  const move = readMove(said, context);
  if (move !== null) return move;
  // A channel's post, an anonymous administrator, another bot: nobody who could have a role here.
  if (said.from === undefined || said.from.is_bot || said.sender_chat !== undefined)
    return "not from a person";
  const place = chatOf(said.chat, said.from);
  if (place === null) return "not in a chat";
  const address = (text: string) => addressedToUs(text, context.botName, place.kind === "group");
  let content: Content | null;
  if (edited) {
    const text = address(said.text ?? said.caption);
    // A live location that moved, a changed picture: nothing that could be read.
    content =
      text === null || text === "" ? null : { kind: "edited", text, messageId: String(said.message_id) };
  } else {
    content = contentOf(said, raw, address);
  }
  if (content === null) return kindsOf(raw);
  return {
    chat: place,
    sender: { id: String(said.from.id), name: nameOf(said.from) },
    sentAt: instant(edited ? (said.edit_date ?? said.date) : said.date, context),
    replyTo: replyToOf(said),
    ...(edited ? {} : { messageId: String(said.message_id) }),
    content,
  };
}

function readPress(raw: unknown, context: UpdateContext): { parts: Parts; pressId: string } | string {
  const parsed = press.safeParse(raw);
  if (!parsed.success) return "unknown shape";
  const { message: target, data, from } = parsed.data;
  if (target === undefined || data === undefined) return "no message or no data";
  const place = chatOf(target.chat, from);
  if (place === null) return "not in a chat";
  const parts: Parts = {
    chat: place,
    sender: { id: String(from.id), name: nameOf(from) },
    sentAt: context.arrivedAt,
    replyTo: null,
    content: { kind: "press", data, messageId: String(target.message_id) },
  };
  return { parts, pressId: parsed.data.id };
}

function readMemberChange(raw: unknown, context: UpdateContext): Parts | string {
  const parsed = memberChange.safeParse(raw);
  if (!parsed.success) return "unknown shape";
  const change = parsed.data;
  const place = chatOf(change.chat, change.from);
  if (place === null) return "not in a chat";
  const reachable = isInside(change.new_chat_member);
  if (reachable === isInside(change.old_chat_member)) return "only other rights";
  return {
    chat: place,
    sender: { id: String(change.from.id), name: nameOf(change.from) },
    sentAt: instant(change.date, context),
    replyTo: null,
    content: { kind: "reachable", reachable },
  };
}

/**
 * One Telegram update as an Inbound; null for what is not for us: service messages, channel posts, other bots,
 * commands to another bot, kinds that we do not know. Never throws: a strange update must not stop the queue.
 */
export function readUpdate(raw: unknown, context: UpdateContext): Reading {
  const frame = update.safeParse(raw);
  if (!frame.success) return { what: "no update", inbound: null };
  const { update_id, ...rest } = frame.data;
  const kind = Object.keys(rest).join("+");
  const finish = (parts: Parts | string, pressId?: string): Reading =>
    typeof parts === "string"
      ? { what: `${kind}: ${parts}`, inbound: null }
      : {
          what: `${kind}: ${parts.content.kind}`,
          inbound: { channel: "telegram", externalId: String(update_id), ...parts },
          ...(pressId === undefined ? {} : { pressId }),
        };
  const said = rest.message ?? rest.edited_message;
  if (typeof said === "object" && said !== null)
    return finish(readMessage(said, rest.message === undefined, context));
  if ("callback_query" in rest) {
    const reading = readPress(rest.callback_query, context);
    return typeof reading === "string" ? finish(reading) : finish(reading.parts, reading.pressId);
  }
  if ("my_chat_member" in rest) return finish(readMemberChange(rest.my_chat_member, context));
  return finish("not asked for");
}
