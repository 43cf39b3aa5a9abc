import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { createCalendar } from "../../src/domain/calendar.ts";
import {
  type DigestRequest,
  planDigest,
  type ReminderCapacity,
  type ReminderItem,
  type ReminderLevel,
  snoozeUntil,
} from "../../src/domain/reminders.ts";
import { officialDays } from "../support/official-days.ts";

const hanoi = "Asia/Ho_Chi_Minh";
const day = (text: string) => Temporal.PlainDate.from(text);
const at = (text: string) => Temporal.Instant.from(`${text}+07:00`);
const calendar = createCalendar({ official: officialDays, overrides: [] });

interface Item extends ReminderItem {
  name: string;
}
const target = (name: string, due: string, more: Partial<Item> = {}): Item => ({
  name,
  kind: "target",
  due: day(due),
  done: false,
  capacity: "official",
  ...more,
});
const report = (due: string, more: Partial<Item> = {}): Item =>
  target("report", due, { kind: "monthReport", ...more });

function digest(on: string, items: Item[], more: Partial<DigestRequest<Item>> = {}) {
  return planDigest({ day: day(on), since: null, items, level: "all", asked: false, calendar, ...more });
}

/** The days between, on which a digest goes out for one item alone, as `day kind rung`. */
function sent(item: Item, from: string, to: string, level: ReminderLevel = "all"): string[] {
  const found: string[] = [];
  for (let d = day(from); Temporal.PlainDate.compare(d, to) <= 0; d = d.add({ days: 1 })) {
    const plan = digest(d.toString(), [item], { level });
    if (plan !== null) found.push(`${d.toString().slice(5)} ${plan.kind} ${plan.rung}`);
  }
  return found;
}

describe("the ladder", () => {
  it("of a target: 7, 3, 1 working days before, the day, then overdue 1, 3, 7 and weekly", () => {
    expect(sent(target("CT4", "2019-06-18"), "2019-05-20", "2019-07-20")).toEqual([
      "06-07 early 7",
      "06-13 early 3",
      "06-17 last 1",
      "06-18 last 0",
      "06-19 overdue -1",
      "06-21 overdue -3",
      "06-27 overdue -7",
      "07-04 overdue -12",
      "07-11 overdue -17",
      "07-18 overdue -22",
    ]);
  });

  it("of the month's report: 3 and 1 working days before, the day, and while it is missing", () => {
    expect(sent(report("2019-06-25"), "2019-06-01", "2019-07-05")).toEqual([
      "06-20 early 3",
      "06-24 last 1",
      "06-25 last 0",
      "06-26 overdue -1",
      "06-28 overdue -3",
      "07-04 overdue -7",
    ]);
  });

  it("of a day off gives the last call on the last working day before it", () => {
    expect(sent(target("CT1", "2019-06-16"), "2019-06-10", "2019-06-18")).toEqual([
      "06-11 early 3",
      "06-13 last 1",
      "06-14 last 0",
      "06-17 overdue -1",
    ]);
  });

  it("steps over Tết", () => {
    // Off from Saturday 14 to Sunday 22 February 2026.
    expect(sent(target("CT1", "2026-02-24"), "2026-02-09", "2026-02-26")).toEqual([
      "02-12 early 3",
      "02-23 last 1",
      "02-24 last 0",
      "02-25 overdue -1",
    ]);
  });

  it.each([
    ["all", ["06-07 early 7", "06-13 early 3", "06-17 last 1", "06-18 last 0", "06-19 overdue -1"]],
    ["lastCall", ["06-17 last 1", "06-18 last 0", "06-19 overdue -1"]],
    ["overdueOnly", ["06-19 overdue -1"]],
  ] as const)("as far as the level %s lets it through", (level, expected) => {
    expect(sent(target("CT4", "2019-06-18"), "2019-06-01", "2019-06-20", level)).toEqual(expected);
  });

  it.each([
    ["official", ["06-19", "06-21", "06-27", "07-04"]],
    ["unitLeader", ["06-21", "06-27", "07-04"]],
    ["head", ["06-27", "07-04"]],
  ] as const)("reaches the %s on %j after the due day", (capacity: ReminderCapacity, expected) => {
    const days = sent(target("CT4", "2019-06-18", { capacity }), "2019-06-19", "2019-07-05");
    expect(days.map((text) => text.slice(0, 5))).toEqual(expected);
  });

  it("does not trouble leaders and the head before", () => {
    for (const capacity of ["unitLeader", "head"] as const)
      expect(sent(target("CT4", "2019-06-18", { capacity }), "2019-06-01", "2019-06-20")).toEqual([]);
  });
});

describe("the digest", () => {
  it("of the sample talk, Thursday 13 June 2019", () => {
    const plan = digest("2019-06-13", [report("2019-06-25"), target("CT4", "2019-06-18")]);
    expect(plan).toEqual({
      rung: 3,
      kind: "early",
      policy: "atMostOnce",
      items: [
        { ...target("CT4", "2019-06-18"), workingDaysLeft: 3, overdue: false, rung: 3 },
        { ...report("2019-06-25"), workingDaysLeft: 8, overdue: false, rung: null },
      ],
    });
  });

  it("lists the next 10 working days and everything overdue, and nothing that is done", () => {
    const plan = digest("2019-06-13", [
      target("eleven", "2019-06-28"),
      target("ten", "2019-06-27"),
      report("2019-06-27"),
      target("three", "2019-06-18"),
      target("done", "2019-06-14", { done: true }),
      target("long ago", "2019-03-01"),
      target("yesterday", "2019-06-12"),
    ]);
    expect(plan?.items.map(({ name, workingDaysLeft }) => [name, workingDaysLeft])).toEqual([
      // 20 in March, 19 in April, 23 in May with the worked Saturday, 9 in June.
      ["long ago", -71],
      ["yesterday", -1],
      ["three", 3],
      ["ten", 10],
      ["report", 10],
    ]);
    expect(plan).toMatchObject({ rung: -1, kind: "overdue", policy: "atLeastOnce" });
  });

  it("stays away when no item has reached a step, although items are open", () => {
    expect(digest("2019-06-14", [target("CT4", "2019-06-18"), target("late", "2019-06-12")])).toBeNull();
  });

  it("stays away when what reached a step is done", () => {
    expect(
      digest("2019-06-13", [target("CT4", "2019-06-18", { done: true }), report("2019-06-27")]),
    ).toBeNull();
  });

  it("is quiet on days off, asked for or not", () => {
    for (const asked of [false, true])
      expect(digest("2019-06-15", [target("CT4", "2019-06-17")], { asked })).toBeNull();
  });

  it("of one who wants only overdue items lists only those", () => {
    const items = [target("late", "2019-06-12"), target("CT4", "2019-06-14")];
    const names = (level: ReminderLevel) => digest("2019-06-13", items, { level })?.items.map((i) => i.name);
    expect(names("overdueOnly")).toEqual(["late"]);
    expect(names("all")).toEqual(["late", "CT4"]);
  });

  it("is a last call when a due day and an early step meet", () => {
    const plan = digest("2019-06-13", [target("a", "2019-06-18"), target("b", "2019-06-14")]);
    expect(plan).toMatchObject({ rung: 1, kind: "last", policy: "atLeastOnce" });
  });

  it("names the freshest step among overdue items", () => {
    const plan = digest("2019-06-13", [target("old", "2019-06-10"), target("new", "2019-06-12")]);
    expect(plan).toMatchObject({ rung: -1, kind: "overdue", items: [{ rung: -3 }, { rung: -1 }] });
  });

  it.each([
    ["2019-06-14", [target("CT4", "2019-06-20")], "early"],
    ["2019-06-14", [target("CT4", "2019-06-17")], "last"],
    ["2019-06-14", [target("CT4", "2019-06-12")], "overdue"],
  ])("asked for on %s goes out between two steps", (on, items, kind) => {
    const plan = digest(on, items, { asked: true });
    expect(plan?.kind).toBe(kind);
    expect(plan?.items).toHaveLength(1);
  });

  it("asked for says nothing when all is done", () => {
    expect(digest("2019-06-14", [target("CT4", "2019-06-17", { done: true })], { asked: true })).toBeNull();
  });

  describe("after days without one", () => {
    const since = day("2019-06-12");
    it("makes up for the step that was missed, in the words of today", () => {
      // The step of 3 days fell on the 13th; on the 14th two days are left.
      const plan = digest("2019-06-14", [target("CT4", "2019-06-18")], { since });
      expect(plan).toMatchObject({ rung: 3, kind: "early", items: [{ workingDaysLeft: 2 }] });
    });
    it("knows only the step nearest to the due day", () => {
      const plan = digest("2019-06-17", [target("CT4", "2019-06-18")], { since });
      expect(plan).toMatchObject({ rung: 1, kind: "last" });
    });
    it("calls overdue what fell due meanwhile, and reminds of no deadline that has passed", () => {
      const plan = digest("2019-06-20", [target("CT4", "2019-06-18")], { since });
      expect(plan).toMatchObject({ rung: -1, kind: "overdue", items: [{ workingDaysLeft: -2 }] });
    });
    it("does not repeat a step of the day that had its digest", () => {
      const items = [target("CT4", "2019-06-18")];
      expect(digest("2019-06-14", items, { since: day("2019-06-13") })).toBeNull();
    });
  });

  it("comes out alike day by day and over a gap: no step is lost, none is announced twice", () => {
    const anyDue = fc.integer({ min: 0, max: 60 }).map((days) => day("2026-01-20").add({ days }));
    fc.assert(
      fc.property(anyDue, fc.integer({ min: 1, max: 25 }), (due, gap) => {
        const item: Item = { ...target("x", "2026-01-01"), due };
        const since = day("2026-02-02");
        const now = calendar.addWorkingDays(since, gap);
        let daily = 0;
        for (let n = 1; n <= gap; n += 1) {
          const on = calendar.addWorkingDays(since, n);
          const plan = digest(on.toString(), [item]);
          // Steps before a due day that has passed by now are of no use any more.
          const past = Temporal.PlainDate.compare(now, due) > 0 && plan?.kind !== "overdue";
          if (plan !== null && !past) daily += 1;
        }
        expect(digest(now.toString(), [item], { since }) !== null).toBe(daily > 0);
      }),
      { seed: 31, numRuns: 200 },
    );
  });
});

describe("snooze", () => {
  it.each([
    ["today", "2019-06-13T08:05:00", "2019-06-13T15:00"],
    ["today", "2019-06-13T14:59:59", "2019-06-13T15:00"],
    ["today", "2019-06-13T15:00:00", "2019-06-14T15:00"],
    ["today", "2019-06-15T09:00:00", "2019-06-17T15:00"],
    ["tomorrow", "2019-06-13T08:05:00", "2019-06-14T08:00"],
    ["tomorrow", "2019-06-14T23:59:00", "2019-06-17T08:00"],
    ["tomorrow", "2026-02-13T10:00:00", "2026-02-23T08:00"],
  ] as const)("%s pressed at %s comes back at %s", (choice, now, expected) => {
    expect(snoozeUntil(choice, at(now), hanoi, calendar).toString()).toBe(at(expected).toString());
  });

  it("keeps a person's own hour for tomorrow", () => {
    const until = snoozeUntil("tomorrow", at("2019-06-13T09:00:00"), hanoi, calendar, "14:00");
    expect(until.toString()).toBe(at("2019-06-14T14:00").toString());
  });
});
