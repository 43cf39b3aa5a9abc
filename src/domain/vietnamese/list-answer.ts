import { fold, normalize } from "./fold.ts";
import { readReply } from "./replies.ts";

/** What somebody answers to choices that are written as a numbered list. */
export type ListAnswer =
  /** "1", "số 1", "chọn 2 nhé" */
  | { readonly kind: "number"; readonly number: number }
  /** "K7 1", "k7-1", "K7 đã nhận", "K7" alone: `number` is null where it says none, `words` what follows then. */
  | { readonly kind: "coded"; readonly code: number; readonly number: number | null; readonly words: string };

const lead = "(?:(?:tra loi|chon|ma|so|nut|cau|muc|y|phuong an|lua chon|la)(?: |: ?))*";
const courtesy = "(?: (?:a|ah|nhe|nha|em|di|voi|giup))*";
const bare = new RegExp(`^${lead}(\\d{1,2})[.)!]*${courtesy}$`);
const coded = /^(?:(?:trả lời|tra loi|chọn|chon|mã|ma|câu|cau)(?: |: ?))*k ?0?(\d{1,2})(?!\d)(.*)$/isu;

/** A list's number said by itself, in figures or as "số hai"; null for anything more than that. */
function numberIn(text: string): number | null {
  const folded = fold(text).trim();
  const figures = bare.exec(folded)?.[1];
  if (figures !== undefined) return Number(figures) > 0 ? Number(figures) : null;
  // "thứ 2" is Monday.
  if (folded.startsWith("thu ")) return null;
  const reply = readReply(text);
  return reply?.kind === "choice" ? reply.number : null;
}

/**
 * Reads a whole message as an answer to a numbered list; null when it is none. A list's code is K and 1 to 99, so that no
 * target code ("CT1 85") and no figure with its measure ("85%", "7 cuộc") reads as one.
 */
export function readListAnswer(text: string): ListAnswer | null {
  const plain = normalize(text).replace(/\s+/g, " ").trim();
  const [, digits, after = ""] = coded.exec(plain) ?? [];
  if (digits !== undefined) {
    const code = Number(digits);
    const words = after.replace(/^[\s\-–.:,;)/>]+/, "").trim();
    // A word that begins with k and a figure is no code.
    if (code === 0 || /^[\p{L}%]/u.test(after)) return null;
    return { kind: "coded", code, number: words === "" ? null : numberIn(words), words };
  }
  const number = numberIn(plain);
  return number === null ? null : { kind: "number", number };
}
