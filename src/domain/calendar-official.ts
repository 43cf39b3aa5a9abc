import { Temporal } from "temporal-polyfill";
import type { Calendar, CalendarEntry } from "./calendar.ts";

/**
 * A day of the yearly list. `off` is always a Monday–Friday (a holiday on a weekend is not listed, the day that makes
 * up for it is), `work` a Saturday that is worked instead.
 */
export interface OfficialDay extends CalendarEntry {
  /** The decision, announcement or news report it was read in. */
  source: string;
  certainty: "verified" | "unverified";
}

/** What can be wrong with a yearly list; `at` is the place in it, such as `2026[3].date`. */
export interface OfficialDaysFault {
  at: string;
  fault:
    | "notAnObject"
    | "notAYear"
    | "notAList"
    | "noDays"
    | "notADate"
    | "otherYear"
    | "unknownKind"
    | "offOnWeekend"
    | "workNotOnSaturday"
    | "dateTwice"
    | "textMissing"
    | "unknownCertainty";
}

export type OfficialDaysOutcome =
  | { ok: true; days: OfficialDay[] }
  | { ok: false; faults: OfficialDaysFault[] };

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readDay(value: unknown): Temporal.PlainDate | null {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return null;
  try {
    return Temporal.PlainDate.from(value);
  } catch {
    return null; // 2026-02-30: well formed, and no day
  }
}

/**
 * Reads the yearly lists of official days, `{"2026": [{date, kind, reason, source, certainty}, …], …}`, from parsed
 * JSON of any shape. Every fault is reported at once; with a single fault nothing is accepted. The days come back in
 * order of date.
 */
export function readOfficialDays(json: unknown): OfficialDaysOutcome {
  const faults: OfficialDaysFault[] = [];
  const days: OfficialDay[] = [];
  const seen = new Set<string>();

  function readEntry(entry: unknown, year: string, at: string): void {
    if (!isRecord(entry)) {
      faults.push({ at, fault: "notAnObject" });
      return;
    }
    const { date, kind, reason, source, certainty } = entry;
    const day = readDay(date);
    if (day === null) faults.push({ at: `${at}.date`, fault: "notADate" });
    else {
      if (day.year !== Number(year)) faults.push({ at: `${at}.date`, fault: "otherYear" });
      if (seen.has(day.toString())) faults.push({ at: `${at}.date`, fault: "dateTwice" });
      seen.add(day.toString());
      if (kind === "off" && day.dayOfWeek >= 6) faults.push({ at: `${at}.date`, fault: "offOnWeekend" });
      if (kind === "work" && day.dayOfWeek !== 6)
        faults.push({ at: `${at}.date`, fault: "workNotOnSaturday" });
    }
    const kindKnown = kind === "off" || kind === "work";
    if (!kindKnown) faults.push({ at: `${at}.kind`, fault: "unknownKind" });
    const reasonGiven = typeof reason === "string" && reason.trim() !== "";
    if (!reasonGiven) faults.push({ at: `${at}.reason`, fault: "textMissing" });
    const sourceGiven = typeof source === "string" && source.trim() !== "";
    if (!sourceGiven) faults.push({ at: `${at}.source`, fault: "textMissing" });
    const certaintyKnown = certainty === "verified" || certainty === "unverified";
    if (!certaintyKnown) faults.push({ at: `${at}.certainty`, fault: "unknownCertainty" });
    if (day !== null && kindKnown && reasonGiven && sourceGiven && certaintyKnown)
      days.push({ day, kind, reason, source, certainty });
  }

  if (!isRecord(json)) return { ok: false, faults: [{ at: "", fault: "notAnObject" }] };
  if (Object.keys(json).length === 0) return { ok: false, faults: [{ at: "", fault: "noDays" }] };
  for (const [year, list] of Object.entries(json)) {
    if (!/^\d{4}$/.test(year)) faults.push({ at: year, fault: "notAYear" });
    else if (!Array.isArray(list)) faults.push({ at: year, fault: "notAList" });
    else if (list.length === 0) faults.push({ at: year, fault: "noDays" });
    else list.forEach((entry, index) => readEntry(entry, year, `${year}[${index}]`));
  }
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, days: days.sort((a, b) => Temporal.PlainDate.compare(a.day, b.day)) };
}

/** Days of these years that are worked in one calendar and off in the other, in order. */
export function calendarChanges(
  before: Calendar,
  after: Calendar,
  years: readonly number[],
): { off: Temporal.PlainDate[]; worked: Temporal.PlainDate[] } {
  const changes: ReturnType<typeof calendarChanges> = { off: [], worked: [] };
  for (const year of [...years].sort((a, b) => a - b)) {
    const first = new Temporal.PlainDate(year, 1, 1);
    for (let index = 0; index < first.daysInYear; index += 1) {
      const day = first.add({ days: index });
      const works = after.isWorkingDay(day);
      if (works !== before.isWorkingDay(day)) changes[works ? "worked" : "off"].push(day);
    }
  }
  return changes;
}
