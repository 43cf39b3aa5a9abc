import type { ChannelName, Inbound, Reply } from "../shared/messages.ts";

/** What a channel can do; rendering bridges the rest. */
export interface Capabilities {
  /** Without buttons, choices become a numbered list that can be answered by number. */
  buttons: boolean;
  edit: boolean;
  photo: "upload" | "url" | "none";
  document: "upload" | "url" | "none";
  /** UTF-16 units of one message's text, and of a picture's caption. */
  textLimit: number;
  captionLimit: number;
  /** Bytes of a file that can be received. */
  receiveLimit: number;
  /** False where documents never reach us, only photos; left out where both do. */
  documentsIn?: false;
  /** What the platform grants each bot; left out where it grants all. */
  quota?: Quota;
}

/** A bot's allowance. */
export interface Quota {
  /** Messages in a calendar month. */
  messages: number;
  /** Whether what comes in counts too. */
  countsReceived: boolean;
  /** People it serves; those after them it does not even hear. */
  users: number;
}

/** One of several bots of a channel: people who write to one cannot be written to by another. */
export interface ChannelBot {
  /** As in the addresses of its chats. */
  key: string;
  /** What people find it by; null until the platform has said so. */
  name(): string | null;
}

/** What is known after one try to send. Only what the platform said is certain. */
export type Outcome =
  /** `messages`: how many it took, where more than one. */
  | { kind: "sent"; messageId: string; messages?: number }
  /** 429: nothing was done; the whole lane waits. Milliseconds. `spent`: the month's quota, the platform says. */
  | { kind: "paused"; retryAfterMs: number; spent?: true }
  /** A definite refusal of this message (400). For an edit that changes nothing: sent. */
  | { kind: "refused"; reason: string }
  /** This address cannot be reached until they write again. */
  | { kind: "unreachable"; reason: "blocked" | "deactivated" | "notFound" | "kicked" | "botGone" }
  /** The group has a new id: everything for it goes there. */
  | { kind: "migrated"; chatId: string }
  /** Surely nothing was sent (refused before a byte was written): try again. */
  | { kind: "notSent"; reason: string }
  /** Timeout, reset after the write, 5xx: nobody knows. */
  | { kind: "unknown"; reason: string };

/** One message to one chat, in one piece: long texts were split before (render.ts). */
export interface Outgoing {
  chatId: string;
  reply: Reply;
}

/** A way to talk with people. Adapters know their platform and nothing of the product. */
export interface Channel {
  readonly name: ChannelName;
  readonly capabilities: Capabilities;
  /** Each has a lane of its own; left out where there is one bot for all. */
  readonly bots?: readonly ChannelBot[];
  /** Whether the chat is a group: its pace differs. */
  isGroup(chatId: string): boolean;
  /**
   * Starts taking messages in. `receive` stores one durably (a replay is harmless); it is awaited before the platform
   * is told that the message arrived, and when it rejects the platform is not told.
   */
  start(receive: (inbound: Inbound) => Promise<void>): Promise<void>;
  /** Stops taking in; resolves when nothing is under way. */
  stop(): Promise<void>;
  send(message: Outgoing): Promise<Outcome>;
  /** Only when capabilities.edit. A text becomes a text, a picture keeps its picture and changes its caption. */
  edit(messageId: string, message: Outgoing): Promise<Outcome>;
  /** The bytes behind an attachment's ref; null when they are gone for good. Rejects when a later try may succeed. */
  download(ref: string): Promise<Uint8Array | null>;
}

/** Bytes by content hash; handed to channels that upload. */
export interface ReadFiles {
  read(sha256: string): Promise<Uint8Array>;
}
