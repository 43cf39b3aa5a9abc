import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tableRows } from "../../src/domain/score-rows.ts";
import {
  freezeScores,
  type SheetEntry,
  type Stage,
  scoreAlone,
  stagesOf,
} from "../../src/domain/score-sheet.ts";
import { toText } from "../../src/domain/scoring/exact.ts";
import { readScheme } from "../../src/domain/scoring/read-scheme.ts";

function load(file: string) {
  const url = new URL(`../corpus/criteria/${file}.json`, import.meta.url);
  const read = readScheme(JSON.parse(readFileSync(url, "utf8")));
  if (!read.ok) throw new Error("a table of the corpus has faults");
  return { scheme: read.scheme, rows: tableRows(read.scheme) };
}

const entry = (id: number, stage: Stage, input: unknown, more: Partial<SheetEntry> = {}): SheetEntry => ({
  id,
  code: "I.1",
  stage,
  input,
  comment: null,
  explanation: null,
  byId: 1,
  at: new Date(id),
  ...more,
});

describe("the stages of a row", () => {
  it("are told by the newest entry of each", () => {
    const stages = stagesOf([entry(1, "self", { points: 1 }), entry(2, "self", { points: 2 })], null)("I.1");
    expect(stages.self?.id).toBe(2);
    expect(stages).toMatchObject({ appraised: null, returned: null, waits: true });
  });

  it("hide drafts made after the sheet was sent", () => {
    const entries = [entry(1, "self", { points: 1 }), entry(2, "self", { points: 2 })];
    expect(stagesOf(entries, 1)("I.1").self?.id).toBe(1);
    expect(stagesOf(entries, 0)("I.1").self).toBeNull();
  });

  it("wait again when the entry changed after the appraisal, not when it was explained", () => {
    const before = [entry(1, "self", { points: 2 }), entry(2, "appraised", { points: 1 })];
    expect(stagesOf(before, null)("I.1").waits).toBe(false);
    const explained = [...before, entry(3, "self", { points: 2 }, { explanation: "đã ký" })];
    expect(stagesOf(explained, null)("I.1").waits).toBe(false);
    const changed = [...before, entry(3, "self", { points: 3 })];
    expect(stagesOf(changed, null)("I.1").waits).toBe(true);
    expect(stagesOf(changed, 1)("I.1").waits).toBe(false);
  });

  it("are with the unit from the return until its answer is sent", () => {
    const sent = [
      entry(1, "self", { points: 2 }),
      entry(2, "appraised", { points: 1 }),
      entry(3, "returned", null),
    ];
    expect(stagesOf(sent, 1)("I.1")).toMatchObject({ returned: { id: 3 }, waits: true });
    const answered = [...sent, entry(4, "self", { points: 2 })];
    expect(stagesOf(answered, null)("I.1").returned).toBeNull();
    // The head does not see the answer before it is sent.
    expect(stagesOf(answered, 1)("I.1").returned?.id).toBe(3);
    expect(stagesOf(answered, 4)("I.1")).toMatchObject({ returned: null, waits: true });
  });
});

describe("what is published", () => {
  it("has ranks, bands, ballots and the working of every row", () => {
    const { scheme, rows } = load("T-thu-950-50");
    const unit = (points: number, flags: string[] = []) => ({
      entries: new Map<string, unknown>([
        ["II.1", { points }],
        ["II.2", { passed: true }],
      ]),
      flags,
    });
    const frozen = freezeScores(
      scheme,
      rows,
      new Map([
        [11, unit(100)],
        [12, unit(140)],
        [13, unit(100)],
        [14, unit(150, ["KL"])],
      ]),
    );
    expect(frozen.units.map(({ unitId, rank, total }) => [unitId, rank, total])).toEqual([
      [12, 1, "240"],
      [11, 2, "200"],
      [13, 2, "200"],
      [14, null, "250"],
    ]);
    expect(frozen.ballot).toEqual([[11, 13]]);
    expect(frozen.units[0]?.rows["II.1"]).toMatchObject({
      input: { points: 140 },
      points: "140",
      noData: false,
    });
    expect(frozen.units[0]?.rows["I.2"]).toMatchObject({ input: null, points: "0", noData: true });
  });

  it("scores leader-relative rows among all units, which a unit alone has no points for", () => {
    const { scheme, rows } = load("G-cong-an-2025");
    const entries = (actual: number) => new Map<string, unknown>([["I.1", { actual, target: 100 }]]);
    const frozen = freezeScores(
      scheme,
      rows,
      new Map([
        [1, { entries: entries(120), flags: [] }],
        [2, { entries: entries(150), flags: [] }],
      ]),
    );
    expect(frozen.units.map(({ unitId, total }) => [unitId, total])).toEqual([
      [2, "10"],
      [1, "7"],
    ]);
    expect(toText(scoreAlone(scheme, rows, entries(120)).total)).toBe("0");
  });
});
