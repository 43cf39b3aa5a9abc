import { fold } from "../../domain/vietnamese/fold.ts";

const wordsOf = (title: string) => new Set(fold(title).match(/[\p{L}\d]+/gu) ?? []);

/** The target whose title says nearly the same: three quarters of the shorter title's words, two at least. */
export function similarTo<T extends { title: string }>(title: string, targets: readonly T[]): T | null {
  const words = wordsOf(title);
  let best: T | null = null;
  let most = 0;
  for (const target of targets) {
    const others = wordsOf(target.title);
    const shared = [...words].filter((word) => others.has(word)).length;
    const share = shared / Math.max(1, Math.min(words.size, others.size));
    if (shared >= 2 && share >= 0.75 && shared > most) [best, most] = [target, shared];
  }
  return best;
}
