import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import {
  dayOf,
  defaultRegime,
  defaultReportMonth,
  endOfDay,
  firstDay,
  instantAt,
  isReportMonth,
  lastDay,
  monthOf,
  monthsAskedFor,
  nextMonth,
  parseMonth,
  previousMonth,
  type ReportingRegime,
  windowOf,
} from "../../src/domain/period.ts";

const hanoi = "Asia/Ho_Chi_Minh";
const day = (text: string) => Temporal.PlainDate.from(text);
const window = (from: number | null, to: number | null): ReportingRegime => ({
  ...defaultRegime,
  windowFromDay: from,
  windowToDay: to,
});
/** Thành phố Hồ Chí Minh: before day 10 of these months, figures from day 11 of the month before to day 10. */
const saigon: ReportingRegime = { ...window(11, 10), dueDay: 10, months: [1, 2, 4, 5, 7, 8, 10] };

describe("months", () => {
  it.each([
    ["2019-06", "2019-06-01", "2019-06-30", "2019-07", "2019-05"],
    ["2019-12", "2019-12-01", "2019-12-31", "2020-01", "2019-11"],
    ["2020-02", "2020-02-01", "2020-02-29", "2020-03", "2020-01"],
    ["2021-01", "2021-01-01", "2021-01-31", "2021-02", "2020-12"],
  ])("%s runs from %s to %s", (month, first, last, next, previous) => {
    expect(firstDay(month).toString()).toBe(first);
    expect(lastDay(month).toString()).toBe(last);
    expect(nextMonth(month)).toBe(next);
    expect(previousMonth(month)).toBe(previous);
  });

  it.each(["2019-6", "2019-13", "2019-00", "2019", "", "2019-06-01", "x2019-06"])("refuse %j", (text) => {
    expect(parseMonth(text)).toBeNull();
  });

  it("are known by name and by any of their days", () => {
    expect(parseMonth("2019-06")).toBe("2019-06");
    expect(monthOf(day("2019-06-30"))).toBe("2019-06");
    expect(monthOf(day("0099-01-30"))).toBe("0099-01");
  });
});

describe("the day of an instant", () => {
  it.each([
    ["2024-06-30T18:30:00Z", "2024-07-01"],
    ["2024-06-30T16:59:59.999Z", "2024-06-30"],
    ["2024-06-30T17:00:00Z", "2024-07-01"],
  ])("%s in Hanoi is %s", (instant, expected) => {
    expect(dayOf(Temporal.Instant.from(instant), hanoi).toString()).toBe(expected);
  });

  it("ends when the next one begins in the cluster's zone", () => {
    expect(endOfDay(day("2024-06-30"), hanoi).toString()).toBe("2024-06-30T17:00:00Z");
    expect(endOfDay(day("2024-03-10"), "America/New_York").toString()).toBe("2024-03-11T04:00:00Z");
    expect(instantAt(day("2019-06-13"), "08:00", hanoi).toString()).toBe("2019-06-13T01:00:00Z");
  });
});

describe("the data window", () => {
  it.each([
    ["2019-06", window(null, null), "2019-06-01", "2019-06-30"],
    ["2019-06", window(11, 10), "2019-05-11", "2019-06-10"],
    ["2019-01", window(11, 10), "2018-12-11", "2019-01-10"],
    ["2019-06", window(null, 10), "2019-05-11", "2019-06-10"],
    ["2019-06", window(11, null), "2019-05-11", "2019-06-10"],
    ["2019-06", window(1, null), "2019-06-01", "2019-06-30"],
    ["2019-06", window(null, 31), "2019-06-01", "2019-06-30"],
    ["2019-06", window(1, 25), "2019-06-01", "2019-06-25"],
    ["2019-03", window(31, 30), "2019-03-01", "2019-03-30"],
    ["2019-02", window(31, 30), "2019-01-31", "2019-02-28"],
    ["2019-05", window(31, 30), "2019-05-01", "2019-05-30"],
  ])("of %s (%o) is %s – %s", (month, regime, from, to) => {
    const found = windowOf(month, regime);
    expect([found.from.toString(), found.to.toString()]).toEqual([from, to]);
  });

  it("follows the one before without gap or overlap when the days meet", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 0, max: 600 }),
        fc.boolean(),
        (toDay, months, named) => {
          const regime = window(named ? (toDay % 31) + 1 : null, toDay);
          const month = monthOf(new Temporal.PlainYearMonth(2000, 1).add({ months }));
          expect(windowOf(nextMonth(month), regime).from).toEqual(
            windowOf(month, regime).to.add({ days: 1 }),
          );
        },
      ),
      { seed: 4, numRuns: 300 },
    );
  });
});

describe("the months whose reports are asked for", () => {
  it.each([
    ["2019-06-12", "2019-01", "2019-07", 7],
    ["2019-12-31", "2019-01", "2020-01", 13],
    // The year before is open until the end of April.
    ["2020-01-02", "2019-01", "2020-02", 14],
    ["2020-04-30", "2019-01", "2020-05", 17],
    ["2020-05-01", "2020-01", "2020-06", 6],
  ])("on %s", (on, first, last, count) => {
    const months = monthsAskedFor(day(on));
    expect([months[0], months.at(-1), months.length]).toEqual([first, last, count]);
  });
});

describe("the month a report is for when nothing is said", () => {
  const settled =
    (...months: string[]) =>
    (month: string) =>
      months.includes(month);
  it.each([
    ["2019-06-12", defaultRegime, settled("2019-05"), "2019-06"],
    // The 1st is a Monday, before the summary closes June at 08:00: what is owed comes first.
    ["2019-07-01", defaultRegime, settled(), "2019-06"],
    ["2019-07-01", defaultRegime, settled("2019-06"), "2019-07"],
    ["2019-01-15", defaultRegime, settled("2018-12"), "2019-01"],
    ["2019-04-09", saigon, settled(), "2019-04"],
    ["2019-04-11", saigon, settled(), "2019-04"],
    ["2019-04-11", saigon, settled("2019-04"), "2019-05"],
    // March and June have a quarter's report instead.
    ["2019-02-20", saigon, settled("2019-02"), "2019-04"],
    ["2019-05-20", saigon, settled("2019-05"), "2019-07"],
    ["2019-10-20", saigon, settled("2019-10"), "2020-01"],
    // Between a window that ended on the 25th and the next.
    ["2019-06-27", window(1, 25), settled("2019-06"), "2019-07"],
    ["2019-06-27", { ...defaultRegime, months: [] }, settled(), null],
  ])("sent on %s", (sent, regime, isSettled, expected) => {
    expect(defaultReportMonth(day(sent), regime, isSettled)).toBe(expected);
  });

  it("has a report by the regime", () => {
    expect(isReportMonth("2019-06", saigon)).toBe(false);
    expect(isReportMonth("2019-07", saigon)).toBe(true);
    expect(isReportMonth("2019-06", defaultRegime)).toBe(true);
  });
});
