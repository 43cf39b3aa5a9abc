import type { Choice, Reply } from "../shared/messages.ts";
import { newestReplies } from "../store/outbox.ts";
import type { Turn } from "./turn.ts";

/** How far back a number may reach: what a person still sees on the screen. */
const lookBack = 10;

/**
 * Where there are no buttons, choices are a numbered list: a number alone picks from the newest message that had one.
 * Answers what the button would have carried; null when the text is no number of that list.
 */
export async function pickedByNumber(turn: Turn, text: string): Promise<string | null> {
  const number = Number(/^(?:(?:số|chọn)\s+)?(\d{1,2})[.)]?$/iu.exec(text)?.[1] ?? Number.NaN);
  if (Number.isNaN(number) || turn.services.hasButtons(turn.inbound.channel)) return null;
  const replies = await newestReplies(turn.tx, turn.address.id, lookBack);
  const offered = replies.map(choicesOf).find((choices) => choices.length > 0);
  return offered?.[number - 1]?.data ?? null;
}

const choicesOf = (reply: Reply): Choice[] => (reply.choices ?? reply.numbered ?? []).flat();
