import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { createCalendar } from "../../src/domain/calendar.ts";
import { type Due, dueOccurrences, nextOccurrence, type Schedule } from "../../src/domain/schedule.ts";
import { officialDays } from "../support/official-days.ts";

const zone = "Asia/Ho_Chi_Minh";
const at = (text: string) => Temporal.Instant.from(`${text}+07:00`);
const calendar = createCalendar({ official: officialDays, overrides: [] });

const start = at("2019-06-12T08:00");
type Ledger = {
  scopes?: string[];
  since?: Temporal.Instant;
  lastDone?: Temporal.Instant | null;
  lastRun?: Temporal.Instant | null;
};
const digest = (more: Ledger & { time?: string } = {}): Schedule => ({
  job: "digest",
  scopes: ["BB"],
  time: "08:00",
  since: start,
  lastDone: null,
  lastRun: null,
  ...more,
});
const summary = (more: Ledger = {}): Schedule => ({
  job: "monthlySummary",
  scopes: ["BB"],
  since: start,
  lastDone: null,
  lastRun: null,
  ...more,
});
const housekeeping = (more: Ledger = {}): Schedule => ({
  job: "housekeeping",
  scopes: ["all"],
  since: start,
  lastDone: null,
  lastRun: null,
  ...more,
});
const set = (scope: string, when: string, expiresAt: string | null) => ({
  scope,
  at: at(when),
  expiresAt: expiresAt === null ? null : at(expiresAt),
});
const snooze = (when: string, expiresAt: string | null = null, scope = "p1"): Schedule => ({
  job: "snooze",
  ...set(scope, when, expiresAt),
});
const broadcast = (when: string, expiresAt: string | null = null): Schedule => ({
  job: "broadcast",
  ...set("12", when, expiresAt),
});

const show = (each: Due) => {
  const local = each.dueAt.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: "minute" });
  return [each.outcome, each.job, local, each.month].filter((part) => part !== null).join(" ");
};
const due = (now: string, ...schedules: Schedule[]) =>
  dueOccurrences({ schedules, now: at(now), zone, calendar }).map(show);
const next = (after: string, ...schedules: Schedule[]) =>
  nextOccurrence({ schedules, after: at(after), zone, calendar })
    ?.toZonedDateTimeISO(zone)
    .toPlainDateTime()
    .toString({ smallestUnit: "minute" }) ?? null;

describe("the digest", () => {
  it.each([
    ["a new cluster is not flooded, not even at the minute it was made", "2019-06-12T08:00", {}, []],
    ["one minute early", "2019-06-13T07:59:59.999", {}, []],
    ["on time", "2019-06-13T08:00", {}, ["run digest 2019-06-13T08:00"]],
    ["once", "2019-06-13T08:01", { lastDone: at("2019-06-13T08:00") }, []],
    ["the clock went back", "2019-06-12T09:00", { lastDone: at("2019-06-13T08:00") }, []],
    ["started late in the day", "2019-06-13T16:59", {}, ["run digest 2019-06-13T08:00"]],
    ["too late in the day", "2019-06-13T17:00", {}, ["skip digest 2019-06-13T08:00"]],
    ["a day off", "2019-06-15T09:00", { lastDone: at("2019-06-14T08:00") }, []],
    [
      "of several missed ones only the newest",
      "2019-06-18T10:00",
      {},
      [
        "skip digest 2019-06-13T08:00",
        "skip digest 2019-06-14T08:00",
        "skip digest 2019-06-17T08:00",
        "run digest 2019-06-18T08:00",
      ],
    ],
    [
      "back on a weekend",
      "2019-06-15T10:00",
      { lastDone: at("2019-06-13T08:00") },
      ["skip digest 2019-06-14T08:00"],
    ],
    ["a person's own hour", "2019-06-12T14:00", { time: "14:00" }, ["run digest 2019-06-12T14:00"]],
    [
      "yesterday's is not made up for in the morning when today's is still to come",
      "2019-06-14T09:00",
      { time: "14:00", lastDone: at("2019-06-12T14:00") },
      ["skip digest 2019-06-13T14:00"],
    ],
    [
      "an hour moved to later on a day that had its digest",
      "2019-06-13T14:00",
      { time: "14:00", lastDone: at("2019-06-13T08:00") },
      [],
    ],
  ])("%s", (_, now, more, expected) => {
    expect(due(now, digest(more))).toEqual(expected);
  });

  it("is not caught up for working days that the calendar has as days off", () => {
    const feb = { since: at("2026-02-13T09:00") };
    expect(due("2026-02-23T09:00", digest(feb))).toEqual(["run digest 2026-02-23T08:00"]);
  });
});

describe("the monthly summary", () => {
  it.each([
    ["not before the first working day", "2019-07-01T07:59", {}, []],
    ["on the first working day", "2019-07-01T08:00", {}, ["run monthlySummary 2019-07-01T08:00 2019-06"]],
    ["once", "2019-07-01T08:01", { lastDone: at("2019-07-01T08:00") }, []],
    [
      "1 September 2019 is a Sunday, the 2nd a holiday",
      "2019-09-03T08:00",
      { lastDone: at("2019-08-01T08:00") },
      ["run monthlySummary 2019-09-03T08:00 2019-08"],
    ],
    ["months before the cluster are nobody's", "2019-06-30T09:00", {}, []],
    [
      "every missed month, in order",
      "2020-01-02T09:00",
      { lastDone: at("2019-09-03T08:00") },
      [
        "run monthlySummary 2019-10-01T08:00 2019-09",
        "run monthlySummary 2019-11-01T08:00 2019-10",
        "run monthlySummary 2019-12-02T08:00 2019-11",
        "run monthlySummary 2020-01-02T08:00 2019-12",
      ],
    ],
    ["nothing at night: the morning sends it", "2020-01-02T23:00", { lastDone: at("2019-09-03T08:00") }, []],
    ["the clock went back", "2019-07-15T09:00", { lastDone: at("2019-08-01T08:00") }, []],
    [
      "a cluster made in the night before",
      "2019-07-01T08:00",
      { since: at("2019-07-01T00:30") },
      ["run monthlySummary 2019-07-01T08:00 2019-06"],
    ],
  ])("%s", (_, now, more, expected) => {
    expect(due(now, summary(more))).toEqual(expected);
  });

  it("stays one a month when its day becomes a day off afterwards", () => {
    const changed = createCalendar({
      official: officialDays,
      overrides: [{ day: Temporal.PlainDate.from("2019-07-01"), kind: "off", reason: "bão" }],
    });
    const schedules = [summary({ lastDone: at("2019-07-01T08:00") })];
    expect(dueOccurrences({ schedules, now: at("2019-07-02T08:00"), zone, calendar: changed })).toEqual([]);
  });
});

describe("housekeeping", () => {
  it("runs once for all the nights that were missed, on any day", () => {
    expect(due("2019-06-16T12:00", housekeeping())).toEqual([
      "skip housekeeping 2019-06-13T02:30",
      "skip housekeeping 2019-06-14T02:30",
      "skip housekeeping 2019-06-15T02:30",
      "run housekeeping 2019-06-16T02:30",
    ]);
  });
});

describe("what a person set", () => {
  it.each([
    ["not yet", "2019-06-13T14:59", [snooze("2019-06-13T15:00")], []],
    ["on time", "2019-06-13T15:00", [snooze("2019-06-13T15:00")], ["run snooze 2019-06-13T15:00"]],
    ["waits for the morning", "2019-06-13T20:00", [snooze("2019-06-13T15:00")], []],
    ["and comes then", "2019-06-14T07:30", [snooze("2019-06-13T15:00")], ["run snooze 2019-06-13T15:00"]],
    [
      "but not after the deadline",
      "2019-06-14T07:30",
      [snooze("2019-06-13T15:00", "2019-06-13T17:00")],
      ["skip snooze 2019-06-13T15:00"],
    ],
    [
      "of several of one person only the newest",
      "2019-06-14T09:00",
      [
        snooze("2019-06-14T08:00"),
        snooze("2019-06-13T15:00"),
        snooze("2019-06-14T15:00"),
        snooze("2019-06-13T15:00", null, "p2"),
      ],
      ["skip snooze 2019-06-13T15:00", "run snooze 2019-06-13T15:00", "run snooze 2019-06-14T08:00"],
    ],
    [
      "a broadcast at its time",
      "2019-06-13T14:00",
      [broadcast("2019-06-13T14:00")],
      ["run broadcast 2019-06-13T14:00"],
    ],
    ["a broadcast for a Saturday waits", "2019-06-15T10:00", [broadcast("2019-06-15T09:00")], []],
    ["until Monday", "2019-06-17T07:30", [broadcast("2019-06-15T09:00")], ["run broadcast 2019-06-15T09:00"]],
    [
      "or is given up",
      "2019-06-17T07:30",
      [broadcast("2019-06-15T09:00", "2019-06-16T09:00")],
      ["skip broadcast 2019-06-15T09:00"],
    ],
  ])("%s", (_, now, schedules, expected) => {
    expect(due(now, ...schedules)).toEqual(expected);
  });
});

describe("together", () => {
  it("ledgers that stand at the same place are due together, with when they last ran", () => {
    const lastRun = at("2019-06-12T08:00");
    const schedules = [
      digest({ lastDone: lastRun, scopes: ["BB", "CC"], lastRun }),
      digest({ scopes: ["DD"] }),
    ];
    const found = dueOccurrences({ schedules, now: at("2019-06-13T08:00"), zone, calendar });
    expect(
      found.map(({ scopes, outcome, lastRun: last }) => [scopes, outcome, last?.toString() ?? null]),
    ).toEqual([
      [["BB", "CC"], "run", "2019-06-12T01:00:00Z"],
      [["DD"], "run", null],
    ]);
  });

  it("a month is closed before anybody is reminded", () => {
    const done = { lastDone: at("2019-06-28T08:00") };
    expect(due("2019-07-01T08:00", snooze("2019-07-01T08:00"), digest(done), summary())).toEqual([
      "run monthlySummary 2019-07-01T08:00 2019-06",
      "run digest 2019-07-01T08:00",
      "run snooze 2019-07-01T08:00",
    ]);
  });
});

describe("the next occurrence", () => {
  it.each([
    ["2019-06-12T08:00", [digest()], "2019-06-13T08:00"],
    ["2019-06-13T07:00", [digest({ lastDone: at("2019-06-13T08:00") })], "2019-06-14T08:00"],
    ["2019-06-14T08:00", [digest()], "2019-06-17T08:00"],
    ["2019-06-12T08:00", [summary()], "2019-07-01T08:00"],
    ["2019-06-12T08:00", [summary(), digest(), housekeeping()], "2019-06-13T02:30"],
    ["2019-06-12T08:00", [summary({ lastDone: at("2019-07-01T08:00") })], "2019-08-01T08:00"],
    ["2019-01-12T08:00", [digest()], "2019-06-13T08:00"],
    ["2019-06-13T09:00", [digest(), snooze("2019-06-13T15:00")], "2019-06-13T15:00"],
    ["2019-06-13T20:00", [snooze("2019-06-13T15:00")], "2019-06-14T07:30"],
    ["2019-06-15T08:00", [broadcast("2019-06-15T09:00", "2019-06-16T09:00")], "2019-06-16T09:00"],
    ["2019-06-13T16:00", [snooze("2019-06-13T15:00")], null],
    ["2019-06-13T16:00", [], null],
  ])("after %s", (after, schedules, expected) => {
    expect(next(after, ...schedules)).toBe(expected);
  });
});

/** A ledger in memory: runs what is due and remembers it. */
function walk(
  schedules: Schedule[],
  from: Temporal.Instant,
  to: Temporal.Instant,
  steps: "occurrences" | number,
) {
  let list = schedules;
  const ran: string[] = [];
  const run = (now: Temporal.Instant) => {
    for (const each of dueOccurrences({ schedules: list, now, zone, calendar })) {
      const [scope] = each.scopes;
      ran.push(`${show(each)} ${scope}`);
      list = list.flatMap((known): Schedule[] => {
        if (known.job !== each.job) return [known];
        if (known.job === "snooze" || known.job === "broadcast")
          return known.scope === scope && known.at.equals(each.dueAt) ? [] : [known];
        return known.scopes[0] === scope ? [{ ...known, lastDone: each.dueAt }] : [known];
      });
    }
  };
  if (typeof steps === "number") {
    for (let now = from; Temporal.Instant.compare(now, to) <= 0; now = now.add({ minutes: steps })) run(now);
    return ran;
  }
  run(from);
  for (let now = from; ; ) {
    const then = nextOccurrence({ schedules: list, after: now, zone, calendar });
    if (then === null || Temporal.Instant.compare(then, to) > 0) return ran;
    const before = ran.length;
    run(then);
    expect(ran.length).toBeGreaterThan(before);
    now = then;
  }
}

describe("walking from occurrence to occurrence", () => {
  const minutes = fc.integer({ min: 0, max: 25 * 24 * 2 }).map((halves) => halves * 30);
  const once = fc.record({
    job: fc.constantFrom("snooze" as const, "broadcast" as const),
    scope: fc.constantFrom("a", "b"),
    at: minutes.map((offset) => start.add({ minutes: offset })),
    expiresAt: fc.option(minutes.map((offset) => start.add({ minutes: offset }))),
  });

  it("does what a tick every half hour does", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(once, {
          maxLength: 4,
          selector: (each) => `${each.job}${each.scope}${each.at.toString()}`,
        }),
        (extra) => {
          const schedules: Schedule[] = [
            digest(),
            digest({ time: "14:00" }),
            summary(),
            housekeeping(),
            ...extra,
          ];
          const named = schedules.map((each, index) => (index === 1 ? { ...each, scopes: ["p1"] } : each));
          const to = at("2019-07-08T00:00");
          expect(walk(named, start, to, "occurrences")).toEqual(walk(named, start, to, 30));
        },
      ),
      { seed: 99, numRuns: 3 },
    );
  });

  it("runs every digest and every summary exactly once in a year", () => {
    const ran = walk([digest(), summary()], start, at("2020-06-12T07:00"), "occurrences");
    const digests = ran.filter((text) => text.startsWith("run digest"));
    expect(digests).toHaveLength(
      calendar.workingDaysBetween(
        Temporal.PlainDate.from("2019-06-12"),
        Temporal.PlainDate.from("2020-06-11"),
      ),
    );
    expect(ran.filter((text) => text.startsWith("run monthlySummary"))).toHaveLength(12);
    expect(new Set(ran).size).toBe(ran.length);
    expect(ran.filter((text) => text.startsWith("skip"))).toEqual([]);
  });
});
