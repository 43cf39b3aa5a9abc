import type { Choice } from "../../shared/messages.ts";

/** What is shown in one bubble. */
export interface NewScreenMessage {
  side: "person" | "bot";
  /** As in Reply: only `<b>`, `<i>` and entities. */
  html: string;
  buttons: Choice[][];
  /** SHA-256 of a picture in the file store. */
  image: string | null;
  /** SHA-256 of any other file. */
  file: string | null;
  fileName: string | null;
}

export interface ScreenMessage extends NewScreenMessage {
  id: number;
  chat: string;
  /** ISO instants of the product's clock. */
  at: string;
  editedAt: string | null;
}

/**
 * How far a reader of one chat has come: the newest message they know, and the moment (milliseconds) up to which they
 * know of edits. Within a chat every addition and every edit has a later moment than the one before.
 */
export interface Position {
  id: number;
  moment: number;
}

/** One chat in a list of chats. */
export interface ChatOverview {
  chat: string;
  /** Messages of the bot after the one that was seen last. */
  unread: number;
  newest: ScreenMessage;
}

/** The phones' screens: for this channel, what the platform keeps. Implemented on the store. */
export interface Screen {
  append(chat: string, message: NewScreenMessage): Promise<number>;
  /** Changes words and buttons; picture and file stay. `unknown`: no such message of the bot in this chat. */
  edit(
    chat: string,
    id: number,
    change: { html: string; buttons: Choice[][] },
  ): Promise<"edited" | "unchanged" | "unknown">;
  find(chat: string, id: number): Promise<ScreenMessage | null>;
  /** The newest `limit` messages before the message `before` (null: before the end), oldest first. */
  list(chat: string, before: number | null, limit: number): Promise<ScreenMessage[]>;
  /** What was added or edited since, oldest first. */
  changes(chat: string, since: Position): Promise<ScreenMessage[]>;
  /** Where the chat stands now. */
  position(chat: string): Promise<Position>;
  /** Where it stood when the message `id` had just come. */
  positionAfter(chat: string, id: number): Promise<Position>;
  /** The bot's messages that have buttons, newest first. */
  withButtons(chat: string): Promise<ScreenMessage[]>;
  /** The newest message of the chat that shows these bytes; null when none does. */
  showing(chat: string, sha256: string): Promise<ScreenMessage | null>;
  /** Every chat with at least one message; `seen`: the newest message id seen, by chat. */
  overview(seen: Readonly<Record<string, number>>): Promise<ChatOverview[]>;
}
