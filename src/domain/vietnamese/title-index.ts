import { editDistance } from "./edit-distance.ts";
import { fold, markKey, normalize } from "./fold.ts";
import { documents } from "./labels.ts";
import type { TargetView } from "./meaning.ts";
import { anyAt } from "./phrases.ts";
import type { Message } from "./tokens.ts";

/** Titles of the sender's targets, by syllable. */
interface TitleIndex {
  readonly titles: readonly (readonly string[])[];
  readonly places: ReadonlyMap<string, readonly (readonly [title: number, at: number])[]>;
  /** Their syllables with marks. */
  readonly keys: ReadonlySet<string>;
}

const indexes = new WeakMap<readonly TargetView[], TitleIndex>();
/** A list is read anew for each message, its titles are mostly the same. */
const byTitles = new Map<string, TitleIndex>();
const mostKept = 500;

export function indexTitles(targets: readonly TargetView[]): TitleIndex {
  const cached = indexes.get(targets);
  if (cached) return cached;
  const text = targets.map((target) => target.title).join("\0");
  const index = byTitles.get(text) ?? makeIndex(targets);
  if (byTitles.size >= mostKept) byTitles.clear();
  byTitles.set(text, index);
  indexes.set(targets, index);
  return index;
}

function makeIndex(targets: readonly TargetView[]): TitleIndex {
  const titles = targets.map((target) => fold(normalize(target.title)).match(/\p{L}+|\d+/gu) ?? []);
  const places = new Map<string, (readonly [number, number])[]>();
  titles.forEach((syllables, title) => {
    syllables.forEach((syllable, at) => {
      const list = places.get(syllable);
      if (list) list.push([title, at]);
      else places.set(syllable, [[title, at]]);
    });
  });
  const keys = new Set(
    targets.flatMap((target) => (normalize(target.title).match(/\p{L}+/gu) ?? []).map(markKey)),
  );
  return { titles, places, keys };
}

interface TitleFound {
  /** Positions in the list of targets; several when the words are in several titles. */
  readonly targets: readonly number[];
  readonly next: number;
}

/** Pairs that are in many titles and in every second message: alone they name no target. */
const common = new Set(
  "bao cao|de nghi|chi tieu|ke hoach|don vi|thi dua|hoan thanh|thuc hien|so lieu|ket qua|tien do|cong viec|xep hang|nam nay|so noi|noi vu|hoan tat|dang ky|nhac nho|phan tram|trieu dong|ty dong|hom nay|dau nam|hang nam|hang thang|trong nam".split(
    "|",
  ),
);

/** Syllables of everyday requests: a run of nothing else names no target, either ("nộp báo cáo"). */
const everyday = new Set(
  "bao cao nop gui lap xin lam chi tieu ke hoach don vi tien do so lieu ket qua thang quy nam".split(" "),
);

/** Words of address are no misspelt words of a title: "thưa anh quy định …" beside "Ban hành quy chế". */
const address = new Set("anh chi".split(" "));

/** The longest run of two or more syllables of a title that begins at a token, with one wrong letter at most. */
export function titleAt(
  message: Message,
  at: number,
  index: TitleIndex,
  isOurs: (at: number) => boolean,
): TitleFound | null {
  const first = message.tokens[at];
  const second = message.tokens[at + 1];
  if (!first || !second || first.kind === "sign" || first.kind === "line") return null;
  if (!index.places.has(first.fold) && !index.places.has(second.fold)) return null;
  let best = 1;
  let bestWrong = 2;
  let targets: number[] = [];
  const consider = (title: number, length: number, wrong: number): void => {
    if (length < 2 || length < best || (length === best && wrong > bestWrong)) return;
    if (length > best || wrong < bestWrong) targets = [];
    best = length;
    bestWrong = wrong;
    if (!targets.includes(title)) targets.push(title);
  };
  const similar = (position: number, syllable: string | undefined): boolean => {
    const token = message.tokens[position];
    if (token?.kind !== "word" || !syllable || token.fold.length < 3 || syllable.length < 3) return false;
    if (address.has(token.fold)) return false;
    return editDistance(token.fold, syllable, 1) <= 1 && !isOurs(position);
  };
  const extend = (title: number, from: number, spent: number): void => {
    const syllables = index.titles[title] ?? [];
    let wrong = spent;
    let length = 1;
    let solid = spent > 0 ? 0 : 1;
    let solidWrong = spent;
    for (; from + length < syllables.length; length++) {
      const token = message.tokens[at + length];
      if (!token || token.kind === "sign" || token.kind === "line") break;
      if (token.fold !== syllables[from + length]) {
        if (wrong > 0 || !similar(at + length, syllables[from + length])) break;
        wrong++;
      }
      solid = length + 1;
      solidWrong = wrong;
    }
    consider(title, solid, solidWrong);
  };
  for (const [title, from] of index.places.get(first.fold) ?? []) extend(title, from, 0);
  if (best < 2 && first.kind === "word") {
    for (const [title, place] of index.places.get(second.fold) ?? []) {
      if (place > 0 && similar(at, index.titles[title]?.[place - 1])) extend(title, place - 1, 1);
    }
  }
  if (best < 2) return null;
  // "công văn 45" is no misspelt "công dân".
  if (bestWrong > 0 && best === 2 && anyAt(message, at, documents) === 2) return null;
  if (best === 2 && common.has(`${first.fold} ${second.fold}`)) return null;
  if (best < 5 && message.tokens.slice(at, at + best).every((token) => everyday.has(token.fold))) return null;
  return { targets: targets.sort((a, b) => a - b), next: at + best };
}

/** Whether a bit of the message is, or begins with, the verb a yes/no title begins with. */
export function titleVerbAt(
  message: Message,
  bit: { readonly start: number; readonly next: number },
  target: TargetView,
): boolean {
  const [first, second] = fold(normalize(target.title)).match(/\p{L}+/gu) ?? [];
  for (let at = bit.start; at < bit.next; at++) {
    const token = message.tokens[at];
    if (token?.kind !== "word" || token.fold !== first) continue;
    // A verb of two syllables ("ban hành") is said in full, one of one syllable ("ký") may stand alone.
    const follow = message.tokens[at + 1]?.fold;
    if (follow === second || at + 1 === bit.next) return true;
  }
  return false;
}
