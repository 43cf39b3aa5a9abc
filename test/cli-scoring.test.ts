import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { cliIn } from "./support/cli.ts";

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "thidua-cli-scoring-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cli = cliIn(folder);

const file = (name: string, value: unknown): string => {
  const where = path.join(folder, name);
  writeFileSync(where, typeof value === "string" ? value : JSON.stringify(value));
  return where;
};

const scheme = at("corpus/criteria/F-so-tu-phap-2022.json");

describe("score", () => {
  it("answers a list, one result an example, with every key that can be expected and the working", () => {
    const examples = file("examples.json", [
      {
        id: "a",
        type: "criterion",
        code: "VIII.3.a",
        input: { actual: 19, target: 20 },
        expect: { points: 99 },
      },
      { id: "b", type: "criterion", code: "I.2", input: { points: 9.3 } },
      { id: "c", type: "unit", inputs: { "I.1.2": { passed: true } } },
      { id: "d", type: "cluster", units: { A: { inputs: { "I.2": { points: 1 } } }, B: {} } },
      "x",
    ]);
    const { status, stdout, stderr } = cli("score", scheme, examples);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
    const results = JSON.parse(stdout) as { id: unknown; result: Record<string, unknown> }[];
    expect(results.map(({ id }) => id)).toEqual(["a", "b", "c", "d", null]);
    expect(results[0]?.result).toEqual({
      points: 1,
      noData: false,
      working: "100 × 19/20 = 95 ∈ [75; 95] → 1",
    });
    expect(results[1]?.result).toEqual({ error: "STEP", working: "STEP: 9,3 / 0,5 = 18,6" });
    expect(results[2]?.result).toMatchObject({
      points: { "I.1.2": 1, "I.1": 1 },
      groups: { I: 1, VIII: 0 },
      bonus: 0,
      penalty: 0,
      total: 1,
    });
    expect(Object.keys(results[3]?.result ?? {}).sort()).toEqual(
      ["ballot", "bands", "errors", "points", "ranks", "totals", "working"].sort(),
    );
    expect(results[3]?.result).toMatchObject({ totals: { A: 1, B: 0 }, ranks: { A: 1, B: 2 }, ballot: [] });
  });

  it("refuses a table with all its faults in one line, by row, and prints nothing else", () => {
    const json = JSON.parse(readFileSync(scheme, "utf8")) as {
      scale: Record<string, unknown>;
      bands: unknown;
      groups: { criteria: object[] }[];
    };
    json.scale["base"] = 31;
    Object.assign(json.groups[0]?.criteria[1] ?? {}, { maxPoints: 9 });
    delete json.scale["decimals"];
    json.bands = [{ label: "A", ge: 1, of: "points" }];
    const { status, stdout, stderr } = cli("score", file("faulty.json", json), file("none.json", []));
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toContain('scale.base: sum {"maxPoints":"31","sum":"30"}');
    expect(stderr).toContain("groups[0].maxPoints (I): sum");
    for (const path of ["scale.decimals", "bands[0].ge"]) expect(stderr).toContain(path);
  });

  it.each([
    ["no file", () => ["score", scheme, path.join(folder, "nowhere.json")], "nowhere.json cannot be read"],
    ["no JSON", () => ["score", file("broken.json", "{"), file("l.json", [])], "broken.json is not JSON"],
    ["no list", () => ["score", scheme, file("object.json", {})], "object.json is not a list of examples"],
    ["half a command", () => ["score", scheme], "usage: score SCHEME.json EXAMPLES.json"],
  ])("says in one line what is wrong: %s", (_name, args, said) => {
    const { status, stdout, stderr } = cli(...args());
    expect({ status, stdout, lines: stderr.trimEnd().split("\n").length }).toEqual({
      status: 1,
      stdout: "",
      lines: 1,
    });
    expect(stderr).toContain(said);
  });
});

describe("standings", () => {
  it("prints the table of a day, and refuses what is no cluster or no day", () => {
    const targets = at("../prisma/seed/sample-targets.json");
    const cluster = at("../prisma/seed/001-so-noi-vu-bac-bo-2019.json");
    expect(cli("seed", cluster, "--targets", targets).status).toBe(0);
    const { status, stdout } = cli("standings", "--cluster", "SNV-BACBO-2019", "--on", "2019-05-31");
    expect(status).toBe(0);
    const table = JSON.parse(stdout) as { rows: Record<string, unknown>[] };
    expect(Object.keys(table)).toEqual(["cluster", "on", "state", "rows"]);
    expect(table).toMatchObject({ cluster: "SNV-BACBO-2019", on: "2019-05-31" });
    expect(table.rows).toHaveLength(11);
    expect(table.rows.map((row) => Object.keys(row))).toEqual(
      table.rows.map(() => ["unit", "rank", "points", "targets"]),
    );
    expect(cli("standings", "--cluster", "NOWHERE")).toEqual({
      status: 1,
      stdout: "",
      stderr: "no cluster NOWHERE\n",
    });
    expect(cli("standings", "--cluster", "SNV-BACBO-2019", "--on", "31/5")).toEqual({
      status: 1,
      stdout: "",
      stderr: "31/5 is not a day (YYYY-MM-DD)\n",
    });
  }, 120_000);
});
