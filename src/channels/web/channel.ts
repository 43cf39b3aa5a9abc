import type { Log } from "../../shared/log.ts";
import { escapeHtml, type Inbound, plainText, type Reply } from "../../shared/messages.ts";
import type { Capabilities, Channel, Outcome, Outgoing, ReadFiles } from "../channel.ts";
import type { NewScreenMessage, Screen } from "./screen.ts";

/** Something on a phone's screen is new or different. */
export interface ScreenChange {
  chat: string;
  id: number;
  side: "person" | "bot";
  edited: boolean;
}

export interface WebChannel extends Channel {
  /**
   * Shows on the phone what its person did, then hands it on. With the same `externalId` it is shown and handled once.
   * Answers the id of the new bubble; null for a press, which shows none. Rejects when the channel is not started or
   * the message could not be stored; then a repeat is safe.
   */
  accept(inbound: Inbound): Promise<number | null>;
  /** Tells of each change to a screen; answers how to stop that. */
  subscribe(listener: (change: ScreenChange) => void): () => void;
  /** Aborted by stop(): open event streams end. */
  readonly stopping: AbortSignal;
}

const groupPrefix = "group:";

/** The chat of a cluster's group. */
export const groupChat = (code: string): string => groupPrefix + code;

/** The code of the group that the chat belongs to; null for a person's chat. */
export const groupOf = (chat: string): string | null =>
  chat.startsWith(groupPrefix) ? chat.slice(groupPrefix.length) : null;

const MiB = 1024 * 1024;

export const webCapabilities: Capabilities = {
  buttons: true,
  edit: true,
  photo: "upload",
  document: "upload",
  textLimit: 4096,
  captionLimit: 4096,
  receiveLimit: 20 * MiB,
};

/** A repeated POST comes within seconds of the first; this many are remembered. */
const remembered = 2000;

interface Dependencies {
  screen: Screen;
  files: ReadFiles;
  log: Log;
}

/** The phones of the web page. Their screens are kept by `screen`, as a platform keeps its chats. */
export function createWeb({ screen, files, log }: Dependencies): WebChannel {
  const listeners = new Set<(change: ScreenChange) => void>();
  const shown = new Map<string, Promise<number | null>>();
  const underWay = new Set<Promise<unknown>>();
  let stopping = new AbortController();
  let receive: ((inbound: Inbound) => Promise<void>) | null = null;

  const tell = (change: ScreenChange) => {
    for (const listener of listeners) listener(change);
  };

  const append = async (chat: string, message: NewScreenMessage) => {
    const id = await screen.append(chat, message);
    tell({ chat, id, side: message.side, edited: false });
    return id;
  };

  const showOnce = (inbound: Inbound): Promise<number | null> => {
    const known = shown.get(inbound.externalId);
    if (known !== undefined) return known;
    const message = bubble(inbound);
    const showing = message === null ? Promise.resolve(null) : append(inbound.chat.id, message);
    shown.set(inbound.externalId, showing);
    showing.catch(() => shown.delete(inbound.externalId));
    for (const oldest of shown.keys()) {
      if (shown.size <= remembered) break;
      shown.delete(oldest);
    }
    return showing;
  };

  /** A failed write may or may not have reached the disk: nobody knows. */
  const attempt = async (work: () => Promise<Outcome>): Promise<Outcome> => {
    try {
      return await work();
    } catch (error) {
      log.error({ error, channel: "web" }, "screen not written");
      return { kind: "unknown", reason: error instanceof Error ? error.message : String(error) };
    }
  };

  /** Null when they are not in the store; another fault of the disk may pass. */
  const bytesOf = async (sha256: string): Promise<Uint8Array | null> => {
    try {
      return await files.read(sha256);
    } catch (error) {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
      throw error;
    }
  };

  const fault = async ({ html, image, document }: Reply): Promise<string | null> => {
    if (html.trim() === "" && !image && !document) return "the message is empty";
    if (plainText(html).length > webCapabilities.textLimit) return "the message is too long";
    for (const each of [image, document]) {
      if (each && (await bytesOf(each.sha256)) === null) return `the file ${each.sha256} is gone`;
    }
    return null;
  };

  return {
    name: "web",
    capabilities: webCapabilities,
    isGroup: (chatId) => groupOf(chatId) !== null,
    get stopping() {
      return stopping.signal;
    },

    async start(into) {
      stopping = new AbortController();
      receive = into;
    },

    async stop() {
      receive = null;
      stopping.abort();
      await Promise.allSettled(underWay);
    },

    async accept(inbound) {
      const into = receive;
      if (into === null) throw new Error("the web channel is not started");
      const work = (async () => {
        const id = await showOnce(inbound);
        await into(inbound);
        return id;
      })();
      underWay.add(work);
      try {
        return await work;
      } finally {
        underWay.delete(work);
      }
    },

    send: ({ chatId, reply }: Outgoing) =>
      attempt(async () => {
        const reason = await fault(reply);
        if (reason !== null) return { kind: "refused", reason };
        const id = await append(chatId, {
          side: "bot",
          html: reply.html,
          buttons: reply.choices ?? [],
          image: reply.image?.sha256 ?? null,
          file: reply.document?.sha256 ?? null,
          fileName: reply.document?.fileName ?? reply.image?.fileName ?? null,
        });
        return { kind: "sent", messageId: String(id) };
      }),

    edit: (messageId, { chatId, reply }) =>
      attempt(async () => {
        const id = Number(messageId);
        const change = { html: reply.html, buttons: reply.choices ?? [] };
        const done = Number.isSafeInteger(id) ? await screen.edit(chatId, id, change) : "unknown";
        if (done === "unknown") return { kind: "refused", reason: "message to edit not found" };
        if (done === "edited") tell({ chat: chatId, id, side: "bot", edited: true });
        return { kind: "sent", messageId };
      }),

    download: bytesOf,

    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** How an act looks on the person's own phone; a press changes nothing there by itself. */
function bubble({ chat, sender, content }: Inbound): NewScreenMessage | null {
  const isFile = content.kind === "file";
  if (!isFile && content.kind !== "text") return null;
  const words = isFile ? content.caption : content.text;
  // In a group the one phone shows what many people say. PostgreSQL's text holds no NUL.
  const name = chat.kind === "group" ? `<b>${escapeHtml(sender.name.replace(/\s+/g, " "))}</b>\n` : "";
  const html = (name + escapeHtml(words)).replaceAll("\0", "");
  const file = isFile ? content.file : null;
  const isPhoto = file?.kind === "photo";
  return {
    side: "person",
    html,
    buttons: [],
    image: isPhoto ? (file?.sha256 ?? null) : null,
    file: isPhoto ? null : (file?.sha256 ?? null),
    fileName: file?.fileName ?? null,
  };
}
