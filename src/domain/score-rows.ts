import type { Criterion, Group, Leaf, Scheme, ScoredBy, ScoredRow } from "./scoring/scheme.ts";
import type { UnitEntries } from "./scoring/score-unit.ts";

/** Where a row's entry stands among a unit's entries. */
export type Part = "inputs" | "bonuses" | "penalties";

/** One row of a table that gets an entry: a leaf, a bonus or a penalty. */
export interface TableRow {
  /** Place in the order of the table, from 0; stays as it is, since a loaded table never changes. */
  readonly index: number;
  readonly part: Part;
  readonly row: ScoredRow;
  /** Group of a leaf, or the one a bonus or penalty is shown under; null: none. */
  readonly group: Group | null;
  /** Headings above a leaf, outermost first. */
  readonly headings: readonly { code: string; text: string }[];
  readonly scoredBy: ScoredBy | null;
  readonly evidence: string | null;
}

/** Every row of a table in its order: leaves, then bonuses, then penalties. */
export function tableRows(scheme: Scheme): TableRow[] {
  const rows: Omit<TableRow, "index">[] = [];
  const visit = (row: Criterion, group: Group, headings: TableRow["headings"]) => {
    if (row.node === "leaf") rows.push(leafRow(row, group, headings));
    else for (const child of row.criteria) visit(child, group, [...headings, row]);
  };
  for (const group of scheme.groups) for (const row of group.criteria) visit(row, group, []);
  for (const part of ["bonuses", "penalties"] as const) {
    for (const row of scheme[part]) {
      const group = scheme.groups.find((each) => each.code === row.group) ?? null;
      rows.push({ part, row, group, headings: [], scoredBy: null, evidence: null });
    }
  }
  return rows.map((row, index) => ({ ...row, index }));
}

const leafRow = (row: Leaf, group: Group, headings: TableRow["headings"]): Omit<TableRow, "index"> => ({
  part: "inputs",
  row,
  group,
  headings,
  scoredBy: row.scoredBy,
  evidence: row.evidence,
});

/** Does the unit itself enter this row? The bot, the council and offices outside the cluster have the others. */
export const isSelfScored = ({ scoredBy }: TableRow): boolean =>
  scoredBy === null || scoredBy === "self" || scoredBy === "head";

/** Entries by code, put where the engine looks for them. */
export function unitEntries(
  rows: readonly TableRow[],
  entries: ReadonlyMap<string, unknown>,
  flags: readonly string[] = [],
): UnitEntries {
  const parts: Record<Part, Record<string, unknown>> = { inputs: {}, bonuses: {}, penalties: {} };
  for (const { part, row } of rows) {
    const entry = entries.get(row.code);
    if (entry !== undefined && entry !== null) parts[part][row.code] = entry;
  }
  return { ...parts, flags };
}
