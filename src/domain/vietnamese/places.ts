import type { Bit } from "./bits.ts";
import { fold } from "./fold.ts";
import type { Context } from "./meaning.ts";
import { anyAt, isSign } from "./phrases.ts";
import type { Message } from "./tokens.ts";
import { isPlaceKey, isPlaceName, opensPlace } from "./units.ts";

// Names of member units and provinces inside a message.

const unitHeads = ["sở nội vụ", "snv", "tỉnh", "thành phố", "tp"];

const headFolds = new Set(unitHeads.map((head) => fold(head).split(" ")[0] ?? ""));

/** A member unit or another province, by its name. */
export function placeAt(message: Message, at: number, { units }: Context): Bit | null {
  const first = message.tokens[at];
  if (first?.kind !== "word" || !(headFolds.has(first.fold) || opensPlace(first.fold, units))) return null;
  const head = anyAt(message, at, unitHeads);
  let from = at + head;
  if (head > 0) from += isSign(message, from, ".") ? 1 : 0;
  if (head > 0) from += anyAt(message, from, unitHeads);
  for (let length = 7; length >= 1; length--) {
    let joined = "";
    let key = "";
    let capital = true;
    let count = 0;
    for (; count < length; count++) {
      const token = message.tokens[from + count];
      if (token?.kind !== "word") break;
      joined += token.fold;
      key += token.key;
      capital &&= token.text !== token.text.toLowerCase();
    }
    if (count < length || joined.length < 5 || !isPlaceName(joined, units)) continue;
    // Many names are words, too ("hòa bình", "hai phòng"): the marks must be right, or the capitals, or the message has none.
    const next = from + length;
    const exact = isPlaceKey(key, units) || capital || !message.marked || head > 0;
    if (length === 1 && joined.length < 5) continue;
    if (!exact) continue;
    return { kind: "unit", start: at, next, name: spell(message, at, next) };
  }
  return null;
}

export function spell(message: Message, from: number, to: number): string {
  const first = message.tokens[from];
  const last = message.tokens[to - 1];
  return first && last ? message.text.slice(first.start, last.end) : "";
}
