import { loadCalendar } from "../../store/calendar.ts";
import type { EnteredDay } from "../../store/days-entered.ts";
import { readDay } from "../days.ts";
import type { SeatedTurn } from "../turn.ts";

/** Days named one by one; of more it is said how many. */
const mostDays = 5;

/** "ngày nghỉ 05/07/2019, ngày làm 06/07/2019" */
export function daysText({ say }: SeatedTurn, days: readonly EnteredDay[]): string {
  const named = days
    .slice(0, mostDays)
    .map(({ date, after }) => say(`undo:what.day.${after?.kind ?? "none"}`, { day: say.day(readDay(date)) }));
  const rest = days.length - named.length;
  return [...named, ...(rest > 0 ? [say("undo:what.moreDays", { count: rest })] : [])].join(", ");
}

/** The days that were put back, as they are now. */
export async function daysNow({ say, tx }: SeatedTurn, days: readonly EnteredDay[]): Promise<string[]> {
  if (days.length === 0) return [];
  const calendar = await loadCalendar(tx);
  return days.slice(0, mostDays).map(({ date }) => {
    const day = readDay(date);
    return say(`unit:daysOff.line.${calendar.isWorkingDay(day) ? "work" : "off"}`, { day: say.longDay(day) });
  });
}
