import { wordList } from "./word-list.ts";

/**
 * Words that make a remark of the figure or finish they stand with; `remarks.ts` says where each group may stand and what
 * it makes. A look-alike is kept out by a longer entry under `plain`.
 */
export const remarkWords = wordList({
  /** Somebody else's figure, or everybody's. */
  others: [
    "đơn vị bạn|đơn vị khác|các đơn vị khác|đơn vị kia|bên khác|nơi khác|chỗ khác|tỉnh bạn|tỉnh khác|các tỉnh khác|cụm khác|khối khác",
    "người ta|nhà người ta|thiên hạ|bên kia|bên ấy|bên đó|bên họ|chỗ họ|nơi họ|bình quân|bình quân cụm|trung bình|trung bình cụm|toàn cụm|cả cụm",
    "mặt bằng chung|toàn quốc|cả nước|toàn ngành|trung bình cả cụm|bình quân chung|đội bạn|phòng khác|sở khác|sở bạn",
  ].join("|"),
  /** How it once was. */
  formerly: [
    "trước đây|trước kia|hồi trước|lúc trước|thời trước|ban đầu|lúc đầu|hồi đầu|hồi ấy|hồi đó|lúc đó|khi đó|dạo trước|số cũ|con số cũ|số liệu cũ",
    "cùng kỳ|cùng kì|cùng kỳ năm ngoái|cùng kỳ năm trước|cùng kì năm ngoái|cùng kì năm trước|vốn là|vốn",
  ].join("|"),
  /** What was believed or nearly so. */
  thought:
    "tưởng|cứ tưởng|em tưởng|tưởng là|tưởng rằng|tưởng đâu|ngỡ|cứ ngỡ|ngỡ là|suýt|suýt nữa|xém|xém nữa",
  /** A condition. */
  whenever:
    "khi nào|bao giờ|lúc nào|chừng nào|hễ|một khi|nhỡ|lỡ|nhỡ mà|lỡ mà|miễn|miễn là|miễn sao|trừ khi|trừ phi|đến khi|tới khi|cho đến khi|cho tới khi|đợi|chờ|đợi khi|chờ khi|đợi đến khi|chờ đến khi|nếu|nếu mà|nếu như|giá|trường hợp",
  /** A condition only right before the target or the finish it waits for. */
  upon: "khi|sau khi|ngay khi|trước khi|để|cho|làm cho|cho nó|lo|lo cho|lúc",
  thus: "thì",
  is: "là|kể như là|coi như là",
  degree:
    "hơi|rất|quá|khá|cũng|còn|vẫn|thật|thật là|có vẻ|thực sự|như vậy|vậy|thế|như thế|là|hình như|e|e là|đúng là|quả là",
  /** Too much asked. */
  hard: "khó|căng|gay|quá sức|vô lý|phi lý|không tưởng|khó nhằn|vất vả|mệt|đuối|oải|bất khả thi|không khả thi|áp lực|gian nan|chua|nhọc|toát mồ hôi|không nổi|khó khả thi|mơ|viển vông|chuyện khó",
  size: "cao|thấp|nhiều|ít|lớn|nhỏ|kém|yếu|chậm",
  /** Praise, relief. */
  good: "may|may mắn|mừng|tốt|ổn|đẹp|hợp lý|vừa|vừa sức|giỏi|hay|bình thường|yên tâm|ngon|vui|tuyệt|tuyệt vời|xuất sắc|phấn khởi|quý|hạnh phúc|kỳ tích|kỷ lục|đáng nể|thành công|khả quan|khá",
  /** Praise only at the end: "là đạt kế hoạch" is a report. */
  enough: "đạt|được|đủ|qua|xong|nghỉ|thoát|an toàn|chấp nhận được",
  /** What the figure is instead. */
  otherThing: [
    "kế hoạch|chỉ tiêu|mục tiêu|chỉ tiêu giao|số liệu cũ|số cũ|con số cũ|mức tối thiểu|mức sàn|yêu cầu|quy định|định mức|số kế hoạch|số giao|số đăng ký",
    "dự kiến|mức giao|mức đăng ký|chỉ tiêu đăng ký|cũ|mức yêu cầu|tối thiểu|số dự kiến|số ước|số năm ngoái|số năm trước|số tháng trước|của năm ngoái|của năm trước",
  ].join("|"),
  /** Somebody's, unless the sender's own. */
  of: "của|số của|số liệu của|kết quả của",
  /** Only so much will do. */
  demanded:
    "mới đạt|mới được|mới đủ|mới ổn|mới xong|mới qua|mới tính|mới thôi|mới chịu|mới yên|mới nghỉ|mới vui|mới hợp lý|mới tốt|mới hoàn thành|mới gọi là|mới có thưởng|mới được thưởng|mới an toàn|mới mong|mới dám|mới yên tâm|mới kịp",
  /** Will be told when it is so. */
  later: "báo|nhắn|thông báo|alo|a lô|trình|gọi",
  soon: "báo ngay|báo sau|báo lại|báo luôn|mới báo|sẽ báo|báo cáo ngay|báo cáo sau|báo cáo lại|nhắn ngay|nhắn sau|thông báo sau|báo liền|báo tin",
  /** May be told now or then. */
  either: "báo cáo|bc|gửi|nộp|làm|sang|chuyển sang|chuyển",
  most: "nhất",
  denied: "đâu|gì đâu|đâu mà|sao được|sao nổi|thế nào được|làm sao được|gì mà|nỗi gì|kiểu gì được",
  /** What follows is how it is. */
  turn: "nhưng|nhưng mà|song|tuy nhiên|nay|giờ|bây giờ|hiện|hiện nay|hiện tại|đến nay|còn bên em|còn đơn vị em|bên em|đơn vị em|thực tế|nhưng thực tế",
  plain: [
    "khó khăn|suýt soát|ổn định|vừa rồi|vừa qua|vừa xong|tưởng niệm|tưởng thưởng|chờ đợi|mới đây|nếu được|nếu cần|nếu có thể|nếu không nhầm|nếu em không nhầm|nếu nhớ không nhầm|nếu không lầm|nếu đúng|nếu chị cần|nếu anh cần|nếu kịp",
    "cho em|cho anh|cho chị|để em|để anh|để chị|cho biết|giá trị|lớp|vốn đầu tư|vốn vay|vốn điều lệ|may đo|hay là|khá nhiều|đợi chờ|chờ duyệt|lúc này|lo lắng|được thưởng",
    "bc anh|bc chị|là đến|là tính|là do|là vì|là hết|báo nhầm|báo cũ|đâu đó|trình bày",
  ].join("|"),
});

/** Single syllables that may be other words in a message without marks: there they only make a figure doubtful. */
export const manyWords = new Set(
  "tuong ngo von doi cho gia lo mien mo gay xem he nho de bao goi qua luc".split(" "),
);
