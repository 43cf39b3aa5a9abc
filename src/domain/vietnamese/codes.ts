import { editDistance } from "./edit-distance.ts";
import { measureAt } from "./measures.ts";
import { type NumberFound, readNumberAt } from "./numbers.ts";
import { anyAt, isSign } from "./phrases.ts";
import type { Message } from "./tokens.ts";

// T1: ct or chỉ tiêu and a number, in any case and spacing, with one wrong letter.

interface CodeFound {
  /** Codes it may mean; none: no such target in the list. */
  readonly codes: readonly string[];
  readonly next: number;
  /** "ct 1 5" with CT1 and CT15 in the list. */
  readonly open: boolean;
}

/** ct with a neighbouring key, one key too many, or the two swapped: only right before digits. */
const nearCt = new Set("cr cy cf cg xt vt dt ctt cct tc cta crt cty".split(" "));
const joined = new Set("chitieu ctieu chtieu ctiu".split(" "));

/** Everyday phrases one letter from "chi tieu": chi tiết, chi tiền, chỉ tiếp (5 công dân), chỉ thiếu, chị Hiếu (5 hồ sơ) … */
const lookAlikes = new Set(
  "chi tiet|chi tien|chi tiep|chi trieu|chi hieu|chi kieu|chi dieu|chi lieu|chi thieu|chi tieng".split("|"),
);

interface Head {
  readonly next: number;
  /** Spelled out: a figure after it may also be the plan. */
  readonly long: boolean;
}

function headAt(message: Message, at: number): Head | null {
  const token = message.tokens[at];
  if (token?.kind !== "word") return null;
  const { fold } = token;
  const follow = message.tokens[at + 1];
  if (fold === "ct" || joined.has(fold)) return { next: at + 1, long: fold !== "ct" };
  if (
    fold === "c" &&
    (follow?.fold === "t" || (isSign(message, at + 1, ".") && message.tokens[at + 2]?.fold === "t"))
  ) {
    return { next: follow?.fold === "t" ? at + 2 : at + 3, long: false };
  }
  if (follow?.kind === "number" && !follow.gap) {
    if (nearCt.has(fold)) return { next: at + 1, long: false };
    if (fold.length > 5 && editDistance(fold, "chitieu", 1) <= 1) return { next: at + 1, long: true };
  }
  if (follow?.kind !== "word" || fold.length < 2 || fold.length > 4 || follow.fold.length > 5) return null;
  if (fold[0] !== "c" && follow.fold[0] !== "t") return null;
  if (lookAlikes.has(`${fold} ${follow.fold}`) || editDistance(fold + follow.fold, "chitieu", 1) > 1)
    return null;
  return { next: at + 2, long: true };
}

const notNumbers = [
  "năm nay",
  "năm sau",
  "năm trước",
  "năm ngoái",
  "sau đây",
  "sau",
  "hai bên",
  "tư vấn",
  "ba bên",
  "không",
  "một số",
];

/** The code that begins at a token; `has` tells whether a target has the code. */
export function codeAt(message: Message, at: number, has: (code: string) => boolean): CodeFound | null {
  const head = headAt(message, at);
  if (!head) return null;
  let { next } = head;
  if (
    !head.long &&
    (isSign(message, next, ".") ||
      isSign(message, next, "-") ||
      isSign(message, next, "_") ||
      isSign(message, next, "#"))
  ) {
    if (message.tokens[next]?.gap !== true && message.tokens[next + 1]?.gap !== true) next++;
    else if (isSign(message, next, ".")) next++;
  }
  const ordinal = message.tokens[next]?.fold;
  if (anyAt(message, next, ["số thứ"]) > 0) next += 2;
  else if ((ordinal === "so" || ordinal === "thu") && message.tokens[next]?.kind === "word") next++;
  const token = message.tokens[next];
  if (token?.kind === "number") return digitsCode(message, next, head, has);
  if (token?.kind !== "word" || anyAt(message, next, notNumbers) > 0 || isYear(message, next)) return null;
  const word = readNumberAt(message, next);
  const value = word?.values[0];
  if (!word || word.values.length !== 1 || value === undefined || !Number.isInteger(value)) return null;
  // Number words run into each other: "ct ba năm phần trăm" stays whole only if there is such a target.
  const whole = has(`CT${value}`) ? word : firstWord(message, next);
  const single = whole?.values[0];
  if (!whole || single === undefined) return null;
  const code = `CT${single}`;
  if (!has(code) && isCounted(message, whole.next)) return null;
  return { codes: has(code) ? [code] : [], next: whole.next, open: false };
}

/** "chỉ tiêu năm 2019": the year, and not the fifth; "ct năm 2019 hồ sơ" counts. */
const isYear = (message: Message, at: number): boolean =>
  message.tokens[at]?.fold === "nam" &&
  /^(?:19|20)\d\d$/.test(message.tokens[at + 1]?.text ?? "") &&
  !isCounted(message, at + 2);

/** The number the one word at a token says. */
function firstWord(message: Message, at: number): NumberFound | null {
  const found = readNumberAt({ ...message, tokens: message.tokens.slice(at, at + 1) }, 0);
  return found && { ...found, next: at + 1 };
}

function isCounted(message: Message, at: number): boolean {
  return isSign(message, at, "%") || measureAt(message, at) !== null || anyAt(message, at, ["phần trăm"]) > 0;
}

function digitsCode(
  message: Message,
  at: number,
  head: Head,
  has: (code: string) => boolean,
): CodeFound | null {
  const token = message.tokens[at];
  if (!token || !/^\d{1,3}$/.test(token.text)) return null;
  const code = `CT${Number(token.text)}`;
  const next = at + 1;
  const known = has(code);
  // "chỉ tiêu 95%", "chỉ tiêu 200 hồ sơ": a plan, not a code.
  if (
    head.long &&
    !isSign(message, next, ":") &&
    (isSign(message, next, "%") || (!known && isCounted(message, next)))
  )
    return null;
  // "05/CT-TTg" and the like.
  if (
    isSign(message, next, "/") &&
    message.tokens[next + 1]?.kind === "word" &&
    !message.tokens[next + 1]?.gap
  )
    return null;
  const follow = message.tokens[next];
  // "ct1o": CT1 and a slip, or CT10 typed with a letter.
  if (follow?.kind === "word" && !follow.gap && /^[oli]$/.test(follow.fold)) {
    const meant = `CT${Number(token.text + (follow.fold === "o" ? "0" : "1"))}`;
    const both = [code, meant].filter(has);
    return { codes: both, next: next + 1, open: both.length !== 1 || both[0] === code };
  }
  if (token.gap && follow?.kind === "number" && follow.gap && /^\d$/.test(follow.text)) {
    const longer = `CT${Number(token.text + follow.text)}`;
    const counted = isCounted(message, next + 1) || isSign(message, next + 1, "/");
    if (has(longer) && !known) return { codes: [longer], next: next + 1, open: false };
    if (has(longer) && !counted) return { codes: [code, longer], next: next + 1, open: true };
  }
  return { codes: known ? [code] : [], next, open: false };
}
