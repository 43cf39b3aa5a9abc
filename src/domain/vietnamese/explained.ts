import type { Bit } from "./bits.ts";
import { isEvidence } from "./evidence.ts";
import { fold, markKey } from "./fold.ts";
import { isFigure, isTag, type Part } from "./parts.ts";
import { remarkWords } from "./remark-words.ts";
import { indexTitles } from "./title-index.ts";
import type { Message, Token } from "./tokens.ts";

// The net under the tables of words: a figure is recorded without a question only if its comma part is explained. That is,
//
// - every word of it is known: a target, figure, day, unit, one of the lexicon's words that may stand in a report, a word
//   below, a word of a title, or a name (a capital inside a message with marks); or
// - something in it shows that it is a report (evidence.ts), or it corrects one.
//
// Otherwise nobody knows what the part says ("mẹ em bảo ct3 95%"), and it is to be confirmed. What is plainly a wish, an order,
// a condition is dropped before (future.ts, remarks.ts); what is left of such words here is unexplained as well.

/** Words that say nothing by themselves: particles, pronouns, people, offices, reporting, doing, correcting. */
const plain = [
  "a ạ à ah ak ơi ới nhé nhe nhá nha nhỉ dạ da vâng vg ừ ok oke okie hi hihi haha hì hello alo ad bot với vs thì mà là đó đấy đây này nè nọ kia ấy thế vậy thôi luôn hẳn cũng chỉ mỗi những có mới vừa lại nữa cả các cho để và còn nhưng nên do vì bởi tại ở trong trên của về từ đến tới ra vào theo qua sang bằng như rằng",
  "em e anh a chị c cô chú bác thầy sếp ông bà mình tôi tui tớ ta họ bạn cháu con mọi người nhà cả đồng chí dc ae ace tất toàn bọn chúng",
  "phòng ban sở cục chi cụm khối đơn vị bên cơ quan ngành tổ đội nhóm trường xã huyện tỉnh quận phường vp văn trung tâm lãnh đạo trưởng phó giám đốc chuyên viên cán bộ thư ký kế toán đoàn hội dân bà",
  "báo cáo bc gửi trình thông tin cập nhật số liệu kết quả tiến độ nội dung tình hình số kỳ ngày tuần tháng quý năm hôm sáng trưa chiều tối đầu giữa cuối giờ lúc khi nay mai đợt lần tính hết đủ trọn tròn đúng chính xác thực tế thật khoản mức điểm phần tỷ lệ tỉ ct chỉ tiêu mục đạt chốt ghi nhận nhập gõ đưa lưu giúp hộ giùm dùm phép xin kính thưa chào cảm cám ơn nhờ ngay liền sau trước cao thấp nhất nhích tụt giữ mốc cán chạm lên xuống tăng giảm thêm nhiều ít hơn kém",
  "fw fwd re tag note lưu ý chú mời duyệt xác tổng hợp cộng được dc đc rùi rồi r xong lỗi sai nhầm sửa lẫn thấy tiếp hs hiện chuyển lời nhắn xin lỗi chậm trễ muộn chê khen",
].join(" ");

const words = plain.split(" ");
const keys = new Set(words.map(markKey));
const folds = new Set(words.map(fold));

const isCapital = (text: string): boolean => /^\p{Lu}/u.test(text);

/** A word that is no part of a report as it stands. */
function isStrange(message: Message, bit: Bit, title: (token: Token) => boolean): boolean {
  if (bit.kind === "tag") return isTag(bit, "wish", "suppose", "cheer", "order", "plan");
  if (bit.kind !== "word") return false;
  const token = message.tokens[bit.start];
  if (token?.kind !== "word" || token.fold.length < 2) return false;
  const known = message.marked && token.key !== token.fold ? keys.has(token.key) : folds.has(token.fold);
  return !known && !title(token) && !(message.marked && isCapital(token.text));
}

/** Words after which the rest tells why or in comparison with what: "ct1 bớt 3 hồ sơ do trùng". */
const reasons = new Set("do vi bi nho theo".split(" "));

const isSomebody = ({ tokens }: Message, bit: Bit): boolean =>
  bit.kind === "word" && ["em", "anh", "chi", "minh", "toi"].includes(tokens[bit.start]?.fold ?? "");

const measuring = new Set("theo voi dung vuot dat trong so".split(" "));

/** "ct3 phải 85% chứ", "so với kế hoạch": a word that is read with its neighbour. */
const follows = ({ tokens }: Message, bits: readonly Bit[], index: number): boolean =>
  bits[index + 1]?.kind === "figure" || measuring.has(tokens[(bits[index]?.start ?? 0) - 1]?.fold ?? "");

/** Whether nothing in a part is left unexplained. Behind a figure that is đạt, được, thêm there is only talk of it. */
function isExplained(message: Message, bits: readonly Bit[], title: (token: Token) => boolean): boolean {
  let strange = 0;
  let doubted = false;
  let reached = false;
  let behind = false;
  let until = 0;
  for (const [index, bit] of bits.entries()) {
    message.onStep?.();
    if (isTag(bit, "fix", "notBut") || isEvidence(message, bits, index)) return true;
    if (isFigure(bit)) {
      doubted ||= strange > 0;
      behind = true;
    }
    // "ct3 được 95% em khao cả phòng": what somebody does then.
    const next = bits[index + 1];
    if (
      isFigure(bits[index - 1] ?? bit) &&
      isSomebody(message, bit) &&
      next &&
      isStrange(message, next, title)
    )
      doubted = true;
    if (bit.start < until || (behind && reached)) continue;
    if (isTag(bit, "got", "total", "reached", "lowered", "add", "less", "finish", "over")) reached = true;
    if (behind && (isTag(bit, "versus", "plan") || reasons.has(message.tokens[bit.start]?.fold ?? "")))
      reached = true;
    const spoken = bit.kind === "word" || bit.kind === "tag" ? remarkWords.at(message, bit.start) : null;
    if (spoken?.tag === "plain") until = spoken.next;
    else if (bit.kind === "tag" && (reached || follows(message, bits, index))) continue;
    else if (isStrange(message, bit, title)) strange++;
  }
  return !doubted && strange < 2;
}

/** Marks the figures of parts that are not explained as doubtful. */
export function doubtUnexplained(
  message: Message,
  parts: readonly Part[],
  targets: Parameters<typeof indexTitles>[0],
): Part[] {
  const index = indexTitles(targets);
  const title = ({ fold, key }: Token): boolean =>
    message.marked && key !== fold ? index.keys.has(key) : index.places.has(fold);
  return parts.map((part) => {
    const { bits } = part;
    if (part.question || !bits.some(isFigure) || isExplained(message, bits, title)) return part;
    const start = bits[0]?.start ?? 0;
    return { ...part, bits: [{ kind: "tag", start, next: start, tag: "rough" }, ...bits] };
  });
}
