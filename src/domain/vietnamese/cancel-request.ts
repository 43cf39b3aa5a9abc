import { requestWords } from "./request-words.ts";
import { type Message, tokenize } from "./tokens.ts";
import { wordList } from "./word-list.ts";

/** What a request to cancel is about; `sending` is "hủy gửi" alone, `other` a thing that has no name here. */
export type CancelObject =
  | "broadcast"
  | "sending"
  | "reminder"
  | "report"
  | "evidence"
  | "registration"
  | "publication"
  | "scores"
  | "approval"
  | "dayOff"
  | "unit"
  | "link"
  | "personal"
  | "other";

export interface CancelRequest {
  readonly object: CancelObject;
  /** The number behind the object: "thông báo số 2", "đăng ký CT7". */
  readonly number: number | null;
  /** The month behind it, 1–12. */
  readonly month: number | null;
  /** "hủy thông báo thế nào": asked how, not asked for. */
  readonly asksHow: boolean;
  /** Nothing else is said. */
  readonly whole: boolean;
}

/** Verbs that take back anything are those of `requestWords`; these stop what is to come. */
const words = wordList({
  take: "rút|gỡ|gỡ bỏ|hoãn",
  stop: "đừng|dừng|ngừng|ngưng|tắt|không cần",
  broadcast:
    "thông báo|tin thông báo|bản thông báo|thông báo hẹn giờ|thongbao|tb|hẹn giờ gửi|tin nhắn thông báo|tin hàng loạt",
  reminder: "nhắc|nhắc việc|nhắc nhở|nhắc lại|lời nhắc|hẹn nhắc|hẹn giờ nhắc|nhacviec|báo thức|đôn đốc",
  report: "báo cáo|bc|báo cáo tháng|bản báo cáo|baocao",
  evidence: "minh chứng|ảnh|hình|hình ảnh|file|tệp|tài liệu|ảnh minh chứng|file minh chứng|tệp minh chứng",
  registration: "đăng ký|đk|đăng ký chỉ tiêu",
  publication: "công bố|công bố điểm|công bố kết quả|kết quả công bố|kết quả đã công bố",
  scores: "tự chấm|phiếu|phiếu tự chấm|bảng tự chấm|điểm tự chấm|chấm điểm|phiếu chấm điểm|điểm|bảng điểm",
  approval: "duyệt|phê duyệt|duyệt chỉ tiêu",
  dayOff: "ngày nghỉ|lịch nghỉ|ngày làm bù|lịch làm bù",
  unit: "đơn vị|vai trò|mã mời|thành viên|cụm trưởng|khối trưởng|cụm phó|khối phó|mã nhóm",
  link: "liên kết|địa chỉ|kênh nhận tin|zalo|telegram",
  personal: "tài khoản|dữ liệu|thông tin cá nhân|dữ liệu cá nhân|thông tin của tôi",
  // What was reported: taking that back is taking back the report itself.
  reported: [
    "lần|lần báo|số|dòng|mục|tiến độ|số liệu|chỉ tiêu|ct|kết quả|báo|báo tiến độ|nhập|ghi|gõ|này|đó|kia|ấy|nó|thao tác|cập nhật|tin|tin nhắn|cũ|trên|việc này|con số|hai|ba",
    "mới|trước|cuối|gần nhất|vừa|vừa rồi|vừa nãy|nãy|lúc nãy|ban nãy|hồi nãy|khi nãy",
  ].join("|"),
  mistake: "nhầm|sai|lộn|nhầm lẫn",
  polite: [
    "giúp|hộ|dùm|giùm|em|anh|chị|tôi|mình|cho|bot|ơi|ạ|nhé|nha|với|đi|luôn|lại|cái|các|những|hết|tất cả|mọi|toàn bộ|lệnh|việc|lịch|hẹn|bản|nữa|ngay|liền|thôi|rồi|mất|bỏ|khỏi|dạ|vâng|à|xin|nhờ|phép",
    "muốn|cần|hãy|vui lòng|làm ơn|đề nghị|đồng chí|dc|đc|được|không|ko|k|cảm ơn|cám ơn|trợ lý|ad|admin|e|c|a|thì|phải|là|của|có|ok|vừa gửi|vừa soạn|vừa hẹn|đã gửi|đã soạn|đã hẹn|nội dung|ra|lúc|hôm|nay|mai|sáng|chiều|ngày|giờ|h|g|phút",
  ].join("|"),
  sending: "gửi|phát|gởi",
  how: "thế nào|như thế nào|kiểu gì|làm sao|ra sao|sao|ở đâu|bằng cách nào|cách nào",
});

type Tag = NonNullable<ReturnType<typeof words.at>>["tag"];
const objects: readonly Tag[] = [
  "broadcast",
  "reminder",
  "report",
  "evidence",
  "registration",
  "publication",
  "scores",
  "approval",
  "dayOff",
  "unit",
  "link",
  "personal",
];
const isObject = (tag: Piece["tag"]): tag is Exclude<CancelObject, "sending" | "other"> =>
  (objects as readonly string[]).includes(tag);

interface Piece {
  readonly tag: Tag | "figure" | "word" | "end";
  readonly fold: string;
}

/** Taken back only with its marks, or with nothing else said: "bo" is more often another word. */
const unclear = "bo";

function piecesOf(message: Message): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < message.tokens.length; ) {
    const token = message.tokens[at];
    if (!token) break;
    const asked = requestWords.at(message, at);
    const own = words.at(message, at);
    if (
      asked?.tag === "undo" &&
      (own === null || asked.next >= own.next) &&
      !/^(?:bao|ghi|go|nhap|nhan|gui)$/.test(token.fold)
    ) {
      const isMistake = /^(?:nham|sai)$/.test(token.fold);
      pieces.push({ tag: isMistake ? "mistake" : "take", fold: token.fold });
      at = asked.next;
    } else if (asked?.tag === "plain" && (own === null || asked.next > own.next)) {
      pieces.push({ tag: "word", fold: token.fold });
      at = asked.next;
    } else if (own) {
      pieces.push({ tag: own.tag, fold: token.fold });
      at = own.next;
    } else {
      if (token.kind === "number") pieces.push({ tag: "figure", fold: token.fold });
      else if (token.kind === "word") pieces.push({ tag: "word", fold: token.fold });
      else if (token.kind === "line" || /[.,;!?]/.test(token.text))
        pieces.push({ tag: "end", fold: token.text });
      at += 1;
    }
  }
  return pieces;
}

/** UTF-16 units; who wants something cancelled says so shortly. */
const longest = 200;

/** "số 2", "2", "CT7" behind the object; not the hour of "15h". */
function numberBehind(pieces: readonly Piece[]): number | null {
  const [first, second] = pieces;
  const figure = first?.tag === "reported" && /^(?:so|ct|chi|lan)$/.test(first.fold) ? second : first;
  const found = /^(?:ct)?0*(\d{1,5})\.?$/.exec(figure?.fold ?? "");
  if (figure?.tag !== "figure" || !found) return null;
  const after = pieces[pieces.indexOf(figure) + 1];
  return after && /^(?:h|g|gio|phut)$/.test(after.fold) ? null : Number(found[1]);
}

const monthIn = (folded: string): number | null => {
  const month = Number(/\bthang\s*0?(\d{1,2})\b/.exec(folded)?.[1] ?? 0);
  return month >= 1 && month <= 12 ? month : null;
};

/**
 * A wish to cancel something that has a name of its own: "hủy thông báo số 2", "bỏ nhắc 15h đi", "thông báo số 2 hủy giúp
 * em". Null when it is about what was reported ("hủy CT3", "bỏ cái vừa rồi", "hủy"), or no such wish.
 */
export function readCancel(raw: string): CancelRequest | null {
  if (raw.length > longest) return null;
  const message = tokenize(raw);
  const pieces = piecesOf(message);
  const from = pieces.findIndex((piece) => piece.tag !== "polite" && piece.tag !== "end");
  const opening = pieces[from];
  if (!opening) return null;
  const made = (object: CancelObject, at: number): CancelRequest => {
    const rest = pieces.slice(at + 1);
    const isTail = ({ tag, fold }: Piece) =>
      ["polite", "figure", "end", "take", "how"].includes(tag) || /^(?:so|thang|nay)$/.test(fold);
    return {
      object,
      number: numberBehind(rest),
      month: monthIn(message.tokens.map((token) => token.fold).join(" ")),
      asksHow: rest.some((piece) => piece.tag === "how"),
      whole: rest.every(isTail),
    };
  };
  if (opening.tag === "take" || opening.tag === "stop") return readBehindVerb(message, pieces, from, made);
  if (!isObject(opening.tag)) return null;
  // "thông báo số 2 hủy đi": nothing but its number and courtesies before the verb.
  const verb = pieces.findIndex((piece, at) => at > from && piece.tag === "take");
  const between = verb < 0 ? [] : pieces.slice(from + 1, verb);
  const isNear =
    verb > from && between.every(({ tag, fold }) => tag === "polite" || tag === "figure" || fold === "so");
  const isSaid = between.some(({ fold }) => fold === "duoc" || fold === "la" || fold === "co");
  const isFirm = opening.tag === "broadcast" || opening.tag === "reminder";
  const found =
    isNear && isFirm && !isSaid && pieces[verb]?.fold !== unclear ? made(opening.tag, from) : null;
  return found?.whole ? found : null;
}

function readBehindVerb(
  message: Message,
  pieces: readonly Piece[],
  from: number,
  made: (object: CancelObject, at: number) => CancelRequest,
): CancelRequest | null {
  const verb = pieces[from];
  const after = (at: number) =>
    pieces.findIndex((piece, place) => place > at && piece.tag !== "polite" && piece.tag !== "take");
  const next = after(from);
  const isSend = pieces[next]?.tag === "sending";
  const behind = isSend ? after(next) : next;
  const piece = pieces[behind];
  const isStop = verb?.tag === "stop";
  if (isSend && (!piece || piece.tag === "end")) return made("sending", next);
  if (!piece) return null;
  const isUnclear = verb?.fold === unclear && !message.marked;
  const tells = pieces.some(({ tag }) => tag === "mistake");
  if (isObject(piece.tag)) {
    const found = made(piece.tag, behind);
    const isFirm = piece.tag === "broadcast" || piece.tag === "reminder";
    // "đừng nhắc nữa" is about how much one is reminded.
    if (isStop && piece.tag !== "broadcast") return null;
    // "xóa báo cáo vừa rồi" is the last thing that was done.
    const isLast = pieces.some(
      ({ tag, fold }) => tag === "reported" && /^(?:vua|nay|luc|ban|hoi|khi)$/.test(fold),
    );
    if (!isFirm && (isLast || tells)) return null;
    return isUnclear && !found.whole ? null : found;
  }
  const isOther = piece.tag === "word" && !isStop && !isUnclear && !tells;
  return isOther && pieces.every(({ tag }) => tag !== "reported" && tag !== "figure")
    ? made("other", behind)
    : null;
}
