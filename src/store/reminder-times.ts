import type { Tx } from "./open.ts";

/** The hours (HH:MM) of reminders that somebody in each cluster chose. */
export async function chosenTimes(tx: Tx): Promise<Map<number, string[]>> {
  const rows = await tx.$queryRaw<{ clusterId: number; time: string }[]>`
    SELECT DISTINCT r."clusterId", p."reminderTime" AS "time" FROM "Role" r JOIN "Person" p ON p."id" = r."personId"
    WHERE r."endedAt" IS NULL AND r."clusterId" IS NOT NULL AND p."erasedAt" IS NULL ORDER BY 1, 2`;
  const times = new Map<number, string[]>();
  for (const { clusterId, time } of rows) times.set(clusterId, [...(times.get(clusterId) ?? []), time]);
  return times;
}
