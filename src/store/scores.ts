import type { FrozenScores, SheetEntry, Stage } from "../domain/score-sheet.ts";
import type { EvidenceFile } from "./evidence.ts";
import type { Evidence, ScorePublication, ScoreRow, ScoreSheet } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

export function sheetOf(tx: Tx, schemeId: number, unitId: number): Promise<ScoreSheet | null> {
  return tx.scoreSheet.findUnique({ where: { schemeId_unitId: { schemeId, unitId } } });
}

export function findSheet(tx: Tx, id: number): Promise<ScoreSheet | null> {
  return tx.scoreSheet.findUnique({ where: { id } });
}

/** All sheets of a table, those of drafts too. */
export function sheetsOf(tx: Tx, schemeId: number): Promise<ScoreSheet[]> {
  return tx.scoreSheet.findMany({ where: { schemeId }, orderBy: { id: "asc" } });
}

/** The unit's sheet, begun when there is none. Two people who begin at once get the same. */
export function beginSheet(tx: Tx, schemeId: number, unitId: number, at: Date): Promise<ScoreSheet> {
  return tx.scoreSheet.upsert({
    where: { schemeId_unitId: { schemeId, unitId } },
    create: { schemeId, unitId, state: "draft", createdAt: at },
    update: {},
  });
}

/** Until the transaction ends nobody else changes what this table's sheets and publications are. */
async function lockScheme(tx: Tx, schemeId: number): Promise<void> {
  await tx.$executeRaw`UPDATE "Scheme" SET "state" = "state" WHERE "id" = ${schemeId}`;
}

const entryOf = (row: ScoreRow): SheetEntry => ({
  id: row.id,
  code: row.code,
  stage: row.stage as Stage,
  input: row.input === null ? null : (JSON.parse(row.input) as unknown),
  comment: row.comment,
  explanation: row.explanation,
  byId: row.byId,
  at: row.at,
});

/** The whole history of sheets, oldest first, by sheet. */
export async function entriesOfSheets(tx: Tx, sheetIds: number[]): Promise<Map<number, SheetEntry[]>> {
  const rows = await tx.scoreRow.findMany({ where: { sheetId: { in: sheetIds } }, orderBy: { id: "asc" } });
  const bySheet = new Map<number, SheetEntry[]>(sheetIds.map((id) => [id, []]));
  for (const row of rows) bySheet.get(row.sheetId)?.push(entryOf(row));
  return bySheet;
}

export interface NewEntry {
  sheetId: number;
  code: string;
  stage: Stage;
  input: unknown;
  comment?: string | null;
  explanation?: string | null;
  byId: number | null;
  at: Date;
}

export async function addEntry(tx: Tx, { input, ...rest }: NewEntry): Promise<SheetEntry> {
  const row = await tx.scoreRow.create({
    data: { ...rest, input: input === null || input === undefined ? null : JSON.stringify(input) },
  });
  return entryOf(row);
}

/**
 * Sends a sheet to the head: what is entered until now counts, with what the bot worked out. False when it is not
 * with the unit (any more). `attested`: a leader sends it.
 */
export async function submitSheet(
  tx: Tx,
  sheet: ScoreSheet,
  by: { personId: number; at: Date; attested: boolean; workedOut: ReadonlyMap<string, unknown> },
): Promise<boolean> {
  const { count } = await tx.scoreSheet.updateMany({
    where: { id: sheet.id, state: { in: ["draft", "returned"] } },
    data: {
      state: "submitted",
      submittedById: by.personId,
      submittedAt: by.at,
      attestedById: by.attested ? by.personId : null,
      attestedAt: by.attested ? by.at : null,
      appraisedById: null,
      appraisedAt: null,
    },
  });
  if (count === 0) return false;
  for (const [code, input] of by.workedOut) {
    await addEntry(tx, { sheetId: sheet.id, code, stage: "self", input, byId: null, at: by.at });
  }
  const newest = await tx.scoreRow.aggregate({ where: { sheetId: sheet.id }, _max: { id: true } });
  await tx.scoreSheet.update({ where: { id: sheet.id }, data: { submittedUpTo: newest._max.id ?? 0 } });
  return true;
}

/**
 * Gives a sent sheet back to the unit as a draft that only the unit sees. False when it is not with the head, or
 * somebody there has decided on a row or sent one back: then the appraisal has begun.
 */
export async function withdrawSheet(tx: Tx, id: number): Promise<boolean> {
  const { count } = await tx.scoreSheet.updateMany({
    where: { id, state: "submitted", rows: { none: { stage: { in: ["appraised", "returned"] } } } },
    data: {
      state: "draft",
      submittedById: null,
      submittedAt: null,
      submittedUpTo: null,
      attestedById: null,
      attestedAt: null,
    },
  });
  return count === 1;
}

/** A leader confirms what was sent; false when that was done, or it is with the unit again. */
export async function attestSheet(tx: Tx, id: number, by: { personId: number; at: Date }): Promise<boolean> {
  const { count } = await tx.scoreSheet.updateMany({
    where: { id, attestedAt: null, state: { in: ["submitted", "appraised"] } },
    data: { attestedById: by.personId, attestedAt: by.at },
  });
  return count === 1;
}

/** Sends one row back with the reason; the sheet is with the unit until it sends again. False: it is a draft. */
export async function returnRow(
  tx: Tx,
  sheet: ScoreSheet,
  row: { code: string; comment: string; personId: number; at: Date },
): Promise<boolean> {
  const { count } = await tx.scoreSheet.updateMany({
    where: { id: sheet.id, state: { in: ["submitted", "returned", "appraised"] } },
    data: { state: "returned", appraisedById: null, appraisedAt: null },
  });
  if (count === 0) return false;
  const { code, comment, personId, at } = row;
  await addEntry(tx, {
    sheetId: sheet.id,
    code,
    stage: "returned",
    input: null,
    comment,
    byId: personId,
    at,
  });
  return true;
}

/**
 * The unit explains a row that was appraised: what it entered stays, its words are seen at once. `input` is what counts
 * of the unit's own entries.
 */
export async function explainRow(
  tx: Tx,
  sheet: ScoreSheet,
  row: { code: string; input: unknown; explanation: string; personId: number; at: Date },
): Promise<void> {
  const { code, input, explanation, personId, at } = row;
  const entry = await addEntry(tx, {
    sheetId: sheet.id,
    code,
    stage: "self",
    input,
    explanation,
    byId: personId,
    at,
  });
  await tx.scoreSheet.updateMany({
    where: { id: sheet.id, state: { in: ["submitted", "appraised"] } },
    data: { submittedUpTo: entry.id },
  });
}

/** Ends an appraisal; false when the sheet does not wait for it. */
export async function finishAppraisal(
  tx: Tx,
  id: number,
  by: { personId: number; at: Date; selfAppraised: boolean },
): Promise<boolean> {
  const { count } = await tx.scoreSheet.updateMany({
    where: { id, state: "submitted" },
    data: {
      state: "appraised",
      appraisedById: by.personId,
      appraisedAt: by.at,
      selfAppraised: by.selfAppraised,
    },
  });
  return count === 1;
}

export async function setFlags(tx: Tx, id: number, flags: readonly string[]): Promise<void> {
  await tx.scoreSheet.update({ where: { id }, data: { flags: JSON.stringify(flags) } });
}

export const flagsOf = (sheet: Pick<ScoreSheet, "flags">): string[] => JSON.parse(sheet.flags) as string[];

// ---------------------------------------------------------------- publication

export interface Publication extends Omit<ScorePublication, "snapshot"> {
  frozen: FrozenScores;
}

/** The newest publication of a table; null while there is none. */
export function newestPublication(tx: Tx, schemeId: number): Promise<Publication | null> {
  return newestOf(tx, { schemeId });
}

/** The publication that this one corrects; null when it is the first. */
export function publicationBefore(
  tx: Tx,
  { schemeId, number }: Pick<Publication, "schemeId" | "number">,
): Promise<Publication | null> {
  return newestOf(tx, { schemeId, number: { lt: number } });
}

/** The publication that was in force just before an instant; null when nothing was published by then. */
export function publicationAt(tx: Tx, schemeId: number, instant: Date): Promise<Publication | null> {
  return newestOf(tx, { schemeId, at: { lt: instant } });
}

async function newestOf(
  tx: Tx,
  where: { schemeId: number; number?: { lt: number }; at?: { lt: Date } },
): Promise<Publication | null> {
  const row = await tx.scorePublication.findFirst({ where, orderBy: { number: "desc" } });
  if (!row) return null;
  const { snapshot, ...rest } = row;
  return { ...rest, frozen: JSON.parse(snapshot) as FrozenScores };
}

/** Freezes a table's scores as publication `number`; false when that number was published before. */
export async function publishScores(
  tx: Tx,
  publication: {
    schemeId: number;
    number: number;
    reason: string | null;
    frozen: FrozenScores;
    byId: number;
    at: Date;
  },
): Promise<boolean> {
  const { frozen, ...rest } = publication;
  await lockScheme(tx, rest.schemeId);
  const known = await tx.scorePublication.count({ where: { schemeId: rest.schemeId } });
  if (known !== rest.number - 1) return false;
  await tx.scorePublication.create({ data: { ...rest, snapshot: JSON.stringify(frozen) } });
  return true;
}

// ---------------------------------------------------------------- evidence

/** Attaches a file to one row of a sheet; false when the row has these bytes already. */
export async function attachToRow(
  tx: Tx,
  file: EvidenceFile,
  row: { sheet: ScoreSheet; code: string; clusterYearId: number; personId: number; at: Date },
): Promise<boolean> {
  const { sheet, code, clusterYearId, personId, at } = row;
  const known = await tx.scoreEvidence.findFirst({
    where: { sheetId: sheet.id, code, evidence: { sha256: file.sha256, removedAt: null } },
  });
  if (known) return false;
  const evidence = await tx.evidence.create({
    data: { ...file, clusterYearId, unitId: sheet.unitId, personId, createdAt: at },
  });
  await tx.scoreEvidence.create({ data: { sheetId: sheet.id, code, evidenceId: evidence.id } });
  return true;
}

/** The files of a sheet's row, oldest first. */
export async function evidenceOfRow(tx: Tx, sheetId: number, code: string): Promise<Evidence[]> {
  const rows = await tx.scoreEvidence.findMany({
    where: { sheetId, code, evidence: { removedAt: null } },
    include: { evidence: true },
    orderBy: { id: "asc" },
  });
  return rows.map((row) => row.evidence);
}
