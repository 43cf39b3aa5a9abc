import { compare, exact, ZERO } from "../../domain/scoring/exact.ts";
import { standingsCard } from "../../pictures/standings-card.ts";
import type { StoredFile } from "../../shared/messages.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { instantOf } from "../../store/months.ts";
import type { LoadedScheme } from "../../store/schemes.ts";
import { type Publication, publicationBefore } from "../../store/scores.ts";
import { keepPicture } from "../keep-picture.ts";
import type { SeatedTurn } from "../turn.ts";

/** The published table as a picture: place, bar, points, the places that a correction changed, the own unit marked. */
export async function drawTable(
  turn: SeatedTurn,
  { scheme }: LoadedScheme,
  publication: Publication,
  units: readonly Unit[],
): Promise<StoredFile> {
  const { say, seat, tx } = turn;
  const { frozen, number } = publication;
  const before = (await publicationBefore(tx, publication))?.frozen;
  const highest = frozen.units.map((each) => exact(each.total)).sort((a, b) => compare(b, a))[0] ?? ZERO;
  // Totals may exceed the scale: then the longest bar is the highest total.
  const { max } = scheme.scale;
  const full = max !== null && compare(max, highest) > 0 ? max : highest;
  const day = instantOf(publication.at).toZonedDateTimeISO(turn.zone).toPlainDate();
  const svg = standingsCard({
    title: say.plain("standings:card.title"),
    subtitle: scheme.name,
    label: say.plain("scores:card.tableLabel", { number, day: say.day(day) }),
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
