import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readScheme } from "../../../src/domain/scoring/read-scheme.ts";

type Json = Record<string, unknown>;

/** A small table without faults, with one row of each rule; `change` makes it wrong. */
function table(change: (at: (path: string) => Json) => void): unknown {
  const leaf = (code: string, maxPoints: number | null, rule: Json, more: Json = {}) => ({
    code,
    text: code,
    maxPoints,
    rule,
    direction: "higher",
    step: null,
    ...more,
  });
  const scheme = {
    schemaVersion: 1,
    code: "X",
    name: "Bảng thử",
    year: 2026,
    scale: { max: 100, base: 100, start: 0, min: 0, bonusCap: 5, mayExceed: false, decimals: 2 },
    groups: [
      {
        code: "I",
        text: "Nhóm I",
        maxPoints: 60,
        criteria: [
          {
            code: "I.1",
            text: "Mục I.1",
            maxPoints: 30,
            criteria: [
              leaf("I.1.1", 10, { kind: "proportional" }),
              leaf("I.1.2", 10, {
                kind: "rateTiers",
                tiers: [
                  { ge: 90, points: 10 },
                  { ge: 50, lt: 90, points: 5 },
                  { lt: 50, points: 0 },
                ],
              }),
              leaf("I.1.3", 10, { kind: "passFail" }),
            ],
          },
          leaf(
            "I.2",
            10,
            {
              kind: "lateDays",
              onTime: 10,
              tiers: [
                { fromDays: 1, toDays: 5, points: 5 },
                { fromDays: 6, toDays: null, points: 0 },
              ],
              notSubmitted: 0,
              aggregate: "worst",
            },
            { step: 0.5 },
          ),
          leaf("I.3", 20, {
            kind: "missingCount",
            counters: ["late", "missing"],
            ladder: [
              { when: { late: [0, 0] }, points: 20 },
              { anyOf: [{ late: [1, 2] }, { missing: [1, null] }], points: 10 },
            ],
            otherwise: 0,
          }),
        ],
      },
      {
        code: "II",
        text: "Nhóm II",
        maxPoints: 40,
        criteria: [
          leaf("II.1", 20, { kind: "leaderRelative", atTargetShare: 0.5, noTarget: "relativeToBest" }),
          leaf(
            "II.2",
            10,
            {
              kind: "manual",
              options: [
                { code: "a", label: "A", points: 10 },
                { code: "b", label: "B", points: 2.5 },
              ],
            },
            { step: 0.5 },
          ),
          leaf("II.3", 10, { kind: "countTimesPoints", plusPoints: 1, minusPoints: 1, min: 0, max: 10 }),
        ],
      },
    ],
    bonuses: [
      { code: "T1", text: "Thưởng", group: "I", rule: { kind: "passFail" }, step: null, cap: 5, pool: null },
    ],
    penalties: [
      {
        code: "P1",
        text: "Trừ",
        group: null,
        rule: { kind: "countTimesPoints", plusPoints: 1 },
        step: null,
        cap: null,
      },
    ],
    notRankedWhen: [{ code: "K1", text: "Không xét" }],
    tieBreak: [{ key: "groupPoints", code: "I", order: "desc" }, { key: "tied" }],
    bands: [
      { label: "Tốt", ge: 80, of: "percentOfMax", minGroupPercent: 50 },
      { label: "Còn lại", ge: null, of: "points", minGroupPercent: null },
    ],
  };
  const at = (path: string): Json =>
    path
      .split(/[.[\]]+/)
      .filter(Boolean)
      .reduce((node, key) => (node as Record<string, Json>)[key] as Json, scheme as unknown as Json);
  change(at);
  return scheme;
}

function faultsOf(change: (at: (path: string) => Json) => void): string[] {
  const read = readScheme(table(change));
  return read.ok ? [] : read.faults.map(({ path, code, fault }) => `${code ?? "–"} ${fault} ${path}`);
}

const g = (path: string) => `groups[${path}`;
const i1 = g("0].criteria[0].criteria[");
const tiers = `${i1}1].rule.tiers`;
const late = g("0].criteria[1]");
const missing = g("0].criteria[2].rule");
const ii = g("1].criteria[");

describe("a table without faults", () => {
  it("is read", () => {
    const read = readScheme(table(() => {}));
    expect(read.ok ? read.scheme.groups.map((group) => group.code) : read.faults).toEqual(["I", "II"]);
  });

  it("has no limit where it says nothing of one", () => {
    const json = table((at) => {
      delete at("scale").min;
      delete at("scale").bonusCap;
      delete at(`${late}.rule.tiers[1]`).toDays;
      delete at("bonuses[0]").pool;
    });
    const read = readScheme(json);
    expect(read.ok && [read.scheme.scale.min, read.scheme.scale.bonusCap]).toEqual([null, null]);
  });

  it("shares ranks when it says nothing about ties", () => {
    const read = readScheme({ ...(table(() => {}) as Json), tieBreak: undefined });
    expect(read.ok && read.scheme.tieBreak).toEqual([{ key: "tied" }]);
  });
});

describe("each fault has its row", () => {
  const cases: [name: string, change: (at: (path: string) => Json) => void, faults: string[]][] = [
    ["another version", (at) => void (at("").schemaVersion = 2), ["– choice schemaVersion"]],
    ["no scale", (at) => void delete at("").scale, ["– missing scale"]],
    ["no decimals", (at) => void delete at("scale").decimals, ["– missing scale.decimals"]],
    ["too many decimals", (at) => void (at("scale").decimals = 11), ["– range scale.decimals"]],
    [
      "no groups",
      (at) => void (at("").groups = []),
      [
        "– empty groups",
        "– sum scale.base",
        "T1 unknownCode bonuses[0].group",
        "– unknownCode tieBreak[0].code",
      ],
    ],
    [
      "a code twice, in other parts of the table",
      (at) => void (at("notRankedWhen[0]").code = "II.3"),
      [`II.3 duplicateCode notRankedWhen[0].code`],
    ],
    [
      "a heading's code again on a leaf",
      (at) => void (at(`${i1}0]`).code = "I.1"),
      [`I.1 duplicateCode ${i1}0].code`],
    ],
    [
      "leaves that don't add up",
      (at) => void (at(`${i1}0]`).maxPoints = 12),
      [`I.1 sum ${g("0].criteria[0].maxPoints")}`],
    ],
    ["headings that don't add up", (at) => void (at(late).maxPoints = 20), [`I sum ${g("0].maxPoints")}`]],
    [
      "a group that fits neither its rows nor the base",
      (at) => void (at(g("1]")).maxPoints = 45),
      [`II sum ${g("1].maxPoints")}`, "– sum scale.base"],
    ],
    [
      "a heading that fits neither its rows nor the group, and a scale with another fault",
      (at) => {
        at(g("0].criteria[0]")).maxPoints = 35;
        at("scale").base = 99;
        delete at("scale").decimals;
      },
      [
        "– missing scale.decimals",
        `I.1 sum ${g("0].criteria[0].maxPoints")}`,
        `I sum ${g("0].maxPoints")}`,
        "– sum scale.base",
      ],
    ],
    ["groups that don't add up", (at) => void (at("scale").base = 90), ["– sum scale.base"]],
    ["a base although a group is open", (at) => void (at(g("1]")).maxPoints = null), ["– sum scale.base"]],
    [
      "closed leaves beyond the group, beside an open one",
      (at) => {
        at(`${ii}2]`).maxPoints = null;
        at(`${ii}0]`).maxPoints = 31;
      },
      [`II sum ${g("1].maxPoints")}`],
    ],
    [
      "an unknown kind of rule",
      (at) => void (at(`${ii}0].rule`).kind = "magic"),
      [`II.1 choice ${ii}0].rule.kind`],
    ],
    ["neither rule nor rows", (at) => void delete at(`${ii}0]`).rule, [`II.1 missing ${ii}0].rule`]],
    [
      "rule and rows",
      (at) => void (at(g("0].criteria[0]")).rule = { kind: "passFail" }),
      [`I.1 both ${g("0].criteria[0]")}`],
    ],
    [
      "a heading without rows",
      (at) => void (at(g("0].criteria[0]")).criteria = []),
      [`I.1 empty ${g("0].criteria[0].criteria")}`, `I.1 sum ${g("0].criteria[0].maxPoints")}`],
    ],
    ["no text", (at) => void (at(`${ii}0]`).text = " "), [`II.1 type ${ii}0].text`]],
    ["points as text", (at) => void (at(`${ii}0]`).maxPoints = "20"), [`II.1 type ${ii}0].maxPoints`]],
    ["a step of 0", (at) => void (at(`${ii}0]`).step = 0), [`II.1 range ${ii}0].step`]],
    ["an unknown scorer", (at) => void (at(`${ii}0]`).scoredBy = "me"), [`II.1 choice ${ii}0].scoredBy`]],
    [
      "a proportional row without maximum",
      (at) => void (at(`${i1}0]`).maxPoints = null),
      [`I.1.1 needsMax ${i1}0].maxPoints`],
    ],
    [
      "a bonus pass/fail without cap",
      (at) => void (at("bonuses[0]").cap = null),
      ["T1 needsMax bonuses[0].cap"],
    ],
    [
      "a bonus shown in no group",
      (at) => void (at("bonuses[0]").group = "III"),
      ["T1 unknownCode bonuses[0].group"],
    ],
    [
      "leader-relative, less is better",
      (at) => void (at(`${ii}0]`).direction = "lower"),
      [`II.1 leaderLower ${ii}0].direction`],
    ],
    [
      "a share above 1",
      (at) => void (at(`${ii}0].rule`).atTargetShare = 50),
      [`II.1 range ${ii}0].rule.atTargetShare`],
    ],
    [
      "a rate at 90 without tier",
      (at) => void ((at(`${tiers}[0]`).gt = at(`${tiers}[0]`).ge), delete at(`${tiers}[0]`).ge),
      [`I.1.2 gap ${tiers}[0]`],
    ],
    [
      "a rate at 90 in two tiers",
      (at) => void ((at(`${tiers}[1]`).le = at(`${tiers}[1]`).lt), delete at(`${tiers}[1]`).lt),
      [`I.1.2 overlap ${tiers}[0]`],
    ],
    ["rates between tiers", (at) => void (at(`${tiers}[1]`).ge = 60), [`I.1.2 gap ${tiers}[1]`]],
    ["tiers over each other", (at) => void (at(`${tiers}[1]`).ge = 40), [`I.1.2 overlap ${tiers}[1]`]],
    ["a second tier without end", (at) => void delete at(`${tiers}[1]`).lt, [`I.1.2 overlap ${tiers}[0]`]],
    ["tiers that end", (at) => void (at(`${tiers}[0]`).le = 200), [`I.1.2 gap ${tiers}`]],
    ["a rate of 0 without tier", (at) => void (at(`${tiers}[2]`).gt = 0), [`I.1.2 gap ${tiers}[2]`]],
    [
      "a tier that holds nothing",
      (at) => void (at(`${tiers}[1]`).ge = 95),
      [`I.1.2 emptyRange ${tiers}[1]`, `I.1.2 gap ${tiers}[0]`],
    ],
    [
      "two lower ends",
      (at) => void (at(`${tiers}[0]`).gt = 90),
      [`I.1.2 both ${tiers}[0]`, `I.1.2 gap ${tiers}[0]`],
    ],
    [
      "a tier above the maximum",
      (at) => void (at(`${tiers}[0]`).points = 10.5),
      [`I.1.2 aboveMax ${tiers}[0].points`],
    ],
    [
      "days from 2",
      (at) => void (at(`${late}.rule.tiers[0]`).fromDays = 2),
      [`I.2 gap ${late}.rule.tiers[0]`],
    ],
    [
      "days missing",
      (at) => void (at(`${late}.rule.tiers[1]`).fromDays = 8),
      [`I.2 gap ${late}.rule.tiers[1]`],
    ],
    [
      "days twice",
      (at) => void (at(`${late}.rule.tiers[1]`).fromDays = 5),
      [`I.2 overlap ${late}.rule.tiers[1]`],
    ],
    [
      "days that end",
      (at) => void (at(`${late}.rule.tiers[1]`).toDays = 30),
      [`I.2 notOpen ${late}.rule.tiers`],
    ],
    [
      "an open tier before another",
      (at) => void (at(`${late}.rule.tiers[0]`).toDays = null),
      [`I.2 overlap ${late}.rule.tiers[1]`],
    ],
    ["no tiers of days", (at) => void (at(`${late}.rule`).tiers = []), [`I.2 notOpen ${late}.rule.tiers`]],
    [
      "half days",
      (at) => void (at(`${late}.rule.tiers[0]`).toDays = 5.5),
      [`I.2 type ${late}.rule.tiers[0].toDays`],
    ],
    [
      "no word on several reports",
      (at) => void delete at(`${late}.rule`).aggregate,
      [`I.2 missing ${late}.rule.aggregate`],
    ],
    [
      "points off the step",
      (at) => void (at(`${late}.rule.tiers[0]`).points = 5.25),
      [`I.2 step ${late}.rule.tiers[0].points`],
    ],
    [
      "on time above the maximum",
      (at) => void (at(`${late}.rule`).onTime = 11),
      [`I.2 aboveMax ${late}.rule.onTime`],
    ],
    [
      "an undeclared counter",
      (at) => void (at(`${missing}`).counters = ["late"]),
      [`I.3 undeclaredCounter ${missing}.ladder[1].anyOf[1].missing`],
    ],
    ["no otherwise", (at) => void delete at(missing).otherwise, [`I.3 missing ${missing}.otherwise`]],
    [
      "a rung above the maximum",
      (at) => void (at(`${missing}.ladder[0]`).points = 21),
      [`I.3 aboveMax ${missing}.ladder[0].points`],
    ],
    [
      "a rung without condition",
      (at) => void delete at(`${missing}.ladder[0]`).when,
      [`I.3 missing ${missing}.ladder[0].when`],
    ],
    [
      "a count that is no range",
      (at) => void (at(`${missing}.ladder[0].when`).late = 0),
      [`I.3 type ${missing}.ladder[0].when.late`],
    ],
    [
      "a range turned round",
      (at) => void (at(`${missing}.ladder[0].when`).late = [3, 1]),
      [`I.3 emptyRange ${missing}.ladder[0].when.late`],
    ],
    [
      "a failure that gives more",
      (at) => void (at(`${i1}2].rule`).failPoints = 11),
      [`I.1.3 aboveMax ${i1}2].rule.failPoints`],
    ],
    [
      "an option off the step",
      (at) => void (at(`${ii}1].rule.options[1]`).points = 2.2),
      [`II.2 step ${ii}1].rule.options[1].points`],
    ],
    [
      "an option twice",
      (at) => void (at(`${ii}1].rule.options[1]`).code = "a"),
      [`II.2 duplicateCode ${ii}1].rule.options[1].code`],
    ],
    ["least above most", (at) => void (at(`${ii}2].rule`).min = 11), [`II.3 emptyRange ${ii}2].rule.min`]],
    [
      "ties without an end",
      (at) => void (at("").tieBreak = [{ key: "bonusPoints", order: "desc" }]),
      ["– tieEnd tieBreak[0].key"],
    ],
    ["no ties at all", (at) => void (at("").tieBreak = []), ["– tieEnd tieBreak"]],
    [
      "an end before the end",
      (at) => void (at("tieBreak[0]").key = "ballot"),
      ["– tieEarly tieBreak[0].key"],
    ],
    [
      "a tie by an unknown group",
      (at) => void (at("tieBreak[0]").code = "I.1"),
      ["– unknownCode tieBreak[0].code"],
    ],
    [
      "a tie by an unknown row",
      (at) =>
        void (at("").tieBreak = [
          { key: "minusCount", codes: ["II.3", "ZZ"], order: "asc" },
          { key: "tied" },
        ]),
      ["– unknownCode tieBreak[0].codes[1]"],
    ],
    ["a tie in no order", (at) => void (at("tieBreak[0]").order = "up"), ["– choice tieBreak[0].order"]],
    ["a last band not for everybody", (at) => void (at("bands[1]").ge = 10), ["– lastBand bands[1].ge"]],
    ["a percentage of an unknown scale", (at) => void (at("scale").max = null), ["– needsMax bands[0].of"]],
  ];

  it.each(cases)("%s", (_name, change, faults) => {
    expect(faultsOf(change)).toEqual(faults);
  });

  it("says what it found", () => {
    const read = readScheme(table((at) => void (at(`${i1}0]`).maxPoints = 12.5)));
    expect(read).toEqual({
      ok: false,
      faults: [
        {
          path: g("0].criteria[0].maxPoints"),
          code: "I.1",
          fault: "sum",
          detail: { maxPoints: "30", sum: "32.5" },
        },
      ],
    });
  });

  it("reports all of them at once", () => {
    const got = faultsOf((at) => {
      at(`${tiers}[1]`).ge = 60;
      at(`${late}.rule`).onTime = 10.2;
      at(`${ii}0]`).direction = "lower";
      at("bands[1]").ge = 10;
      at("scale").base = 99;
      at("").name = 7;
    });
    expect(got.sort()).toEqual(
      [
        "– type name",
        `I.1.2 gap ${tiers}[1]`,
        `I.2 aboveMax ${late}.rule.onTime`,
        `I.2 step ${late}.rule.onTime`,
        `II.1 leaderLower ${ii}0].direction`,
        "– sum scale.base",
        "– lastBand bands[1].ge",
      ].sort(),
    );
  });
});

describe("whatever the file holds", () => {
  it.each([null, 5, "x", [], true])("%j is no table", (json) => {
    expect(readScheme(json)).toMatchObject({ ok: false, faults: [{ path: "", fault: "type" }] });
  });

  it("answers without throwing", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (groups, rest) => {
        const read = readScheme({ ...(rest as object), groups });
        return !read.ok && read.faults.length > 0;
      }),
    );
  });

  it("never throws when one value of a real table is another", () => {
    const source = readFileSync(new URL("../../corpus/criteria/T-thu-950-50.json", import.meta.url), "utf8");
    const places: [Json, string][] = [];
    const visit = (node: unknown): void => {
      if (typeof node !== "object" || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === "examples") continue;
        places.push([node as Json, key]);
        visit(value);
      }
    };
    const json = JSON.parse(source) as Json;
    visit(json);
    const strange = fc.constantFrom(
      undefined,
      null,
      -1,
      0,
      0.3,
      1e9,
      "",
      "x",
      true,
      [],
      [null],
      {},
      { code: 1 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), strange, ([node, key], value) => {
        const before = node[key];
        node[key] = value;
        try {
          const read = readScheme(json);
          expect(read.ok || read.faults.length > 0).toBe(true);
        } finally {
          node[key] = before;
        }
      }),
      { numRuns: 500 },
    );
  });
});
