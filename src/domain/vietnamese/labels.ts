import type { Bit } from "./bits.ts";
import { fold, markKey } from "./fold.ts";
import { measureAt } from "./measures.ts";
import { readNumberAt } from "./numbers.ts";
import { anyAt, isSign } from "./phrases.ts";
import type { Message, Token } from "./tokens.ts";

// Numbers that count nothing: list numbers, rooms, documents, telephones.

/** Words after which a number counts nothing: TUẦN 24, phòng 302. */
const labels =
  "tuần phòng đợt lần đoạn khóa điều khoản mục lục bảng nhóm tổ trang tầng hạng top thứ số kỳ cụm khối biểu mẫu chương bước câu trí đt sđt zalo hotline thoại máy ngõ đường version zoom id quyển stt".split(
    " ",
  );
const labelKeys = new Set(labels.map(markKey));
/** Without marks: not those that look like words before a figure ("tang 5"). */
const labelFolds = new Set(
  labels.map(fold).filter((word) => !["tang", "to", "may", "tri", "cau", "ban"].includes(word)),
);

/** Documents that are called by their number: "nghị quyết 05". */
export const documents = [
  "nghị quyết",
  "nghị định",
  "quyết định",
  "chỉ thị",
  "thông tư",
  "thông báo",
  "công văn",
  "tờ trình",
];

const isLabel = (message: Message, token: Token): boolean =>
  message.marked ? labelKeys.has(token.key) : labelFolds.has(token.fold);

const counting = new Set("tong con them dat duoc dc la".split(" "));

const bullets = "-+•*·–—✅✔☑▪►➤";

export function lineStart(message: Message, at: number): boolean {
  const before = message.tokens[at - 1];
  return before === undefined || before.kind === "line";
}

/** A bullet or list number at the start of a line: its tokens, or 0. */
export function listMark(message: Message, at: number): number {
  const token = message.tokens[at];
  const follow = message.tokens[at + 1];
  if (!token || !follow || follow.kind === "line") return 0;
  if (token.kind === "sign" && bullets.includes(token.text)) return 1;
  if (
    token.kind === "sign" &&
    token.text === "(" &&
    /^\d{1,2}$/.test(follow.text) &&
    isSign(message, at + 2, ")")
  )
    return 3;
  const short = token.kind === "number" ? /^\d{1,2}$/.test(token.text) : /^[a-hđ]$/.test(token.fold);
  if (!short || follow.kind !== "sign" || follow.gap) return 0;
  const after = message.tokens[at + 2];
  if (!after || after.kind === "line") return 0;
  if (follow.text === "." || follow.text === ")") return 2;
  return token.kind === "number" && (follow.text === "/" || follow.text === "-") && after.gap ? 2 : 0;
}

/** "…, 1) CT1: 150": a list number in the middle of a line, before a target. */
export function inlineMark(
  message: Message,
  at: number,
  last: Bit | undefined,
  beginsTarget: (at: number) => boolean,
): number {
  const token = message.tokens[at];
  if (token?.kind !== "number" || !/^\d{1,2}$/.test(token.text)) return 0;
  // "… 2/ ct3: 88%"
  if (isSign(message, at + 1, "/") && !message.tokens[at + 1]?.gap && message.tokens[at + 2]?.gap)
    return message.tokens[at - 1]?.kind === "sign" || token.gap ? (beginsTarget(at + 2) ? 2 : 0) : 0;
  if (last?.kind !== "comma" && last?.kind !== "sentence") return 0;
  return (isSign(message, at + 1, ")") || isSign(message, at + 1, ".")) && beginsTarget(at + 2) ? 2 : 0;
}

const people = new Set("anh chi co chu bac ong ba".split(" "));

/** A document's number, a phone number, the number of a room or week: the first token after it, or 0. */
export function labelEnd(message: Message, at: number): number {
  const number = message.tokens[at] as Token;
  const before = message.tokens[at - 1];
  const stroke = message.tokens[at + 1];
  let chain = at + 1;
  const longest = at + 12;
  while (
    chain < longest &&
    message.tokens[chain] &&
    !message.tokens[chain]?.gap &&
    message.tokens[chain]?.kind !== "line" &&
    !",;:.)%".includes(message.tokens[chain]?.text ?? "")
  )
    chain++;
  const hasWord = message.tokens.slice(at + 2, chain).some((part) => part.kind === "word");
  const glued = message.tokens[at + 2];
  if (
    stroke?.kind === "sign" &&
    "/-".includes(stroke.text) &&
    !stroke.gap &&
    glued?.kind === "word" &&
    !glued.gap
  )
    return chain;
  if (stroke?.text === "/" && hasWord && /^\d{4}$/.test(glued?.text ?? "")) return chain;
  if (/^0\d{3,}/.test(number.text) || /^\+?84\d{8,}/.test(number.text)) {
    let next = at + 1;
    while (message.tokens[next]?.kind === "number" && /^\d{3,4}$/.test(message.tokens[next]?.text ?? ""))
      next++;
    return next;
  }
  // "anh 3 ơi": the third-born, not three of anything.
  if (
    before &&
    people.has(before.fold) &&
    /^(?:[2-9]|10)$/.test(number.text) &&
    stroke?.kind === "word" &&
    !measureAt(message, at + 1)
  )
    return at + 1;
  if (before?.fold === "so" && message.tokens[at - 2]?.fold === "ho") return 0;
  const numbered = anyAt(message, at - 2, documents) > 0;
  if (before?.kind !== "word" || !(numbered || isLabel(message, before)) || isSign(message, at + 1, "%"))
    return 0;
  if ((readNumberAt(message, at)?.next ?? 0) > at + 1) return 0;
  const dated = numbered && anyAt(message, at + 1, ["năm", "ngày", "tháng"]) > 0;
  if ((measureAt(message, at + 1) && !dated) || anyAt(message, at + 1, ["phần trăm"]) > 0) return 0;
  const wider = message.tokens[at - 2];
  if (before.fold === "so" && wider?.kind === "word" && counting.has(wider.fold)) return 0;
  if (stroke?.text === "/" && before.fold !== "so") return 0;
  return before.fold === "so" ? chain : at + 1;
}
