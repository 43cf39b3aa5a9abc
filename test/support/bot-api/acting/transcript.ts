import type { Core } from "../core.ts";
import type { ChatState } from "../state/world.ts";

/** Everything that happened in a chat, in order; presses nobody answered come last. */
export function transcript(core: Core, chat: ChatState): string {
  const lines = chat.events.map((e) => `${clockTime(e.at)} ${e.who}: ${e.what}`);
  for (const c of core.world.callbacks.values())
    if (c.chatKey === chat.key && !c.answered)
      lines.push(`(spinner) [${c.label}] of #${c.messageId} was never answered`);
  return lines.join("\n");
}

const clockTime = (at: number): string => new Date(at).toISOString().slice(11, 19);
