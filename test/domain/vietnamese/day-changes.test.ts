import { expect, it } from "vitest";
import { readDayChanges } from "../../../src/domain/vietnamese/day-changes.ts";

/** Thursday. */
const today = "2019-06-13";
const read = (text: string) =>
  readDayChanges(text, today)
    ?.map((each) => `${each.date.slice(2)} ${each.change}`)
    .join(", ") ?? null;

it.each([
  ["nghỉ 5/7", "19-07-05 off"],
  ["ngày nghỉ 4/7", "19-07-04 off"],
  ["Thêm ngày nghỉ 4/7", "19-07-04 off"],
  ["5/7 nghi nhe", "19-07-05 off"],
  ["nghỉ bù thứ hai 8/7", "19-07-08 off"],
  ["làm bù 6/7", "19-07-06 work"],
  ["nghỉ 5/7, làm bù 6/7", "19-07-05 off, 19-07-06 work"],
  ["nghi 5/7 lam bu 6/7", "19-07-05 off, 19-07-06 work"],
  ["5/7 nghỉ, 6/7 làm bù", "19-07-05 off, 19-07-06 work"],
  ["5/7 nghỉ, làm bù 6/7", "19-07-05 off, 19-07-06 work"],
  ["nghỉ 2/1/2019, làm bù 10/1/2019", "19-01-02 off, 19-01-10 work"],
  ["nghỉ 2/1", "20-01-02 off"],
  ["nghi tu 10/7 den 12/7", "19-07-10 off, 19-07-11 off, 19-07-12 off"],
  ["nghỉ 10-12/7", "19-07-10 off, 19-07-11 off, 19-07-12 off"],
  ["nghỉ 10/7 đến hết 12/7", "19-07-10 off, 19-07-11 off, 19-07-12 off"],
  ["nghỉ từ ngày 10 đến hết ngày 12/7", "19-07-10 off, 19-07-11 off, 19-07-12 off"],
  ["nghỉ 10/7 – 11/7, làm bù 13/7", "19-07-10 off, 19-07-11 off, 19-07-13 work"],
  ["nghỉ 10/7 và 12/7", "19-07-10 off, 19-07-12 off"],
  ["nghi 10, 12/7", "19-07-10 off, 19-07-12 off"],
  ["nghỉ 10,12/7", "19-07-10 off, 19-07-12 off"],
  ["nghỉ ngày 10 và ngày 12 tháng 7", "19-07-10 off, 19-07-12 off"],
  ["mai nghỉ", "19-06-14 off"],
  ["nghỉ 5/7 vì bão", "19-07-05 off"],
  ["bỏ ngày nghỉ 5/7", "19-07-05 dropOff"],
  ["xóa ngày nghỉ 10/7", "19-07-10 dropOff"],
  ["hủy bỏ các ngày nghỉ 10/7 và 11/7", "19-07-10 dropOff, 19-07-11 dropOff"],
  ["bỏ 5/7", "19-07-05 drop"],
  ["không nghỉ 10/7 nữa", "19-07-10 worked"],
  ["khong nghi 10/7 nua, di lam binh thuong", "19-07-10 worked"],
  ["10/7 không nghỉ nữa, đi làm bình thường", "19-07-10 worked"],
  ["thôi nghỉ 10/7", "19-07-10 worked"],
  ["làm 5/7", "19-07-05 worked"],
  ["5/7 vẫn đi làm bình thường", "19-07-05 worked"],
  ["không làm bù 6/7", "19-07-06 dropWork"],
  ["bỏ làm bù 6/7", "19-07-06 dropWork"],
  ["bỏ ngày nghỉ 10/7 giúp tôi", "19-07-10 dropOff"],
  ["không đi làm 5/7", "19-07-05 rested"],
])("reads “%s”", (text, changes) => {
  expect(read(text)).toBe(changes);
});

it.each([
  "nghỉ",
  "5/7",
  "nghỉ 31/6",
  "nghỉ 5/7 không?",
  "nghỉ 5/7 hay 6/7",
  "nghỉ phép 5/7",
  "đề nghị 5/7",
  "nghỉ bù 8/7 cho 5/7",
  "nghỉ 5/7 thay cho 6/7",
  "nghỉ trước 5/7",
  "nghỉ sáng 5/7",
  "nghỉ 5/7, làm bù 5/7",
  "nghỉ 12/7 đến 10/7",
  "nghỉ 3",
  "nghỉ 5/7, 6/7 làm bù",
  "chuyển ngày nghỉ 5/7 sang 6/7",
  "khôi phục ngày nghỉ 5/7",
  "nghỉ từ 1/7 đến 31/12",
  "ngày nghỉ tháng 7",
])("guesses nothing from “%s”", (text) => {
  expect(read(text)).toBeNull();
});
