import { fold } from "./fold.ts";

const before =
  "(?:da|vang|ok|oke|okie|oki|u|uh|em|toi|minh|anh|chi|chau|chung em|ben em|don vi|xin|bao cao|kinh|thua|roi)";
const has = "(?:(?:da|vua|moi) )?(?:nhan|tiep nhan|nhan duoc|tiep nhan duoc)(?: du| ro| day du)?";
const after =
  "(?:duoc|roi|r|roi a|a|nhe|nha|em|anh|chi|sep|dong chi|cam on|cam on anh|ok|day|tu|nay|tren|cua|cum|khoi|truong|so vu|ne)";
const noun = "(?:thong bao|tb|tin thong bao|ban thong bao|thong bao moi)(?:(?: so)? ?(\\d{1,6}))?";
const received = new RegExp(`^(?:${before} )*${has}(?: ${after})*(?: ${noun})?(?: ${after})*$`);
const seen = new RegExp(
  `^(?:${before} )*(?:(?:da|vua|moi) )(?:doc|xem|nam|nam duoc|biet|ro)(?: ${after})*(?: ${noun})(?: ${after})*$`,
);
const named = new RegExp(`^(?:${before} )*${noun}(?: ${before})* ${has}(?: ${after})*$`);
/** UTF-16 units; a longer message says more than that something arrived. */
const longest = 80;

/**
 * "Đã nhận ạ", "dạ em nhận được thông báo số 7 rồi": a broadcast is acknowledged; `number` as it was named. Null when the
 * message says something else beside it, or does not say it: "nhận" alone, "đã nhận 15 hồ sơ".
 */
export function readAcknowledgement(text: string): { number: number | null } | null {
  if (text.length > longest) return null;
  const plain = fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  const found = received.exec(plain) ?? seen.exec(plain) ?? named.exec(plain);
  if (!found || plain === "nhan") return null;
  return { number: found[1] === undefined ? null : Number(found[1]) };
}
