import { type TableRow, tableRows } from "../domain/score-rows.ts";
import type { Fault } from "../domain/scoring/fault.ts";
import { readScheme } from "../domain/scoring/read-scheme.ts";
import type { Scheme } from "../domain/scoring/scheme.ts";
import type { Scheme as StoredScheme } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

/** A stored table, read. */
export interface LoadedScheme {
  readonly id: number;
  readonly clusterYearId: number;
  readonly state: "draft" | "active" | "retired";
  readonly scheme: Scheme;
  readonly rows: readonly TableRow[];
}

/** A stored table never changes, and reading one takes longer than a reply should. */
const read = new Map<number, { json: string; scheme: Scheme; rows: readonly TableRow[] }>();
const mostKept = 20;

function loaded(row: StoredScheme): LoadedScheme {
  let known = read.get(row.id);
  if (known?.json !== row.json) {
    const result = readScheme(JSON.parse(row.json) as unknown);
    if (!result.ok) throw new Error(`Scheme ${row.id} was stored with faults`);
    known = { json: row.json, scheme: result.scheme, rows: tableRows(result.scheme) };
    if (read.size >= mostKept) read.clear();
    read.set(row.id, known);
  }
  const state = row.state as LoadedScheme["state"];
  return { id: row.id, clusterYearId: row.clusterYearId, state, scheme: known.scheme, rows: known.rows };
}

/** Keeps a table as a draft, in place of an earlier draft of the same code; or says all that is wrong with it. */
export async function loadDraft(
  tx: Tx,
  json: unknown,
  by: { clusterYearId: number; personId: number | null; at: Date },
): Promise<{ draft: LoadedScheme } | { faults: readonly Fault[] }> {
  const result = readScheme(json);
  if (!result.ok) return { faults: result.faults };
  const { code, name } = result.scheme;
  await tx.scheme.updateMany({
    where: { clusterYearId: by.clusterYearId, code, state: "draft" },
    data: { state: "retired" },
  });
  const row = await tx.scheme.create({
    data: {
      clusterYearId: by.clusterYearId,
      code,
      name,
      json: JSON.stringify(json),
      state: "draft",
      loadedById: by.personId,
      loadedAt: by.at,
    },
  });
  return { draft: loaded(row) };
}

/** Puts a draft into force, in place of the active table of the same code; false when it is no draft any more. */
export async function activateScheme(
  tx: Tx,
  draft: LoadedScheme,
  by: { personId: number; at: Date },
): Promise<boolean> {
  const { count } = await tx.scheme.updateMany({
    where: { id: draft.id, state: "draft" },
    data: { state: "active", activatedById: by.personId, activatedAt: by.at },
  });
  if (count === 0) return false;
  await tx.scheme.updateMany({
    where: {
      clusterYearId: draft.clusterYearId,
      code: draft.scheme.code,
      state: "active",
      id: { not: draft.id },
    },
    data: { state: "retired" },
  });
  return true;
}

/** Puts a draft away; false when it is no draft any more. */
export async function dropDraft(tx: Tx, id: number): Promise<boolean> {
  const { count } = await tx.scheme.updateMany({
    where: { id, state: "draft" },
    data: { state: "retired" },
  });
  return count === 1;
}

export async function findScheme(tx: Tx, clusterYearId: number, id: number): Promise<LoadedScheme | null> {
  const row = await tx.scheme.findFirst({ where: { id, clusterYearId } });
  return row && loaded(row);
}

/** The tables of a year in that state, oldest first. */
export async function schemesOf(
  tx: Tx,
  clusterYearId: number,
  state: LoadedScheme["state"],
): Promise<LoadedScheme[]> {
  const rows = await tx.scheme.findMany({ where: { clusterYearId, state }, orderBy: { id: "asc" } });
  return rows.map(loaded);
}

/** How many units have begun to score by a table. */
export function sheetCount(tx: Tx, schemeId: number): Promise<number> {
  return tx.scoreSheet.count({ where: { schemeId } });
}
