import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toText } from "../../src/domain/scoring/exact.ts";
import {
  builtInPoints,
  rankByPoints,
  type StandingTarget,
  shareOfPlan,
  standings,
} from "../../src/domain/standings.ts";

const target = (over: Partial<StandingTarget> = {}): StandingTarget => ({
  code: "CT1",
  unitId: 1,
  kind: "quantity",
  direction: "higher",
  plan: "120",
  current: "90",
  weight: "1",
  approved: true,
  ...over,
});

describe("share of the plan", () => {
  it.each([
    ["higher", "120", "45", "0.375"],
    ["higher", "120", "150", "1.25"],
    ["higher", "120", "0", "0"],
    ["higher", "120", null, null],
    ["higher", "0", "0", null],
    ["higher", "0", "5", null],
    ["higher", "6.5", "-1.2", "0"],
    ["lower", "10", "25", "0.4"],
    ["lower", "10", "8", "1.25"],
    ["lower", "10", "0", "1"],
    ["lower", "0", "0", "1"],
    ["lower", "0", "2", "0"],
    ["lower", "10", null, null],
  ] as const)("%s is better, plan %s, actual %s: %s", (direction, plan, current, share) => {
    const got = shareOfPlan({ direction, plan, current });
    expect(got === null ? null : toText(got)).toBe(share);
  });
});

describe("built-in points", () => {
  it("weighs each share, cut at 1: (2 × 90/120 + 1 × 1) / 3", () => {
    const got = builtInPoints([
      target({ code: "CT1", weight: "2" }),
      target({ code: "CT2", plan: "100", current: "150", kind: "percent" }),
    ]);
    expect(got).toEqual({
      points: "83.33",
      targets: 2,
      byTarget: [
        { code: "CT1", points: "50.00", gain: "16.67" },
        { code: "CT2", points: "33.33", gain: "0.00" },
      ],
      gainMostAt: "CT1",
    });
  });

  it("rounds an exact half up, where binary fractions would not", () => {
    const got = builtInPoints([target({ plan: "20000", current: "201" })]);
    expect(got.points).toBe("1.01");
  });

  it("counts neither titles nor what the head has not approved", () => {
    const got = builtInPoints([
      target({ code: "CT1" }),
      target({ code: "CT2", kind: "title", plan: "1", current: "1" }),
      target({ code: "CT3", approved: false, current: "0" }),
    ]);
    expect(got).toMatchObject({ points: "75.00", targets: 1 });
  });

  it("takes a target without a report as 0, and leaves a unit without targets unranked", () => {
    expect(builtInPoints([target({ current: null, direction: "lower" })]).points).toBe("0.00");
    expect(builtInPoints([])).toEqual({ points: null, targets: 0, byTarget: [], gainMostAt: null });
    expect(builtInPoints([target({ weight: "0" })]).points).toBeNull();
  });

  it("names the first of the targets where the most is still missing, and none when all is done", () => {
    const missing = [
      target({ code: "CT1", plan: "4", current: "3" }),
      target({ code: "CT2", plan: "2", current: "1" }),
      target({ code: "CT3", plan: "10", current: "5" }),
    ];
    expect(builtInPoints(missing).gainMostAt).toBe("CT2");
    expect(builtInPoints([target({ current: "120" })]).gainMostAt).toBeNull();
  });

  it("refuses figures that are no decimal text", () => {
    expect(() => builtInPoints([target({ current: "12,5" })])).toThrow(RangeError);
    expect(() => builtInPoints([target({ weight: "-1" })])).toThrow(RangeError);
  });
});

describe("standings", () => {
  it("ranks 1-2-2-4, equals in the order of the units, units without targets last", () => {
    const at = (unitId: number, current: string) => target({ unitId, plan: "100", current });
    const rows = standings(
      [5, 4, 3, 2, 1],
      [at(1, "30"), at(2, "29"), at(3, "29"), at(4, "18"), at(9, "99")],
    );
    expect(rows).toEqual([
      { unitId: 1, rank: 1, points: "30.00", targets: 1 },
      { unitId: 3, rank: 2, points: "29.00", targets: 1 },
      { unitId: 2, rank: 2, points: "29.00", targets: 1 },
      { unitId: 4, rank: 4, points: "18.00", targets: 1 },
      { unitId: 5, rank: null, points: null, targets: 0 },
    ]);
  });

  it("is tied when the printed points are equal: 33.334 and 33.333 are both 33.33", () => {
    const rows = standings(
      [1, 2],
      [
        target({ unitId: 1, plan: "3", current: "1" }),
        target({ unitId: 2, plan: "100000", current: "33334" }),
      ],
    );
    expect(rows.map((row) => [row.rank, row.points])).toEqual([
      [1, "33.33"],
      [1, "33.33"],
    ]);
  });

  it("takes another rule of points", () => {
    const rows = standings([1, 2], [target({ unitId: 2 })], (targets) => ({
      points: String(targets.length * 10),
      targets: targets.length,
      byTarget: [],
      gainMostAt: null,
    }));
    expect(rows.map((row) => row.unitId)).toEqual([2, 1]);
  });

  it("orders points by value, not by text", () => {
    const rows = rankByPoints([
      { unitId: 1, points: "9.50", targets: 1 },
      { unitId: 2, points: "100.00", targets: 1 },
      { unitId: 3, points: "-6.00", targets: 1 },
    ]);
    expect(rows.map((row) => row.unitId)).toEqual([2, 1, 3]);
  });
});

describe("properties", () => {
  const figure = fc.integer({ min: 0, max: 100_000 }).map((cents) => (cents / 100).toFixed(2));
  const anyTarget = fc.record({
    code: fc.constantFrom("CT1", "CT2", "CT3"),
    unitId: fc.integer({ min: 1, max: 5 }),
    kind: fc.constantFrom("quantity", "percent", "yesno", "title"),
    direction: fc.constantFrom("higher", "lower"),
    plan: figure,
    current: fc.option(figure),
    weight: fc.constantFrom("0", "0.5", "1", "3"),
    approved: fc.boolean(),
  });
  const units = [1, 2, 3, 4, 5];

  it("keeps points within 0 and 100", () => {
    fc.assert(
      fc.property(fc.array(anyTarget), (targets) => {
        const { points } = builtInPoints(targets);
        return points === null || (Number(points) >= 0 && Number(points) <= 100);
      }),
    );
  });

  it("never lowers points by more progress, nor raises them where less is better", () => {
    fc.assert(
      fc.property(fc.array(anyTarget), anyTarget, figure, (others, one, more) => {
        const before = one.current ?? "0.00";
        const after = (Number(before) + Number(more)).toFixed(2);
        const points = (current: string) => Number(builtInPoints([...others, { ...one, current }]).points);
        return one.direction === "higher" ? points(after) >= points(before) : points(after) <= points(before);
      }),
    );
  });

  it("gives the same table whatever the order of the targets", () => {
    fc.assert(
      fc.property(fc.array(anyTarget), (targets) => {
        expect(standings(units, [...targets].reverse())).toEqual(standings(units, targets));
      }),
    );
  });

  it("is a total preorder: every unit once, better points never below, equal points equal rank", () => {
    fc.assert(
      fc.property(fc.array(anyTarget, { maxLength: 12 }), (targets) => {
        const rows = standings(units, targets);
        expect(rows.map((row) => row.unitId).sort((a, b) => a - b)).toEqual(units);
        for (const row of rows) {
          const ahead = rows.filter(
            (other) => row.points !== null && Number(other.points) > Number(row.points),
          );
          expect(row.rank).toBe(row.points === null ? null : ahead.length + 1);
        }
        const ranks = rows.map((row) => row.rank ?? Number.POSITIVE_INFINITY);
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      }),
    );
  });
});
