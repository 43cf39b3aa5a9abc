import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type UnitFacts, workOut } from "../../src/domain/score-facts.ts";
import { type TableRow, tableRows } from "../../src/domain/score-rows.ts";
import { readScheme } from "../../src/domain/scoring/read-scheme.ts";

function rowsOf(file: string): TableRow[] {
  const url = new URL(`../corpus/criteria/${file}.json`, import.meta.url);
  const read = readScheme(JSON.parse(readFileSync(url, "utf8")));
  if (!read.ok) throw new Error("a table of the corpus has faults");
  return tableRows(read.scheme);
}
function row(file: string, code: string, changes: Partial<TableRow["row"]> = {}): TableRow {
  const found = rowsOf(file).find((each) => each.row.code === code);
  if (!found) throw new Error(`no row ${code}`);
  return { ...found, row: { ...found.row, ...changes } };
}

const facts: UnitFacts = {
  reports: [
    { dueOn: "2019-01-25", sentAt: "2019-01-24T02:00:00Z", late: false },
    { dueOn: "2019-02-25", sentAt: "2019-02-27T02:00:00Z", late: true },
    { dueOn: "2019-03-25", sentAt: null, late: false },
  ],
  targets: [
    { code: "CT1", title: "Nhiệm vụ đúng hạn", kind: "percent", plan: "95", current: "74.5" },
    { code: "CT2", title: "Số hóa hồ sơ", kind: "quantity", plan: "1200", current: null },
    { code: "CT3", title: "Cờ thi đua", kind: "title", plan: "Cờ", current: null },
  ],
};

describe("what the bot works out itself", () => {
  it("takes days late from the times of the month's reports", () => {
    const several = row("F-so-tu-phap-2022", "I.1.1");
    // The table has one report only, and there are three: a person says which is meant.
    expect(workOut(several, facts)).toBeNull();
    const one = { ...facts, reports: facts.reports.slice(1, 2) };
    expect(workOut(several, one)).toEqual({
      input: { dueOn: "2019-02-25", submittedAt: "2019-02-27T02:00:00Z" },
      open: [],
    });
    const worst = row("F-so-tu-phap-2022", "I.1.1", {
      rule: { ...several.row.rule, aggregate: "worst" } as TableRow["row"]["rule"],
    });
    expect(workOut(worst, facts)?.input).toEqual({
      reports: [
        { dueOn: "2019-01-25", submittedAt: "2019-01-24T02:00:00Z" },
        { dueOn: "2019-02-25", submittedAt: "2019-02-27T02:00:00Z" },
        { notSubmitted: true },
      ],
    });
  });

  it("counts the month's reports and leaves the other counters to people", () => {
    expect(workOut(row("E-hon-quan-2012", "I.2"), facts)).toEqual({
      input: { counts: { "missing.month": 1, "late.month": 1 } },
      open: ["missing.half", "missing.year", "late.half", "late.year"],
    });
  });

  it("knows nothing of meetings, registrations and half-year reports", () => {
    expect(workOut(row("E-hon-quan-2012", "I.3"), facts)).toBeNull();
    expect(workOut(row("B-tphcm-2008", "05"), facts)).toBeNull();
    expect(workOut(row("B-tphcm-2008", "01"), facts)).toBeNull();
  });

  it("takes a rate from the one target that the row names", () => {
    const named = (text: string) => workOut(row("T-thu-950-50", "I.1.a", { text }), facts);
    expect(named("Nhiệm vụ đúng hạn")).toEqual({ input: { actual: 74.5, target: 95 }, open: [] });
    expect(named("Kết quả CT1")).toEqual({ input: { actual: 74.5, target: 95 }, open: [] });
    expect(named("Kết quả CT12")).toBeNull();
    // Nothing reported yet is no data, not 0.
    expect(named("Số hóa hồ sơ")).toBeNull();
    expect(named("Thực hiện chỉ tiêu")).toBeNull();
  });

  it("leaves rows that people score to people", () => {
    for (const each of rowsOf("F-so-tu-phap-2022").filter(({ scoredBy }) => scoredBy !== "system")) {
      expect(workOut(each, facts)).toBeNull();
    }
  });
});
