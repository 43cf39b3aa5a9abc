import { fold, normalize } from "./fold.ts";

/** A broadcast that is said in one message. */
export interface SpokenBroadcast {
  /** Whom it is for and when it goes, as said before the colon; "" when nothing is said of it. */
  readonly whom: string;
  /** Its text, as typed. */
  readonly body: string;
}

const lead =
  "(?:(?:a|da|vang|ok|em|toi|anh|chi|minh|bot|oi|nho|giup|cho|xin|hay|ban|lam on|muon|can|voi|dong chi) )*";
/** "gửi thông báo", "tb": after it nothing more needs to be said. */
const noun =
  "(?:(?:gui|soan|ra|phat|dang|len|lap|tao|lam|viet)(?: (?:giup|ho))?(?: (?:toi|em|anh|chi|minh))?(?: (?:ngay|nhanh|gap))? )?(?:(?:mot|1|cai) )*(?:thong bao|tbao|tb)(?: (?:moi|nhanh|gap|khan))?";
/** "nhắn các sở", "gửi cho Hà Nam": what follows must name whom. */
const verb =
  "(?:gui|nhan|nhac|nhac nho|don doc|bao)(?: (?:tin nhan|tin|loi))?(?: (?:ngay|luon|gap))?(?: (?:cho|den|toi))?";
const opening = new RegExp(`^${lead}(?:(?<noun>${noun})|${verb})(?=[ :\\n]|$)`);
/** The colon that ends the address: not that of a time. */
const end = /:(?!\d)|(?<!\d):|\n/;

/** UTF-16 units: longer before the colon is no address but a text. */
const longest = 120;

/**
 * "Thông báo: họp lúc 15h", "nhắn các sở chưa nộp lúc 14h: nộp gấp số liệu"; null for any other message. Without the word
 * thông báo it is one only if `whom` names units or people, which the caller decides: "báo cáo: CT3 85%" addresses nobody.
 */
export function readSpokenBroadcast(text: string): (SpokenBroadcast & { readonly named: boolean }) | null {
  const typed = normalize(text).trim();
  const folded = fold(typed);
  const opened = opening.exec(folded);
  if (!opened) return null;
  const from = opened[0].length;
  const colon = end.exec(folded.slice(from, from + longest));
  if (!colon) return null;
  const whom = typed.slice(from, from + colon.index).trim();
  const body = typed.slice(from + colon.index + 1).trim();
  const named = opened.groups?.noun !== undefined;
  return body === "" || (whom === "" && !named) ? null : { whom, body, named };
}
