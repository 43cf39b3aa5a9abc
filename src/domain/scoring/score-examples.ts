import { type Exact, toText } from "./exact.ts";
import { isObject } from "./node.ts";
import { leavesOf, type Scheme } from "./scheme.ts";
import { type ClusterScore, scoreCluster } from "./score-cluster.ts";
import { scoreRow } from "./score-row.ts";
import { scoreUnit, type UnitEntries, type UnitScore } from "./score-unit.ts";

/** Answer to one worked example. `result` has every key that `expect` can have for its type, and `working`. */
interface ExampleResult {
  readonly id: unknown;
  readonly result: Readonly<Record<string, unknown>>;
}

/**
 * Works out examples of a scoring table; `expect` is not looked at. An example that is no example (another type, a
 * code that isn't in the table, entries that are no object) gives the error INPUT in its place.
 */
export function scoreExamples(scheme: Scheme, examples: readonly unknown[]): ExampleResult[] {
  return examples.map((example) => {
    if (!isObject(example)) return { id: null, result: refusedExample("") };
    return { id: example.id ?? null, result: resultOf(scheme, example) };
  });
}

function resultOf(scheme: Scheme, example: Readonly<Record<string, unknown>>): ExampleResult["result"] {
  if (example.type === "criterion") return criterionResult(scheme, example.code, example.input);
  if (example.type === "unit") {
    const entries = readEntries(example);
    return typeof entries === "string" ? refusedExample(entries) : unitResult(scoreUnit(scheme, entries));
  }
  if (example.type === "cluster") return clusterResult(scheme, example.units);
  return refusedExample("type");
}

function refusedExample(key: string): ExampleResult["result"] {
  return { error: "INPUT", working: key === "" ? "INPUT" : `INPUT: ${key}` };
}

function criterionResult(scheme: Scheme, code: unknown, input: unknown): ExampleResult["result"] {
  const leaf = scheme.groups.flatMap((group) => leavesOf(group.criteria)).find((row) => row.code === code);
  const row = leaf ?? [...scheme.bonuses, ...scheme.penalties].find((extra) => extra.code === code);
  if (row === undefined) return refusedExample("code");
  const score = scoreRow(row, scheme.scale.decimals, input);
  if (score.error !== null) return { error: score.error, working: score.working.text };
  // A bonus or penalty that was not entered is 0, and nobody waits for it.
  const noData = leaf !== undefined && score.noData;
  return { points: toNumber(score.points), noData, working: score.working.text };
}

function unitResult(score: UnitScore): ExampleResult["result"] {
  return {
    points: numbers(score.points),
    groups: numbers(score.groups),
    bonus: toNumber(score.bonus),
    penalty: toNumber(score.penalty),
    total: toNumber(score.total),
    band: score.band,
    noData: score.noData,
    errors: Object.fromEntries(score.errors),
    working: score.working.join("\n"),
  };
}

function clusterResult(scheme: Scheme, given: unknown): ExampleResult["result"] {
  if (!isObject(given)) return refusedExample("units");
  const units = new Map<string, UnitEntries>();
  for (const [name, one] of Object.entries(given)) {
    const entries = isObject(one) ? readEntries(one) : "";
    if (typeof entries === "string")
      return refusedExample(["units", name, entries].filter(Boolean).join("."));
    units.set(name, entries);
  }
  const cluster = scoreCluster(scheme, units);
  const each = <T>(pick: (score: UnitScore) => T) =>
    Object.fromEntries([...cluster.units].map(([name, score]) => [name, pick(score)]));
  return {
    points: each((score) => numbers(score.points)),
    totals: each((score) => toNumber(score.total)),
    ranks: Object.fromEntries(cluster.ranks),
    ballot: cluster.ballot,
    bands: each((score) => score.band),
    errors: each((score) => Object.fromEntries(score.errors)),
    working: clusterWorking(cluster),
  };
}

function clusterWorking(cluster: ClusterScore): string {
  const lines = [...cluster.units].map(([name, score]) => {
    const ties = (cluster.ties.get(name) ?? []).map(({ key, codes, value }) => {
      return `${[key, ...codes].join(" ")} = ${value.replace(".", ",").replace("-", "−")}`;
    });
    const head = [`${name}: #${cluster.ranks.get(name) ?? "–"}`, ...ties].join("; ");
    return [head, ...score.working.map((line) => `  ${line}`)].join("\n");
  });
  return lines.join("\n");
}

/** Entries of one unit, or the key that holds something that is not entries. */
function readEntries(source: Readonly<Record<string, unknown>>): UnitEntries | string {
  const entries: { -readonly [K in keyof UnitEntries]: UnitEntries[K] } = {};
  for (const key of ["inputs", "bonuses", "penalties"] as const) {
    const part = source[key] ?? {};
    if (!isObject(part)) return key;
    entries[key] = part;
  }
  const flags = source.flags ?? [];
  if (!Array.isArray(flags) || !flags.every((flag) => typeof flag === "string")) return "flags";
  entries.flags = flags;
  return entries;
}

/** Points are finite decimals: their text and the number JSON prints for it are the same. */
function toNumber(value: Exact): number {
  return Number(toText(value));
}

function numbers(values: ReadonlyMap<string, Exact>): Readonly<Record<string, number>> {
  return Object.fromEntries([...values].map(([code, value]) => [code, toNumber(value)]));
}
