import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  type CardLine,
  cardLines,
  cardPages,
  fullPoints,
  pointsOfFrozen,
  pointsOfScore,
} from "../../src/domain/score-card.ts";
import { tableRows } from "../../src/domain/score-rows.ts";
import { freezeScores, scoreAlone } from "../../src/domain/score-sheet.ts";
import { toText } from "../../src/domain/scoring/exact.ts";
import { readScheme } from "../../src/domain/scoring/read-scheme.ts";

function load(file: string) {
  const url = new URL(`../corpus/criteria/${file}.json`, import.meta.url);
  const read = readScheme(JSON.parse(readFileSync(url, "utf8")));
  if (!read.ok) throw new Error("a table of the corpus has faults");
  return { scheme: read.scheme, rows: tableRows(read.scheme) };
}

function stage(file: string, entries: Record<string, unknown>) {
  const { scheme, rows } = load(file);
  const given = new Map(Object.entries(entries));
  return pointsOfScore(rows, given, scoreAlone(scheme, rows, given));
}

const inWords = ({ kind, code, points, maxPoints }: CardLine): string =>
  `${kind} ${code ?? ""}: ${points.self ?? "–"} ${points.appraised ?? "–"} ${points.published ?? "–"} / ${maxPoints ? toText(maxPoints) : "–"}`;

describe("a unit's card", () => {
  const { scheme, rows } = load("F-so-tu-phap-2022");
  const self = { "I.1.2": { passed: true }, "I.2": { points: 9 }, "VIII.3.a": { actual: 19, target: 20 } };
  const appraised = { ...self, "I.2": { points: 8.5 } };

  it("has groups, headings and rows in the order of the table, three scores side by side", () => {
    const [frozen] = freezeScores(
      scheme,
      rows,
      new Map([[7, { entries: new Map(Object.entries(appraised)), flags: [] }]]),
    ).units;
    if (!frozen) throw new Error("nothing was frozen");
    const lines = cardLines(scheme, {
      self: stage("F-so-tu-phap-2022", self),
      appraised: stage("F-so-tu-phap-2022", appraised),
      published: pointsOfFrozen(scheme, frozen),
    });
    expect(lines.map(inWords)).toEqual([
      "group I: 10 9.5 9.5 / 20",
      "heading I.1: 1 1 1 / 10",
      "row I.1.1: – – 0 / 2",
      "row I.1.2: 1 1 1 / 1",
      "row I.1.3: – – 0 / 7",
      "row I.2: 9 8.5 8.5 / 10",
      "group VIII: 1 1 1 / 10",
      "row VIII.1: – – 0 / 2",
      "row VIII.2: – – 0 / 5",
      "heading VIII.3: 1 1 1 / 3",
      "row VIII.3.a: 1 1 1 / 1.5",
      "row VIII.3.b: – – 0 / 1.5",
      "total : 11 10.5 10.5 / 30",
    ]);
  });

  it("shows nothing of a score that the reader does not see", () => {
    const lines = cardLines(scheme, {
      self: stage("F-so-tu-phap-2022", self),
      appraised: null,
      published: null,
    });
    expect(lines.every(({ points }) => points.appraised === null && points.published === null)).toBe(true);
  });

  it("names bonuses and penalties that were claimed, with what they come to", () => {
    const L = load("L-truong-hoc");
    const entries = { PT1: { passed: true }, PT2: { passed: true }, BB: { count: 1 }, VT: { count: 0 } };
    const lines = cardLines(L.scheme, {
      self: stage("L-truong-hoc", entries),
      appraised: null,
      published: null,
    });
    expect(lines.slice(-6).map(inWords)).toEqual([
      "bonus : 8 – – / 10",
      "row PT1: 5 – – / 5",
      "row PT2: 8 – – / 8",
      "penalty : 5 – – / –",
      "row BB: 5 – – / 15",
      "total : 103 – – / 130",
    ]);
    // Points of the start count on top of the groups.
    expect(toText(fullPoints(L.scheme) ?? { n: 0n, d: 1n })).toBe("130");
  });

  it("has no points yet for rows measured by the other units", () => {
    const G = load("G-cong-an-2025");
    const lines = cardLines(G.scheme, {
      self: stage("G-cong-an-2025", { "I.1": { actual: 120, target: 100 } }),
      appraised: null,
      published: null,
    });
    expect(lines.find(({ code }) => code === "I.1")?.points.self).toBeNull();
  });
});

describe("parts of a card", () => {
  const line = (kind: CardLine["kind"], code: string | null): CardLine => ({
    kind,
    code,
    text: code,
    maxPoints: null,
    points: { self: null, appraised: null, published: null },
  });
  const group = (code: string, rows: number) => [
    line("group", code),
    ...Array.from({ length: rows }, (_, index) => line("row", `${code}.${index + 1}`)),
  ];
  const codes = (page: readonly CardLine[]) => page.map(({ kind, code }) => code ?? kind);

  it("are one for a short table", () => {
    const lines = [...group("I", 6), ...group("II", 7), line("total", null)];
    expect(cardPages(lines)).toEqual([lines]);
  });

  it("begin with the groups and the total of a long table, then every row once under its group", () => {
    const lines = [
      ...group("I", 20),
      line("heading", "I.H"),
      line("row", "I.H.1"),
      ...group("II", 9),
      line("bonus", null),
      line("row", "T1"),
      line("penalty", null),
      line("total", null),
    ];
    const [first, ...others] = cardPages(lines);
    expect(codes(first ?? [])).toEqual(["I", "II", "bonus", "penalty", "total"]);
    expect(others.map((page) => page.length).every((count) => count <= 18)).toBe(true);
    expect(others.map((page) => codes(page)[0])).toEqual(["I", "I", "bonus"]);
    expect(others.flat().filter(({ kind }) => kind === "row")).toEqual(
      lines.filter(({ kind }) => kind === "row"),
    );
    expect(codes(others[1] ?? []).slice(0, 8)).toEqual([
      "I",
      "I.18",
      "I.19",
      "I.20",
      "I.H",
      "I.H.1",
      "II",
      "II.1",
    ]);
  });

  it("repeat the heading that a part goes on with", () => {
    const lines = [
      line("group", "I"),
      line("heading", "I.1"),
      ...Array.from({ length: 20 }, (_, index) => line("row", `I.1.${index + 1}`)),
      line("total", null),
    ];
    expect(cardPages(lines).map((page) => codes(page).slice(0, 3))).toEqual([
      ["I", "total"],
      ["I", "I.1", "I.1.1"],
      ["I", "I.1", "I.1.17"],
    ]);
  });
});
