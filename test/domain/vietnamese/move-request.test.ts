import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readMove } from "../../../src/domain/vietnamese/move-request.ts";

const today = { today: "2019-06-12", isWorkingDay: () => true };
const read = (text: string) => readMove(text, today);

describe("a wish to move a broadcast", () => {
  it.each([
    ["chuyển thông báo số 3 sang thứ Hai", 3, "2019-06-17", null],
    ["chuyen thong bao so 3 sang thu hai", 3, "2019-06-17", null],
    ["thông báo số 3 dời sang 9h ngày 20/6 nhé", 3, "2019-06-20", "09:00"],
    ["đổi giờ gửi thông báo 3 sang 9h sáng thứ sáu ạ", 3, "2019-06-14", "09:00"],
    ["thôi để 9h sáng thứ 6", null, "2019-06-14", "09:00"],
    ["dời lại 8h thứ hai được không", null, "2019-06-17", "08:00"],
    ["dời sang 3h", null, null, "15:00"],
    ["sửa thông báo số 3 thành 15h", 3, null, "15:00"],
    ["tạm hoãn đến thứ Hai", null, "2019-06-17", null],
    ["để mai hẵng gửi", null, "2019-06-13", null],
    ["14h chiều mai", null, "2019-06-13", "14:00"],
  ])("%s", (text, number, date, time) => {
    expect(read(text)).toMatchObject({ number, to: { date, time } });
  });

  it.each([
    "gửi lúc 9h à?",
    "không gửi lúc 9h",
    "hoãn thông báo số 3",
    "sửa thông báo số 3",
    "chuyển CT3 sang 9h",
    "chuyển 15 hồ sơ",
    "dời hạn CT2 sang 30/9",
    "gửi Hà Nam lúc 9h",
    "đã gửi lúc 9h",
    "chiều mai",
    "15/6",
    "để sau",
    "gửi ngay",
  ])("is none: %s", (text) => expect(read(text)).toBe(null));

  it("is none of the labelled messages that mean something else", () => {
    const examples = ["examples", "own-examples"].flatMap((name) =>
      readFileSync(new URL(`../../corpus/${name}.jsonl`, import.meta.url), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as { text: string; expect: { intent: string } }),
    );
    const meant = examples.filter((each) => each.expect.intent !== "none").map((each) => each.text);
    expect(meant.length).toBeGreaterThan(2000);
    expect(meant.filter((text) => read(text) !== null)).toEqual([]);
  });
});
