// Words around a registration that are not part of its title.

export const signUps = ["đăng ký", "đăng kí", "đk", "dk", "đký", "đkí", "dky", "xin đăng ký"];

/** Words that may come before đăng ký when the sender signs up. */
export const before = new Set(
  "em anh chi toi minh da vang xin muon cho can ben don vi so noi vu snv phong chung chao kinh gui a e c duoc phep nay bot oi ban hom nam them se du kien tiep co the sep tren lanh dao cum va hien tai dc thua de nghi bao cao cac dong voi nho giup".split(
    " ",
  ),
);
/** After đăng ký: done already, or something else. */
export const closers = ["rồi", "xong", "được chưa", "chưa", "thế nào", "kiểu gì", "ra sao", "như thế nào"];

export const openers = [
  "thêm chỉ tiêu",
  "chỉ tiêu mới",
  "chỉ tiêu thi đua",
  "chỉ tiêu",
  "mới",
  "thêm",
  "bổ sung",
  "giúp em",
  "cho em",
  "giúp",
  "là",
  "với",
  "như sau",
  "sau",
  "cho",
  "1 chỉ tiêu",
  "một chỉ tiêu",
  "nội dung",
  "thi đua",
  "chỉ tiêu sau",
  "hộ em",
  "tên chỉ tiêu",
  "tên",
  "ct",
];

export const particles = new Set(
  "a ah nhe nha nhi vang voi em anh chi oi di nhen day thoi cam on tks ok dong luon".split(" "),
);
export const beforeNumber = [
  "ở mức",
  "đạt được",
  "đạt",
  "lên",
  "xuống",
  "còn",
  "dưới",
  "là",
  "bằng",
  "ít nhất",
  "tối thiểu",
  "trên",
  "khoảng",
  "hơn",
  "từ",
  "kế hoạch",
  "số lượng",
  "được",
  "mức",
  "tỷ lệ đạt",
  "đến",
  "chỉ tiêu",
  "tầm",
  "gần",
  "mục tiêu",
  "với",
  "tổng",
  "tổng số",
  "gồm",
];
export const beforeDeadline = [
  "và hoàn thành",
  "hoàn thành",
  "hoàn tất",
  "xong",
  "trong",
  "vào",
  "thời gian",
  "thực hiện",
  "cần xong",
  "phải xong",
  "thời hạn",
  "nộp",
  "đến",
  "tới",
  "từ nay đến",
  "làm xong",
  "hết",
  "kết thúc",
  "dự kiến",
  "trong thời gian",
  "vào khoảng",
  "cho",
  "của",
  "là",
];
