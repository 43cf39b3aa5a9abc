import { fold, markKey } from "./fold.ts";
import { lacksBar, syllables } from "./phrases.ts";
import type { Message } from "./tokens.ts";

interface Entry<T> {
  readonly tag: T;
  readonly keys: readonly string[];
}

interface Node<T> {
  readonly next: Map<string, Node<T>>;
  readonly entries: Entry<T>[];
}

export interface WordFound<T> {
  readonly tag: T;
  /** First token after it. */
  readonly next: number;
}

interface WordList<T> {
  /** The entry that begins at a token: the longest; among equals the first group. */
  readonly at: (message: Message, at: number) => WordFound<T> | null;
  /** Whether a marked syllable is in some entry. */
  readonly has: (key: string) => boolean;
}

/**
 * Single syllables that nearly always mean this one word, so that they may lack their marks in a message that has some; and
 * never another word of the same letters: "them" is thêm and not thèm.
 */
const plainWords = new Map(
  "đạt được thêm không chưa nộp nhầm tổng vượt khoảng xong rồi nhắc hạng xem giúp đk lớp chắc"
    .split(" ")
    .map((word) => [fold(word), markKey(word)]),
);

function fits(message: Message, at: number, keys: readonly string[]): boolean {
  let exact = true;
  let bare = true;
  for (let index = 0; index < keys.length; index++) {
    const token = message.tokens[at + index];
    if (token && (token.key === keys[index] || lacksBar(token, keys[index] ?? ""))) continue;
    exact = false;
    // A syllable typed with other marks is another word.
    if (token?.key !== token?.fold) bare = false;
  }
  if (exact || (bare && !message.marked)) return true;
  const only = message.tokens[at]?.fold ?? "";
  return bare && (keys.length > 1 || plainWords.get(only) === keys[0]);
}

/** Builds a list from groups of phrases (with marks, split at "|"), searched by syllable. */
export function wordList<T extends string>(groups: Readonly<Record<T, string>>): WordList<T> {
  const root: Node<T> = { next: new Map(), entries: [] };
  const known = new Set<string>();
  for (const [tag, list] of Object.entries(groups) as [T, string][]) {
    for (const phrase of list.split("|")) {
      let node = root;
      const keys: string[] = [];
      for (const { fold, key } of syllables(phrase)) {
        let following = node.next.get(fold);
        if (!following) {
          following = { next: new Map(), entries: [] };
          node.next.set(fold, following);
        }
        node = following;
        keys.push(key);
        if (key.length > 1) known.add(key);
      }
      node.entries.push({ tag, keys });
    }
  }
  const find = (message: Message, at: number): WordFound<T> | null => {
    let node: Node<T> | undefined = root;
    let found: WordFound<T> | null = null;
    for (let index = at; ; index++) {
      const token = message.tokens[index];
      if (!token || token.kind === "line" || token.kind === "sign") break;
      node = node.next.get(token.fold);
      if (!node) break;
      const entry = node.entries.find(({ keys }) => fits(message, at, keys));
      if (entry) found = { tag: entry.tag, next: index + 1 };
    }
    return found;
  };
  return { at: find, has: (key) => known.has(key) };
}
