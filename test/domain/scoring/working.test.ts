import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readScheme } from "../../../src/domain/scoring/read-scheme.ts";
import { scoreCluster } from "../../../src/domain/scoring/score-cluster.ts";
import { scoreExamples } from "../../../src/domain/scoring/score-examples.ts";
import { scoreUnit } from "../../../src/domain/scoring/score-unit.ts";

function load(name: string) {
  const file = new URL(`../../corpus/criteria/${name}.json`, import.meta.url);
  const read = readScheme(JSON.parse(readFileSync(file, "utf8")));
  if (!read.ok) throw new Error(name);
  return read.scheme;
}

const F = load("F-so-tu-phap-2022");
const B = load("B-tphcm-2008");
const L = load("L-truong-hoc");
const T = load("T-thu-950-50");
const G = load("G-cong-an-2025");

describe("every number says where it comes from", () => {
  it("I.1.1: rule, inputs, tier, points", () => {
    const inputs = { "I.1.1": { dueOn: "2022-07-10", submittedAt: "2022-07-10T17:00:00Z" } };
    expect(scoreUnit(F, { inputs }).rows.get("I.1.1")?.working).toEqual({
      rule: "lateDays",
      inputs: { dueOn: "2022-07-10", submittedAt: "2022-07-10T17:00:00Z" },
      tier: { index: 0, when: { fromDays: "1", toDays: "2" }, points: "1.5" },
      raw: "1.5",
      cut: "1.5",
      rounded: "1.5",
      refusedKey: null,
      text: "2022-07-11 − 2022-07-10 = 1 ∈ [1; 2] → 1,5",
    });
  });

  const text = (scheme: typeof F, code: string, input: unknown) =>
    scoreExamples(scheme, [{ id: 1, type: "criterion", code, input }])[0]?.result.working;

  it.each([
    [B, "02", { actual: 7, target: 9 }, "10 × 7/9 = 7,777777… → 7,78"],
    [B, "02", { actual: 6, target: 5 }, "10 × min(6/5; 1) = 10"],
    [B, "04", { reports: [{ daysLate: 0 }, { daysLate: 3 }] }, "(10 + 5) / 2 = 7,5"],
    [B, "05", { counts: { "late.half": 1 } }, "late.half: 1 ∈ [1; ∞) → 6"],
    [B, "06", { count: 5 }, "5 × 2,5 = 12,5 → 10 (≤ 10)"],
    [B, "07", { actual: 19, target: 20 }, "100 × 19/20 = 95 ∈ [95; 100) → 16"],
    [B, "03", { points: 20.3 }, "RANGE: 20,3 ∉ [0; 20]"],
    [B, "03", { points: 17.3 }, "STEP: 17,3 / 0,5 = 34,6"],
    [B, "03", { points: "a" }, "INPUT: points"],
    [B, "03", null, "– → 0"],
    [L, "LD1", { actual: 16, target: 10 }, "10 × 10/16 = 6,25 → 6,5 (0,5)"],
    [L, "NN1", { minus: 25 }, "0 × 0 − 25 × 1 = −25 → −20 (≥ −20)"],
    [T, "I.1.a", { actual: 49, target: 100 }, "49/100 < 0,5 → 0"],
    [T, "I.1.b.2", { reports: [{ daysLate: 1 }, { notSubmitted: true }] }, "min(30; 0) = 0"],
    [T, "II.2", { passed: false }, "✗ → 20"],
  ])("%# %s", (scheme, code, input, expected) => {
    expect(text(scheme, code, input)).toBe(expected);
  });

  it("adds up from rows to the total", () => {
    const { working } = scoreUnit(L, {
      inputs: { HT1: { plus: 30 }, NN1: { minus: 3 } },
      bonuses: { PT1: { passed: true }, PT2: { passed: true }, VT: { count: 3 } },
      penalties: { BB: { count: 4 } },
    });
    expect(working).toEqual([
      "NN1: 0 × 0 − 3 × 1 = −3",
      "NN2: – → 0",
      "NN: −3 + 0 = −3",
      "HT1: 30 × 2 = 60",
      "HT: 60 → 20 (≤ 20)",
      "LD1: – → 0",
      "LD: 0",
      "PT1: ✓ → 5",
      "PT2: ✓ → 8",
      "VT: 3 × 1 = 3",
      "BB: 4 × 5 = 20 → 15 (≤ 15)",
      "bonus: 3 + 8 = 11 → 10 (≤ 10)",
      "penalty: 15",
      "total: 100 + (−3 + 20 + 0) + 10 − 15 = 112",
    ]);
  });

  it("shows the leader it was measured by", () => {
    const units = [100, 120, 300].map((actual, index) => {
      return [`P${index}`, { inputs: { "I.1": { actual, target: index === 2 ? 200 : 100 } } }] as const;
    });
    const { units: scores } = scoreCluster(G, new Map(units));
    expect([...scores.values()].map((score) => score.rows.get("I.1")?.working.text)).toEqual([
      "0,5 × 10 = 5",
      "5 + 5 × (120/100 − 1)/(1,5 − 1) = 7",
      "300/200 = 1,5 = max → 10",
    ]);
  });

  it("tells what decided between equal totals", () => {
    const { ties, ranks } = scoreCluster(
      L,
      new Map([
        ["6A", { inputs: { NN1: { minus: 2 }, HT1: { plus: 1 } } }],
        ["6B", { inputs: { NN1: { minus: 0 } } }],
        ["6C", { inputs: { HT1: { plus: 5 } } }],
      ]),
    );
    expect(Object.fromEntries(ranks)).toEqual({ "6A": 3, "6B": 2, "6C": 1 });
    expect([...ties.keys()].sort()).toEqual(["6A", "6B"]);
    expect(ties.get("6A")).toEqual([
      { key: "minusCount", codes: ["NN1", "NN2"], value: "2" },
      { key: "groupPoints", codes: ["HT"], value: "2" },
    ]);
  });
});

describe("answers to examples", () => {
  it("have every key that can be expected", () => {
    const keys = (example: unknown) => Object.keys(scoreExamples(L, [example])[0]?.result ?? {}).sort();
    expect(keys({ type: "criterion", code: "NN1", input: { minus: 1 } })).toEqual([
      "noData",
      "points",
      "working",
    ]);
    expect(keys({ type: "criterion", code: "NN1", input: 1 })).toEqual(["error", "working"]);
    expect(keys({ type: "unit" })).toEqual(
      ["band", "bonus", "errors", "groups", "noData", "penalty", "points", "total", "working"].sort(),
    );
    expect(keys({ type: "cluster", units: { A: {} } })).toEqual(
      ["ballot", "bands", "errors", "points", "ranks", "totals", "working"].sort(),
    );
  });

  it("refuse what is no example in its place", () => {
    const examples = [
      7,
      { id: "a", type: "unknown" },
      { id: "b", type: "criterion", code: "nowhere" },
      { id: "c", type: "unit", inputs: [] },
      { id: "d", type: "cluster", units: { X: { flags: "NR1" } } },
      { id: "e", type: "unit" },
    ];
    expect(scoreExamples(L, examples).map(({ id, result }) => [id, result.error, result.total])).toEqual([
      [null, "INPUT", undefined],
      ["a", "INPUT", undefined],
      ["b", "INPUT", undefined],
      ["c", "INPUT", undefined],
      ["d", "INPUT", undefined],
      ["e", undefined, 100],
    ]);
  });

  it("name refused entries, and entries for rows that are not in the table", () => {
    const [answer] = scoreExamples(L, [
      {
        id: 1,
        type: "unit",
        inputs: { NN1: { minus: -1 }, XX: { plus: 1 } },
        bonuses: { BB: {} },
        flags: ["NR9"],
      },
    ]);
    expect(answer?.result.errors).toEqual({ NN1: "INPUT", XX: "INPUT", BB: "INPUT", NR9: "INPUT" });
    expect(answer?.result.total).toBe(100);
  });
});
