import type { Meaning } from "../domain/vietnamese/meaning.ts";
import { understand } from "../domain/vietnamese/understand.ts";
import { isoDay, readDay } from "./days.ts";
import type { SeatedTurn } from "./turn.ts";
import { targetViews, unitViews } from "./views.ts";

/** What a message of this person means: read with the targets they may report on and the units of their cluster. */
export async function meaningOf(
  turn: Pick<SeatedTurn, "services" | "today" | "units" | "ownTargets">,
  text: string,
): Promise<Meaning> {
  const calendar = turn.services.calendar();
  return understand(text, {
    targets: targetViews(await turn.ownTargets()),
    units: unitViews(await turn.units()),
    today: isoDay(turn.today),
    isWorkingDay: (day) => calendar.isWorkingDay(readDay(day)),
  });
}
