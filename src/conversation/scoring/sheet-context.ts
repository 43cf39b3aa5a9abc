import { type UnitFacts, type WorkedOut, workOut } from "../../domain/score-facts.ts";
import type { TableRow } from "../../domain/score-rows.ts";
import type { SheetEntry, Stages } from "../../domain/score-sheet.ts";
import { stagesOf } from "../../domain/score-sheet.ts";
import type { ScoreSheet, Unit } from "../../store/generated/sqlite/client.ts";
import { findScheme, type LoadedScheme, schemesOf } from "../../store/schemes.ts";
import { unitFacts } from "../../store/score-facts.ts";
import { entriesOfSheets, findSheet, sheetOf } from "../../store/scores.ts";
import { memberUnits } from "../../store/standings.ts";
import type { SeatedTurn } from "../turn.ts";

/** One unit's sheet as somebody may see it. */
export interface SheetContext {
  readonly loaded: LoadedScheme;
  readonly unit: Unit;
  readonly sheet: ScoreSheet;
  readonly entries: readonly SheetEntry[];
  readonly stages: (code: string) => Stages;
  /** What the bot works out now, by code. */
  readonly workedOut: ReadonlyMap<string, WorkedOut>;
}

/** What the bot works out for one unit, by code; rows it has no figures for are absent. */
function workOutRows(rows: readonly TableRow[], facts: UnitFacts | undefined): Map<string, WorkedOut> {
  const found = new Map<string, WorkedOut>();
  if (!facts) return found;
  for (const row of rows) {
    const worked = workOut(row, facts);
    if (worked) found.set(row.row.code, worked);
  }
  return found;
}

const hereOf = (turn: SeatedTurn) => ({ calendar: turn.services.calendar(), zone: turn.zone, now: turn.now });

/** `eyes`: the unit sees its drafts, others only what was sent. */
export async function contextOf(
  turn: SeatedTurn,
  loaded: LoadedScheme,
  sheet: ScoreSheet,
  eyes: "own" | "others",
): Promise<SheetContext | null> {
  const unit = (await memberUnits(turn.tx, turn.seat.year.id)).find((each) => each.id === sheet.unitId);
  if (!unit) return null;
  const entries = (await entriesOfSheets(turn.tx, [sheet.id])).get(sheet.id) ?? [];
  const isSystem = loaded.rows.some((row) => row.scoredBy === "system");
  const facts = isSystem ? (await unitFacts(turn.tx, turn.seat.year, hereOf(turn))).get(unit.id) : undefined;
  return {
    loaded,
    unit,
    sheet,
    entries,
    stages: stagesOf(entries, eyes === "own" ? null : (sheet.submittedUpTo ?? 0)),
    workedOut: workOutRows(loaded.rows, facts),
  };
}

/** A sheet of this very cluster year by its id; null: no such. */
export async function contextById(
  turn: SeatedTurn,
  sheetId: number,
  eyes: "own" | "others",
): Promise<SheetContext | null> {
  const sheet = await findSheet(turn.tx, sheetId);
  const loaded = sheet && (await findScheme(turn.tx, turn.seat.year.id, sheet.schemeId));
  return sheet && loaded ? contextOf(turn, loaded, sheet, eyes) : null;
}

/** One unit's sheet by a table; null while the unit has not begun. */
export async function contextOfUnit(
  turn: SeatedTurn,
  loaded: LoadedScheme,
  unitId: number,
  eyes: "own" | "others",
): Promise<SheetContext | null> {
  const sheet = await sheetOf(turn.tx, loaded.id, unitId);
  return sheet && contextOf(turn, loaded, sheet, eyes);
}

/**
 * Runs the step on the table in force; with several it asks which, by a button `data:ID`. `id`: the one a button named.
 */
export async function withScheme(
  turn: SeatedTurn,
  id: number | null,
  data: string,
  step: (loaded: LoadedScheme) => Promise<void>,
): Promise<void> {
  const { say, tx, seat } = turn;
  if (id !== null) {
    const loaded = await findScheme(tx, seat.year.id, id);
    if (!loaded || loaded.state !== "active") return turn.reply({ html: say("scheme:appliedGone") });
    return step(loaded);
  }
  const active = await schemesOf(tx, seat.year.id, "active");
  const [only] = active;
  if (!only) {
    return turn.reply({
      html: say("scheme:none", { year: seat.year.year, cluster: seat.cluster.shortName }),
    });
  }
  if (active.length === 1) return step(only);
  await turn.reply({
    html: say("scheme:which"),
    choices: active.map((each) => [{ label: each.scheme.name.slice(0, 60), data: `${data}:${each.id}` }]),
  });
}
