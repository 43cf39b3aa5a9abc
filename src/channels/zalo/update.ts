import { z } from "zod";
import type { Content, Inbound } from "../../shared/messages.ts";
import { groupAddress, privateAddress } from "./bots.ts";

/** What is not in the update itself. */
interface UpdateContext {
  botKey: string;
  /** What the bot is called in groups. */
  botNames: readonly string[];
  /** ISO instant of arrival, where Zalo gives no date. */
  arrivedAt: string;
}

/** An update, read. `what` names its kind for the log and never holds anything that a person wrote. */
interface Reading {
  what: string;
  inbound: Inbound | null;
}

const id = z.union([z.string().min(1), z.number()]).transform(String);
const words = z.string().nullish().catch(null);

const message = z.object({
  message_id: id,
  date: z.unknown().optional(),
  chat: z.object({ id, chat_type: words, title: words }),
  from: z.object({ id, is_bot: z.boolean().nullish(), display_name: words, name: words }),
  text: words,
  caption: words,
  photo_url: words,
  // Elsewhere a photo is a list of sizes: nothing that could be fetched.
  photo: z.unknown().optional(),
  voice_url: z.unknown().optional(),
  sticker: z.unknown().optional(),
});
type Message = z.infer<typeof message>;

const update = z.object({ event_name: words, message });

/** Dates are milliseconds; what is smaller than this is in seconds (year 2001 or 33658). */
const smallestMs = 1e12;
/** The last instant that a date can hold. */
const lastMs = 8.64e15;

function instantOf(date: unknown, arrivedAt: string): string {
  const value = Number(date);
  const ms = value < smallestMs ? value * 1000 : value;
  return Number.isFinite(ms) && ms > 0 && ms <= lastMs ? new Date(ms).toISOString() : arrivedAt;
}

const photoOf = ({ photo_url, photo }: Message): string | null => {
  const found = photo_url ?? photo;
  return typeof found === "string" && /^https?:\/\//.test(found) ? found : null;
};

/** Older descriptions have updates without a name: what they carry tells it. */
function eventOf(name: string | null | undefined, said: Message): string {
  if (name) return name;
  if ((said.photo_url ?? said.photo) != null) return "message.image.received";
  if (said.voice_url != null) return "message.voice.received";
  if (said.sticker != null) return "message.sticker.received";
  return said.text == null ? "message.unsupported.received" : "message.text.received";
}

/** In a group a bot hears only what names it, and the name is no part of what is said. */
function withoutMention(text: string, names: readonly string[]): string {
  const mention = names.find((name) => text.startsWith(`@${name}`));
  return mention === undefined ? text : text.slice(mention.length + 1).trimStart();
}

/** Null for events that nobody has told us of. */
function contentOf(event: string, said: Message, address: (text: string) => string): Content | null {
  switch (event) {
    case "message.text.received":
      return said.text == null
        ? { kind: "unsupported", what: "text" }
        : { kind: "text", text: address(said.text) };
    case "message.image.received": {
      const ref = photoOf(said);
      if (ref === null) return { kind: "unsupported", what: "image" };
      return {
        kind: "file",
        file: { kind: "photo", ref, mediaType: "image/jpeg", fileName: null, size: 0 },
        caption: address(said.caption ?? said.text ?? ""),
        album: null,
      };
    }
    case "message.voice.received":
      return { kind: "unsupported", what: "voice" };
    case "message.sticker.received":
      return { kind: "unsupported", what: "sticker" };
    case "message.unsupported.received":
      // A file, a link card, or anything from a protected sender: Zalo does not say which.
      return { kind: "unsupported", what: "unsupported" };
    default:
      return null;
  }
}

/** Documentation wraps updates like answers; real ones come flat. */
function unwrap(body: unknown): unknown {
  if (typeof body !== "object" || body === null) return body;
  return "ok" in body && body.ok === true && "result" in body && body.result ? body.result : body;
}

/**
 * One update of Zalo's, flat or wrapped, as an Inbound; null for what is not for us: bots, events of unknown names.
 * Never throws: a strange update must not stop the others. There is no update id, so the bot, the event and the message
 * name it together.
 */
export function readUpdate(body: unknown, { botKey, botNames, arrivedAt }: UpdateContext): Reading {
  const parsed = update.safeParse(unwrap(body));
  if (!parsed.success) return { what: "no update", inbound: null };
  const { event_name, message: said } = parsed.data;
  const event = eventOf(event_name, said);
  if (said.from.is_bot === true) return { what: `${event}: from a bot`, inbound: null };
  const isGroup = said.chat.chat_type?.toUpperCase() === "GROUP";
  const name = said.from.display_name ?? said.from.name ?? "";
  const content = contentOf(event, said, (text) => (isGroup ? withoutMention(text, botNames) : text));
  if (content === null) return { what: `${event}: not known`, inbound: null };
  return {
    what: `${event}: ${content.kind}`,
    inbound: {
      channel: "zalo",
      externalId: `${botKey}:${event}:${said.message_id}`,
      chat: isGroup
        ? { id: groupAddress(botKey, said.chat.id), kind: "group", title: said.chat.title ?? "", bot: botKey }
        : { id: privateAddress(botKey, said.chat.id), kind: "private", title: name, bot: botKey },
      // The address of a private chat is that of its person.
      sender: { id: privateAddress(botKey, said.from.id), name },
      sentAt: instantOf(said.date, arrivedAt),
      // Zalo does not say which message is answered.
      replyTo: null,
      content,
    },
  };
}
