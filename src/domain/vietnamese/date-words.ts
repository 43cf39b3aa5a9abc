import type { CountUnit } from "./date-forms.ts";

/** Days named by words, from today. */
export const relativeDays: readonly (readonly [string, number])[] = [
  ["ngày hôm nay", 0],
  ["ngày hôm qua", -1],
  ["ngày hôm kia", -2],
  ["hôm nay", 0],
  ["hôm qua", -1],
  ["hôm kia", -2],
  ["hôm kìa", -3],
  ["bữa nay", 0],
  ["bữa qua", -1],
  ["bữa kia", -2],
  ["ngày mai", 1],
  ["ngày kia", 2],
  ["ngày mốt", 2],
];

/** After a part of the day: "sáng nay", "tối qua", "chiều mai". */
export const afterPart: readonly (readonly [string, number])[] = [
  ["nay", 0],
  ["qua", -1],
  ["mai", 1],
  ["mốt", 2],
];

/** This, next or last, after a period without a number. */
export const shifts: readonly (readonly [string, number])[] = [
  ["vừa rồi", -1],
  ["vừa qua", -1],
  ["tiếp theo", 1],
  ["kế tiếp", 1],
  ["trước", -1],
  ["rồi", -1],
  ["qua", -1],
  ["này", 0],
  ["nay", 0],
  ["sau", 1],
  ["tới", 1],
];

export const yearShifts: readonly (readonly [string, number])[] = [
  ["nay", 0],
  ["này", 0],
  ["sau", 1],
  ["tới", 1],
  ["ngoái", -1],
  ["trước", -1],
  ["vừa qua", -1],
  ["vừa rồi", -1],
];

export const weekdays: readonly (readonly [string, number])[] = [
  ["chủ nhật", 7],
  ["chúa nhật", 7],
  ["thứ hai", 1],
  ["thứ ba", 2],
  ["thứ tư", 3],
  ["thứ năm", 4],
  ["thứ sáu", 5],
  ["thứ bảy", 6],
  ["thứ bẩy", 6],
];

export const monthNames: readonly (readonly [string, number])[] = [
  ["mười một", 11],
  ["mười hai", 12],
  ["một", 1],
  ["hai", 2],
  ["ba", 3],
  ["tư", 4],
  ["bốn", 4],
  ["năm", 5],
  ["sáu", 6],
  ["bảy", 7],
  ["tám", 8],
  ["chín", 9],
  ["mười", 10],
];

/** Names of lunar months only. */
export const lunarMonths: readonly (readonly [string, number])[] = [
  ["giêng", 1],
  ["chạp", 12],
];

export const countUnits: readonly (readonly [string, CountUnit])[] = [
  ["ngày làm việc", "workday"],
  ["ngày", "day"],
  ["hôm", "day"],
  ["tuần lễ", "week"],
  ["tuần", "week"],
  ["tháng", "month"],
  ["năm", "year"],
];

/** Words of a deadline. `before`: a period ends the day before it begins. `within`: a number of days follows. */
export const deadlineWords: readonly (readonly [string, "before" | "by" | "within"])[] = [
  ["trong vòng", "within"],
  ["hạn chót", "by"],
  ["hạn cuối cùng", "by"],
  ["hạn cuối", "by"],
  ["thời hạn", "by"],
  ["kỳ hạn", "by"],
  ["hạn", "by"],
  ["chậm nhất", "by"],
  ["muộn nhất", "by"],
  ["trễ nhất", "by"],
  ["không muộn hơn", "by"],
  ["cho đến hết", "by"],
  ["đến hết", "by"],
  ["tới hết", "by"],
  ["deadline", "by"],
  ["trước", "before"],
  ["trc", "before"],
];

/** Words that may stand between a deadline word and its day. */
export const deadlineFillers = [
  "hoàn thành",
  "báo cáo",
  "đến hết",
  "vào lúc",
  "nộp",
  "gửi",
  "đăng ký",
  "là",
  "vào",
  "lúc",
  "đến",
  "tới",
  "hết",
  "xong",
  "trong",
  "cho",
];
