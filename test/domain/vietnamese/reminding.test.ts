import { describe, expect, it } from "vitest";
import { readHour, readPlainReminding, readReminding } from "../../../src/domain/vietnamese/reminding.ts";

/** A Thursday. */
const today = "2019-06-13";
const day = (date: string | null, time: string | null = null) => ({
  kind: "snooze",
  when: { kind: "day", date, time, afternoon: false, before: false },
});
const afternoon = (date: string | null, time: string | null = null) => ({
  kind: "snooze",
  when: { kind: "day", date, time, afternoon: true, before: false },
});
const minutes = (count: number) => ({ kind: "snooze", when: { kind: "minutes", minutes: count } });
const later = { kind: "snooze", when: { kind: "later" } };
const others = { kind: "others" };
const settings = { kind: "settings" };
const quieter = { kind: "quieter" };

describe("what a message about reminding is about", () => {
  it.each([
    ["nhắc em sáng mai", day("2019-06-14")],
    ["bot ơi nhắc em 8h sáng mai", day("2019-06-14", "08:00")],
    ["nhac em thu sau bao cao nhe", day("2019-06-14")],
    ["tuần sau nhắc lại", day("2019-06-17")],
    ["nhắc lại lúc 3h", day(null, "15:00")],
    ["đừng quên nhắc tôi mai", day("2019-06-14")],
    ["nhắc em chiều mai báo cáo nhé", afternoon("2019-06-14")],
    ["nhac lai chieu nay", afternoon(today)],
    ["nhac lai 3h chieu", afternoon(null, "15:00")],
    [
      "nhắc em trước 30/6 nộp báo cáo",
      {
        kind: "snooze",
        when: { kind: "day", date: "2019-06-30", time: null, afternoon: false, before: true },
      },
    ],
    ["nửa tiếng nữa nhắc lại", minutes(30)],
    ["nhắc sau 45 phút", minutes(45)],
    ["1 tiếng rưỡi nữa nhắc lại", minutes(90)],
    ["mười lăm phút nữa nhắc tôi", minutes(15)],
    ["nhac lai sau 2h", minutes(120)],
    ["nhắc lại nhé", later],
    ["nhắc sau nhé", later],
    ["từ mai nhắc lúc 9h", { kind: "hour", time: "09:00" }],
    ["nhắc đúng 8h nhé", { kind: "hour", time: "08:00" }],
    ["đổi giờ nhắc sang 9 rưỡi", { kind: "hour", time: "09:30" }],
    ["nhắc chị 3h chiều nhé", { kind: "hour", time: "15:00" }],
    ["chỉ nhắc việc quá hạn thôi", { kind: "level", level: "overdueOnly" }],
    ["nhắc các đơn vị quá hạn", others],
    ["ai chưa nộp thì nhắc", others],
    ["nhắc anh Nam nộp báo cáo", others],
    ["đôn đốc giúp anh mấy đơn vị còn thiếu", others],
    ["chiều nhắc các đơn vị nhé", others],
    ["đơn vị nào cần nhắc", { kind: "whom" }],
    ["đã nhắc các đơn vị chưa?", { kind: "whom" }],
    ["không cần nhắc nữa đâu", quieter],
    ["bạn nhắc nhiều quá", quieter],
    ["mai có nhắc tôi không", settings],
    ["nhắc muộn hơn", settings],
    ["nhắc lại thông báo số 12", { kind: "unacknowledged", number: 12 }],
    ["nhac nhung nguoi chua xac nhan", { kind: "unacknowledged", number: null }],
  ])("%s", (text, wanted) => {
    expect(readReminding(text, today)).toEqual(wanted);
  });

  it.each([
    ["lát nữa nhắc lại nhé", later],
    ["tắt nhắc việc", quieter],
    ["xin nhắc lại là CT3 đạt 85%", null],
    ["cảm ơn đã nhắc", null],
    ["bỏ CT3", null],
  ])("without asking for it: %s", (text, wanted) => {
    expect(readPlainReminding(text)).toEqual(wanted);
  });
});

describe("an hour that is the whole answer", () => {
  it.each([
    ["9h30", "09:30"],
    ["7 giờ rưỡi", "07:30"],
    ["8h kém 15 nhé", "07:45"],
    ["2 giờ chiều", "14:00"],
    ["đổi sang 10h ạ", "10:00"],
    ["CT4 5h", null],
    ["nhắc lại 15:00", null],
    ["họp lúc 9h", null],
    ["25h", null],
  ])("%s", (text, wanted) => {
    expect(readHour(text, { alone: true })).toBe(wanted);
  });
});
