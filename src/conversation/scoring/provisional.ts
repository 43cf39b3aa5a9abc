import { entriesSoFar, type FrozenScores, freezeScores, stagesOf } from "../../domain/score-sheet.ts";
import type { Tx } from "../../store/open.ts";
import type { LoadedScheme } from "../../store/schemes.ts";
import { entriesOfSheets, flagsOf, sheetsOf } from "../../store/scores.ts";

/**
 * The cluster's points as they stand before publication, all units reckoned together: decisions where there are any, else
 * what was sent. Drafts have no part. Ranks and points only: bands and the reasons not to rank are for the publication.
 */
export async function provisionalScores(tx: Tx, { id, scheme, rows }: LoadedScheme): Promise<FrozenScores> {
  const sheets = (await sheetsOf(tx, id)).filter(({ submittedUpTo }) => submittedUpTo !== null);
  const entries = await entriesOfSheets(
    tx,
    sheets.map((sheet) => sheet.id),
  );
  const units = sheets.map((sheet) => {
    const stages = stagesOf(entries.get(sheet.id) ?? [], sheet.submittedUpTo);
    return [sheet.unitId, { entries: entriesSoFar(rows, stages), flags: flagsOf(sheet) }] as const;
  });
  const { units: scored, ballot } = freezeScores(scheme, rows, new Map(units));
  return { units: scored.map((unit) => ({ ...unit, band: null, flags: [] })), ballot };
}
