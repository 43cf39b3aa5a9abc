import { jsonRows, jsonSql } from "./json-sql.ts";
import type { Tx } from "./open.ts";

/** Every cluster's code with the hours (HH:MM) of reminders that somebody in it chose; with none where nobody is in it. */
export async function chosenTimes(tx: Tx): Promise<Map<string, string[]>> {
  const { row, list } = jsonSql(tx);
  const [found] = await tx.$queryRaw<{ times: string | null }[]>`
    SELECT CAST((SELECT ${list}(${row}(c."code", d."time")) FROM "Cluster" c LEFT JOIN (
      SELECT DISTINCT r."clusterId", p."reminderTime" AS "time" FROM "Role" r JOIN "Person" p ON p."id" = r."personId"
      WHERE r."endedAt" IS NULL AND p."erasedAt" IS NULL) d ON d."clusterId" = c."id") AS TEXT) AS "times"`;
  const times = new Map<string, string[]>();
  for (const [code, time] of jsonRows<[string, string | null]>(found?.times ?? null)) {
    const known = times.get(code) ?? [];
    times.set(code, known);
    if (time !== null) known.push(time);
  }
  return times;
}
