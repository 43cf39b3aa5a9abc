import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { createCalendar } from "../../src/domain/calendar.ts";
import {
  inWorkingHours,
  nextWorkingTime,
  reportDue,
  reportStatus,
  targetDeadlineState,
} from "../../src/domain/deadline.ts";
import { defaultRegime } from "../../src/domain/period.ts";
import { officialDays } from "../support/official-days.ts";

const hanoi = "Asia/Ho_Chi_Minh";
const day = (text: string) => Temporal.PlainDate.from(text);
const at = (text: string) => Temporal.Instant.from(`${text}+07:00`);
const calendar = createCalendar({ official: officialDays, overrides: [] });

describe("the month's report is due", () => {
  it.each([
    ["2019-06", {}, "2019-06-25T10:00:00Z"],
    // 25 August 2019 is a Sunday.
    ["2019-08", {}, "2019-08-26T10:00:00Z"],
    // 25 January 2020 is mùng 1; Tết lasts to Wednesday the 29th.
    ["2020-01", {}, "2020-01-30T10:00:00Z"],
    // Saturday 22 August 2026 is worked.
    ["2026-08", { dueDay: 22 }, "2026-08-22T10:00:00Z"],
    ["2019-02", { dueDay: 31, dueTime: "16:30" }, "2019-02-28T09:30:00Z"],
    // The last day of June 2019 is a Sunday: it moves into July.
    ["2019-06", { dueDay: 31 }, "2019-07-01T10:00:00Z"],
    ["2019-06", { dueDay: 10, windowFromDay: 11, windowToDay: 10 }, "2019-06-10T10:00:00Z"],
  ])("for %s with %o at %s", (month, settings, expected) => {
    const due = reportDue({ ...defaultRegime, ...settings }, month, calendar, hanoi);
    expect(due.at.toString()).toBe(expected);
    expect(due.at.toZonedDateTimeISO(hanoi).toPlainDate()).toEqual(due.day);
  });

  it.each([
    [null, "notStarted", 0],
    ["2019-06-25T17:00:00", "submitted", 0],
    ["2019-06-25T17:00:00.001", "submittedLate", 0],
    ["2019-06-25T23:59:59", "submittedLate", 0],
    ["2019-06-26T00:00:00", "submittedLate", 1],
    ["2019-06-27T09:00:00", "submittedLate", 2],
  ])("and when sent at %s it counts as %s, %i days late", (sent, state, daysLate) => {
    const due = reportDue(defaultRegime, "2019-06", calendar, hanoi);
    expect(reportStatus(due, sent === null ? null : at(sent), hanoi)).toEqual({ state, daysLate });
  });
});

describe("a target's deadline", () => {
  it.each([
    ["2019-06-18", "2019-06-12", "dueSoon", 4],
    ["2019-06-18", "2019-06-06", "upcoming", 8],
    ["2019-06-18", "2019-06-07", "dueSoon", 7],
    ["2019-06-18", "2019-06-18", "dueSoon", 0],
    ["2019-06-18", "2019-06-19", "overdue", -1],
    // Due on a Sunday: Friday is the last working day before it, Monday the first after.
    ["2019-06-16", "2019-06-14", "dueSoon", 0],
    ["2019-06-14", "2019-06-15", "overdue", 0],
    ["2019-06-16", "2019-06-17", "overdue", -1],
  ])("of %s seen on %s is %s with %i working days left", (due, today, state, workingDaysLeft) => {
    expect(targetDeadlineState(day(due), day(today), calendar)).toEqual({ state, workingDaysLeft });
  });
});

describe("working hours", () => {
  it.each([
    ["2019-06-12T07:29:59.999", "2019-06-12T07:30"],
    ["2019-06-12T07:30:00", "2019-06-12T07:30"],
    ["2019-06-12T16:59:59.999", "2019-06-12T16:59:59.999"],
    ["2019-06-12T17:00:00", "2019-06-13T07:30"],
    ["2019-06-14T17:30:00", "2019-06-17T07:30"],
    ["2019-06-15T09:00:00", "2019-06-17T07:30"],
    ["2026-02-13T18:00:00", "2026-02-23T07:30"],
    ["2026-08-22T09:00:00", "2026-08-22T09:00"],
    ["2026-08-31T09:00:00", "2026-09-03T07:30"],
  ])("at %s the next time to write is %s", (now, next) => {
    expect(nextWorkingTime(at(now), hanoi, calendar)).toEqual(at(next));
    expect(inWorkingHours(at(now), hanoi, calendar)).toBe(at(now).equals(at(next)));
  });

  it("begin again at an instant that is in working hours and not before", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 * 365 * 24 * 60 }), (minutes) => {
        const now = Temporal.Instant.from("2019-01-01T00:00Z").add({ minutes });
        const next = nextWorkingTime(now, hanoi, calendar);
        expect(Temporal.Instant.compare(next, now)).toBeGreaterThanOrEqual(0);
        expect(inWorkingHours(next, hanoi, calendar)).toBe(true);
        expect(nextWorkingTime(next, hanoi, calendar)).toEqual(next);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});
