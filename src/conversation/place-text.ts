import { isDeputy, isHead } from "../domain/permission.ts";
import { standings } from "../domain/standings.ts";
import { trendMark, trendOf } from "../domain/trend.ts";
import { placeAtHand } from "../store/at-hand.ts";
import type { MemberTurn, SeatedTurn } from "./turn.ts";

/** May this person see rank and points before they are published? */
export const seesProvisional = (turn: SeatedTurn): boolean =>
  turn.seat.year.provisionalVisible
    ? turn.seat.role.code !== "observer"
    : isHead(turn.seat.position) || isDeputy(turn.seat.position);

/** "Hạng tạm tính 4/11 (▲3)" of the own unit now; null when it may not be shown or there is no rank. */
export async function placeLine(turn: MemberTurn): Promise<string | null> {
  if (!seesProvisional(turn)) return null;
  const units = (await turn.units()).map((unit) => unit.id);
  const { targets, closed } = await placeAtHand(turn.tx, turn.seat.year.id);
  const rows = standings(units, targets);
  const own = rows.find((row) => row.unitId === turn.seat.unit.id);
  if (!own || own.rank === null) return null;
  const trend = closed ? trendOf(own.unitId, rows, closed) : null;
  const place = turn.say("progress:place", {
    rank: own.rank,
    of: rows.filter((row) => row.rank !== null).length,
  });
  return trend ? `${place} (${trendMark(trend)})` : place;
}
