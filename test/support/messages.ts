import type { Inbound } from "../../src/shared/messages.ts";
import type { NewMessage } from "../../src/store/outbox-rows.ts";

/** When everything here was made: 08:00 in Hà Nội. */
export const madeAt = new Date("2026-06-12T01:00:00.000Z");

/** An important message that says its own key. */
export const noticeTo = (
  addressId: number,
  dedupeKey: string,
  more: Partial<NewMessage> = {},
): NewMessage => ({
  channel: "telegram",
  addressId,
  kind: "notice",
  policy: "atLeastOnce",
  reply: { html: dedupeKey },
  dedupeKey,
  createdAt: madeAt,
  ...more,
});

/** Words that An wrote in a private chat. */
export const textIn = (externalId: string, chat: string, words = externalId): Inbound => ({
  channel: "telegram",
  externalId,
  chat: { id: chat, kind: "private", title: "" },
  sender: { id: chat, name: "An" },
  sentAt: "2026-06-12T00:59:59Z",
  replyTo: null,
  content: { kind: "text", text: words },
});
