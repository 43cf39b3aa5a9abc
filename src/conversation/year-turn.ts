import { oldestYearAskedFor } from "../domain/period.ts";
import { isMember } from "../domain/permission.ts";
import { seatIn } from "../store/seat.ts";
import { memberUnits } from "../store/standings.ts";
import { targetsOfUnit } from "../store/targets.ts";
import type { MemberTurn, SeatedTurn } from "./turn.ts";

/**
 * The same step in the year that something belongs to, by its number or its row: its units, targets, settings and head. Two
 * years are open at once from December to April. Null when the cluster has no such year.
 */
export async function inYear<T extends SeatedTurn>(
  turn: T,
  which: { year: number } | { id: number },
): Promise<T | null> {
  const { tx, seat: here } = turn;
  if ("id" in which ? which.id === here.year.id : which.year === here.year.year) return turn;
  const seat = await seatIn(tx, here, which);
  if (!seat) return null;
  const { year, position, unit } = seat;
  return {
    ...turn,
    seat: { ...here, year, position },
    units: () => memberUnits(tx, year.id),
    ownTargets: () =>
      unit && isMember(position) ? targetsOfUnit(tx, year.id, unit.id) : Promise.resolve([]),
  };
}

/** The year of a month or a day as text. */
export const yearOf = (day: string): number => Number(day.slice(0, 4));

/** The oldest year whose figures and reports are still taken: until the end of April last year, where the cluster had it. */
export async function oldestOpenYear(turn: SeatedTurn): Promise<number> {
  const { year } = turn.seat.year;
  const before = oldestYearAskedFor(turn.today);
  return before < year && (await inYear(turn, { year: before })) ? before : year;
}

/** Was the person's unit one of the cluster's units in the year of this step? */
export const isUnitOfYear = async (turn: MemberTurn): Promise<boolean> =>
  (await turn.units()).some((each) => each.id === turn.seat.unit.id);
