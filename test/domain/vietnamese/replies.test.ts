import { describe, expect, it } from "vitest";
import { readReply } from "../../../src/domain/vietnamese/replies.ts";

describe("a short answer", () => {
  it.each([
    [
      "yes",
      "có|Có ạ|đúng rồi|dung roi a|ok|OK em|vâng|Dạ vâng ạ|đồng ý|dong y|ừ|phải|được rồi|👍|co|ghi nhận",
    ],
    ["no", "không|ko|khong a|thôi|thôi ạ|hủy|huy|sai|sai rồi|không phải|dạ không ạ|chưa"],
    ["skip", "bỏ qua|bo qua|Bỏ qua nhé"],
    ["add", "thêm|them|cộng thêm ạ"],
    ["total", "tổng|tong|tổng mới|tổng số ạ"],
  ])("means %s", (kind, list) => {
    for (const text of list.split("|")) expect([text, readReply(text)]).toEqual([text, { kind }]);
  });

  it.each([
    ["1", 1],
    ["2.", 2],
    ["số 2", 2],
    ["so 3 nhe", 3],
    ["chọn 1", 1],
    ["số hai", 2],
    ["10", 10],
  ])("chooses a button: %s", (text, number) => {
    expect(readReply(text)).toEqual({ kind: "choice", number });
  });

  it.each([
    "ct3 85%",
    "không phải 130 mà là 140",
    "có 5 hồ sơ",
    "thêm 5",
    "tổng là 130",
    "0",
    "",
    "xem chỉ tiêu",
    "bò",
    "cỏ",
    "số",
  ])("is no answer: %s", (text) => {
    expect(readReply(text)).toBeNull();
  });
});
