import { wordList } from "./word-list.ts";

const persons = ["mình", "em", "anh", "ta", "chúng ta", "bên mình", "bên em"];
const changes = ["hạ", "nâng", "giảm", "tăng", "giao"];
const planned = [
  "kế hoạch",
  "kế hoạch năm",
  "kế hoạch giao",
  "mục tiêu",
  "định mức",
  "mức giao",
  "mức đăng ký",
  "mức kế hoạch",
  "số giao",
  "số đăng ký",
  "chỉ tiêu giao",
  "chỉ tiêu kế hoạch",
];
const adjusting = [
  "điều chỉnh",
  "điều chỉnh lại",
  "điều chỉnh giảm",
  "điều chỉnh tăng",
  "chỉnh",
  "sửa",
  "đổi",
  "thay đổi",
];

/** Every pair of words of two lists. */
const pairs = (first: readonly string[], second: readonly string[]): string[] =>
  first.flatMap((one) => second.map((other) => `${one} ${other}`));

/**
 * Words that make a remark of the figure or finish they stand with; `remarks.ts` says where each group may stand and what
 * it makes. A look-alike is kept out by a longer entry under `plain`.
 */
export const remarkWords = wordList({
  /** Somebody else's figure, or everybody's. */
  others: [
    "đơn vị bạn|đơn vị khác|các đơn vị khác|đơn vị kia|bên khác|nơi khác|chỗ khác|tỉnh bạn|tỉnh khác|các tỉnh khác|cụm khác|khối khác",
    "người ta|nhà người ta|thiên hạ|bên kia|bên ấy|bên đó|bên họ|chỗ họ|nơi họ|bình quân|bình quân cụm|trung bình|trung bình cụm|toàn cụm|cả cụm",
    "tỉnh bên|huyện bên|xã bên|phòng bên|sở bên|phường bên|bên cạnh|hàng xóm|láng giềng|huyện bạn|xã bạn|phòng bạn|huyện khác|xã khác|mặt bằng chung|toàn quốc|cả nước|toàn ngành|trung bình cả cụm|bình quân chung|đội bạn|phòng khác|sở khác|sở bạn",
  ].join("|"),
  /** How it once was. */
  formerly: [
    "trước đây|trước kia|hồi trước|lúc trước|thời trước|ban đầu|lúc đầu|hồi đầu|hồi ấy|hồi đó|lúc đó|khi đó|dạo trước|số cũ|con số cũ|số liệu cũ",
    "cùng kỳ|cùng kì|cùng kỳ năm ngoái|cùng kỳ năm trước|cùng kì năm ngoái|cùng kì năm trước|vốn là|vốn",
  ].join("|"),
  /** Demanded, quoted from a rule or plan, assigned. */
  demand: [
    "bắt buộc|bắt|buộc|buộc phải|quy định|theo quy định|quy định là|chỉ đạo|chỉ thị|yêu cầu|đòi|đòi hỏi|dặn|căn dặn|lệnh|ra lệnh|giao|giao cho|giao nhiệm vụ|giao chỉ tiêu|chốt chỉ tiêu|đặt chỉ tiêu|duyệt chỉ tiêu|tỉnh giao|trên giao|cấp trên giao|cụm giao|sở giao|giao khoán|khoán|ấn|ép|bắt phải|phân công|phân bổ|áp",
    ...pairs(
      "giao ước|đề án|kế hoạch|nghị quyết|quyết định|văn bản|công văn|hướng dẫn|hợp đồng|quy chế|quy định|nghị định|thông tư|chỉ thị|luật|điều lệ|bộ tiêu chí|tiêu chí|thang điểm|biểu điểm".split(
        "|",
      ),
      ["ghi", "nêu", "nói", "viết", "yêu cầu", "quy định"],
    ),
    "giao ước|đề cương|đề ra|đặt ra|tiêu chí|thang điểm|điều kiện|tiêu chuẩn|định hướng|chỉ tiêu phấn đấu",
    "sang năm|sang năm mới|sang tuần|sang tháng mới|sang tháng sau|sang quý|sang quý sau|qua năm|ra giêng|nhiệm kỳ sau|nhiệm kỳ tới|bàn cách|bàn giải pháp|tính chuyện|đang tính|định mức|cần có|cần đủ|phải có|phải đủ",
  ].join("|"),
  /** Wished, prayed for, dreamt of, joked about. */
  fancy: [
    "chúc|chúc cho|cầu|cầu cho|cầu trời|cầu mong|lạy trời|mong|mong sao|mong cho|ước|ước ao|ao ước|ước mong|ước gì|mơ|mơ thấy|nằm mơ|mơ ước|khao khát|hy vọng|hi vọng|kỳ vọng|trông mong|trông cho|thèm|nghĩ đến|nghĩ tới|nghe đến|nghe tới|tưởng tượng|cứ cho là",
    "đùa|nói đùa|đùa thôi|đùa tí|bốc phét|nói phét|chém gió|nổ|trúng số|cá là|cược|cá cược|thề|có mà|cho vàng|chắc chết|đố|khối đứa|bao giờ cho|đến mùa quýt",
  ].join("|"),
  /** Proposed: another plan. */
  proposed: [
    ...[
      "đề nghị",
      "kiến nghị",
      "đề xuất",
      "xin",
      "nên",
      "trình",
      "xin phép",
      "xem xét",
      "tham mưu",
      "góp ý",
    ].flatMap((verb) =>
      ["hạ", "nâng", "giảm", "giao", "giao lại", "tăng", "tính lại"].map((change) => `${verb} ${change}`),
    ),
    ...["đề nghị", "kiến nghị", "đề xuất", "xem xét"].flatMap((verb) =>
      ["điều chỉnh", "đổi", "sửa", "cho", "cụm", "tỉnh", "cấp trên", "trên"].map(
        (change) => `${verb} ${change}`,
      ),
    ),
    "nên để|đề xuất để|cứ để|kiến nghị|xin cấp trên|xin cụm|xin tỉnh|xin sở|hạ chỉ tiêu|nâng chỉ tiêu|giảm chỉ tiêu|tăng chỉ tiêu",
    // Another plan; "xin điều chỉnh ct3 xuống 90%" puts a figure right.
    ...pairs([...adjusting, ...changes], planned),
    ...pairs(pairs(["xin", "xin phép", "muốn", "nên"], adjusting), [...planned, "chỉ tiêu", "mức"]),
    ...pairs(pairs(["xin", "xin phép", "đề nghị", "đề xuất", "kiến nghị"], ["hạ", "nâng", "giảm", "tăng"]), [
      "mức",
    ]),
    ...pairs(["đề xuất", "kiến nghị", "tham mưu", "góp ý"], ["bổ sung", "thêm", "cho thêm", "mở thêm"]),
    ...pairs(["hay", "hay là"], [...changes, ...pairs(persons, changes)]),
  ].join("|"),
  /** How a message is typed. */
  quoted:
    "gõ kiểu|gõ như|gõ thế|gõ đúng|cứ gõ|gõ theo|gõ theo mẫu|nhắn kiểu|nhắn như|nhắn theo mẫu|nhắn y|cứ nhắn|viết kiểu|viết như|cứ viết|ghi kiểu|ghi như|cú pháp|theo mẫu|mẫu|mẫu tin|mẫu nhắn|tin mẫu|nói kiểu|báo kiểu|báo như|báo theo mẫu",
  /** Will be told after a look: "để em hỏi lại ct1 150 hay 160". */
  looking: ["em", "anh", "chị", "mình", "tôi", "bên em", "tụi em", "bọn em"]
    .flatMap((who) =>
      [
        "hỏi",
        "xem",
        "kiểm tra",
        "đối chiếu",
        "rà",
        "rà soát",
        "coi",
        "tính",
        "đếm",
        "dò",
        "tra",
        "check",
        "soát",
      ].map((look) => `để ${who} ${look}`),
    )
    .join("|"),
  /** What was believed or nearly so. */
  thought:
    "tưởng|cứ tưởng|em tưởng|tưởng là|tưởng rằng|tưởng đâu|ngỡ|cứ ngỡ|ngỡ là|suýt|suýt nữa|xém|xém nữa",
  /** Meant to be done, if the work follows: "tính mở thêm 2 lớp". */
  intended: "tính|đang tính|toan|rục rịch|nhăm nhe|lên kế hoạch|có kế hoạch|có ý định|có ý|bàn nhau|bàn",
  /** Heard or seen, if the figure follows: "nghe 95% ct3 là ngán". */
  heard: "nghe|mới nghe|nhìn|ngó|nhìn vào|nghe thấy",
  /** A sum done aloud. */
  reckoned: "tính ra|tính sơ|tính sơ sơ|nhẩm|tính nhẩm|nhẩm tính|nhẩm ra|tính thử|thử tính",
  /** A condition. */
  whenever: [
    ...pairs(
      "đơn vị|phòng|xã|huyện|tỉnh|sở|bên|người|nơi|chỗ|nhóm|tổ|phường|thôn|chi bộ|cơ quan".split("|"),
      ["nào"],
    ),
    "khi nào|bao giờ|lúc nào|chừng nào|hễ|một khi|nhỡ|lỡ|nhỡ mà|lỡ mà|miễn|miễn là|miễn sao|trừ khi|trừ phi|đến khi|tới khi|cho đến khi|cho tới khi|đợi|chờ|đợi khi|chờ khi|đợi đến khi|chờ đến khi|nếu|nếu mà|nếu như|giá|trường hợp",
  ].join("|"),
  /** A condition only right before the target or the finish it waits for. */
  upon: "khi|sau khi|ngay khi|trước khi|để|cho|làm cho|cho nó|lo|lo cho|lúc",
  thus: "thì",
  is: "là|chỉ là|kể như là|coi như là",
  degree:
    "hơi|rất|quá|khá|cũng|còn|vẫn|thật|thật là|có vẻ|thực sự|như vậy|vậy|thế|như thế|là|hình như|e|e là|đúng là|quả là|thấy|nghe|đã thấy",
  /** What somebody feels at it, behind là, mà or thấy. */
  dread:
    "ngán|ngán ngẩm|ngại|nản|ớn|sợ|run|hãi|chán|choáng|ngợp|hoảng|chóng mặt|nhức đầu|đau đầu|mất ngủ|hết hồn|xỉu|ngất|bó tay|chịu thua|nóng ruột|sốt ruột|rét",
  /** What comes of it by the rules, behind là. */
  outcome:
    "bị trừ|bị phạt|bị kiểm điểm|bị nhắc|bị phê bình|bị hạ|bị loại|bị cắt|bị mất|bị đánh giá|bị xếp|bị khiển trách|bị gọi|bị mắng|bị la|được cộng|được thưởng|được khen|được xét|được điểm|được nghỉ|mất điểm|mất thi đua|ăn phạt|có thưởng|cắt thưởng|cắt thi đua|trừ điểm|cộng điểm",
  like: "như|bằng|giống|giống như|như của|ngang|ngang với|cỡ",
  /** Too much asked. */
  hard: "khó|căng|gay|quá sức|vô lý|phi lý|không tưởng|khó nhằn|vất vả|mệt|đuối|oải|bất khả thi|không khả thi|áp lực|gian nan|chua|nhọc|toát mồ hôi|không nổi|khó khả thi|mơ|viển vông|chuyện khó|trong mơ|có trong mơ|chỉ có trong mơ|chỉ trong mơ|có nằm mơ|chỉ có nằm mơ|có mơ|chỉ có mơ",
  size: "cao|thấp|nhiều|ít|lớn|nhỏ|kém|yếu|chậm",
  /** Praise, relief. */
  good: "may|may mắn|mừng|tốt|ổn|đẹp|hợp lý|vừa|vừa sức|giỏi|hay|bình thường|yên tâm|ngon|vui|tuyệt|tuyệt vời|xuất sắc|phấn khởi|quý|hạnh phúc|kỳ tích|kỷ lục|đáng nể|thành công|khả quan|khá",
  /** Praise only at the end: "là đạt kế hoạch" is a report. */
  enough: "đạt|được|đủ|qua|xong|nghỉ|thoát|an toàn|chấp nhận được",
  /** What the figure is instead. */
  otherThing: [
    "kế hoạch|chỉ tiêu|mục tiêu|trên giấy|trên lý thuyết|lý thuyết|chỉ tiêu giao|số liệu cũ|số cũ|con số cũ|mức tối thiểu|mức sàn|yêu cầu|quy định|định mức|số kế hoạch|số giao|số đăng ký",
    "dự kiến|mức giao|mức đăng ký|chỉ tiêu đăng ký|cũ|mức yêu cầu|tối thiểu|số dự kiến|số ước|số năm ngoái|số năm trước|số tháng trước|của năm ngoái|của năm trước|dự thảo|số dự thảo|bản thảo|bản nháp|số nháp|số ghi nháp",
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
    "giao ban|giao dịch|giao lưu|giao thông|giao nộp|giao hàng|mơ hồ|nổ ra|nổ máy|mẫu mã|mẫu số|cầu đường|áp dụng|mong thông cảm|mong anh thông cảm|mong chị thông cảm|mong sếp thông cảm|mong anh chị thông cảm|xin cho em báo|xin cho phép|xin giao nộp|yêu cầu của anh|yêu cầu của chị|yêu cầu của sếp|yêu cầu của cụm|bắt đầu|bắt tay|nhờ|xin phép cho em",
    "khó khăn|suýt soát|ổn định|vừa rồi|vừa qua|vừa xong|tưởng niệm|tưởng thưởng|chờ đợi|mới đây|nếu được|nếu cần|nếu có thể|nếu không nhầm|nếu em không nhầm|nếu nhớ không nhầm|nếu không lầm|nếu đúng|nếu chị cần|nếu anh cần|nếu kịp",
    "cho em|cho anh|cho chị|để em|để anh|để chị|cho biết|giá trị|lớp|vốn đầu tư|vốn vay|vốn điều lệ|may đo|hay là|khá nhiều|đợi chờ|chờ duyệt|lúc này|lo lắng|được thưởng",
    ...pairs(
      ["tỉnh bên", "huyện bên", "xã bên", "phòng bên", "sở bên", "phường bên"],
      ["em", "mình", "tôi", "tui", "anh", "chị"],
    ),
    "nhìn chung|nghe rõ|nghe lời|lo liệu|lo xong|bàn giao|có ý kiến|tính đến|tính tới|tính từ|tính cả|như trên|như sau|như cũ|như vậy|bị nhầm|bị sai|tính chung|tính riêng|bàn xong",
    "bc anh|bc chị|là đến|là tính|là do|là vì|là hết|báo nhầm|báo cũ|đâu đó|trình bày",
  ].join("|"),
});

/** Single syllables that may be other words in a message without marks: there they only make a figure doubtful. */
export const manyWords = new Set(
  "tuong ngo von doi cho gia lo mien mo gay xem he nho de bao goi qua luc bat buoc ap an ep cau them the no do mau lenh dan ca nghe nhin ngo tinh toan ban nham bang".split(
    " ",
  ),
);
