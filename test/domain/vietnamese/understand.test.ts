import { describe, expect, it } from "vitest";
import { normalize } from "../../../src/domain/vietnamese/fold.ts";
import type { TargetView } from "../../../src/domain/vietnamese/meaning.ts";
import { readTargetLine } from "../../../src/domain/vietnamese/register.ts";
import { understand, understandAbout } from "../../../src/domain/vietnamese/understand.ts";
import { units } from "./cluster.ts";

const targets: readonly TargetView[] = [
  { code: "CT1", title: "Số hóa hồ sơ", kind: "quantity", unit: "hồ sơ", plan: 200, current: 120 },
  { code: "CT3", title: "Tỷ lệ đúng hạn", kind: "percent", unit: "%", plan: 95, current: 80 },
];
const context = { targets, units, today: "2024-06-12" };

describe("beside the JSON", () => {
  it("tells which part of the text each item was read from", () => {
    const text = "Dạ em báo cáo: CT1 150 hồ sơ, ct3 88% ạ";
    const meaning = understand(text, context);
    if (meaning.intent !== "progress") throw new Error(meaning.intent);
    expect(meaning.spans.map(({ start, end }) => normalize(text).slice(start, end))).toEqual([
      "CT1 150 hồ sơ",
      "ct3 88%",
    ]);
  });

  it("keeps the period a report is wanted for", () => {
    expect(understand("gửi báo cáo tháng 5", context)).toMatchObject({
      period: { from: "2024-05-01", to: "2024-05-31" },
    });
    expect(understand("lập báo cáo quý 1", context)).toMatchObject({
      period: { from: "2024-01-01", to: "2024-03-31" },
    });
    expect(understand("gửi báo cáo", context)).toEqual({ intent: "report" });
  });

  it("keeps the targets an undo or a question names, and what a unit was wanted for", () => {
    expect(understand("hủy ct3", context)).toEqual({ intent: "undo", targets: ["CT3"] });
    expect(understand("ct1 bao nhiêu rồi?", context)).toEqual({ intent: "targets", targets: ["CT1"] });
    expect(understand("hạng của HN", context)).toMatchObject({ about: "unit", wanted: "standings" });
  });

  it.each([
    "2 tiếng nữa nhắc lại",
    "nửa tiếng nữa nhắc lại nhé",
    "30 phút nữa nhắc tôi",
    "dạ khoảng 1 tiếng rưỡi nữa nhắc em với ạ",
    "30p nua nhac lai",
    "sau 2 tiếng nhắc lại giúp tôi",
  ])("takes how long from now before a reminder for no figure: %s", (text) => {
    expect(understand(text, context)).toEqual({ intent: "remind" });
  });

  it("takes a figure before a reminder for a figure", () => {
    expect(understand("ct1 150 hồ sơ, 2 tiếng nữa nhắc lại", context)).not.toMatchObject({
      intent: "remind",
    });
  });

  it.each([
    "ct3 90 phần trăm, ct1 them 30 ho so",
    "ct3 90 phần trăm, ct1 thêm 30 ho so",
    "ct1 them 30 hồ sơ, ct3 90 phan tram",
  ])("loses no entry whose words lack the marks that others have: %s", (text) => {
    const meaning = understand(text, context);
    if (meaning.intent !== "progress") throw new Error(meaning.intent);
    expect(meaning.items).toHaveLength(2);
    expect(meaning.items).toContainEqual({ target: "CT1", op: "add", value: 30, unit: "hồ sơ" });
    expect(meaning.items).toContainEqual({ target: "CT3", op: "set", value: 90, unit: "%" });
  });

  it.each(["đky ct mới: tập huấn 5 lớp trước 30/10", "đki chỉ tiêu tập huấn 5 lớp trước 30/10"])(
    "knows đăng ký in its short forms: %s",
    (text) => {
      expect(understand(text, context)).toMatchObject({ intent: "register", plan: 5, due: "2024-10-30" });
    },
  );

  it("takes năm before a year for no number of a target", () => {
    expect(understand("chỉ tiêu năm 2024", context)).toEqual({ intent: "targets" });
    expect(understand("chi tieu nam 2024 den dau roi", context)).toEqual({ intent: "targets" });
  });

  it("refuses a day that doesn't exist", () => {
    expect(() => understand("ct1 5", { ...context, today: "2024-02-30" })).toThrow(RangeError);
  });
});

describe("words about a target that the dialogue named", () => {
  it.each([
    ["150 hồ sơ", "set", 150],
    ["-5", "add", -5],
    ["12. ạ", "set", null],
    ["xong rồi ạ", "set", 200],
    ["thêm 3", "add", 3],
  ] as const)("need not name it: %s", (text, op, value) => {
    expect(understandAbout(text, { code: "CT1" }, context)).toMatchObject({
      items: [{ target: "CT1", op, value }],
    });
  });

  it("are a change where one was asked for", () => {
    expect(understandAbout("khoảng 20", { code: "CT1", change: true }, context)).toEqual({
      intent: "ask",
      about: "confirm",
      items: [{ target: "CT1", op: "add", value: 20, unit: null }],
      spans: [{ start: 0, end: 9 }],
      choices: [[]],
    });
  });

  it("may report nothing", () => {
    expect(understandAbout("để em xem", { code: "CT1" }, context)).toBeNull();
    expect(understandAbout("85% phải không?", { code: "CT3" }, context)).toBeNull();
  });
});

describe("a line of a pasted list", () => {
  it.each([
    ["1. Số hóa 120 hồ sơ trước 30/9", "Số hóa hồ sơ", "quantity", 120, "hồ sơ", "2024-09-30"],
    ["- Tỷ lệ văn bản ký số đạt 98%", "Tỷ lệ văn bản ký số", "percent", 98, "%", null],
    ["Đăng ký: mở 2 lớp tập huấn, hạn 15/8", "Mở lớp tập huấn", "quantity", 2, "lớp", "2024-08-15"],
    ["ban hanh quy che thi dua truoc 31/7", "Ban hanh quy che thi dua", "yesno", 1, null, "2024-07-31"],
  ])("is a target: %s", (line, title, kind, plan, unit, due) => {
    expect(readTargetLine(line, "2024-06-12")).toEqual({ intent: "register", title, kind, plan, unit, due });
  });

  it("is none where the sender asks", () => {
    expect(readTargetLine("hạn nộp đến bao giờ vậy em?", "2024-06-12")).toBeNull();
    expect(readTargetLine("em đăng ký rồi ạ", "2024-06-12")).toBeNull();
  });

  it("is a question where a cell is doubtful", () => {
    expect(readTargetLine("trồng 1,200 cây", "2024-06-12")).toEqual({
      intent: "ask",
      about: "value",
      candidates: [1.2, 1200],
    });
    expect(readTargetLine("trồng 200 cây trước 31/6", "2024-06-12")).toEqual({
      intent: "ask",
      about: "date",
    });
  });
});
