import { describe, expect, it } from "vitest";
import { readEntry } from "../../src/domain/score-entry.ts";
import { exact, ONE, ZERO } from "../../src/domain/scoring/exact.ts";
import type { Rule, ScoredRow } from "../../src/domain/scoring/scheme.ts";

const row = (rule: Rule): ScoredRow => ({
  code: "1",
  text: "Dòng",
  maxPoints: exact(10),
  rule,
  direction: "higher",
  step: null,
});
const read = (rule: Rule) => (text: string) => readEntry(row(rule), text)?.input ?? null;

const proportional = read({ kind: "proportional", floorRate: null, onZeroTarget: "noData" });
const rateTiers = read({ kind: "rateTiers", tiers: [], onZeroTarget: "noData" });
const relative = read({ kind: "leaderRelative", atTargetShare: exact("0.5") });
const lateDays = read({ kind: "lateDays", onTime: ONE, tiers: [], notSubmitted: ZERO, aggregate: "worst" });
const counts = read({ kind: "missingCount", counters: ["missing", "late"], ladder: [], otherwise: ZERO });
const passFail = read({ kind: "passFail", failPoints: ZERO });
const plusMinus = read({
  kind: "countTimesPoints",
  plusPoints: exact(5),
  minusPoints: exact(3),
  min: null,
  max: null,
});
const onlyMinus = read({
  kind: "countTimesPoints",
  plusPoints: ZERO,
  minusPoints: exact(2),
  min: null,
  max: null,
});
const manual = read({ kind: "manual", options: [] });
const options = read({
  kind: "manual",
  options: [
    { code: "T", label: "Tốt", points: exact(10) },
    { code: "K", label: "Khá", points: exact(7) },
  ],
});

const readers = {
  proportional,
  rateTiers,
  relative,
  lateDays,
  counts,
  passFail,
  plusMinus,
  onlyMinus,
  manual,
  options,
} as const;

describe("a typed answer to a row", () => {
  it.each([
    ["proportional", "7/9", { actual: 7, target: 9 }],
    ["proportional", "7 trên 9", { actual: 7, target: 9 }],
    ["proportional", "1.200/1.500", { actual: 1200, target: 1500 }],
    ["proportional", "2,5 / 4", { actual: 2.5, target: 4 }],
    ["proportional", "85%", { actual: 85, target: 100 }],
    ["proportional", "0/5", { actual: 0, target: 5 }],
    ["rateTiers", "19/20", { actual: 19, target: 20 }],
    ["rateTiers", "95,1%", { rate: 95.1 }],
    ["rateTiers", "95 phần trăm", { rate: 95 }],
    ["relative", "120/100", { actual: 120, target: 100 }],
    ["relative", "30", { actual: 30 }],
    ["relative", "30, không giao chỉ tiêu", { actual: 30 }],
    ["lateDays", "đúng hạn", { daysLate: 0 }],
    ["lateDays", "dung han", { daysLate: 0 }],
    ["lateDays", "chậm 3 ngày", { daysLate: 3 }],
    ["lateDays", "3", { daysLate: 3 }],
    ["lateDays", "sớm 2 ngày", { daysLate: -2 }],
    ["lateDays", "không nộp", { notSubmitted: true }],
    [
      "lateDays",
      "đúng hạn, chậm 2 ngày, không nộp",
      { reports: [{ daysLate: 0 }, { daysLate: 2 }, { notSubmitted: true }] },
    ],
    ["counts", "1, 4", { counts: { missing: 1, late: 4 } }],
    ["counts", "thiếu 1, chậm 4", { counts: { missing: 1, late: 4 } }],
    ["counts", "đủ và đúng hạn", { counts: { missing: 0, late: 0 } }],
    ["counts", "0", { counts: { missing: 0, late: 0 } }],
    ["passFail", "đạt", { passed: true }],
    ["passFail", "chua dat", { passed: false }],
    ["plusMinus", "2 cộng 1 trừ", { plus: 2, minus: 1 }],
    ["plusMinus", "cộng 2, trừ 1", { plus: 2, minus: 1 }],
    ["plusMinus", "+2 -1", { plus: 2, minus: 1 }],
    ["plusMinus", "trừ 3", { minus: 3 }],
    ["plusMinus", "4", { plus: 4 }],
    ["plusMinus", "không có", { plus: 0 }],
    ["onlyMinus", "4", { minus: 4 }],
    ["onlyMinus", "không", { minus: 0 }],
    ["manual", "8,5", { points: 8.5 }],
    ["manual", "8,5 điểm", { points: 8.5 }],
    ["manual", "0", { points: 0 }],
    ["options", "khá", { option: "K" }],
    ["options", "kha", { option: "K" }],
    ["options", "T", { option: "T" }],
  ] as const)("%s: %j is read", (rule, text, expected) => {
    expect(readers[rule](text)).toEqual(expected);
  });

  it.each([
    ["proportional", "bảy chín mươi gì đó"],
    ["proportional", "xếp hạng"],
    ["rateTiers", "không nhớ"],
    ["lateDays", "chậm vài ngày"],
    ["lateDays", "1,5"],
    ["counts", "1"],
    ["counts", "1, 2, 3"],
    ["passFail", "CT3 85%"],
    ["plusMinus", "nhiều"],
    ["manual", "tốt"],
    ["options", "xuất sắc"],
  ] as const)("%s: %j is no answer", (rule, text) => {
    expect(readers[rule](text)).toBeNull();
  });

  it("keeps the reason or the document beside the figure", () => {
    const entry = (text: string) => readEntry(row({ kind: "manual", options: [] }), text);
    expect(entry("6,5 vì thiếu biểu 2")).toEqual({ input: { points: 6.5 }, note: "thiếu biểu 2" });
    expect(entry("8; minh chứng: 12/KH-SNV ngày 10/7")).toEqual({
      input: { points: 8 },
      note: "12/KH-SNV ngày 10/7",
    });
    expect(
      readEntry(row({ kind: "passFail", failPoints: ZERO }), "không đạt, lý do: ký sai thẩm quyền"),
    ).toEqual({
      input: { passed: false },
      note: "ký sai thẩm quyền",
    });
  });
});
