import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import type { StandingRow } from "../../src/domain/standings.ts";
import { isOnSchedule, isReached, type PacedTarget } from "../../src/domain/summary.ts";
import { biggestRise, trendMark, trendOf } from "../../src/domain/trend.ts";

const day = (text: string) => Temporal.PlainDate.from(text);

const target = (fields: Partial<PacedTarget>): PacedTarget => ({
  code: "CT1",
  plan: "100",
  current: null,
  direction: "higher",
  from: day("2019-01-01"),
  dueOn: day("2019-04-10"),
  ...fields,
});

// 1 January to 10 April are 100 days, so the share of the time gone is the day's number in per cent.
describe("a target is on schedule", () => {
  it.each([
    ["50 % of the time, 40 % of the plan: just within the tenth", { current: "40" }, "2019-02-19", true],
    ["50 % of the time, 39,99 % of the plan", { current: "39.99" }, "2019-02-19", false],
    ["nothing reported in the first tenth of the time", {}, "2019-01-10", true],
    ["nothing reported afterwards", {}, "2019-01-11", false],
    ["reached, long after its day", { current: "100" }, "2019-12-31", true],
    ["almost reached on its day", { current: "99" }, "2019-04-10", false],
    ["almost reached the day before", { current: "99" }, "2019-04-09", true],
    ["registered after the day asked about", { from: day("2019-03-01") }, "2019-02-01", true],
    ["less is better, and the limit is kept", { direction: "lower", current: "100" }, "2019-04-10", true],
    ["less is better, and it is not", { direction: "lower", current: "101" }, "2019-01-05", false],
    ["less is better, nothing reported yet", { direction: "lower" }, "2019-01-10", true],
    ["due before it was registered", { dueOn: day("2018-12-31") }, "2018-12-30", true],
  ] satisfies [string, Partial<PacedTarget>, string, boolean][])("%s", (_, fields, on, expected) => {
    expect(isOnSchedule(target(fields), day(on))).toBe(expected);
  });

  it("is reached at exactly its plan", () => {
    expect(isReached(target({ current: "100" }))).toBe(true);
    expect(isReached(target({ current: "99.999" }))).toBe(false);
    expect(isReached(target({ current: null }))).toBe(false);
    expect(isReached(target({ direction: "lower", plan: "0", current: "0" }))).toBe(true);
  });
});

describe("trend", () => {
  const table = (ranks: (number | null)[]): StandingRow[] =>
    ranks.map((rank, index) => ({ unitId: index + 1, rank, points: rank === null ? null : "1", targets: 1 }));

  it("counts places gained, and is unknown without two ranks", () => {
    const [now, before] = [table([1, 2, 3, null]), table([3, 2, 1, 4])];
    expect([1, 2, 3, 4, 9].map((unitId) => trendOf(unitId, now, before))).toEqual([2, 0, -2, null, null]);
    expect([2, 0, -2, null].map(trendMark)).toEqual(["▲2", "=", "▼2", ""]);
  });

  it("names everybody who rose most", () => {
    expect(biggestRise(table([1, 2, 3, 4]), table([3, 4, 2, 1]))).toEqual({ places: 2, unitIds: [1, 2] });
    expect(biggestRise(table([1, 2]), table([1, 2]))).toBeNull();
    expect(biggestRise(table([1]), [])).toBeNull();
  });
});
