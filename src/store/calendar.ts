import { readFileSync } from "node:fs";
import { Temporal } from "temporal-polyfill";
import { type Calendar, createCalendar } from "../domain/calendar.ts";
import { readOfficialDays } from "../domain/calendar-official.ts";
import type { Tx } from "./open.ts";

/** The yearly official days that come with the program. */
function officialDays() {
  const file = new URL("../../prisma/calendar/official-days.json", import.meta.url);
  const outcome = readOfficialDays(JSON.parse(readFileSync(file, "utf8")) as unknown);
  if (!outcome.ok)
    throw new Error(
      `official-days.json: ${outcome.faults.map((each) => `${each.at} ${each.fault}`).join("; ")}`,
    );
  return outcome.days;
}

/** Working days as the rules and the official lists say: no database asked. */
export const loadOfficialCalendar = (): Calendar =>
  createCalendar({ official: officialDays(), overrides: [] });

/** Working days as the rules, the official lists and what an administrator entered say together. */
export async function loadCalendar(tx: Tx): Promise<Calendar> {
  const entered = await tx.calendarDay.findMany();
  return createCalendar({
    official: officialDays(),
    overrides: entered.map((each) => ({
      day: Temporal.PlainDate.from(each.date),
      kind: each.kind === "work" ? "work" : "off",
      reason: each.reason,
    })),
  });
}
