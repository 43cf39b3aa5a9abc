import { type DatePhrase, readDatePhrase } from "./dates.ts";
import { fold } from "./fold.ts";
import { type SendTime, sendTimeOf, type Today } from "./send-time.ts";
import { type Message, tokenize } from "./tokens.ts";
import { wordList } from "./word-list.ts";

/** A wish that a broadcast goes out at another time. */
export interface MoveRequest {
  /** "thông báo" was said; otherwise it is about the one that was just spoken of. */
  readonly named: boolean;
  readonly number: number | null;
  /** Null: it is not said to when, or not exactly. */
  readonly to: SendTime | null;
}

const words = wordList({
  // Also without a time they want another one.
  move: [
    "dời|dời lại|dời lịch|dời ngày|dời giờ|lùi|lùi lại|lùi lịch|lùi ngày|lùi giờ|đổi giờ|đổi ngày|đổi lịch|đổi hẹn|đổi thời gian|chuyển giờ|chuyển ngày|chuyển lịch",
    "chuyển thời gian|sửa giờ|sửa lại giờ|sửa lịch|sửa lại lịch|sửa thời gian|thay đổi giờ|thay đổi lịch|thay đổi thời gian|đặt lại giờ|đặt lại lịch",
  ].join("|"),
  change:
    "chuyển|chuyển lại|đổi|đổi lại|hoãn|hoãn lại|tạm hoãn|tạm dời|sửa|sửa lại|đẩy|đẩy lùi|rời|rời lại|hẹn lại|đặt lại|đặt lịch lại",
  // Of any broadcast it may be a new one.
  leave: "để|để lại|để gửi|gửi|gửi lại|cho gửi|hẹn|phát",
  thing: "thông báo|tb|tin thông báo|bản thông báo|thông báo hẹn giờ|tin hẹn giờ",
  from: "từ|từ lúc",
  because: "vì|do|bởi|tại vì|bởi vì",
  other: [
    "sang|qua|đến|tới|vào|lúc|vào lúc|thành|về|ra|xuống|lên|giờ gửi|lịch gửi|ngày gửi|thời gian gửi|lịch|hẹn giờ|việc gửi|giờ hẹn|đầu giờ|khoảng|tầm|sớm hơn|muộn hơn|trễ hơn|sớm lên",
    "thôi|à|ừ|khoan|dạ|vâng|ạ|nhé|nha|nhe|đi|giúp|hộ|dùm|giùm|em|tôi|anh|chị|mình|cho|bot|ơi|xin|nhờ|hãy|vui lòng|đề nghị|lại|luôn|nữa|hẵng|thì|với|ok|không|ko|được|đc|dc",
    "này|đó|kia|ấy|trên|vừa rồi|vừa hẹn|vừa đặt|vừa soạn|vừa lập|mới soạn|đã hẹn|đã soạn|cái|bản|tin|của|đồng chí|muốn|cần|có thể|hay là",
  ].join("|"),
});
type Tag = NonNullable<ReturnType<typeof words.at>>["tag"];

/** UTF-16 units; it is said shortly. */
const longest = 120;

interface Read {
  verb: Extract<Tag, "move" | "change" | "leave"> | null;
  named: boolean;
  number: number | null;
  from: DatePhrase | null;
  to: DatePhrase | null;
}

/** The number of "thông báo số 3" at a token. */
function numberAt({ tokens }: Message, at: number): { value: number; next: number } | null {
  const next = tokens[at]?.fold === "so" ? at + 1 : at;
  const figure = tokens[next];
  if (figure?.kind !== "number" || !/^\d{1,6}$/.test(figure.text)) return null;
  return { value: Number(figure.text), next: next + 1 };
}

const isNegated = ({ tokens }: Message, at: number): boolean =>
  /^(?:khong|ko|k|dung|chua)$/.test(tokens[at - 1]?.fold ?? "");

/** Every word of it; null when something is said that is no part of such a wish. */
function readAll(message: Message): Read | null {
  const read: Read = { verb: null, named: false, number: null, from: null, to: null };
  let isFrom = false;
  for (let at = 0; at < message.tokens.length; ) {
    const word = words.at(message, at);
    // "sang" without marks stands for "sáng" inside a time only.
    const phrase = word?.next === at + 1 ? null : readDatePhrase(message, at);
    if (phrase) {
      if (read.to) return null;
      if (isFrom && !read.from) read.from = phrase;
      else read.to = phrase;
      isFrom = false;
      at = phrase.next;
    } else if (word) {
      const { tag } = word;
      if (tag === "because" && read.to) return read;
      if (tag === "because") return null;
      if (tag === "from") isFrom = true;
      if (tag === "move" || tag === "change" || tag === "leave") {
        if (isNegated(message, at)) return null;
        if (read.verb === null || read.verb === "leave") read.verb = tag;
      }
      at = word.next;
      if (tag !== "thing") continue;
      if (read.named) return null;
      read.named = true;
      const number = numberAt(message, at);
      read.number = number?.value ?? null;
      at = number?.next ?? at;
    } else {
      const token = message.tokens[at];
      if (token?.kind !== "sign" || !/[.,!?:;–-]/.test(token.text)) return null;
      at += 1;
    }
  }
  return read;
}

/** "gửi lúc 9h à?" asks when it goes; "dời sang 9h được không?" asks for it. */
function onlyAsks(text: string): boolean {
  const folded = fold(text).trim();
  const isQuestion =
    /(?:\?|\b(?:khong|ko|chua|ha|hay chua))$/.test(folded) || /(?<!\p{L})à$/iu.test(text.trim());
  return isQuestion && !/\b(?:duoc|dc) (?:khong|ko|k|chu)\b/.test(folded);
}

/**
 * "Dời thông báo số 3 sang thứ Hai", "thôi để 9h sáng thứ 6": a broadcast is to go out at another time, and nothing else is
 * said but why. Null for anything else: a figure, a target or any other word beside it makes it something else.
 */
export function readMove(text: string, today: Today): MoveRequest | null {
  if (text.length > longest || onlyAsks(text)) return null;
  const read = readAll(tokenize(text));
  if (!read) return null;
  const { verb, number } = read;
  const to = read.to && sendTimeOf(read.to, today);
  // "gửi thông báo lúc 9h" may want a new one.
  const named = read.named && (number !== null || verb !== "leave");
  // Without its name only a time makes it one; without a verb only an hour does.
  if (!named) return to && (verb !== null || to.time !== null) ? { named, number, to } : null;
  const wantsTime = verb === "move" || (verb === "change" && read.to !== null);
  return (to && verb !== null) || wantsTime ? { named, number, to } : null;
}
