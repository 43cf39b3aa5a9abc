import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { createCalendar } from "../../src/domain/calendar.ts";
import {
  monthProgress,
  nextDigest,
  type QuotaRule,
  quotaStanding,
  rationOf,
  usersState,
} from "../../src/domain/quota.ts";

const free: QuotaRule = { messages: 3_000, countsReceived: true, users: 50 };
const zone = "Asia/Ho_Chi_Minh";
const calendar = createCalendar({ official: [], overrides: [] });
const at = (local: string) => Temporal.PlainDateTime.from(local).toZonedDateTime(zone).toInstant();

describe("where a bot stands with its month", () => {
  it.each([
    // Used, state, per cent.
    [0, "ok", 0],
    [2_399, "ok", 79],
    [2_400, "warn", 80],
    [2_849, "warn", 94],
    [2_850, "critical", 95],
    [2_999, "critical", 99],
    [3_000, "spent", 100],
    [3_300, "spent", 110],
  ])("%i of 3,000 is %s", (used, state, percent) => {
    const received = Math.floor(used / 3);
    const standing = quotaStanding({ received, sent: used - received }, free, { elapsed: 10, left: 11 });
    expect(standing).toMatchObject({ used, limit: 3_000, state, percent });
  });

  it("counts what came in only where it counts", () => {
    const counts = { received: 1_000, sent: 1_900 };
    const progress = { elapsed: 10, left: 10 };
    expect(quotaStanding(counts, free, progress)).toMatchObject({ used: 2_900, state: "critical" });
    expect(quotaStanding(counts, { ...free, countsReceived: false }, progress)).toMatchObject({
      used: 1_900,
      state: "ok",
      forecast: 3_800,
    });
  });

  it("forecasts by working days, and not from less than one", () => {
    const counts = { received: 300, sent: 600 };
    expect(quotaStanding(counts, free, { elapsed: 9, left: 12 }).forecast).toBe(2_100);
    expect(quotaStanding(counts, free, { elapsed: 7, left: 0 }).forecast).toBe(900);
    expect(quotaStanding(counts, free, { elapsed: 0.99, left: 20 }).forecast).toBeNull();
    expect(quotaStanding({ received: 0, sent: 1 }, free, { elapsed: 3, left: 1 }).forecast).toBe(2);
  });

  it("never gets better by more messages, nor forecasts less than what was used", () => {
    const order = ["ok", "warn", "critical", "spent"];
    fc.assert(
      fc.property(
        fc.record({
          received: fc.nat(4_000),
          sent: fc.nat(4_000),
          more: fc.nat(500),
          limit: fc.integer({ min: 1, max: 5_000 }),
          countsReceived: fc.boolean(),
          elapsed: fc.double({ min: 0, max: 23, noNaN: true }),
          left: fc.double({ min: 0, max: 23, noNaN: true }),
        }),
        ({ received, sent, more, limit, countsReceived, elapsed, left }) => {
          const rule = { ...free, messages: limit, countsReceived };
          const one = quotaStanding({ received, sent }, rule, { elapsed, left });
          const two = quotaStanding({ received, sent: sent + more }, rule, { elapsed, left });
          expect(order.indexOf(two.state)).toBeGreaterThanOrEqual(order.indexOf(one.state));
          expect(one.state === "spent").toBe(one.used >= limit);
          expect(one.forecast === null).toBe(elapsed < 1);
          expect(one.forecast ?? one.used).toBeGreaterThanOrEqual(one.used);
          expect(two.forecast ?? 0).toBeGreaterThanOrEqual(one.forecast ?? 0);
        },
      ),
    );
  });
});

describe("how far a month is", () => {
  it.each([
    // July 2019 begins on a Monday and has 23 working days.
    ["2019-07-01T07:00", 0, 23],
    ["2019-07-01T17:00", 1, 22],
    ["2019-07-05T12:15", 4.5, 18.5],
    ["2019-07-06T12:00", 5, 18],
    ["2019-07-31T18:00", 23, 0],
    // A month that begins on a Saturday.
    ["2019-06-02T12:00", 0, 20],
    // Tết 2019: 4–8 February are off.
    ["2019-02-10T12:00", 1, 14],
  ])("%s: %f working days over, %f to come", (local, elapsed, left) => {
    const progress = monthProgress(at(local), zone, calendar);
    expect(progress.elapsed).toBeCloseTo(elapsed, 10);
    expect(progress.left).toBeCloseTo(left, 10);
  });

  it("is over by as much as it is not to come, at every minute", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 31 * 24 * 60 - 1 }), (minute) => {
        const { elapsed, left } = monthProgress(
          at("2019-07-01T00:00").add({ minutes: minute }),
          zone,
          calendar,
        );
        expect(elapsed + left).toBeCloseTo(23, 9);
      }),
    );
  });
});

describe("the people of a bot", () => {
  it.each([
    [44, "ok"],
    [45, "warn"],
    [49, "warn"],
    [50, "full"],
    [51, "full"],
  ])("%i of 50: %s", (users, state) => expect(usersState(users, free)).toBe(state));
});

describe("what becomes of a message", () => {
  const of = (kind: string, policy = "atLeastOnce", waited = false) => ({ kind, policy, waited });
  const early = of("reminder", "atMostOnce");
  const rows: [string, ReturnType<typeof of>, string[]][] = [
    // For ok, warn, critical, spent.
    ["an answer", of("reply", "atMostOnce"), ["send", "send", "send", "wait"]],
    ["a last or overdue reminder", of("reminder"), ["send", "send", "send", "wait"]],
    ["an early reminder", early, ["send", "send", "spare", "spare"]],
    ["a summary", of("summary"), ["send", "send", "send", "wait"]],
    ["a broadcast", of("broadcast"), ["send", "send", "send", "wait"]],
    ["a nudge of the head's", of("nudge"), ["send", "send", "send", "wait"]],
    ["the warning itself", of("quota"), ["send", "send", "send", "wait"]],
    ["a notice", of("notice"), ["send", "hold", "hold", "hold"]],
    [
      "a notice that no digest took along",
      of("notice", "atLeastOnce", true),
      ["send", "send", "spare", "spare"],
    ],
    ["a broadcast's report", of("broadcastReport", "idempotent"), ["send", "send", "spare", "spare"]],
  ];
  it.each(rows)("%s", (_, message, answers) => {
    expect((["ok", "warn", "critical", "spent"] as const).map((state) => rationOf(state, message))).toEqual(
      answers,
    );
  });
});

describe("the digest a notice waits for", () => {
  it.each([
    ["2019-07-04T07:59", "08:00", "2019-07-04T08:00"],
    ["2019-07-04T08:00", "08:00", "2019-07-04T08:00"],
    ["2019-07-04T08:01", "08:00", "2019-07-05T08:00"],
    ["2019-07-05T10:00", "14:30", "2019-07-05T14:30"],
    ["2019-07-05T15:00", "14:30", "2019-07-08T14:30"],
    ["2019-07-06T07:00", "08:00", "2019-07-08T08:00"],
  ])("written %s, read at %s: %s", (since, time, expected) => {
    expect(nextDigest(at(since), time, zone, calendar).toString()).toBe(at(expected).toString());
  });
});
