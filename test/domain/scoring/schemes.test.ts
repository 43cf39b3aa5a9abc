import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readScheme } from "../../../src/domain/scoring/read-scheme.ts";
import { scoreExamples } from "../../../src/domain/scoring/score-examples.ts";

interface Example {
  readonly id: string;
  readonly why: string;
  readonly expect: Readonly<Record<string, unknown>>;
}

const folder = new URL("../../corpus/criteria/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

it("has the five given tables and our own", () => {
  expect(files.length).toBeGreaterThanOrEqual(7);
});

describe.each(files)("%s", (name) => {
  const json = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as { examples: Example[] };
  const read = readScheme(json);
  const results = read.ok ? scoreExamples(read.scheme, json.examples) : [];

  it("is a table without faults", () => {
    expect(read.ok ? [] : read.faults).toEqual([]);
    expect(json.examples.length).toBeGreaterThan(0);
  });

  it.each(json.examples.map((example, index) => ({ ...example, index })))("$id: $why", (example) => {
    const answer = results[example.index];
    expect(answer?.id).toBe(example.id);
    const compared = Object.keys(example.expect);
    const got = Object.fromEntries(compared.map((key) => [key, answer?.result[key]]));
    expect(got).toEqual(expectation(example.expect, got));
    expect(answer?.result.working).toEqual(expect.stringMatching(/\S/));
  });
});

/** `expect` may name some of the points only: fills the others in from the answer, at any depth. */
function expectation(wanted: unknown, got: unknown): unknown {
  if (!isRecord(wanted) || !isRecord(got)) return wanted;
  const filled = Object.entries(wanted).map(([key, value]) => [key, expectation(value, got[key])] as const);
  return { ...got, ...Object.fromEntries(filled) };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
