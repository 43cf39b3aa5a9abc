import { describe, expect, it } from "vitest";
import { faultText } from "../../src/conversation/scoring/fault-text.ts";
import type { Fault, FaultKind } from "../../src/domain/scoring/fault.ts";
import { loadLocales } from "../../src/shared/say.ts";

const locales = await loadLocales();
const fault = (kind: FaultKind, detail: Record<string, string>, more: Partial<Fault> = {}): Fault => ({
  path: "groups[0].criteria[1].rule.tiers[2]",
  code: "I.2",
  fault: kind,
  detail,
  ...more,
});

/** One of each kind, as the reader of tables gives them. */
const each: [FaultKind, Fault, string][] = [
  [
    "missing",
    fault("missing", { expected: "number" }, { path: "scale.max", code: null }),
    'thang điểm "scale", mức cao nhất "max": còn thiếu, cần số',
  ],
  [
    "type",
    fault("type", { expected: "whole number" }, { path: "groups[0].criteria[1].rule.tiers[2].fromDays" }),
    'Dòng I.2, bậc 3, từ ngày "fromDays": sai kiểu, cần số nguyên',
  ],
  [
    "choice",
    fault("choice", { allowed: "tied ballot" }, { path: "tieBreak[0].key", code: null }),
    'thứ tự xét khi bằng điểm 1, cách so "key": chỉ nhận một trong: "tied", "ballot"',
  ],
  [
    "range",
    fault("range", { found: "11", least: "0", most: "10" }, { path: "scale.decimals", code: null }),
    'thang điểm "scale", số chữ số thập phân "decimals": là 11, phải từ 0 đến 10',
  ],
  [
    "empty",
    fault("empty", {}, { path: "groups[1].criteria", code: "II" }),
    "Dòng II, dòng: đang trống, cần ít nhất một dòng",
  ],
  ["both", fault("both", { keys: "gt ge" }), 'Dòng I.2, bậc 3: chỉ được dùng một trong: "gt", "ge"'],
  [
    "duplicateCode",
    fault(
      "duplicateCode",
      { code: "I.2", first: "groups[0].criteria[0]" },
      { path: "groups[0].criteria[1].code" },
    ),
    'Dòng I.2, mã "code": mã I.2 trùng với nhóm 1, dòng 1',
  ],
  [
    "sum",
    fault("sum", { sum: "9.5", maxPoints: "10" }, { path: "groups[0].maxPoints", code: "I" }),
    'Dòng I, điểm tối đa "maxPoints": các phần cộng lại là 9,5, không khớp 10',
  ],
  ["gap", fault("gap", { from: "75", to: "80" }), "Dòng I.2, bậc 3: chưa có bậc cho khoảng từ 75 đến 80"],
  ["overlap", fault("overlap", { at: "2.5" }), "Dòng I.2, bậc 3: hai bậc cùng nhận mức 2,5"],
  [
    "notOpen",
    fault("notOpen", { from: "11" }, { path: "groups[0].criteria[1].rule.tiers" }),
    "Dòng I.2, bậc: bậc cuối phải để mở (từ 11 ngày trở lên)",
  ],
  [
    "emptyRange",
    fault("emptyRange", { from: "5", to: "2" }),
    "Dòng I.2, bậc 3: khoảng từ 5 đến 2 không chứa giá trị nào",
  ],
  [
    "undeclaredCounter",
    fault(
      "undeclaredCounter",
      { counter: "late.month" },
      { path: "groups[0].criteria[1].rule.ladder[0].when" },
    ),
    'Dòng I.2, nấc 1, điều kiện "when": số đếm báo cáo tháng chậm chưa khai trong danh sách',
  ],
  [
    "aboveMax",
    fault("aboveMax", { points: "12", maxPoints: "10" }),
    "Dòng I.2, bậc 3: cho 12 điểm, cao hơn tối đa 10",
  ],
  [
    "step",
    fault("step", { points: "1.3", step: "0.5" }),
    "Dòng I.2, bậc 3: 1,3 điểm không phải bội của bước 0,5",
  ],
  [
    "needsMax",
    fault("needsMax", { rule: "passFail" }, { path: "bonuses[0].cap", code: "T" }),
    'Dòng T, điểm tối đa "cap": cách tính này cần có điểm tối đa',
  ],
  [
    "tieEnd",
    fault("tieEnd", {}, { path: "tieBreak", code: null }),
    'thứ tự xét khi bằng điểm: phải kết thúc bằng "tied" (đồng hạng) hoặc "ballot" (bỏ phiếu)',
  ],
  [
    "tieEarly",
    fault("tieEarly", { key: "tied" }, { path: "tieBreak[0].key", code: null }),
    'thứ tự xét khi bằng điểm 1, cách so "key": đồng hạng, bỏ phiếu chỉ được đứng cuối danh sách',
  ],
  [
    "unknownCode",
    fault("unknownCode", { code: "X" }, { path: "tieBreak[0].codes[1]", code: null }),
    "thứ tự xét khi bằng điểm 1, mã 2: mã X không có trong bảng hoặc không dùng được ở đây",
  ],
  [
    "lastBand",
    fault("lastBand", { ge: "50" }, { path: "bands[2].ge", code: null }),
    'mức xếp loại 3, từ "ge": mức cuối phải dành cho mọi đơn vị còn lại (ghi null)',
  ],
  [
    "leaderLower",
    fault("leaderLower", {}, { path: "groups[0].criteria[1].direction" }),
    'Dòng I.2, chiều tốt "direction": cách tính so với đơn vị dẫn đầu không dùng cho chỉ tiêu càng ít càng tốt',
  ],
];

describe("a fault of a table", () => {
  it.each(each)("%s is said in plain words", (_, one, expected) => {
    expect(faultText(locales.say("vi"), one)).toBe(expected);
    // The other language has every text too, and takes the same values.
    expect(faultText(locales.say("en"), one)).not.toContain("{{");
  });

  it("of the file itself says so", () => {
    const whole = fault("type", { expected: "object" }, { path: "", code: null });
    expect(faultText(locales.say("vi"), whole)).toBe("Cả tệp: sai kiểu, cần một mục có các dòng con");
  });
});
