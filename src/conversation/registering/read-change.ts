import { fold } from "../../domain/vietnamese/fold.ts";

/** A wish to change an own target, as far as the sentence says it. */
export interface ChangeWish {
  number: number;
  /** The part to be changed, when it alone is named. */
  field: "newTitle" | "plan" | "due" | null;
  /** The change in words, with its part first: "hạn 30/10"; empty when it is to be asked for. */
  words: string;
  reason: string | null;
}

const lead = "^(?:(?:em|toi|xin|cho|de nghi|muon)\\s+)*";
const code = "(?:cua\\s+)?(?:chi tieu|ct)\\s*(?:so\\s*)?(?:ct\\s*)?0*(\\d{1,3})(?!\\d)";
const ask = "(?:sua|doi|thay doi|dieu chinh|chinh sua|chinh)";
const part = "(ten|ke hoach|thoi han|han chot|han|khong co han|cang)(?![a-z])";

/** "sửa chỉ tiêu CT2 kế hoạch 150" */
const codeFirst = new RegExp(`${lead}${ask}\\s+${code}(?:\\s*[:,]?\\s+(${part}.*)|\\s*[.!]?)$`);
/** "đổi hạn CT2 sang 30/10", "nâng kế hoạch CT2 lên 150" */
const partFirst = new RegExp(
  `${lead}(?:${ask}|nang|tang|giam|ha|lui|doi lai|keo dai)\\s+(?:lai\\s+)?(ten|ke hoach|thoi han|han chot|han)\\s+${code}(?:\\s*[:,=]?\\s*(?:(?:sang|thanh|la|den|toi|lui den|len|xuong|con|bang)(?![a-z])\\s*)*(\\S.*)|\\s*[.!]?)$`,
);
/** "gia hạn CT2 đến 30/10" */
const longer = new RegExp(
  `${lead}(?:xin\\s+)?gia han(?:\\s+cho)?\\s+${code}(?:\\s*(?:(?:sang|them|den|toi|het)(?![a-z])\\s*)*(\\S.*)|\\s*[.!]?)$`,
);
const because = /(?:\s*[,;.]\s*|\s+)(?:vi|do|ly do(?:\s+la)?)(?![a-z])\s*:?\s*(\S.*)$/;

const fields = { ten: "newTitle", "ke hoach": "plan" } as const;

/** A request to change one of the own targets; null when the message is none. */
export function readChange(text: string): ChangeWish | null {
  const typed = text.trim();
  const folded = fold(typed);
  const first = codeFirst.exec(folded);
  const second = first ? null : partFirst.exec(folded);
  const third = first || second ? null : longer.exec(folded);
  const tail = (length: number | undefined) => (length ? typed.slice(-length) : "");
  if (first) return withReason(Number(first[1]), null, "", tail(first[2]?.length));
  if (second) {
    const word = second[1] ?? "";
    const field = word in fields ? fields[word as keyof typeof fields] : "due";
    return withReason(Number(second[2]), field, word, tail(second[3]?.length));
  }
  return third && withReason(Number(third[1]), "due", "han", tail(third[2]?.length));
}

function withReason(number: number, field: ChangeWish["field"], word: string, said: string): ChangeWish {
  // A title may have "vì" and "do" in it.
  const reason = field === "newTitle" || fold(said).startsWith("ten") ? null : because.exec(fold(said));
  const value = reason ? said.slice(0, reason.index).trim() : said;
  return {
    number,
    field,
    words: value === "" ? "" : `${word} ${value}`.trim(),
    reason: reason?.[1] ? said.slice(-reason[1].length) : null,
  };
}
