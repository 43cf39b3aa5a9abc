import { fold } from "./fold.ts";

const before =
  "(?:da|vang|ok|oke|okie|oki|u|uh|em|toi|minh|anh|chi|chau|chung em|ben em|don vi|xin|bao cao|kinh|thua|roi)";
const has = "(?:(?:da|vua|moi) )?(?:nhan|tiep nhan|nhan duoc|tiep nhan duoc)(?: du| ro| day du)?";
const after =
  "(?:duoc|roi|r|roi a|a|nhe|nha|em|anh|chi|sep|dong chi|cam on|cam on anh|ok|day|tu|nay|tren|cua|cum|khoi|truong|so vu|ne|noi dung|thong tin|y kien|chi dao|tinh than)";
const noun = "(?:thong bao|tb|tin thong bao|ban thong bao|thong bao moi)(?:(?: so)? ?(?<number>\\d{1,6}))?";
const every =
  "(?<all>(?:ca|het|tat ca|toan bo)(?: (?<count>\\d{1,3}|hai|ba|bon|nam))?(?: (?:cai|tin|thong bao|tb|tin nhan))*)";
const received = new RegExp(`^(?:${before} )*${has}(?: ${after})*(?: ${every}| ${noun})?(?: ${after})*$`);
const seen = new RegExp(
  `^(?:${before} )*(?:(?:da|vua|moi) )(?:doc|xem|nam|nam duoc|biet|ro)(?: ${after})*(?: ${noun})(?: ${after})*$`,
);
const named = new RegExp(`^(?:${before} )*${noun}(?: ${before})* ${has}(?: ${after})*$`);
const everyNamed = new RegExp(`^(?:${before} )*${every}(?: ${before})* ${has}(?: ${after})*$`);
/** "Đã rõ", "rõ ạ", "đã nắm được thông tin": with no word of what it is about. */
const understood = new RegExp(
  `^(?:${before} )*(?:(?:da|vua|moi) (?:ro|nam|nam duoc|nam ro|doc|xem|biet)|ro|nam duoc|nam ro)(?: ${after})*$`,
);
/** UTF-16 units; a longer message says more than that something arrived. */
const longest = 80;

const counts: Readonly<Record<string, number>> = { hai: 2, ba: 3, bon: 4, nam: 5 };

/** That a broadcast has arrived. */
export interface Acknowledgement {
  /** The one that is meant, as it was named. */
  readonly number: number | null;
  /** All that wait are meant ("cả hai", with how many they are, or "tất cả"). */
  readonly all: boolean;
  readonly count: number | null;
  /** Nothing but that it is understood, which may be said of something else. */
  readonly vague: boolean;
}

/**
 * "Đã nhận ạ", "dạ em nhận được thông báo số 7 rồi", "nhận cả hai rồi", "đã rõ": a broadcast is acknowledged. Null when the
 * message says something else beside it, or does not say it: "nhận" alone, "đã nhận 15 hồ sơ".
 */
export function readAcknowledgement(text: string): Acknowledgement | null {
  if (text.length > longest) return null;
  const plain = fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  if (plain === "nhan") return null;
  const one = received.exec(plain) ?? seen.exec(plain) ?? named.exec(plain) ?? everyNamed.exec(plain);
  if (!one)
    return understood.test(plain) && !text.includes("?")
      ? { number: null, all: false, count: null, vague: true }
      : null;
  const { number, all, count } = one.groups ?? {};
  return {
    number: number === undefined ? null : Number(number),
    all: all !== undefined,
    count: count === undefined ? null : (counts[count] ?? Number(count)),
    vague: false,
  };
}
