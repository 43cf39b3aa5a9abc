import { readFileSync } from "node:fs";
import { type OfficialDay, readOfficialDays } from "../../src/domain/calendar-official.ts";

const file = new URL("../../prisma/calendar/official-days.json", import.meta.url);

function readAll(): OfficialDay[] {
  const read = readOfficialDays(JSON.parse(readFileSync(file, "utf8")));
  if (!read.ok) throw new Error(JSON.stringify(read.faults));
  return read.days;
}

/** The days off that were decided, as they come with the product. */
export const officialDays = readAll();
