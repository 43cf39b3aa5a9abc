import { targetCode } from "../../domain/target.ts";
import { fold } from "../../domain/vietnamese/fold.ts";

const wordsOf = (text: string) => fold(text).match(/[\p{L}\d]+/gu) ?? [];

/** How many words in a row of a title stand in the text. */
function longestRun(title: string, text: string[]): number {
  const words = wordsOf(title);
  let longest = 0;
  for (let at = 0; at < words.length; at += 1) {
    for (let from = 0; from < text.length; from += 1) {
      let length = 0;
      while (words[at + length] !== undefined && words[at + length] === text[from + length]) length += 1;
      longest = Math.max(longest, length);
    }
  }
  return longest;
}

/** The targets a caption names: by code ("minh chứng CT4"), else the one whose title it says two or more words of. */
export function namedTargets<T extends { number: number; title: string }>(
  text: string,
  targets: readonly T[],
): T[] {
  const codes = [...fold(text).matchAll(/(?<![a-z\d])(?:ct|chi tieu)\s*(?:so\s*)?0*(\d{1,3})(?!\d)/g)].map(
    (found) => targetCode(Number(found[1])),
  );
  const byCode = targets.filter((each) => codes.includes(targetCode(each.number)));
  if (codes.length > 0) return byCode;
  const words = wordsOf(text);
  const runs = targets.map((target) => ({ target, run: longestRun(target.title, words) }));
  const most = Math.max(0, ...runs.map((each) => each.run));
  const best = runs.filter((each) => each.run === most);
  return most >= 2 && best.length === 1 && best[0] ? [best[0].target] : [];
}
