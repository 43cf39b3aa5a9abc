import { seatIn } from "../store/seat.ts";
import { memberUnits } from "../store/standings.ts";
import { targetsOfUnit } from "../store/targets.ts";
import type { MemberTurn } from "./turn.ts";

/**
 * The same step in the year that something belongs to, by its number or its row: its units, targets, settings and head. Two
 * years are open at once from December to April. Null when the cluster has no such year.
 */
export async function inYear(
  turn: MemberTurn,
  which: { year: number } | { id: number },
): Promise<MemberTurn | null> {
  const { tx, seat: here } = turn;
  if ("id" in which ? which.id === here.year.id : which.year === here.year.year) return turn;
  const there = await seatIn(tx, here, which);
  if (!there) return null;
  const seat = { ...there, unit: here.unit };
  return {
    ...turn,
    seat,
    units: () => memberUnits(tx, seat.year.id),
    ownTargets: () => targetsOfUnit(tx, seat.year.id, seat.unit.id),
  };
}

/** Was the person's unit one of the cluster's units in the year of this step? */
export const isUnitOfYear = async (turn: MemberTurn): Promise<boolean> =>
  (await turn.units()).some((each) => each.id === turn.seat.unit.id);
