import type { Bit } from "./bits.ts";
import { isTag } from "./parts.ts";
import { manyWords, remarkWords } from "./remark-words.ts";
import type { Message } from "./tokens.ts";

type Group = NonNullable<ReturnType<typeof remarkWords.at>>["tag"];

export interface Found {
  readonly tag: Group;
  readonly next: number;
}

export function wordAt(message: Message, at: number): Found | null {
  const found = remarkWords.at(message, at);
  return found?.tag === "plain" ? null : found;
}

/** A figure, a finish or a state that may be reported. */
export const isSaid = (bit: Bit | undefined): boolean =>
  bit?.kind === "figure" || isTag(bit, "finish", "nearly", "same");

/** One syllable of a message without marks that may be another word. */
export const isUnsure = (message: Message, at: number, found: Found): boolean =>
  !message.marked && found.next === at + 1 && manyWords.has(message.tokens[at]?.fold ?? "");
