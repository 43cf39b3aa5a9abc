import { markKey } from "./fold.ts";

// Keys of the Telex way of typing that reached the text undecoded ("ddatj" for đạt): a keyboard was off for a moment.

const shapes: readonly (readonly [RegExp, string])[] = [
  [/^dd|(?<=^d\S*)d$/, "đ"],
  [/uow/, "ươ"],
  [/aa/, "â"],
  [/aw/, "ă"],
  [/ee/, "ê"],
  [/oo/, "ô"],
  [/ow/, "ơ"],
  [/uw/, "ư"],
];
const toneKeys = "fsrxj";
const tones = ["\u0300", "\u0301", "\u0309", "\u0303", "\u0323"];

/** The syllable meant by raw Telex keys, or `null` if the word doesn't look like them. */
export function decodeTelex(word: string): string | null {
  let rest = word.toLowerCase();
  if (rest.length < 3 || !/^[a-z]+$/.test(rest) || !/dd|w|aa|ee|oo|[fsrxj]/.test(rest.slice(1))) {
    if (!rest.startsWith("dd")) return null;
  }
  let tone = "";
  const toned = /^(.*[aeiouyw][a-z]*?)([fsrxj])(?![aeiouy])(.*)$/.exec(rest);
  if (toned) {
    tone = tones[toneKeys.indexOf(toned[2] ?? "f")] ?? "";
    rest = (toned[1] ?? "") + (toned[3] ?? "");
  }
  for (const [keys, letter] of shapes) rest = rest.replace(keys, letter);
  const vowel = /[âăêôơư](?!ơ)|[aeiouy]/.exec(rest);
  if (tone === "" || !vowel) return markKey(rest) === word ? null : rest;
  const shaped = rest.search(/[âăêôơ]|ư(?!ơ)/);
  const place = shaped >= 0 ? shaped : vowel.index;
  return (rest.slice(0, place + 1) + tone + rest.slice(place + 1)).normalize("NFC");
}
