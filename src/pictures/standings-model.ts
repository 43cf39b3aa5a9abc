import type { StandingRow } from "../domain/standings.ts";
import { trendOf } from "../domain/trend.ts";
import type { Files } from "../shared/files.ts";
import type { StoredFile } from "../shared/messages.ts";
import type { Say } from "../shared/say.ts";
import { renderPng } from "./render-png.ts";
import { type StandingsModel, standingsCard } from "./standings-card.ts";

/** One cluster's table at one time, as somebody is shown it. */
export interface StandingsView {
  readonly rows: readonly StandingRow[];
  /** The table the trend is measured against; null: none. */
  readonly before: readonly StandingRow[] | null;
  /** Short names by unit. */
  readonly names: ReadonlyMap<number, string>;
  /** The unit this copy is for; null: for all. */
  readonly ownUnitId: number | null;
  readonly cluster: string;
  readonly year: number;
  /** How far the figures go, without marks: "Tạm tính đến 12/06/2019". */
  readonly label: string;
  /** Said wherever invented figures are shown; null for a real cluster. */
  readonly sampleLabel: string | null;
}

const nameIn = (view: Pick<StandingsView, "names">, unitId: number) => view.names.get(unitId) ?? "";

/** What the card needs, in the reader's language. */
function standingsModel(say: Say, view: StandingsView): StandingsModel {
  return {
    title: say.plain("standings:card.title"),
    subtitle: say.plain("standings:card.subtitle", { cluster: view.cluster, year: view.year }),
    label: view.label,
    ...(view.sampleLabel === null ? {} : { sampleNote: view.sampleLabel }),
    rows: view.rows.map((row) => ({
      rank: row.rank === null ? null : String(row.rank),
      name: nameIn(view, row.unitId),
      points: row.points === null ? null : say.figure(row.points),
      share: Number(row.points ?? 0) / 100,
      trend: view.before && trendOf(row.unitId, view.rows, view.before),
      own: row.unitId === view.ownUnitId,
    })),
    texts: {
      notRanked: say.plain("standings:card.notRanked"),
      own: say.plain("standings:card.own"),
      rank: say.plain("standings:card.rank"),
      unit: say.plain("standings:card.unit"),
      points: say.plain("standings:card.points"),
      trend: say.plain("standings:card.trend"),
    },
  };
}

/** Draws the card and puts it into the file store. */
export async function drawStandings(
  files: Files,
  say: Say,
  view: StandingsView,
  fileName: string,
): Promise<StoredFile> {
  const sha256 = await files.put(await renderPng(standingsCard(standingsModel(say, view))));
  return { sha256, mediaType: "image/png", fileName };
}

/** The table in words, a line for each unit: "4. SNV Vĩnh Phúc · 46,35", the own unit in bold. */
export function standingsLines(
  say: Say,
  view: Pick<StandingsView, "rows" | "names" | "ownUnitId">,
): string[] {
  const shared = (rank: number) => view.rows.filter((row) => row.rank === rank).length > 1;
  return view.rows.map((row) => {
    const unit = nameIn(view, row.unitId);
    const line =
      row.rank === null || row.points === null
        ? say("standings:line.notRanked", { unit })
        : say(`standings:line.${shared(row.rank) ? "tied" : "ranked"}`, {
            rank: row.rank,
            unit,
            points: say.figure(row.points),
          });
    return row.unitId === view.ownUnitId ? `<b>${line}</b>` : line;
  });
}
