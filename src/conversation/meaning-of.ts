import { isMember } from "../domain/permission.ts";
import type { Meaning } from "../domain/vietnamese/meaning.ts";
import { understand } from "../domain/vietnamese/understand.ts";
import type { Target } from "../store/generated/sqlite/client.ts";
import { targetsOfUnit } from "../store/targets.ts";
import { isoDay, readDay } from "./days.ts";
import type { SeatedTurn } from "./turn.ts";
import { targetViews, unitViews } from "./views.ts";

/** The targets this person may report on. */
export const reportableTargets = ({ seat, tx }: Pick<SeatedTurn, "seat" | "tx">): Promise<Target[]> =>
  isMember(seat.position) && seat.unit ? targetsOfUnit(tx, seat.year.id, seat.unit.id) : Promise.resolve([]);

/** What a message of this person means: read with those targets and the units of their cluster. */
export async function meaningOf(
  turn: Pick<SeatedTurn, "seat" | "services" | "today" | "tx" | "units">,
  text: string,
  reportable?: Target[],
): Promise<Meaning> {
  const targets = reportable ?? (await reportableTargets(turn));
  const calendar = turn.services.calendar();
  return understand(text, {
    targets: targetViews(targets),
    units: unitViews(await turn.units()),
    today: isoDay(turn.today),
    isWorkingDay: (day) => calendar.isWorkingDay(readDay(day)),
  });
}
