import type { Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

const withYear = { clusterYear: { include: { cluster: true, headUnit: true } } } as const;
export type BroadcastRow = Prisma.BroadcastGetPayload<{ include: typeof withYear }>;

export function findBroadcast(tx: Tx, id: number): Promise<BroadcastRow | null> {
  return tx.broadcast.findUnique({ where: { id }, include: withYear });
}

/** The year's broadcast of that number; `null`: the newest that was sent. */
export function broadcastOfYear(
  tx: Tx,
  clusterYearId: number,
  number: number | null,
): Promise<BroadcastRow | null> {
  return tx.broadcast.findFirst({
    where: { clusterYearId, ...(number === null ? { state: "started" } : { number }) },
    orderBy: { number: "desc" },
    include: withYear,
  });
}

/** All broadcasts of a year, the newest first. */
export function broadcastsOfYear(
  tx: Tx,
  clusterYearId: number,
): Promise<{ id: number; number: number; text: string }[]> {
  return tx.broadcast.findMany({
    where: { clusterYearId },
    orderBy: { number: "desc" },
    select: { id: true, number: true, text: true },
  });
}
