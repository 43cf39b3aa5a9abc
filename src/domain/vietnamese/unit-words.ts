import type { Bit } from "./bits.ts";
import { tagAt } from "./lexicon.ts";
import type { UnitView } from "./meaning.ts";
import { anyAt, isSign } from "./phrases.ts";
import { spell } from "./places.ts";
import { requestWords } from "./request-words.ts";
import type { Message } from "./tokens.ts";
import { opensPlace, readUnit } from "./units.ts";

/** The member unit a request names: none, one, or a question with the names to choose from. */
type UnitNamed = { readonly unit: string } | { readonly candidates: readonly string[] } | null;

/** Words that stand for the sender, everybody or a kind of thing: no name follows. */
const generic = new Set(
  "em minh toi anh chi ben don cum khoi ta cac ca chung toan tat thang quy nam tuan phong moi nhung ai nao bot ban ho sep co chu bac ong ba giup ho tui dc dong chi can bo nguoi may no nay do kia tung lai luon di len hop bao dung lop hs chieu sang toi mai ngay".split(
    " ",
  ),
);

const markers = ["của", "cho", "sở nội vụ", "snv", "tỉnh", "thành phố", "tp", "bên", "đơn vị", "cua"];
const strong = ["của", "sở nội vụ", "snv", "tỉnh", "thành phố", "tp"];

/** Looks for the name: a full name anywhere, words after của, SNV and the like, or words right after the request's keyword. */
export function findUnit(
  message: Message,
  bits: readonly Bit[],
  keywordEnds: readonly number[],
  units: readonly UnitView[],
  ranked = false,
): UnitNamed {
  const free = freeWords(message, bits);
  const places = bits.filter((bit) => bit.kind === "unit").map((bit) => readUnit(bit.name, units));
  if (places.length > 0) return places.length === 1 ? answer(places[0] ?? null) : severalNamed(places, units);
  for (let at = 0; at < message.tokens.length; at++) {
    const marker = anyAt(message, at, markers);
    if (marker === 0) continue;
    const found = nameAt(message, at + marker, free, units);
    if (found !== null) return answer(found);
    if (
      anyAt(message, at, message.marked ? strong : strong.slice(0, 3)) > 0 &&
      givesName(message, at + marker, free)
    )
      return { candidates: [] };
  }
  for (const end of [...keywordEnds, 0]) {
    const begun = ranked && !message.marked ? begunNameAt(message, end, free, units, true) : null;
    const found = begun ?? nameAt(message, end, free, units);
    if (found !== null) return answer(found);
  }
  return null;
}

type Found = string | readonly string[] | null;

/** A name that fits no unit here is asked about, without choices. */
function answer(found: Found): UnitNamed {
  if (typeof found === "string") return { unit: found };
  return { candidates: found ?? [] };
}

/** Several names in one request: all of them to choose from. */
function severalNamed(found: readonly Found[], units: readonly UnitView[]): UnitNamed {
  const names = new Set(found.flatMap((name) => name ?? []));
  const [only] = names;
  if (names.size === 1 && only !== undefined) return { unit: only };
  return { candidates: units.map((unit) => unit.name).filter((name) => names.has(name)) };
}

/** Tokens that are part of nothing else: no day, figure, target. */
function freeWords(message: Message, bits: readonly Bit[]): ReadonlySet<number> {
  const free = new Set<number>();
  for (const bit of bits) {
    const taken =
      bit.kind === "date" ||
      bit.kind === "target" ||
      (bit.kind === "figure" && message.tokens[bit.start]?.kind === "number");
    if (!taken) for (let at = bit.start; at < bit.next; at++) free.add(at);
  }
  return free;
}

function givesName(message: Message, at: number, free: ReadonlySet<number>): boolean {
  const token = message.tokens[at];
  return token?.kind === "word" && free.has(at) && !generic.has(token.fold) && token.fold.length > 1;
}

/** "ha n", "H.Phòng", "q ninh": two words, one of them cut to its first letter. Particles of one letter cut nothing. */
function shortNameAt(
  message: Message,
  at: number,
  free: ReadonlySet<number>,
  units: readonly UnitView[],
): Found {
  const first = message.tokens[at];
  const dot = isSign(message, at + 1, ".") && message.tokens[at + 1]?.gap === false ? 1 : 0;
  const second = message.tokens[at + 1 + dot];
  if (first?.kind !== "word" || second?.kind !== "word" || !free.has(at) || !free.has(at + 1 + dot))
    return null;
  const isCut = (word: string, particles: string): boolean => word.length === 1 && !particles.includes(word);
  const cut = dot > 0 ? first.fold.length === 1 : isCut(first.fold, "aeck") || isCut(second.fold, "aeckorvz");
  return cut && first.fold.length + second.fold.length > 2
    ? readUnit(spell(message, at, at + 2 + dot), units)
    : null;
}

/** "nam đị", "nam dinhj": a word that says other things, too, and the beginning or a slip of a name's second word. */
function begunNameAt(
  message: Message,
  at: number,
  free: ReadonlySet<number>,
  units: readonly UnitView[],
  ranked = false,
): Found {
  const first = message.tokens[at];
  const second = message.tokens[at + 1];
  if (first?.kind !== "word" || second?.kind !== "word" || !free.has(at) || !free.has(at + 1)) return null;
  if (!generic.has(first.fold) || !opensPlace(first.fold, units)) return null;
  // "xep hang nam di": behind a word of rank a name is asked after, not a year.
  if (generic.has(second.fold) && second.key === second.fold && !ranked) return null;
  const found = readUnit(spell(message, at, at + 2), units);
  return typeof found === "string" || ranked ? found : null;
}

/** The words at a token that name a unit or may be meant for one: the longest of up to seven. */
function nameAt(message: Message, at: number, free: ReadonlySet<number>, units: readonly UnitView[]): Found {
  const short = shortNameAt(message, at, free, units);
  if (short !== null) return short;
  // "của Nam": a name, though the word alone says other things.
  const proper =
    /^\p{Lu}\p{Ll}+$/u.test(message.tokens[at]?.text ?? "") && message.tokens[at - 1]?.fold === "cua";
  if (proper && free.has(at) && generic.has(message.tokens[at]?.fold ?? "")) {
    const found = readUnit(spell(message, at, at + 1), units);
    if (found !== null) return found;
  }
  const begun = begunNameAt(message, at, free, units);
  if (begun !== null) return begun;
  if (!givesName(message, at, free) || (tagAt(message, at) && !isName(message, at))) return null;
  const next = requestWords.at(message, at);
  if (next && next.tag !== "plain") return null;
  for (let length = 7; length >= 1; length--) {
    let count = 0;
    while (count < length && message.tokens[at + count]?.kind === "word" && free.has(at + count)) count++;
    if (count < length) continue;
    const found = readUnit(spell(message, at, at + length), units);
    if (found !== null) return found;
  }
  return null;
}

/** "hai", "nam", "thai": number words and others that begin names. */
const isName = (message: Message, at: number): boolean => /^\p{Lu}/u.test(message.tokens[at]?.text ?? "");
