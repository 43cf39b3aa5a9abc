/** What comes in and what goes out, the same on every channel. */

export type ChannelName = "telegram" | "zalo" | "web";

/** A file somebody sent. `ref` is the channel's own way to fetch it; `sha256` is set once its bytes lie in the file store. */
export interface Attachment {
  kind: "photo" | "document";
  ref: string;
  /** As the channel says; the content decides. */
  mediaType: string;
  fileName: string | null;
  /** Bytes, as the channel says. */
  size: number;
  sha256?: string;
  /** Set instead of sha256 when the bytes could not be had: too big for the channel (over 20 MB) or gone. */
  missing?: "tooBig" | "gone";
}

export type Content =
  | { kind: "text"; text: string }
  /** A button: `data` is what the button carried, `messageId` the message it stands on. */
  | { kind: "press"; data: string; messageId: string }
  /** One photo or file; several of one album share `album`. */
  | { kind: "file"; file: Attachment; caption: string; album: string | null }
  /** An earlier message of theirs, edited; `messageId` is the one that message had. */
  | { kind: "edited"; text: string; messageId: string }
  | { kind: "unsupported"; what: string }
  /** They blocked or unblocked us, or we were added to or removed from a group. */
  | { kind: "reachable"; reachable: boolean }
  /** The group has a new id on its platform; said in the old chat, in the new one, or in both. */
  | { kind: "moved"; from: string; to: string };

/** One thing somebody did, as stored in the inbox. */
export interface Inbound {
  channel: ChannelName;
  /** The platform's id of the update: unique per channel, the key that makes a replay harmless. */
  externalId: string;
  /** `bot`: which of the channel's bots they wrote to; left out where it has only one. */
  chat: { id: string; kind: "private" | "group"; title: string; bot?: string };
  sender: { id: string; name: string };
  /** ISO instant, as the platform says. */
  sentAt: string;
  /** The platform's id of the message that is answered, if any. */
  replyTo: string | null;
  /** The platform's id of this message, where it can be edited later. */
  messageId?: string;
  content: Content;
}

export interface Choice {
  label: string;
  /** At most 64 bytes (Telegram's limit). */
  data: string;
}

/** Bytes in the file store. */
export interface StoredFile {
  sha256: string;
  mediaType: string;
  fileName: string;
}

/**
 * What the conversation wants said. `html` knows only `<b>`, `<i>` and the entities &lt; &gt; &amp; &quot;, and no tag spans lines;
 * values were escaped when they were put in (see say.ts).
 */
export interface Reply {
  html: string;
  /** Rows of buttons. */
  choices?: Choice[][];
  /** Choices that `html` already lists by number, for a channel without buttons: kept so that a number can be understood. */
  numbered?: Choice[][];
  /** The place of its list among those of its chat, from 1, and which choice was taken, from 1. Set where choices are numbered. */
  list?: { number: number; picked?: number };
  /** The kind of dialogue whose question the choices answer, for a channel without buttons. */
  asks?: string;
  /** Its choices answer what it asks, although no dialogue is open: a bare "hủy" is said to it. */
  awaitsChoice?: true;
  /** It asks which of several lists this number is meant for. */
  whichNumber?: number;
  image?: StoredFile;
  document?: StoredFile;
}

/** The words of a reply without its marks. */
export function plainText(html: string): string {
  return html
    .replace(/<\/?[bi]>/g, "")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&");
}

/** Makes any text safe inside a reply. */
export function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
