import { editDistance } from "./edit-distance.ts";
import { fold, markKey, normalize } from "./fold.ts";
import type { UnitView } from "./meaning.ts";
import { provinces } from "./provinces.ts";

// The words a person types for a member unit. The rules and their order: the contract of the text files, section 4.
// Two things the rules leave open are decided here: an alias that came with a unit is that unit, even if another
// province has the name; and a province's nicknames and long abbreviations stand for its name.

const heads = [["so", "noi", "vu"], ["so", "nv"], ["snv"], ["noi", "vu"], ["ben"], ["don", "vi"]];
const places = [["tinh"], ["thanh", "pho"], ["tp"]];
const particles = "ạ a ah à nhé nhen nhá nha nhỉ đi với ơi hả há rồi vậy thế nữa giúp em anh chị".split(" ");
const closings = new Set(particles.map(fold));
const closingKeys = new Set(particles.map(markKey));

/** "đi" and "di", but not "đị", the beginning of Định. */
const isClosing = (typed: string): boolean =>
  closings.has(fold(typed)) && (typed === fold(typed) || closingKeys.has(markKey(typed)));

function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

function dropHeads(all: readonly string[], lists: readonly (readonly string[])[]): readonly string[] {
  const head = lists.find((list) => list.every((word, index) => all[index] === word));
  return head ? dropHeads(all.slice(head.length), lists) : all;
}

function bare(text: string): readonly string[] {
  let rest = dropHeads(wordsOf(text), heads);
  const first = rest[0] ?? "";
  const glued = /^(?:sonoivu|snv)(.+)$/.exec(first);
  if (glued?.[1]) rest = [glued[1], ...rest.slice(1)];
  return rest;
}

interface Known {
  readonly name: string;
  readonly words: readonly string[];
  readonly joined: string;
  readonly initials: string;
  /** Short name, aliases, nicknames and long abbreviations, without blanks. */
  readonly others: ReadonlySet<string>;
}

/** Words that begin the names of offices: alone they name none. */
const offices = new Set("so ban phong cuc vu ubnd huyen quan xa phuong thi chi van hoi doan cong".split(" "));

const joinWords = (text: string): string => wordsOf(text).join("");

/** Every way to write each province's name, its nicknames and its abbreviations that can't be initials of something else. */
const placeNames = new Map<string, Set<string>>();
for (const province of provinces) {
  const key = joinWords(province.name);
  const spelled = placeNames.get(key) ?? new Set<string>();
  for (const name of [...province.spellings, ...province.nicknames]) spelled.add(joinWords(name));
  for (const name of province.abbreviations) if (joinWords(name).length > 2) spelled.add(joinWords(name));
  placeNames.set(key, spelled);
}

const placeKeys = provinces.flatMap((province) =>
  province.spellings.map((name) =>
    name
      .split(/[^\p{L}\p{M}]+/u)
      .map(markKey)
      .join(""),
  ),
);

const placeFirsts = provinces.flatMap((province) =>
  [...province.spellings, ...province.nicknames, ...province.abbreviations].map(
    (name) => wordsOf(name)[0] ?? "",
  ),
);

interface UnitIndex {
  readonly known: readonly Known[];
  readonly elsewhere: ReadonlySet<string>;
  /** All names of units and places, folded and joined. */
  readonly names: ReadonlySet<string>;
  /** First words of all names, and names written in one. */
  readonly firsts: ReadonlySet<string>;
  /** The names of units with their marks (see `markKey`), joined. */
  readonly keys: ReadonlySet<string>;
}

const indexes = new WeakMap<readonly UnitView[], UnitIndex>();

/** Words all names begin with ("Sở", "Ban"): they tell no unit from another. The "Hà" of Hà Nội and Hà Nam belongs to the place. */
function sharedHead(all: readonly (readonly string[])[]): number {
  const first = all[0];
  if (!first || all.length < 2) return 0;
  let shared = 0;
  const isPlace = (name: readonly string[]): boolean =>
    placeNames.has(dropHeads(name.slice(shared), places).join(""));
  while (
    !all.some(isPlace) &&
    all.every((name) => name.length > shared + 1 && name[shared] === first[shared])
  )
    shared++;
  return shared;
}

function indexUnits(units: readonly UnitView[]): UnitIndex {
  const cached = indexes.get(units);
  if (cached) return cached;
  const stripped = units.map((unit) => bare(unit.name));
  const shared = sharedHead(stripped);
  const known = units.map((unit, index): Known => {
    const own = dropHeads((stripped[index] ?? []).slice(shared), places);
    const others = new Set(placeNames.get(own.join("")));
    for (const other of [unit.shortName, ...(unit.aliases ?? [])]) if (other) others.add(joinWords(other));
    others.add(joinWords(unit.name));
    // "y tế" for Sở Y tế, also where not all units are one.
    if (own.length > 1 && offices.has(own[0] ?? "")) others.add(own.slice(1).join(""));
    return {
      name: unit.name,
      words: own,
      joined: own.join(""),
      initials: own.map((word) => word[0]).join(""),
      others,
    };
  });
  const elsewhere = new Set<string>();
  for (const [place, spelled] of placeNames) {
    if (known.some((unit) => unit.joined === place || unit.others.has(place))) continue;
    for (const name of spelled) if (!known.some((unit) => unit.others.has(name))) elsewhere.add(name);
  }
  const names = new Set([...elsewhere, ...known.flatMap((unit) => [unit.joined, ...unit.others])]);
  const keys = new Set(placeKeys);
  units.forEach((unit, at) => {
    const parts = normalize(unit.name).match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
    keys.add(
      parts
        .slice(parts.length - (known[at]?.words.length ?? 0))
        .map(markKey)
        .join(""),
    );
  });
  const firsts = new Set([...placeFirsts, ...names, ...known.map((unit) => unit.words[0] ?? "")]);
  for (const unit of units) {
    for (const other of [unit.shortName, ...(unit.aliases ?? [])])
      if (other) firsts.add(wordsOf(other)[0] ?? "");
  }
  const index = { known, elsewhere, names, keys, firsts };
  indexes.set(units, index);
  return index;
}

type Found = string | string[] | null;

function closest(typed: string, known: readonly Known[]): Found {
  const allowed = typed.length < 4 ? 0 : typed.length < 7 ? 1 : 2;
  const distances = known.map((unit) => editDistance(typed, unit.joined, allowed + 1));
  const best = Math.min(...distances);
  if (allowed === 0 || best > allowed) return null;
  const near = known
    .filter((_, index) => (distances[index] ?? best + 2) <= best + 1)
    .map((unit) => unit.name);
  return near.length === 1 && best === 1 ? (near[0] ?? null) : near;
}

const oneOrList = (found: readonly Known[]): Found =>
  found.length === 1 ? (found[0]?.name ?? null) : found.map((unit) => unit.name);

/**
 * The unit the words name: its full name, a list to choose from (one entry: "did you mean …?"), or `null` when no such
 * unit is here.
 */
export function readUnit(text: string, units: readonly UnitView[]): Found {
  const { known, elsewhere } = indexUnits(units);
  const whole = bare(normalize(text));
  const typedWords =
    normalize(text)
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  let end = whole.length;
  const inSomeName = (word: string): boolean => known.some((unit) => unit.words.includes(word));
  const ahead = typedWords.length - whole.length;
  while (end > 1 && isClosing(typedWords[end - 1 + ahead] ?? "") && !inSomeName(whole[end - 1] ?? "")) end--;
  const named = whole.slice(0, end);
  const typed = dropHeads(named, places);
  const joined = typed.join("");
  if (
    joined === "" ||
    (typed.length === 1 && offices.has(joined) && !known.some((unit) => unit.words.includes(joined, 1)))
  )
    return null;
  const same = known.filter((unit) => unit.joined === joined);
  if (same.length > 0) return oneOrList(same);
  const spelled = new Set([joined, named.join(""), whole.join("")]);
  for (const form of spelled) if (elsewhere.has(form)) return null;
  const called = known.filter(
    (unit) => unit.initials === joined || [...spelled].some((form) => unit.others.has(form)),
  );
  if (called.length > 0) return oneOrList(called);
  if (typed.length === 1) {
    const holding = known.filter((unit) => unit.words.includes(joined));
    if (holding.length > 0) return holding.map((unit) => unit.name);
  }
  const begun = known.filter(
    (unit) =>
      unit.words.length === typed.length &&
      unit.words.every((word, index) => word.startsWith(typed[index] ?? " ")),
  );
  if (begun.length > 0) return oneOrList(begun);
  return closest(joined, known);
}

/** Whether the folded, joined words are the name of a unit here or of any province. */
export function isPlaceName(joined: string, units: readonly UnitView[]): boolean {
  return indexUnits(units).names.has(joined);
}

/** Whether a name may begin with the folded word. */
export function opensPlace(first: string, units: readonly UnitView[]): boolean {
  return indexUnits(units).firsts.has(first);
}

/** The same with marks, as `markKey` gives them: a name, whatever else the words may mean. */
export function isPlaceKey(joined: string, units: readonly UnitView[]): boolean {
  return indexUnits(units).keys.has(joined);
}
