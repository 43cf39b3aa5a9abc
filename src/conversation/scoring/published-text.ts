import type { FrozenScores, FrozenUnit } from "../../domain/score-sheet.ts";
import type { Say } from "../../shared/say.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import type { LoadedScheme } from "../../store/schemes.ts";

/** "27,5 điểm, hạng 2/11 (đồng hạng), xếp loại Khá" of one unit. Html. */
export function resultText(say: Say, frozen: FrozenScores, own: FrozenUnit): string {
  const ranked = frozen.units.filter((each) => each.rank !== null);
  const points = say("scores:result.points", { points: say.figure(own.total) });
  const shared = ranked.filter((each) => each.rank === own.rank).length > 1;
  const rank =
    own.rank === null
      ? say("scores:result.notRanked")
      : say(shared ? "scores:result.tied" : "scores:result.rank", { rank: own.rank, of: ranked.length });
  const band = own.band === null ? [] : [say("scores:result.band", { band: own.band })];
  return [points, rank, ...band].join(", ");
}

/** The table, a line a unit in order of rank; who must be voted on and who has no points. Html. */
export function resultLines(
  say: Say,
  { scheme }: LoadedScheme,
  frozen: FrozenScores,
  units: readonly Unit[],
  ownUnitId: number | null,
): string[] {
  const name = (id: number) => units.find((unit) => unit.id === id)?.shortName ?? "";
  const lines = frozen.units.map((each) => {
    const shared = each.rank !== null && frozen.units.filter((other) => other.rank === each.rank).length > 1;
    const flags = scheme.notRankedWhen
      .filter((flag) => each.flags.includes(flag.code))
      .map((flag) => flag.text);
    const unranked = flags.length > 0 ? "notRanked" : "notRankedPlain";
    const key = each.rank === null ? unranked : shared ? "tied" : "ranked";
    const line =
      say(`scores:line.${key}`, {
        rank: each.rank ?? 0,
        unit: name(each.unitId),
        points: say.figure(each.total),
        flags: flags.join("; "),
      }) + (each.band === null ? "" : ` · ${say("scores:line.band", { band: each.band })}`);
    return each.unitId === ownUnitId ? `<b>${line}</b>` : line;
  });
  const without = units.filter((unit) => !frozen.units.some((each) => each.unitId === unit.id));
  return [
    ...lines,
    ...frozen.ballot.map((group) => say("scores:ballot", { units: group.map(name).join(", ") })),
    ...(without.length > 0
      ? [say("scores:without", { units: without.map((unit) => unit.shortName).join(", ") })]
      : []),
    say("scores:orderOnly"),
  ];
}
