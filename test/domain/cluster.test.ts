import { describe, expect, it } from "vitest";
import { yearToOpen } from "../../src/domain/cluster.ts";

describe("the year to be opened", () => {
  it.each([
    [[2019], "2019-11", null],
    [[2019], "2019-12", 2020],
    [[2019], "2020-01", 2020],
    [[2019], "2022-06", 2022],
    [[2019, 2020], "2019-12", null],
    [[2019, 2020], "2020-12", 2021],
    // A year that begins later than the day.
    [[2021], "2020-06", null],
  ] as const)("with %j in %s is %j", (years, month, expected) => {
    const [year = 0, number = 0] = month.split("-").map(Number);
    const all = years.map((each) => ({ year: each }));
    expect(yearToOpen(all, { year, month: number })).toBe(expected);
  });
});
