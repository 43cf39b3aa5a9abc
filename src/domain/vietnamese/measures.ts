import { phraseAt, syllables } from "./phrases.ts";
import type { Message } from "./tokens.ts";

// Nouns people count things with. The list tells a measure from a remark; a target's own measure is always known.

const nouns = [
  "hồ sơ|bộ hồ sơ|lớp|buổi|bài|bài viết|tin bài|tin|sáng kiến|mô hình|hội nghị|hội thảo|cây|căn nhà|ngôi nhà|nhà",
  "lượt người|lượt|đơn vị máu|người|học viên|học sinh|cán bộ|công chức|viên chức|đồng chí|đại biểu|đoàn viên|hội viên|đảng viên",
  "cuộc|cuộc thi|hội thi|hội thao|hội diễn|hội chợ|đợt|chuyến|vụ|vụ việc|đơn|đơn thư|ý kiến|phiếu|văn bản|quyết định|báo cáo|kế hoạch",
  "đề án|đề tài|dự án|chuyên đề|chương trình|công trình|công việc|nhiệm vụ|phần việc|hoạt động|phong trào|giải pháp|quy trình",
  "thủ tục hành chính|thủ tục|dịch vụ công|dịch vụ|sản phẩm|phần mềm|tài liệu|video|clip|cuốn|quyển|tập thể|cá nhân",
  "gương điển hình|điển hình|gương|suất quà|phần quà|suất|hộ|gia đình|trẻ em|xã|thôn|huyện",
  "cơ quan|đơn vị|chỉ tiêu|tiêu chí|điểm|giải|giải thưởng|bằng khen|giấy khen|kiến nghị|đề xuất|câu hỏi|trang|tờ|bản",
  "km|m2|m3|ha|héc ta|mét|lít|tấn|tạ|kg|yến|chiếc|cái|bộ|con|máy tính|tủ sách|câu lạc bộ|tổ|đội|nhóm|ca|phòng|tháng|tuần|ngày",
  "năm|giờ|phút|tiếng|độ|tuổi|lần|bạn|anh em|chị em|cháu|em|kỳ|khóa|phiên|trường hợp|thẻ|tài khoản|lỗi|bước|mục|môn",
].flatMap((line) => line.split("|"));

/** Worth in đồng. */
const moneyNouns: readonly (readonly [string, number])[] = [
  ["nghìn đồng", 1e3],
  ["ngàn đồng", 1e3],
  ["triệu đồng", 1e6],
  ["tỷ đồng", 1e9],
  ["tỉ đồng", 1e9],
  ["đồng", 1],
  ["vnđ", 1],
  ["vnd", 1],
  ["đ", 1],
  ["triệu", 1e6],
  ["tỷ", 1e9],
];

interface Noun {
  readonly name: string;
  readonly length: number;
}

const byFirst = new Map<string, Noun[]>();
for (const name of nouns) {
  const first = syllables(name)[0]?.fold ?? "";
  const list = byFirst.get(first) ?? [];
  list.push({ name, length: syllables(name).length });
  byFirst.set(first, list);
}
for (const list of byFirst.values()) list.sort((a, b) => b.length - a.length);

/** Short forms that stand for a noun right after a figure. */
const shortForms = new Map([
  ["hs", "hồ sơ"],
  ["sk", "sáng kiến"],
  ["mh", "mô hình"],
  ["vb", "văn bản"],
  ["dc", "đồng chí"],
  ["ng", "người"],
]);

interface MeasureFound {
  /** In its usual spelling with marks. */
  readonly name: string;
  readonly next: number;
}

/** The measure at a token, in the usual spelling; the longest one. */
export function measureAt(message: Message, at: number): MeasureFound | null {
  const token = message.tokens[at];
  if (token?.kind !== "word") return null;
  for (const noun of byFirst.get(token.fold) ?? []) {
    if (phraseAt(message, at, noun.name) > 0) return { name: noun.name, next: at + noun.length };
  }
  const short = shortForms.get(token.fold);
  return short && token.key === token.fold ? { name: short, next: at + 1 } : null;
}

/** What one unit of a measure of money is worth in đồng; `null` if the measure isn't money. */
export function worth(unit: string | null): number | null {
  if (unit === null) return null;
  const plain = unit.trim().toLowerCase().normalize("NFC");
  return moneyNouns.find(([name]) => name === plain)?.[1] ?? null;
}

/** The word đồng (VNĐ, đ) after a sum, and the words "nghìn đồng" and so on after plain digits. */
export function currencyAt(message: Message, at: number): number {
  for (const name of ["đồng", "vnđ", "vnd", "đ"]) {
    const token = message.tokens[at];
    if (name === "đ" && token?.key !== "đ" && !(token?.key === "d" && !token.gap && !message.marked))
      continue;
    const length = phraseAt(message, at, name);
    if (length > 0) return length;
  }
  return 0;
}

/** Whether a measure said is the target's: equal, or with a word before or after it ("bộ hồ sơ", "lớp học"). */
export function sameNoun(said: string, unit: string): boolean {
  const a = said.toLowerCase().normalize("NFC");
  const b = unit.toLowerCase().normalize("NFC");
  return a === b || a.endsWith(` ${b}`) || a.startsWith(`${b} `) || b.startsWith(`${a} `);
}
