import type { StandingRow } from "./standings.ts";

/** Places gained (+) or lost (−) between two tables; null when the unit has no rank in one of them. */
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

/** Who gained most places, in the order of the table, and how many; null when nobody gained any. */
export function biggestRise(
  now: readonly StandingRow[],
  before: readonly StandingRow[],
): { places: number; unitIds: number[] } | null {
  const gains = now.map((row) => ({ unitId: row.unitId, places: trendOf(row.unitId, now, before) ?? 0 }));
  const places = Math.max(0, ...gains.map((each) => each.places));
  return places === 0
    ? null
    : {
        places,
        unitIds: gains.filter((each) => each.places === places).map((each) => each.unitId),
      };
}
