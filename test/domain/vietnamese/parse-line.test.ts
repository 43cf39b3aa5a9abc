import { describe, expect, it } from "vitest";
import { parseLine } from "../../../src/domain/vietnamese/parse-line.ts";
import { units } from "./cluster.ts";

const target = {
  code: "CT1",
  title: "Trồng cây xanh",
  kind: "quantity",
  unit: "cây",
  plan: 300,
  current: 100,
};
const message = { text: "ct1 thêm 20 cây", today: "2024-06-12", targets: [target] };
const added = { intent: "progress", items: [{ target: "CT1", op: "add", value: 20, unit: "cây" }] };

describe("a line of parse", () => {
  it("is a message unless it says otherwise", () => {
    expect(parseLine(message)).toEqual(added);
    expect(parseLine({ ...message, as: "message", who: "unknown keys are ignored" })).toEqual(added);
  });

  it("asks for a date or a unit", () => {
    expect(parseLine({ as: "date", text: "trước 15/7", today: "2024-06-12" })).toEqual({
      date: "2024-07-15",
      kind: "before",
    });
    expect(parseLine({ as: "date", text: "xin chào", today: "2024-06-12" })).toBeNull();
    expect(parseLine({ as: "unit", text: "hp", units })).toBe("Sở Nội vụ Hải Phòng");
    expect(parseLine({ as: "unit", text: "hp", units: ["Sở Nội vụ Hải Phòng"] })).toBe("Sở Nội vụ Hải Phòng");
    expect(parseLine({ as: "unit", text: "hp" })).toBeNull();
  });

  it("keeps the first word of a place, though all names have it", () => {
    const alike = [{ name: "Công an tỉnh Hà Nội" }, { name: "Công an tỉnh Hà Nam" }];
    expect(parseLine({ as: "unit", text: "ha nam", units: alike })).toBe("Công an tỉnh Hà Nam");
    expect(parseLine({ as: "unit", text: "ha n", units: alike })).toEqual(alike.map((unit) => unit.name));
  });

  it("knows short names and aliases that come with a unit", () => {
    const named = [
      { name: "Sở Nội vụ Ninh Bình", shortName: "Tràng An", aliases: ["hn", "cố đô cũ"] },
      { name: "Sở Nội vụ Hà Nội" },
    ];
    expect(parseLine({ as: "unit", text: "trang an", units: named })).toBe("Sở Nội vụ Ninh Bình");
    expect(parseLine({ as: "unit", text: "bên Cố đô cũ ạ", units: named })).toBe("Sở Nội vụ Ninh Bình");
    expect(parseLine({ as: "unit", text: "HN", units: named })).toEqual([
      "Sở Nội vụ Ninh Bình",
      "Sở Nội vụ Hà Nội",
    ]);
  });

  it("reads older shapes of a target: unitOfMeasure, and true for a yes/no plan", () => {
    const { unit, ...older } = target;
    expect(parseLine({ ...message, targets: [{ ...older, unitOfMeasure: unit }] })).toEqual(added);
    const yesno = {
      code: "CT1",
      title: "Ban hành quy chế",
      kind: "yesno",
      unit: null,
      plan: true,
      current: false,
    };
    const done = {
      intent: "progress",
      items: [{ target: "CT1", op: "set", value: 1, unit: null, done: true }],
    };
    expect(parseLine({ ...message, text: "ct1 xong", targets: [yesno] })).toEqual(done);
  });

  it("leaves out what only the dialogue uses", () => {
    expect(parseLine({ ...message, text: "gửi báo cáo tháng 6", units })).toEqual({ intent: "report" });
    expect(parseLine({ ...message, text: "hủy ct1", units })).toEqual({ intent: "undo" });
    expect(parseLine({ ...message, text: "xếp hạng hn", units })).toEqual({
      intent: "ask",
      about: "unit",
      candidates: ["Sở Nội vụ Hà Nội", "Sở Nội vụ Hà Nam"],
    });
  });

  it.each([
    ["no object", 5],
    ["a list", []],
    ["null", null],
    ["no text", { today: "2024-06-12", targets: [] }],
    ["no day", { text: "ct1 5", targets: [] }],
    ["a day that doesn't exist", { text: "ct1 5", today: "2024-02-30", targets: [] }],
    ["targets that are no list", { ...message, targets: "CT1" }],
    ["a target of an unknown kind", { ...message, targets: [{ ...target, kind: "title" }] }],
    ["a target without a plan", { ...message, targets: [{ ...target, plan: null }] }],
    ["a unit without a name", { as: "unit", text: "hp", units: [{}] }],
    ["an unknown form", { as: "number", text: "5", today: "2024-06-12" }],
  ])("is answered with an error: %s", (_what, line) => {
    expect(parseLine(line)).toEqual({ error: expect.stringMatching(/./) });
  });
});

describe("units that are no provinces", () => {
  const offices = ["Sở Tài chính", "Sở Y tế", "Sở Giáo dục và Đào tạo", "Ban Dân tộc"];

  it.each([
    ["sở y tế", "Sở Y tế"],
    ["y te", "Sở Y tế"],
    ["bên tài chính ạ", "Sở Tài chính"],
    ["sở", null],
    ["Sở Công thương", null],
  ])("%s", (text, wanted) => {
    expect(parseLine({ as: "unit", text, units: offices })).toEqual(wanted);
  });

  it("are found inside a message", () => {
    const asked = { text: "nhắc sở giáo dục và đào tạo nộp báo cáo", today: "2024-06-12", units: offices };
    expect(parseLine(asked)).toEqual({ intent: "remind", unit: "Sở Giáo dục và Đào tạo" });
    expect(parseLine({ ...asked, text: "hạng của Sở Công thương" })).toEqual({
      intent: "ask",
      about: "unit",
    });
  });
});
