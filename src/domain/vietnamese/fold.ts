// Folding maps one character to one character, so that a position in the folded copy is a position in the text.

const vowels = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵ";

interface Letter {
  /** Without any mark. */
  readonly plain: string;
  /** With its shape (ă, ơ, đ …) but without the tone. */
  readonly shape: string;
  /** 0 level, 1 falling, 2 asking, 3 tumbling, 4 sharp, 5 heavy. */
  readonly tone: number;
}

const letters = new Map<string, Letter>();
Array.from(vowels).forEach((vowel, index) => {
  const shape = vowels.charAt(index - (index % 6));
  letters.set(vowel, { plain: shape.normalize("NFD").charAt(0), shape, tone: index % 6 });
});
letters.set("đ", { plain: "d", shape: "đ", tone: 0 });

const unseen = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe0e\ufe0f\ufeff]/g;
const blanks = /[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
const lineEnds = /\r\n?|[\u2028\u2029\u0085]/g;

/** ASCII as wide as an East Asian letter, from pages and tables that were laid out that way: ＣＴ２ １８. */
const wide = /[\uff01-\uff5e]/g;
const narrow = (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0);

/**
 * The text as it is stored, compared and shown: NFC, without zero-width and direction marks, plain letters, blanks and
 * line ends.
 */
export function normalize(text: string): string {
  const plain = text.replace(unseen, "").replace(lineEnds, "\n").replace(blanks, " ");
  return plain.replace(wide, narrow).normalize("NFC");
}

function foldLetter(letter: string): string {
  const known = letters.get(letter.toLowerCase());
  if (known) return known.plain;
  const folded = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace("đ", "d");
  return folded.length === letter.length ? folded : letter;
}

/** Lower case without marks, đ as d, of a normalised text: exactly as long as the text. */
export function fold(text: string): string {
  let folded = "";
  for (const letter of text) {
    const code = letter.charCodeAt(0);
    if (code < 128) folded += code >= 65 && code <= 90 ? String.fromCharCode(code + 32) : letter;
    else folded += foldLetter(letter);
  }
  return folded;
}

/** A syllable with its marks, the tone set apart: hoà and hòa have the same key, hoa and hóa do not. */
export function markKey(word: string): string {
  let key = "";
  let tone = 0;
  for (const letter of word.toLowerCase()) {
    const known = letters.get(letter);
    key += known?.shape ?? letter;
    if (known && known.tone > 0) tone = known.tone;
  }
  return tone === 0 ? key : key + tone;
}
