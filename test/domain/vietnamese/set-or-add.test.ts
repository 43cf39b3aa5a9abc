import { describe, expect, it } from "vitest";
import { readKindSaid } from "../../../src/domain/vietnamese/set-or-add.ts";

describe("what the figure before was", () => {
  it.each([
    "là thêm",
    "la them",
    "ý em là thêm",
    "y em la them a",
    "là thêm chứ không phải tổng",
    "la them chu ko phai tong",
    "không phải tổng mà là thêm",
    "em nhầm, không phải tổng ạ",
    "à nhầm là cộng thêm anh ơi",
    "thêm chứ không phải tổng",
    "số đó là số thêm ạ",
    "là thêm".normalize("NFD"),
    "Ý EM LÀ THÊM",
  ])("an addition: %s", (text) => {
    expect(readKindSaid(text)).toEqual({ kind: "add", code: null });
  });

  it.each([
    "là tổng",
    "la tong so a",
    "ý em là tổng cộng",
    "đó là số tổng, không phải thêm",
    "là lũy kế chứ không phải cộng thêm",
    "không phải thêm đâu anh",
    "tổng mà",
  ])("the total: %s", (text) => {
    expect(readKindSaid(text)).toEqual({ kind: "total", code: null });
  });

  it("may name its target", () => {
    expect(readKindSaid("ct1 là thêm nhé")).toEqual({ kind: "add", code: "CT1" });
    expect(readKindSaid("chỉ tiêu 02 là tổng chứ không phải thêm")).toEqual({ kind: "total", code: "CT2" });
  });

  it.each([
    "thêm 5",
    "là thêm 3 hồ sơ",
    "tổng 150",
    "thêm",
    "tổng điểm là bao nhiêu",
    "thêm chỉ tiêu",
    "là thế",
    "",
  ])("nothing of the kind: %s", (text) => {
    expect(readKindSaid(text)).toBeNull();
  });
});
