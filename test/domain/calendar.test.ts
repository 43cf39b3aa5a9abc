import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type CalendarEntry, createCalendar } from "../../src/domain/calendar.ts";
import { type OfficialDay, readOfficialDays } from "../../src/domain/calendar-official.ts";
import { lawfulHolidays, lunarNewYear, ruleDays } from "../../src/domain/calendar-rules.ts";
import { officialDays as official } from "../support/official-days.ts";

const day = (text: string) => Temporal.PlainDate.from(text);
const years = [2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026, 2027];
const withOfficial = createCalendar({ official, overrides: [] });
const byRules = createCalendar({ official: [], overrides: [] });

/** The weekdays off and Saturdays worked of a year, as a calendar has them. */
function differences(calendar: typeof withOfficial, year: number): string[] {
  const found: string[] = [];
  for (let d = new Temporal.PlainDate(year, 1, 1); d.year === year; d = d.add({ days: 1 })) {
    if (calendar.isWorkingDay(d) === d.dayOfWeek > 5) found.push(d.toString());
  }
  return found;
}

describe("the rules of the law", () => {
  it.each([
    [2019, "2019-02-05", "2019-04-14"],
    [2020, "2020-01-25", "2020-04-02"],
    [2021, "2021-02-12", "2021-04-21"],
    [2022, "2022-02-01", "2022-04-10"],
    [2023, "2023-01-22", "2023-04-29"],
    [2024, "2024-02-10", "2024-04-18"],
    [2025, "2025-01-29", "2025-04-07"],
    [2026, "2026-02-17", "2026-04-26"],
    [2027, "2027-02-06", "2027-04-16"],
  ])("know mùng 1 Tết and Giỗ Tổ of %i", (year, newYear, hungKings) => {
    expect(lunarNewYear(year)?.toString()).toBe(newYear);
    const found = lawfulHolidays(year).filter(({ holiday }) => holiday === "hungKings");
    expect(found.map((each) => each.day.toString())).toEqual([hungKings]);
  });

  it.each([
    [2019, 10],
    [2020, 10],
    [2021, 11],
    [2025, 11],
    [2026, 12],
    [2031, 12],
  ])("grant in %i as many days as the law: %i", (year, count) => {
    expect(lawfulHolidays(year)).toHaveLength(count);
  });

  it("choose the second day of Quốc khánh as every decision so far did", () => {
    const second = (year: number) =>
      ruleDays(year)
        .filter(({ holiday, instead }) => holiday === "nationalDay" && instead === null)
        .map((each) => each.day.toString().slice(5))
        .filter((text) => text !== "09-02");
    expect(years.slice(2).map((year) => second(year).join())).toEqual([
      "09-03",
      "09-01",
      "09-01",
      "09-03",
      "09-01",
      "09-01",
      "09-03",
    ]);
  });

  it("make up two holidays in a row on two days, past a holiday that stands there", () => {
    const made = ruleDays(2023).filter(({ instead }) => instead !== null);
    expect(made.map((each) => `${String(each.instead)} -> ${each.day.toString()}`)).toEqual([
      "2023-01-01 -> 2023-01-02",
      "2023-01-21 -> 2023-01-26",
      "2023-01-22 -> 2023-01-27",
      "2023-04-29 -> 2023-05-02",
      "2023-04-30 -> 2023-05-03",
      "2023-09-02 -> 2023-09-04",
    ]);
  });

  it("give 24/11 on a Saturday no day in its place", () => {
    expect(day("2029-11-24").dayOfWeek).toBe(6);
    expect(byRules.isWorkingDay(day("2029-11-26"))).toBe(true);
    expect(byRules.reason(day("2029-11-24"))).toEqual({
      by: "law",
      kind: "off",
      holiday: "cultureDay",
      instead: null,
    });
    expect(byRules.isWorkingDay(day("2025-11-24"))).toBe(true);
    expect(byRules.isWorkingDay(day("2028-11-24"))).toBe(false);
  });

  it("give the fixed days alone where the lunar tables end", () => {
    expect(lawfulHolidays(2300).map(({ holiday }) => holiday)).toEqual([
      "newYear",
      "reunification",
      "labour",
      "nationalDay",
      "nationalDay",
      "cultureDay",
    ]);
  });

  it("agree with the official years wherever nothing had to be decided", () => {
    // In 2022 Tết was one day before and four after, and no day was swapped.
    expect(differences(byRules, 2022)).toEqual(differences(withOfficial, 2022));
  });
});

describe("the official list", () => {
  it("is kept exactly for each of its years", () => {
    for (const year of years) {
      const listed = official.filter((each) => each.day.year === year).map((each) => each.day.toString());
      expect(differences(withOfficial, year)).toEqual(listed);
    }
    expect(official).toHaveLength(110);
  });

  it("has no day off on a weekend, works only Saturdays, and no date twice", () => {
    for (const each of official) {
      if (each.kind === "off") expect(each.day.dayOfWeek).toBeLessThanOrEqual(5);
      else expect(each.day.dayOfWeek).toBe(6);
    }
    expect(new Set(official.map((each) => each.day.toString())).size).toBe(official.length);
  });

  it.each(years)(
    "has in %i five Tết days, both Quốc khánh days, every fixed day, and paired swaps",
    (year) => {
      const ofYear = official.filter((each) => each.day.year === year);
      const off = ofYear.filter(({ kind }) => kind === "off");
      const dates = new Set(off.map((each) => each.day.toString()));
      expect(off.filter(({ reason }) => /^Tết (?!Dương)/.test(reason))).toHaveLength(5);
      for (const fixed of [`${year}-01-01`, `${year}-04-30`, `${year}-05-01`, `${year}-09-02`])
        if (day(fixed).dayOfWeek <= 5) expect(dates).toContain(fixed);
      if (year >= 2021) {
        const near = [`${year}-09-01`, `${year}-09-03`].filter((text) => dates.has(text));
        expect(near).toHaveLength(1);
      }
      const swapped = off.filter(({ reason }) => reason.startsWith("Hoán đổi")).length;
      const worked = ofYear.filter(({ kind }) => kind === "work").length;
      expect(worked).toBe(swapped + (year === 2019 ? 1 : 0));
    },
  );

  it("replaces the rules of its year, so mùng 4 of 2025 is worked", () => {
    expect(byRules.isWorkingDay(day("2025-02-01"))).toBe(false);
    expect(byRules.isWorkingDay(day("2025-01-27"))).toBe(true);
    expect(withOfficial.isWorkingDay(day("2025-01-27"))).toBe(false);
    expect(withOfficial.isWorkingDay(day("2025-02-03"))).toBe(true);
  });

  it("decides alone where it is complete, also against the rule on days made up", () => {
    const moved = official.map((each) =>
      each.day.toString() === "2027-05-03" ? { ...each, day: day("2027-05-04") } : each,
    );
    const calendar = createCalendar({ official: moved, overrides: [] });
    expect(differences(calendar, 2027).filter((text) => text.startsWith("2027-05"))).toEqual(["2027-05-04"]);
  });

  it("written before Tết was decided is filled up by the rules", () => {
    const early = official.filter((each) => each.day.year === 2027 && each.day.month !== 2);
    const calendar = createCalendar({ official: early, overrides: [] });
    // Mùng 1 of 2027 is Saturday 6/2: eve, mùng 3 and 4, and two days for the weekend.
    expect(differences(calendar, 2027).filter((text) => text.startsWith("2027-02"))).toEqual([
      "2027-02-05",
      "2027-02-08",
      "2027-02-09",
      "2027-02-10",
      "2027-02-11",
    ]);
  });

  it("with no more than the letter on Tết leaves the rest of the year to the rules", () => {
    const letter = official.filter((each) => each.day.year === 2027 && each.day.month === 2);
    const calendar = createCalendar({ official: letter, overrides: [] });
    expect(differences(calendar, 2027)).toEqual(differences(withOfficial, 2027));
  });
});

describe("an administrator's entry", () => {
  const entry = (text: string, kind: "off" | "work"): CalendarEntry => ({
    day: day(text),
    kind,
    reason: "bão",
  });
  it("is stronger than the official list, the rules and the plain week", () => {
    const calendar = createCalendar({
      official,
      overrides: [entry("2026-09-02", "work"), entry("2026-06-10", "off"), entry("2028-05-01", "work")],
    });
    expect(calendar.isWorkingDay(day("2026-09-02"))).toBe(true);
    expect(calendar.isWorkingDay(day("2026-06-10"))).toBe(false);
    expect(calendar.isWorkingDay(day("2028-05-01"))).toBe(true);
    expect(calendar.reason(day("2026-06-10"))).toEqual({ by: "administrator", kind: "off", text: "bão" });
  });
});

describe("reasons", () => {
  it("say who decided", () => {
    expect(withOfficial.reason(day("2026-08-22"))).toEqual({
      by: "official",
      kind: "work",
      text: "Làm bù thứ Bảy, thay ngày nghỉ 31/8",
    });
    expect(withOfficial.reason(day("2026-08-23"))).toEqual({ by: "weekend", kind: "off" });
    expect(withOfficial.reason(day("2026-08-24"))).toBeNull();
    expect(byRules.reason(day("2028-09-04"))).toEqual({
      by: "law",
      kind: "off",
      holiday: "nationalDay",
      instead: day("2028-09-02"),
    });
  });
});

describe("counting working days", () => {
  it.each([
    ["2024-06-12", 3, "2024-06-17"],
    ["2026-04-24", 3, "2026-05-04"],
    ["2024-06-15", 1, "2024-06-17"],
    ["2024-06-15", -1, "2024-06-14"],
    ["2024-06-15", 0, "2024-06-15"],
    ["2019-12-31", 1, "2020-01-02"],
    ["2020-01-02", -1, "2019-12-31"],
    ["2024-05-03", 1, "2024-05-04"],
    ["2019-06-18", -4, "2019-06-12"],
  ])("from %s by %i comes to %s", (from, n, to) => {
    expect(withOfficial.addWorkingDays(day(from), n).toString()).toBe(to);
  });

  it.each([
    ["2019-06-12", "2019-06-18", 4],
    ["2019-06-18", "2019-06-12", -4],
    ["2019-06-14", "2019-06-16", 0],
    ["2019-06-16", "2019-06-17", 1],
    ["2018-12-28", "2019-01-02", 2],
    ["2026-02-13", "2026-02-23", 1],
  ])("between %s and %s there are %i", (from, to, count) => {
    expect(withOfficial.workingDaysBetween(day(from), day(to))).toBe(count);
  });

  it("refuses a part of a day and more than a century", () => {
    expect(() => withOfficial.addWorkingDays(day("2024-06-12"), 1.5)).toThrow(RangeError);
    expect(() => withOfficial.addWorkingDays(day("2024-06-12"), 1_000_000)).toThrow(RangeError);
  });

  const anyDay = fc
    .integer({ min: 0, max: 40 * 365 })
    .map((offset) => new Temporal.PlainDate(2000, 1, 1).add({ days: offset }));

  it("goes there and back again", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -600, max: 600 }), (from, n) => {
        const start = withOfficial.nextWorkingDay(from);
        const there = withOfficial.addWorkingDays(start, n);
        expect(withOfficial.isWorkingDay(there)).toBe(true);
        expect(withOfficial.addWorkingDays(there, -n).equals(start)).toBe(true);
        expect(withOfficial.workingDaysBetween(start, there)).toBe(n);
      }),
      { seed: 12061, numRuns: 300 },
    );
  });

  it("counts as one would by walking from day to day", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 400 }), (from, length) => {
        let count = 0;
        for (let i = 1; i <= length; i += 1) if (withOfficial.isWorkingDay(from.add({ days: i }))) count += 1;
        expect(withOfficial.workingDaysBetween(from, from.add({ days: length }))).toBe(count);
      }),
      { seed: 12062, numRuns: 40 },
    );
  });

  it("finds the next working day not before the day, with none between", () => {
    fc.assert(
      fc.property(anyDay, (from) => {
        const next = withOfficial.nextWorkingDay(from);
        expect(Temporal.PlainDate.compare(next, from)).toBeGreaterThanOrEqual(0);
        expect(withOfficial.isWorkingDay(next)).toBe(true);
        for (let d = from; !d.equals(next); d = d.add({ days: 1 }))
          expect(withOfficial.isWorkingDay(d)).toBe(false);
      }),
      { seed: 12063, numRuns: 300 },
    );
  });

  it("never gives up a lawful holiday by rule, whatever the year", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2013, max: 2199 }), (year) => {
        const days = ruleDays(year);
        for (const each of days) expect(byRules.isWorkingDay(each.day)).toBe(false);
        // Each day off on a weekday is a holiday's own or made up; 24/11 alone may be lost on a weekend, and two
        // holidays on one date are one day.
        const dates = new Set(lawfulHolidays(year).map((each) => each.day.toString()));
        const lost = year >= 2026 && new Temporal.PlainDate(year, 11, 24).dayOfWeek > 5 ? 1 : 0;
        expect(differences(byRules, year)).toHaveLength(dates.size - lost);
      }),
      { seed: 12064, numRuns: 60 },
    );
  });
});

describe("reading a yearly list", () => {
  const good = { date: "2026-01-01", kind: "off", reason: "Tết", source: "s", certainty: "verified" };
  it("tells every fault at once, with its place", () => {
    const outcome = readOfficialDays({
      "2026": [
        good,
        { ...good },
        { ...good, date: "2026-02-30" },
        { ...good, date: "2027-01-01" },
        { ...good, date: "2026-01-03" },
        { ...good, date: "2026-01-05", kind: "work" },
        { ...good, date: "2026-01-06", kind: "half", reason: " ", certainty: "maybe" },
        { date: "2026-01-07", kind: "off", reason: "x", certainty: "verified" },
        null,
      ],
      "26": [],
      "2028": {},
    });
    expect(outcome).toEqual({
      ok: false,
      faults: [
        { at: "26", fault: "notAYear" },
        { at: "2026[1].date", fault: "dateTwice" },
        { at: "2026[2].date", fault: "notADate" },
        { at: "2026[3].date", fault: "otherYear" },
        { at: "2026[4].date", fault: "offOnWeekend" },
        { at: "2026[5].date", fault: "workNotOnSaturday" },
        { at: "2026[6].kind", fault: "unknownKind" },
        { at: "2026[6].reason", fault: "textMissing" },
        { at: "2026[6].certainty", fault: "unknownCertainty" },
        { at: "2026[7].source", fault: "textMissing" },
        { at: "2026[8]", fault: "notAnObject" },
        { at: "2028", fault: "notAList" },
      ],
    });
  });

  it.each([[null], [[]], ["text"], [3], [undefined]])("refuses %j", (value) => {
    expect(readOfficialDays(value)).toEqual({ ok: false, faults: [{ at: "", fault: "notAnObject" }] });
  });

  it("never throws, whatever the JSON", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const outcome = readOfficialDays({ "2026": value });
        const days: OfficialDay[] = outcome.ok ? outcome.days : [];
        expect(outcome.ok || outcome.faults.length > 0).toBe(true);
        expect(days.every((each) => each.day.year === 2026)).toBe(true);
      }),
      { seed: 12065, numRuns: 200 },
    );
  });
});
