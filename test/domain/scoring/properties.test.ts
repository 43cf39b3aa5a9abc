import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compare, type Exact, exact, isMultiple, toText } from "../../../src/domain/scoring/exact.ts";
import { readScheme } from "../../../src/domain/scoring/read-scheme.ts";
import {
  type Criterion,
  leavesOf,
  type Rule,
  type Scheme,
  type ScoredRow,
} from "../../../src/domain/scoring/scheme.ts";
import { scoreCluster } from "../../../src/domain/scoring/score-cluster.ts";
import { scoreRow } from "../../../src/domain/scoring/score-row.ts";
import type { UnitEntries } from "../../../src/domain/scoring/score-unit.ts";

const folder = new URL("../../corpus/criteria/", import.meta.url);
const schemes = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name): Scheme => {
    const read = readScheme(JSON.parse(readFileSync(new URL(name, folder), "utf8")));
    if (!read.ok) throw new Error(name);
    return read.scheme;
  });

const hundredths = fc.integer({ min: 0, max: 20_000 }).map((value) => value / 100);
const count = fc.integer({ min: 0, max: 12 });
const figures = fc.record({ actual: hundredths, target: fc.option(fc.oneof(hundredths, fc.constant(0))) });
const report = fc.oneof(
  fc.record({ daysLate: fc.integer({ min: -5, max: 40 }) }),
  fc.constant({ notSubmitted: true }),
  fc.record({
    dueOn: fc.constant("2026-06-30"),
    submittedAt: fc
      .integer({ min: 0, max: 40 * 24 * 60 })
      .map((minutes) => new Date(Date.UTC(2026, 5, 20, 0, minutes)).toISOString()),
  }),
);

function entryFor(rule: Rule): fc.Arbitrary<unknown> {
  switch (rule.kind) {
    case "proportional":
    case "leaderRelative":
      return figures;
    case "rateTiers":
      return fc.oneof(figures, fc.record({ rate: hundredths }));
    case "lateDays":
      return rule.aggregate === "single"
        ? report
        : fc.record({ reports: fc.array(report, { maxLength: 4 }) });
    case "missingCount":
      return fc.record({ counts: fc.dictionary(fc.constantFrom(...rule.counters), count) });
    case "passFail":
      return fc.record({ passed: fc.boolean() });
    case "countTimesPoints":
      return fc.oneof(fc.record({ count }), fc.record({ plus: count, minus: count }));
    case "manual":
      return rule.options.length > 0
        ? fc.record({ option: fc.constantFrom(...rule.options.map((option) => option.code)) })
        : fc.record({ points: fc.integer({ min: 0, max: 40 }).map((halves) => halves / 2) });
  }
}

function entriesFor(rows: readonly ScoredRow[]): fc.Arbitrary<Record<string, unknown>> {
  const arbitraries = rows.map((row) => [
    row.code,
    fc.option(fc.oneof({ weight: 9, arbitrary: entryFor(row.rule) }, fc.jsonValue())),
  ]);
  return fc.record(Object.fromEntries(arbitraries) as Record<string, fc.Arbitrary<unknown>>);
}

const leavesIn = (scheme: Scheme) => scheme.groups.flatMap((group) => leavesOf(group.criteria));

function clusterFor(scheme: Scheme): fc.Arbitrary<Map<string, UnitEntries>> {
  const unit = fc.record({
    inputs: entriesFor(leavesIn(scheme)),
    bonuses: entriesFor(scheme.bonuses),
    penalties: entriesFor(scheme.penalties),
    flags: fc.subarray(scheme.notRankedWhen.map((flag) => flag.code)),
  });
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom("A", "B", "C", "D", "E", "10"), unit), {
      selector: ([name]) => name,
    })
    .map((units) => new Map(units));
}

const anyCluster = fc
  .constantFrom(...schemes)
  .chain((scheme) => fc.tuple(fc.constant(scheme), clusterFor(scheme)));

describe("whatever the units enter", () => {
  const atMost = (value: Exact | undefined, most: Exact | null) => {
    expect(value).toBeDefined();
    if (most !== null && value !== undefined) expect(compare(value, most)).toBeLessThanOrEqual(0);
  };
  const headings = (criteria: readonly Criterion[]): Criterion[] =>
    criteria.flatMap((row) => (row.node === "heading" ? [row, ...headings(row.criteria)] : []));

  it("keeps rows, headings, groups, bonus and total within their limits", () => {
    fc.assert(
      fc.property(anyCluster, ([scheme, units]) => {
        for (const score of scoreCluster(scheme, units).units.values()) {
          for (const row of [...leavesIn(scheme), ...scheme.bonuses, ...scheme.penalties]) {
            atMost(score.points.get(row.code), row.maxPoints);
            const unit = row.step ?? exact(`1e-${scheme.scale.decimals}`);
            expect(isMultiple(score.points.get(row.code) ?? exact(1), unit)).toBe(true);
          }
          for (const group of scheme.groups) {
            atMost(score.groups.get(group.code), group.maxPoints);
            for (const row of headings(group.criteria)) atMost(score.points.get(row.code), row.maxPoints);
          }
          const { bonusCap, min, max, mayExceed } = scheme.scale;
          atMost(score.bonus, bonusCap);
          if (!mayExceed) atMost(score.total, max);
          if (min !== null) expect(compare(score.total, min)).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it("ranks by a total preorder: 1 + the ranked units strictly ahead, more points never behind", () => {
    fc.assert(
      fc.property(anyCluster, ([scheme, units]) => {
        const { ranks, units: scores, ballot } = scoreCluster(scheme, units);
        expect([...ranks.keys()].sort()).toEqual([...units.keys()].sort());
        const ranked = [...ranks].flatMap(([name, rank]) => (rank === null ? [] : [{ name, rank }]));
        for (const { name, rank } of ranked) {
          expect(rank).toBe(1 + ranked.filter((other) => other.rank < rank).length);
          for (const other of ranked) {
            const [mine, theirs] = [scores.get(name)?.total, scores.get(other.name)?.total];
            if (mine !== undefined && theirs !== undefined && compare(mine, theirs) > 0) {
              expect(rank).toBeLessThan(other.rank);
            }
          }
        }
        for (const group of ballot) expect(new Set(group.map((name) => ranks.get(name))).size).toBe(1);
        for (const [name, rank] of ranks) {
          const flagged = (units.get(name)?.flags ?? []).length > 0;
          expect(rank === null).toBe(flagged);
        }
      }),
    );
  });

  it("gives the same table whatever the order of the units, and when it is replayed", () => {
    const asText = (scheme: Scheme, units: Map<string, UnitEntries>) => {
      const { units: scores, ranks, ballot } = scoreCluster(scheme, units);
      const sorted = [...scores].sort(([a], [b]) => (a < b ? -1 : 1));
      return {
        totals: sorted.map(([name, score]) => [name, toText(score.total), score.band, score.noData]),
        ranks: Object.fromEntries(ranks),
        ballot,
      };
    };
    fc.assert(
      fc.property(anyCluster, ([scheme, units]) => {
        const table = asText(scheme, units);
        expect(asText(scheme, new Map([...units].reverse()))).toEqual(table);
        expect(asText(scheme, structuredClone(units))).toEqual(table);
      }),
    );
  });

  it("refuses or scores anything without throwing", () => {
    const rows = schemes.flatMap((scheme) => [...leavesIn(scheme), ...scheme.bonuses, ...scheme.penalties]);
    fc.assert(
      fc.property(fc.constantFrom(...rows), fc.anything(), (row, input) => {
        const score = scoreRow(row, 2, input);
        expect(score.error === null || toText(score.points) === "0").toBe(true);
        expect(score.working.text).not.toBe("");
      }),
      { numRuns: 300 },
    );
  });
});

describe("one row", () => {
  const row = (rule: Rule, over: Partial<ScoredRow> = {}): ScoredRow => ({
    code: "R",
    text: "R",
    maxPoints: exact(10),
    rule,
    direction: "higher",
    step: null,
    ...over,
  });
  const floorRate = fc.option(fc.constantFrom(exact(0.25), exact(0.5)));

  it("never loses proportional points by more progress, nor gains them where less is better", () => {
    fc.assert(
      fc.property(
        hundredths,
        hundredths,
        hundredths,
        floorRate,
        fc.constantFrom("higher" as const, "lower" as const),
        fc.constantFrom(null, exact(0.5), exact(0.25)),
        (a, b, target, floor, direction, step) => {
          const scored = row(
            { kind: "proportional", floorRate: floor, onZeroTarget: "noData" },
            { direction, step },
          );
          const [less, more] = [Math.min(a, b), Math.max(a, b)].map(
            (actual) => scoreRow(scored, 2, { actual, target }).points,
          );
          if (less === undefined || more === undefined) throw new Error("two scores");
          expect(compare(more, less) * (direction === "higher" ? 1 : -1)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });

  it("never gains by being later, and the order of reports does not matter", () => {
    const rule: Rule = {
      kind: "lateDays",
      onTime: exact(10),
      tiers: [
        { fromDays: exact(1), toDays: exact(5), points: exact(5) },
        { fromDays: exact(6), toDays: null, points: exact(1) },
      ],
      notSubmitted: exact(0),
      aggregate: "average",
    };
    const day = fc.integer({ min: -10, max: 30 });
    fc.assert(
      fc.property(fc.array(day, { minLength: 1 }), fc.integer({ min: 0, max: 9 }), (days, later) => {
        const points = (list: number[]) =>
          scoreRow(row(rule), 2, { reports: list.map((daysLate) => ({ daysLate })) }).points;
        expect(compare(points([...days].reverse()), points(days))).toBe(0);
        expect(compare(points(days.map((one) => one + later)), points(days))).toBeLessThanOrEqual(0);
      }),
    );
  });

  it("never loses leader-relative points by a unit's own progress, and nobody is above the leader", () => {
    const scheme = schemes.find((one) => one.code === "G");
    if (scheme === undefined) throw new Error("no table G");
    const figure = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(fc.array(figure, { minLength: 1, maxLength: 6 }), figure, (actuals, more) => {
        const pointsOf = (list: number[]) => {
          const units = new Map(
            list.map((actual, index) => [String(index), { inputs: { "I.1": { actual, target: 200 } } }]),
          );
          return list.map(
            (_, index) =>
              scoreCluster(scheme, units).units.get(String(index))?.points.get("I.1") ?? exact(-1),
          );
        };
        const before = pointsOf(actuals);
        const [first = 0, ...others] = actuals;
        const after = pointsOf([first + more, ...others]);
        expect(compare(after[0] ?? exact(-1), before[0] ?? exact(99))).toBeGreaterThanOrEqual(0);
        actuals.forEach((one, index) => {
          actuals.forEach((other, at) => {
            if (one < other)
              expect(compare(before[index] ?? exact(99), before[at] ?? exact(-1))).toBeLessThanOrEqual(0);
          });
        });
      }),
    );
  });
});
