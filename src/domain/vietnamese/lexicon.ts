import { syllables } from "./phrases.ts";
import type { Message } from "./tokens.ts";
import { type WordFound, wordList } from "./word-list.ts";

// The words that carry meaning in a message, each group with a tag. The longest entry wins, so a word that looks like
// another is kept out by a longer entry under `plain`: "giám đốc" is no giảm, "sáng kiến" no morning.

const entries = {
  add: "thêm|cộng thêm|tăng thêm|bổ sung|bổ sung thêm|cộng|tăng|có thêm|nâng thêm|bsung|tăng được",
  less: "giảm|bớt|trừ|giảm đi|trừ đi|bớt đi|giảm bớt|giảm được",
  more: "nữa",
  /** A change word that names the total reached. */
  reached:
    "tăng lên|tăng đến|tăng tới|tăng thành|nâng lên|lên|lên đến|lên tới|lên thành|tăng lên thành|tăng lên đến|chỉ còn|tăng lên tới|nâng lên thành",
  lowered: "giảm còn|giảm xuống|giảm xuống còn|xuống còn|giảm về|xuống|giảm chỉ còn",
  /** A growth with both ends: "tăng từ 80 lên 89". */
  fromTo: "từ|tăng từ|giảm từ|nâng từ",
  same: [
    "giữ nguyên|không đổi|không thay đổi|chưa thay đổi|không có thay đổi|không có gì thay đổi|như cũ|vẫn như cũ|vẫn thế",
    "vẫn vậy|ko đổi|ko thay đổi|k đổi|k thay đổi|chưa có thay đổi|chưa có gì thay đổi|vẫn giữ nguyên|vẫn không đổi|không biến động",
  ].join("|"),
  total: [
    "đạt|đạt được|là|hiện|hiện tại|hiện nay|hiện giờ|đến nay|tới nay|đến giờ|tới giờ|đến hiện tại|từ đầu năm|năm nay|tính đến|tính tới",
    "đến thời điểm này|đến thời điểm hiện tại|lũy kế|luỹ kế|tổng|tổng cộng|tổng số|thành|bây giờ|hiện đã|hiện có|hiện đạt|đến bây giờ",
    "từ đầu năm đến nay|tổng là|tính từ đầu năm|cộng dồn|tính đến nay|nay được|nay đạt|nay đã|nay là|nay đã được|giờ được|giờ đạt|giờ đã|giờ là|giờ mới được|nay mới được|nay có|giờ có",
  ].join("|"),
  plan: "kế hoạch|chỉ tiêu giao|chỉ tiêu đề ra|mục tiêu|kế hoạch năm|kế hoạch giao|đăng ký|đăng kí|yêu cầu là|mức yêu cầu|định mức|hạn mức|tỉnh giao|trên giao|cấp trên giao|cụm giao|sở giao|được giao|phải đạt mức|chuẩn là|hạn|hạn là",
  finish: "xong|hoàn thành|hoàn tất|done|xong xuôi|hoàn thành xong|xog|hoàn thành hết|hoàn thành toàn bộ",
  got: "được|đc|dc|đuợc|đươc|đựơc|dược|mới được",
  already: "đã|đã có",
  done: "rồi|r|ròi|rùi|roài|roi",
  not: "chưa|vẫn chưa|không|ko|khong|kh|k|hông|hok|chẳng|chưa hề|chưa có|không có|ko có|chưa thể|không thể|ko thể|chẳng thể|chả|đâu có|đâu phải|đâu đã|làm gì có|làm gì đã|nào đã|chưa kịp|không kịp|ko kịp|còn lâu mới|hoãn|tạm hoãn|hoãn lại|lùi|lùi lại|đình|bị hủy",
  going: "đang|sắp|vẫn đang|đang còn|đang trong|đang tiến hành|chuẩn bị",
  state:
    "mới bắt đầu|bắt đầu|tiếp tục|vẫn|chậm|vướng|tạm dừng|chậm tiến độ|gặp khó khăn|khó khăn|đúng tiến độ",
  notBut:
    "không phải|ko phải|k phải|không phải là|ko phải là|chứ không phải|chứ ko phải|không phải số|kp|chứ không phải là|hông phải",
  but: "mà là|mà|phải là|mới đúng|đúng ra|đúng ra là|thực ra là|số đúng là|đúng là|đúng phải là|chính xác là",
  /** Takes back the figure before it. */
  wrong:
    "là sai|là không đúng|là chưa đúng|là không chính xác|là chưa chính xác|là nhầm|bị sai|bị nhầm|không đúng đâu|chưa đúng đâu",
  fix: [
    "nhầm|sửa lại|sửa|đính chính|điều chỉnh|gõ nhầm|báo nhầm|ghi nhầm|nhập nhầm|nhắn nhầm|chỉnh lại|sửa thành|điều chỉnh lại|sửa giúp",
    "đổi|đổi lại|đổi thành|đổi sang|đổi giúp|chuyển thành|thay bằng|thay thành|nhầm rồi|à nhầm|đính chính lại|xin đính chính|viết nhầm|lộn|báo sai|ghi sai|nhập sai|gõ sai|sai rồi|mới đúng|nhắn sai|chỉnh sửa|báo nhầm rồi",
  ].join("|"),
  rough: [
    "khoảng|tầm|chừng|xấp xỉ|hình như|có lẽ|chắc|chắc là|áng chừng|khoảng chừng|tầm khoảng|dường như|có vẻ|đâu đó|ước chừng|ước khoảng|ước tính",
    "quãng|ngót nghét|suýt soát|nghe nói|nghe đâu|nghe bảo|nghe đồn|đổ lại|đổ lên|trở lên|trở xuống|trở lại|gì đó|hay sao ấy|chưa chắc chắn",
    "có khi|dễ chừng|dễ được|khéo được|em nghĩ|em đoán|theo em|tôi nghĩ|tôi đoán|theo tôi|mình nghĩ|mình đoán|anh nghĩ|chị nghĩ|đoán là|đoán|nghĩ là|áng",
    "hay là|hay em|hay mình|hay để|hay ghi|hay cứ|hay cho|hay báo|hay thôi|đề xuất|thấy bảo|thấy nói|thấy kể|nghe tin|nghe kể|nghe ai|nghe người ta|đọc thấy|đọc trên|thấy khoe|người ta bảo|họ bảo|họ nói|theo tin|mang máng",
    "nếu không nhầm|nếu em không nhầm|nếu nhớ không nhầm|nếu không lầm|nếu nhớ không lầm|không nhầm thì|chắc cỡ|chắc độ|độ chừng|là cùng|là kịch|là kịch trần|là hết cỡ|là tối đa",
  ].join("|"),
  /** Rough only beside a figure. */
  roughNear:
    "gần|gần đủ|gần tới|gần bằng|gần chạm|gần đến|sắp đủ|sắp chạm|sắp được|hơn|trên|dưới|cỡ|ước|ước đạt|ngót|gần đạt|gần được|ước được|trên dưới|cỡ khoảng|ngoài|có thể|có thể là|ít nhất|tối thiểu|tối đa|không dưới|không dưới mức",
  nearly:
    "gần xong|sắp xong|gần hoàn thành|sắp hoàn thành|gần như xong|gần như hoàn thành|gần hoàn tất|sắp hoàn tất|sắp đạt",
  half: "một nửa|1 nửa|phân nửa|nửa|được nửa|nửa kế hoạch",
  vague:
    "vài|mấy|nhiều|một số|một vài|vài ba|dăm|dăm ba|1 số|1 vài|mươi|đôi ba|dăm bảy|hàng chục|hàng trăm|khá nhiều|rất nhiều|một ít|ít|vài chục|mấy chục|vài trăm|mấy trăm",
  over: "vượt|vượt mức|vượt quá|vượt chỉ tiêu|vượt kế hoạch|vượt mức kế hoạch|vượt chỉ tiêu kế hoạch",
  /** A plan only if work follows: "cần thêm 5". */
  wish: "cần|cần phải|muốn|mong muốn|định|dự định|hy vọng|hi vọng|mong|mong sao|nếu|phải|kỳ vọng|kì vọng|ước mong|chỉ mong|cầu mong|hướng tới|hướng đến|nhắm tới|nhắm đến|đặt mục tiêu|ráng|gắng|nỗ lực|tranh thủ|tập trung|ưu tiên|đẩy nhanh|hẹn|xin hẹn|xin khất|nên|khó|khó mà|khó có thể|khó lòng|xin",
  /** Said of what isn't so: the figures and finishes after it are none. */
  suppose:
    "giả sử|giả dụ|giả như|ví dụ|vd|thí dụ|chẳng hạn|giá mà|giá như|lẽ ra|đáng lẽ|đáng lẽ ra|đáng ra|phải chi|phải như|ước gì|ước sao|đừng|khoan|khoan hãy|chớ",
  /** Somebody else's finish. */
  cheer: "chúc|chúc mừng|hoan hô|biểu dương|xin chúc mừng|ngưỡng mộ",
  /** Somebody is told to do it: "đề nghị các đơn vị hoàn thành CT2". */
  order:
    "đề nghị|yêu cầu|nhớ|hãy|khẩn trương|mau|mau mau|nhanh|nhanh nhanh|nhanh lên|mau lên|gấp|gấp rút|sớm|nhanh chóng|mau chóng|tích cực|lo mà|liệu mà|đề nghị các đơn vị|yêu cầu các đơn vị",
  future:
    "sẽ|dự kiến|phấn đấu|cố gắng|quyết tâm|hứa|xin hứa|dự tính|cố|sắp tới|thời gian tới|trong thời gian tới|sau này|mai mốt|nay mai|đợt tới|lần tới|kỳ tới|lát nữa|tí nữa|chốc nữa",
  remain: "còn|còn lại|còn thiếu|thiếu|tồn|còn tồn|còn nợ|chưa nộp|còn phải|còn khoảng",
  inside: "trong đó|gồm|bao gồm|gồm có|trong số đó",
  versus: "so với|so cùng kỳ",
  all: "tất cả|tất cả các|toàn bộ|các chỉ tiêu|mọi chỉ tiêu|hết các chỉ tiêu|toàn bộ các|hết cả",
  each: "đều|cùng|cùng đạt|mỗi chỉ tiêu",
  aim: "chỉ tiêu|chitieu|ctiêu|chỉ têu",
  and: "và|với|cùng với|còn|lẫn|rồi đến",
  work: [
    "nộp|làm|giải quyết|xử lý|xử lí|tổ chức|mở|trồng|thu|viết|thực hiện|triển khai|số hóa|tiếp nhận|ký|kí|ban hành|soạn|soạn thảo|gửi đi",
    "kiểm tra|tuyên truyền|vận động|quyên góp|huy động|ủng hộ|hiến|xây dựng|xây|đào tạo|tập huấn|bồi dưỡng|thẩm định|rà soát|phê duyệt",
    "trao|tặng|khen thưởng|đăng|đăng tải|phát hành|lập|hoàn thiện|nhập|chuyển|trình|trả|bàn giao|thanh tra|hòa giải|tiêm|khám|phát",
    "công bố|thăm|hỗ trợ|giúp đỡ|góp|mua|dọn|chăm sóc|tiết kiệm|tham mưu|tham gia|biên soạn|chụp|sưu tầm|nhận|duyệt",
    "khảo sát|đánh giá|phân loại|chỉnh lý|quét|scan|sắp xếp|kết nạp|giới thiệu|phối hợp|kiểm kê|trồng mới|thu gom",
    "khánh thành|sửa chữa|nghiệm thu|thu nộp|lắp|lắp đặt|tư vấn|tiếp dân|họp|phổ biến|quán triệt|giải ngân|đối thoại",
  ].join("|"),
  bound:
    "hôm nay|kỳ này|đợt này|lần này|trong tuần|trong tháng|trong ngày|trong kỳ|trong quý|quý này|từ đầu tháng|từ đầu tuần|từ đầu quý",
  ask: [
    "bao nhiêu|bao nhiu|thế nào|ra sao|đến đâu|tới đâu|đâu rồi|đâu mất rồi|phải không|phải ko|phải k|đúng không|đúng ko|đúng k|được không|được ko|nào|gì|hả",
    "khi nào|bao giờ|ở đâu|tại sao|vì sao|sao|ai|mấy rồi|thứ mấy|hạng mấy|thứ bao nhiêu|không nhỉ|chưa nhỉ|đúng chưa|đủ chưa|xong chưa|được chưa|chưa vậy|chưa ạ em",
    "có không|có phải|đúng hông|phải hông|nhỉ|bn|nhiêu|như nào|phải chưa|chưa nhỉ|không vậy|bao lâu|đến mức nào|còn mấy|còn bao nhiêu|đc ko|đc không|dc ko",
  ].join("|"),
  plain: [
    "minh chứng|chứng minh|chứng nhận|nói chung|giám đốc|phó giám đốc|giám sát|giám định|bot ơi|bot|tăng cường|quà tặng|sáng kiến|giao ước|không khí|không gian|ba mẹ|anh ba|cô ba|chị ba",
    "năm mới|chắc chắn|khoảng cách|tầm quan trọng|tầm nhìn|tầm cỡ|chừng nào|ước mơ|gần đây|hơn nữa|trên địa bàn|trên hệ thống",
    "trên cơ sở|trên đây|trên phần mềm|trên mạng|trên toàn|dưới đây|gần nhất|tổng hợp|tổng kết|thành phố|thành viên|thành tích|thành công|thành lập",
    "thanh niên|thanh toán|hiện trường|hiện vật|phát hiện|thể hiện|biểu hiện|cống hiến|hiến máu|công tác|công việc|công an|công đoàn|cộng đồng",
    "công ty|công chức|công vụ|công dân|công khai|công văn|bộ phận|làm việc|làm ơn|còn ai|lớp trưởng|thu nhập|mùa thu|ngày lễ|lễ|là vì|cấp cơ sở",
    "từ đầu rồi|ban đầu rồi|cấp tỉnh|cấp trên|cấp dưới|cấp huyện|cấp xã|hết sức|hết lòng|sửa chữa|giúp em sửa|ban đầu|mặc dù|mỗi|thanh tra|gần gũi|trên tay|trên xe",
    "tình hình|quy chế|quy định|quỹ|quy trình|chữa|chữa bệnh|đảng|đảng viên|tháng|năm|cố định|cố vấn|cùng kỳ|cùng kì|trả lại|bị trả lại|trả lời",
    "không phải ạ|em gửi|gửi|nhiều hơn|chiều|tối|sáng|trưa|đúng hạn|thu hút|quá trình|nhất là|nghĩa là|tức là|có nghĩa là|gọi là|cụ thể là|ra đời|ngoài ra|ngoài việc|đừng quên|đừng lo|khoan khoái",
    "chuyển tiếp từ|chuyển tiếp tin|chuyển tiếp tin nhắn|chuyển tiếp lời|chuyển tiếp báo cáo|chuyển tiếp nội dung|chuyển tiếp số liệu|chuyển tiếp giúp|chuyển tiếp hộ|chuyển lời|chuyển tin",
    "may quá|may mắn|là may|may thay|may mà|may sao|cũng may|thật may|làm thêm giờ|thêm giờ|tăng ca|thêm người|thêm việc|thêm thời gian",
    "không ngờ|chẳng ngờ|ai ngờ|không ngờ là|không ngờ rằng|ghê chưa|nghe chưa|thấy chưa|sướng chưa|lo gì|sợ gì|ngại gì|ngán gì|thiếu gì|ai mà|ai cũng|không ai|chẳng ai|chả ai|ai chẳng|ai chả|ai nấy",
    ...[
      "chốt",
      "chốt số",
      "rà",
      "rà số",
      "tổng hợp",
      "đối chiếu",
      "thống kê",
      "đếm",
      "cộng sổ",
      "kiểm đếm",
      "cập nhật",
      "báo cáo",
      "giao ban",
      "họp giao ban",
    ].map((verb) => `${verb} xong`),
    "quá hạn|trễ hạn|trước hạn|hết hạn|đến hạn|kỳ hạn|thời hạn|giới hạn|hạn chế|có hạn|trao đổi|đổi mới|chuyển đổi|biến đổi",
  ].join("|"),
} satisfies Record<string, string>;

export type Tag = keyof typeof entries;

const list = wordList(entries);

/** Words of other lists, whose raw Telex keys are worth decoding. */
const others = new Set(
  [
    "hồ sơ",
    "chỉ tiêu",
    "phần trăm",
    "báo cáo",
    "đăng ký",
    "triệu",
    "tỷ",
    "lớp",
    "rồi",
    "tiến độ",
    "xếp hạng",
  ].flatMap((phrase) => syllables(phrase).map(({ key }) => key)),
);

/** Whether a marked syllable is a word of ours. */
export function isVocabulary(key: string): boolean {
  return list.has(key) || others.has(key);
}

export type TagFound = WordFound<Tag>;

/** The entry that begins at a token: the longest; among equals the first group. */
export function tagAt(message: Message, at: number): TagFound | null {
  return list.at(message, at);
}
