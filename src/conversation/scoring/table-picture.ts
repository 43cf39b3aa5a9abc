import type { FrozenScores } from "../../domain/score-sheet.ts";
import { compare, exact, ZERO } from "../../domain/scoring/exact.ts";
import { standingsCard } from "../../pictures/standings-card.ts";
import type { StoredFile } from "../../shared/messages.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { instantOf } from "../../store/months.ts";
import type { LoadedScheme } from "../../store/schemes.ts";
import { type Publication, publicationBefore } from "../../store/scores.ts";
import { keepPicture } from "../keep-picture.ts";
import type { SeatedTurn } from "../turn.ts";

/**
 * A table by the scheme as a picture: place, bar, points, the places that a correction changed, the own unit marked.
 * `publication`: null while the table is provisional.
 */
export async function drawTable(
  turn: SeatedTurn,
  { scheme }: LoadedScheme,
  { frozen, publication }: { frozen: FrozenScores; publication: Publication | null },
  units: readonly Unit[],
): Promise<StoredFile> {
  const { say, seat, tx } = turn;
  const number = publication?.number ?? 0;
  const before = publication && (await publicationBefore(tx, publication))?.frozen;
  const highest = frozen.units.map((each) => exact(each.total)).sort((a, b) => compare(b, a))[0] ?? ZERO;
  // Totals may exceed the scale: then the longest bar is the highest total.
  const { max } = scheme.scale;
  const full = max !== null && compare(max, highest) > 0 ? max : highest;
  const label = publication
    ? say.plain("scores:card.tableLabel", {
        number,
        day: say.day(instantOf(publication.at).toZonedDateTimeISO(turn.zone).toPlainDate()),
      })
    : say.plain("scores:card.provisional", { day: say.day(turn.today) });
  const svg = standingsCard({
    title: say.plain("standings:card.title"),
    subtitle: scheme.name,
    label,
    ...(seat.year.sampleLabel === null ? {} : { sampleNote: seat.year.sampleLabel }),
    rows: frozen.units.map(({ unitId, rank, total }) => {
      const earlier = before?.units.find((each) => each.unitId === unitId)?.rank ?? null;
      return {
        rank: rank === null ? null : String(rank),
        name: units.find((unit) => unit.id === unitId)?.shortName ?? "",
        // A unit that is not ranked keeps its points.
        points: say.figure(total),
        share: lengthOf(total, full),
        trend: rank === null || earlier === null ? null : earlier - rank,
        own: unitId === seat.unit?.id,
      };
    }),
    texts: {
      notRanked: say.plain("standings:card.notRanked"),
      own: say.plain("standings:card.own"),
      rank: say.plain("standings:card.rank"),
      unit: say.plain("standings:card.unit"),
      points: say.plain("standings:card.points"),
      trend: say.plain("scores:card.trend", { number: number - 1 }),
    },
  });
  return keepPicture(turn, svg, `ket-qua-${seat.cluster.code}-${seat.year.year}-${number}`.toLowerCase());
}

/** Share of a bar; pixels, so nothing is compared with it. */
const lengthOf = (total: string, full: { n: bigint; d: bigint }): number =>
  full.n > 0n ? Math.max(0, (Number(total) * Number(full.d)) / Number(full.n)) : 0;
