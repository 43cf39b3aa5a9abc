import type { ChannelName, Reply } from "../shared/messages.ts";

/** What to do when nobody knows whether a message arrived: leave it, send it again, or (an edit) repeat it freely. */
export type Policy = "atMostOnce" | "atLeastOnce" | "idempotent";

/** A message to one address, as the product wants it sent. */
export interface NewMessage {
  channel: ChannelName;
  addressId: number;
  /** reply, reminder, summary, broadcast, notice … */
  kind: string;
  policy: Policy;
  reply: Reply;
  /** The same key never makes a second message. */
  dedupeKey: string;
  /** Smaller goes first: 0 replies, 5 notices (the default), 9 bulk. */
  priority?: number;
  /** On the product's clock: not sent from then on. */
  expiresAt?: Date;
  /** Names this message for edits that come later (one name per message and address), or for being found again. */
  replaceKey?: string;
  /** What must still hold just before it is sent; the app's own guard understands it. */
  guard?: object;
  /**
   * Instead of a new message, changes one: by the platform's id, or the newest with this `replaceKey` to this address.
   * The latest edit wins. When that message never got out, this one is sent in its place.
   */
  edit?: { messageId: string } | { replaceKey: string };
  /** The product's clock. */
  createdAt: Date;
}

/** A row about to be sent. */
export interface OutboxRow {
  id: number;
  channel: ChannelName;
  addressId: number;
  /** The channel's bot that the chat is with; empty where there is only one. */
  bot: string;
  /** The platform's id of the chat. */
  chatId: string;
  /** Why the address is known to be out of reach; null when it is not. */
  unreachable: string | null;
  kind: string;
  policy: Policy;
  operation: "send" | "edit";
  reply: Reply;
  dedupeKey: string;
  replaceKey: string | null;
  guard: object | null;
  priority: number;
  attempts: number;
  /** Times its outcome could not be known. */
  uncertain: number;
  /** The product's clock. */
  expiresAt: Date | null;
  /** For an edit: the message to change. */
  messageId: string | null;
}

export type RowState = "queued" | "sending" | "sent" | "failed" | "uncertain" | "expired" | "dropped";

const unreachablePrefix = "unreachable: ";
/** How `lastError` says that the address was out of reach, and why. */
export const unreachableError = (reason: string) => unreachablePrefix + reason;
/** The reason that a `lastError` gives for the address being out of reach; null when it gives none. */
export const readUnreachable = (error: string | null): string | null =>
  error?.startsWith(unreachablePrefix) ? error.slice(unreachablePrefix.length) : null;

/** How `lastError` says that the bot's monthly quota did not allow it. */
export const quotaError = "quota";

/** Later parts of a message that had to be cut have keys of their own. */
export const partKey = (key: string, part: number) => (part === 0 ? key : `${key}#${part + 1}`);

/** The key of the nth answer (from 1) to a message of the inbox. */
export const replyKey = (inboxId: number, nth: number) => `reply:${inboxId}:${nth}`;

/** Times a message of unknown outcome holds back those after it; from then on it no longer does. */
export const holdsBackTimes = 3;

/** What many messages of one occasion have in common. */
export type Occasion = Required<Pick<NewMessage, "kind" | "priority" | "createdAt" | "expiresAt">>;

/** As the database has it. */
export type RawRow = Omit<OutboxRow, "reply" | "guard"> & { payload: string; guard: string | null };

export function asOutboxRow({ payload, guard, ...row }: RawRow): OutboxRow {
  return {
    ...row,
    reply: JSON.parse(payload) as Reply,
    guard: guard === null ? null : (JSON.parse(guard) as object),
  };
}
