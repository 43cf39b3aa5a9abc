import { fold, markKey } from "./fold.ts";
import type { Message } from "./tokens.ts";

interface Syllable {
  readonly key: string;
  readonly fold: string;
}

const compiled = new Map<string, readonly Syllable[]>();

export function syllables(phrase: string): readonly Syllable[] {
  let known = compiled.get(phrase);
  if (!known) {
    known = phrase.split(" ").map((word) => ({ key: markKey(word), fold: fold(word) }));
    compiled.set(phrase, known);
  }
  return known;
}

/** "dạt" for "đạt": only the bar of đ was left out, the marks that were typed are right. */
export const lacksBar = (typed: Syllable, wanted: string): boolean =>
  wanted.startsWith("đ") && typed.key !== typed.fold && typed.key === `d${wanted.slice(1)}`;

/** Syllables with one meaning only: they may lack their marks in a message that has some. */
const plainSyllables = new Set("thang tuan truoc cuoi giua chieu trua".split(" "));

/**
 * Whether the phrase (given with its marks) stands at a token; its length in tokens, or 0. In a message with marks the
 * marks count, but a phrase of several syllables may have been typed without any.
 */
export function phraseAt(message: Message, at: number, phrase: string): number {
  if (message.tokens[at]?.kind !== "word") return 0;
  const wanted = syllables(phrase);
  let exact = true;
  for (let index = 0; index < wanted.length; index++) {
    const token = message.tokens[at + index];
    const syllable = wanted[index];
    if (token?.kind !== "word" || !syllable || token.fold !== syllable.fold) return 0;
    if (token.key === syllable.key || lacksBar(token, syllable.key)) continue;
    exact = false;
    // A syllable typed with other marks is another word.
    if (token.key !== token.fold) return 0;
  }
  const plain = wanted.length > 1 || plainSyllables.has(wanted[0]?.fold ?? "");
  return !message.marked || exact || plain ? wanted.length : 0;
}

/** The first of the phrases that stands at a token: its length, or 0. Put longer ones first. */
export function anyAt(message: Message, at: number, phrases: readonly string[]): number {
  for (const phrase of phrases) {
    const length = phraseAt(message, at, phrase);
    if (length > 0) return length;
  }
  return 0;
}

/** The value of the first entry whose phrase stands at a token. */
export function lookUp<T>(
  message: Message,
  at: number,
  entries: readonly (readonly [string, T])[],
): { readonly value: T; readonly next: number } | null {
  for (const [phrase, value] of entries) {
    const length = phraseAt(message, at, phrase);
    if (length > 0) return { value, next: at + length };
  }
  return null;
}

/** Whether a token is this sign. */
export function isSign(message: Message, at: number, sign: string): boolean {
  const token = message.tokens[at];
  return token?.kind === "sign" && token.text === sign;
}
