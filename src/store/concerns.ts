import { yearOn } from "../domain/cluster.ts";
import type { ReminderCapacity } from "../domain/reminders.ts";
import { type ClusterYears, clusterYears } from "./cluster-years.ts";
import { Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

/** One unit somebody works for, and whether that unit heads its cluster this year. */
export interface Concern {
  roleId: number;
  clusterId: number;
  unitId: number;
  capacity: "official" | "unitLeader";
  heads: boolean;
}

const working = {
  endedAt: null,
  code: { in: ["focalOfficial", "unitLeader"] },
  unitId: { not: null },
  clusterId: { not: null },
  person: { erasedAt: null },
};

/** The same as `working`, of a role r and its person p. */
export const isWorking = Prisma.sql`r."endedAt" IS NULL AND r."code" IN ('focalOfficial', 'unitLeader')
  AND r."unitId" IS NOT NULL AND r."clusterId" IS NOT NULL AND p."erasedAt" IS NULL`;

/**
 * Whether somebody with the role r hears of the own unit's items as an official does: where nobody else does the daily work,
 * the leader is told what an official would be. Who is erased holds no role any more.
 */
export const hearsAsOfficial = Prisma.sql`(r."code" = 'focalOfficial' OR NOT EXISTS (
    SELECT 1 FROM "Role" o WHERE o."unitId" = r."unitId" AND o."code" = 'focalOfficial' AND o."endedAt" IS NULL))`;

/** What somebody answers for, oldest role first, and the clusters they work in; `year` is today's. */
export async function concernsOf(
  tx: Tx,
  personId: number,
  year: number,
): Promise<{ concerns: Concern[]; clusters: ClusterYears[] }> {
  const roles = await tx.role.findMany({ where: { personId, ...working }, orderBy: { id: "asc" } });
  if (roles.length === 0) return { concerns: [], clusters: [] };
  const clusters = await clusterYears(tx, [...new Set(roles.flatMap((each) => each.clusterId ?? []))]);
  const led = roles.flatMap(({ code, unitId }) => (code === "unitLeader" && unitId !== null ? unitId : []));
  const officials =
    led.length === 0
      ? []
      : await tx.role.findMany({
          where: { ...working, unitId: { in: led }, code: "focalOfficial" },
          select: { unitId: true },
        });
  const withOfficial = new Set(officials.map((each) => each.unitId));
  const headOf = new Map(clusters.map((each) => [each.id, yearOn(each.years, year)?.headUnitId ?? null]));
  const concerns = roles.flatMap(({ id: roleId, code, clusterId, unitId }): Concern[] => {
    if (clusterId === null || unitId === null) return [];
    const capacity = code === "focalOfficial" || !withOfficial.has(unitId) ? "official" : "unitLeader";
    return [{ roleId, clusterId, unitId, capacity, heads: headOf.get(clusterId) === unitId }];
  });
  return { concerns, clusters };
}

/** Why the item is this person's concern, or null when it is not. */
export function capacityOf(
  concerns: readonly Concern[],
  item: { clusterId: number; unitId: number },
): ReminderCapacity | null {
  let found: ReminderCapacity | null = null;
  for (const { unitId, capacity, heads, clusterId } of concerns) {
    if (unitId === item.unitId) {
      if (capacity === "official") return "official";
      found = "unitLeader";
    } else if (found === null && heads && clusterId === item.clusterId) found = "head";
  }
  return found;
}
