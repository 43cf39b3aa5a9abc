import { fold, normalize } from "../../domain/vietnamese/fold.ts";

const lead = "(?:(?:a|u|da|khoan|thoi|em|toi|xin|cho|hay|giup) )*";
const change = "(?:sua|doi|thay|viet|ghi|soan|chinh)(?: lai)?";
const what =
  "(?: (?:cai|phan))?(?: (?:noi dung|loi|cau|tin|thong bao|van ban)){0,2}(?: (?:thong bao|nay|lai))*";
const becomes = "(?: (?:thanh|la|nhu sau|lai la|lai thanh))?";
const named = "noi dung(?: (?:moi|la|nhu sau|thong bao|dung))*";
const withText = new RegExp(`^${lead}(?:${change}${what}${becomes}|${named}) *[:：\\n]\\s*`);
/** Without a colon the text is told apart by "thành". */
const intoText = new RegExp(
  `^${lead}${change} (?:noi dung|loi|thong bao)(?: thong bao)?(?: nay)? (?:thanh|la) +`,
);
const bare = new RegExp(
  `^${lead}${change} (?:noi dung|loi|thong bao|tin)(?: thong bao)?(?: nay)?(?: (?:a|nhe|nha|di))*[.!]*$`,
);

/** "sửa lại: Họp lúc 9 giờ": the new text of what is being written; "" when it is still to be said; null: about something else. */
export function readNewText(said: string): string | null {
  const text = normalize(said).trim();
  const folded = fold(text);
  const opening = withText.exec(folded) ?? intoText.exec(folded);
  if (opening) return text.slice(opening[0].length).trim();
  return bare.test(folded) ? "" : null;
}
