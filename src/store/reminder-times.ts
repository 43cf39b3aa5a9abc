import { jsonRows, jsonSql } from "./json-sql.ts";
import type { Tx } from "./open.ts";

/** The hours (HH:MM) of reminders that somebody in each cluster chose. */
export async function chosenTimes(tx: Tx): Promise<Map<number, string[]>> {
  const { row, list } = jsonSql(tx);
  const [found] = await tx.$queryRaw<{ times: string | null }[]>`
    SELECT CAST((SELECT ${list}(${row}(d."clusterId", d."time")) FROM (
      SELECT DISTINCT r."clusterId", p."reminderTime" AS "time" FROM "Role" r JOIN "Person" p ON p."id" = r."personId"
      WHERE r."endedAt" IS NULL AND r."clusterId" IS NOT NULL AND p."erasedAt" IS NULL) d) AS TEXT) AS "times"`;
  const times = new Map<number, string[]>();
  for (const [clusterId, time] of jsonRows<[number, string]>(found?.times ?? null)) {
    const known = times.get(clusterId);
    if (known) known.push(time);
    else times.set(clusterId, [time]);
  }
  return times;
}
