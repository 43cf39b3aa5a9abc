import type { Temporal } from "temporal-polyfill";
import type { Calendar, CalendarEntry } from "./calendar.ts";
import type { DayChangeKind } from "./vietnamese/day-changes.ts";

/** What a day is now and what it will be, once a change is made. */
export interface DayPlan {
  day: Temporal.PlainDate;
  /** What is to be entered for it; null: nothing, the lists and the rules decide. */
  entry: CalendarEntry["kind"] | null;
  becomes: CalendarEntry["kind"];
  isChange: boolean;
}

interface Wanted {
  day: Temporal.PlainDate;
  change: DayChangeKind;
  inStretch: boolean;
}

/**
 * What a change makes of a day. `entered`: what an administrator entered for it; `rules`: the calendar without that. A day
 * that only has to be worked, or off, gets an entry only where the rules say otherwise.
 */
export function planDay(
  { day, change, inStretch }: Wanted,
  entered: CalendarEntry["kind"] | null,
  rules: Calendar,
): DayPlan {
  const byRules = rules.isWorkingDay(day) ? "work" : "off";
  const atLast = (kind: CalendarEntry["kind"]) => (byRules === kind ? null : kind);
  const entryFor = (): DayPlan["entry"] => {
    switch (change) {
      case "off":
      case "work":
        return inStretch ? atLast(change) : change;
      case "worked":
        return atLast("work");
      case "rested":
        return atLast("off");
      case "dropOff":
        return entered === "off" ? null : atLast("work");
      case "dropWork":
        return entered === "work" ? null : atLast("off");
      case "drop":
        return null;
    }
  };
  const entry = entryFor();
  return { day, entry, becomes: entry ?? byRules, isChange: entry !== entered };
}
