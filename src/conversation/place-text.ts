import { isHead } from "../domain/permission.ts";
import type { StandingRow } from "../domain/standings.ts";
import { lastClosedStandings, standingsNow } from "../store/standings.ts";
import type { MemberTurn, SeatedTurn } from "./turn.ts";

/** May this person see rank and points before they are published? */
export const seesProvisional = (turn: SeatedTurn): boolean =>
  turn.seat.year.provisionalVisible ? turn.seat.role.code !== "observer" : isHead(turn.seat.position);

/** Places gained (+) or lost (−) between two tables; null when one of them has no rank. */
export function trendOf(
  unitId: number,
  now: readonly StandingRow[],
  before: readonly StandingRow[],
): number | null {
  const rankIn = (rows: readonly StandingRow[]) => rows.find((row) => row.unitId === unitId)?.rank ?? null;
  const [is, was] = [rankIn(now), rankIn(before)];
  return is === null || was === null ? null : was - is;
}

/** ▲3 · ▼1 · = ; empty when unknown. */
export const trendMark = (trend: number | null): string =>
  trend === null ? "" : trend > 0 ? `▲${trend}` : trend < 0 ? `▼${-trend}` : "=";

/** "Hạng tạm tính 4/11 (▲3)" of the own unit now; null when it may not be shown or there is no rank. */
export async function placeLine(turn: MemberTurn): Promise<string | null> {
  if (!seesProvisional(turn)) return null;
  const rows = await standingsNow(turn.tx, turn.seat.year.id);
  const own = rows.find((row) => row.unitId === turn.seat.unit.id);
  if (!own || own.rank === null) return null;
  const closed = await lastClosedStandings(turn.tx, turn.seat.year.id);
  const trend = closed ? trendOf(own.unitId, rows, closed.rows) : null;
  const place = turn.say("progress:place", {
    rank: own.rank,
    of: rows.filter((row) => row.rank !== null).length,
  });
  return trend ? `${place} (${trendMark(trend)})` : place;
}
