import { type Core, nextOrder } from "../core.ts";
import { displayName } from "./people.ts";
import { renderText } from "./readable.ts";
import type { ChatState, StoredMessage } from "./world.ts";

/** Adds a line to the chat's history, which `transcript` prints. */
export function record(core: Core, chat: ChatState, who: number | string, what: string): void {
  const name = typeof who === "number" ? displayName(core.world, who) : who;
  chat.events.push({ order: nextOrder(core), at: core.clock.now(), who: name, what });
}

/** Adds a message to the history, as a person would read it. */
export function note(core: Core, chat: ChatState, from: number, message: StoredMessage): void {
  record(core, chat, from, `#${message.id} ${describeMessage(message)}`);
}

export function describeMessage(message: StoredMessage): string {
  const parts: string[] = [];
  if (message.replyTo !== undefined) parts.push(`(reply to #${message.replyTo})`);
  if (message.origin) parts.push("(forwarded)");
  if (message.photo) parts.push("[photo]");
  if (message.document) parts.push(`[file ${message.document.name ?? ""}]`);
  if (message.poll !== undefined) parts.push("[poll]");
  if (message.rich) parts.push(message.rich.html ?? message.rich.markdown ?? "");
  if (message.service) parts.push(`[${Object.keys(message.service).join(", ")}]`);
  if (message.pinnedId !== undefined) parts.push(`[pinned #${message.pinnedId}]`);
  if (message.text !== undefined) parts.push(renderText(message.text, message.entities ?? []));
  if (message.caption !== undefined) parts.push(renderText(message.caption, message.captionEntities ?? []));
  for (const row of message.inlineKeyboard?.inline_keyboard ?? [])
    parts.push(`\n  ${row.map((b) => `[${b.text}]`).join(" ")}`);
  return parts.join(" ").replaceAll(" \n", "\n");
}
