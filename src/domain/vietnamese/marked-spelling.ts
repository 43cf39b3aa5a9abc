import { fold } from "./fold.ts";

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

const syllables = (text: string) => text.toLowerCase().match(/[\p{L}\d]+/gu) ?? [];
const longestRun = 8;

/** Runs of syllables by their letters; what is known first decides. */
function runsOf(vocabulary: readonly string[]): Map<string, string[]> {
  const runs = new Map<string, string[]>();
  const add = (run: string[]) => {
    const key = fold(run.join(" "));
    if (!runs.has(key)) runs.set(key, run);
  };
  for (const words of vocabulary.map(syllables)) {
    for (let from = 0; from < words.length; from += 1) {
      for (let to = from + 2; to <= Math.min(words.length, from + longestRun); to += 1)
        add(words.slice(from, to));
    }
  }
  for (const phrase of usual) add(syllables(phrase));
  return runs;
}

/**
 * The title with its marks, when it was typed without any and every syllable is known from `vocabulary` (titles and
 * contents of the cluster) or from the words of the field; otherwise null.
 */
export function markedSpelling(title: string, vocabulary: readonly string[]): string | null {
  const typed = syllables(title);
  if (typed.length === 0 || fold(title) !== title.toLowerCase()) return null;
  const runs = runsOf(vocabulary);
  const marked: string[] = [];
  while (marked.length < typed.length) {
    const at = marked.length;
    let run: string[] | undefined = /^\d+$/.test(typed[at] ?? "") ? [typed[at] ?? ""] : undefined;
    for (let length = Math.min(longestRun, typed.length - at); length > 0 && !run; length -= 1) {
      run = runs.get(typed.slice(at, at + length).join(" "));
    }
    if (!run) return null;
    marked.push(...run);
  }
  const text = marked.join(" ");
  return fold(text) === text ? null : text.charAt(0).toUpperCase() + text.slice(1);
}
