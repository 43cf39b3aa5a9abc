import { fold } from "../../domain/vietnamese/fold.ts";

/** Words of the field in their usual spelling, longer ones first decide: what a title without marks most likely means. */
const usual = [
  "số hóa|hồ sơ|cán bộ|công chức|viên chức|hành chính|cải cách|thủ tục|giải quyết|đúng hạn|trước hạn|quá hạn|trễ hạn|tỷ lệ|văn bản",
  "ký số|điện tử|trực tuyến|dịch vụ công|một cửa|chuyển đổi số|tập huấn|bồi dưỡng|đào tạo|tuyên truyền|phổ biến|pháp luật|nghị quyết",
  "kiểm tra|công vụ|thanh tra|giám sát|sáng kiến|đề tài|đề án|mô hình|điển hình tiên tiến|gương|người tốt việc tốt|dân vận khéo|dân vận",
  "thi đua|khen thưởng|phong trào|tổ chức|xây dựng|ban hành|quy chế|quy định|kế hoạch|chương trình|hoàn thành|nhiệm vụ|được giao|thực hiện",
  "sinh hoạt chuyên đề|chuyên đề|học tập|làm theo|hội nghị|hội thảo|tọa đàm|cuộc thi|cuộc họp|cuộc|lớp|buổi|bài|bài viết|tin bài|viết",
  "mở|nộp|trồng|cây xanh|cây|vận động|huy động|ủng hộ|đóng góp|quỹ|vì người nghèo|nhà tình nghĩa|nhà tình thương|căn nhà|hiến máu|an sinh xã hội",
  "tiếp công dân|đơn thư|khiếu nại|tố cáo|kiến nghị|hài lòng|người dân|doanh nghiệp|tổ chức|cơ quan|đơn vị|báo cáo|thống kê|lưu trữ|tài liệu",
  "tinh giản|biên chế|giảm|tăng|nâng cao|chất lượng|hiệu quả|tiết kiệm|chống lãng phí|ngân sách|giải ngân|vốn đầu tư công|thu hút|đầu tư",
  "xuất bản|đăng|trang thông tin|cổng thông tin|phần mềm|cơ sở dữ liệu|cập nhật|kết nối|liên thông|an toàn thông tin|và|của|cấp|tỉnh|huyện|xã|cơ sở",
].flatMap((line) => line.split("|"));

const syllables = (text: string) => text.match(/[\p{L}\d]+/gu) ?? [];

/**
 * The title with its marks, when it was typed without any and every syllable is known from `vocabulary` (titles and
 * contents of the cluster) or from the words of the field; otherwise null.
 */
export function markedSpelling(title: string, vocabulary: readonly string[]): string | null {
  const typed = syllables(title);
  if (typed.length === 0 || fold(title) !== title.toLowerCase()) return null;
  const known = new Map<string, string[]>();
  for (const phrase of [...usual, ...vocabulary]) {
    const words = syllables(phrase);
    // Every run of syllables of a phrase: the longest that fits decides.
    for (let from = 0; from < words.length; from += 1) {
      const whole = vocabulary.includes(phrase);
      for (let to = from + (whole ? 2 : words.length - from); to <= words.length; to += 1) {
        const run = words.slice(from, to);
        const key = fold(run.join(" "));
        if (!known.has(key)) known.set(key, run.map((word) => word.toLowerCase()));
      }
    }
  }
  const marked: string[] = [];
  for (let at = 0; at < typed.length; ) {
    let length = Math.min(8, typed.length - at);
    let found: string[] | undefined;
    for (; length > 0 && !found; length -= found ? 0 : 1) {
      found = known.get(fold(typed.slice(at, at + length).join(" ")));
      if (found) break;
    }
    if (!found) {
      if (!/^\d+$/.test(typed[at] ?? "")) return null;
      found = [typed[at] ?? ""];
      length = 1;
    }
    marked.push(...found);
    at += length;
  }
  const text = marked.join(" ");
  const raisedText = text.charAt(0).toUpperCase() + text.slice(1);
  return raisedText === title || fold(raisedText) === raisedText.toLowerCase() ? null : raisedText;
}
