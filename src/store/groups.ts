import type { Tx } from "./open.ts";

/** The group now belongs to this cluster, and to no other. */
export async function linkGroup(tx: Tx, addressId: number, clusterId: number | null): Promise<void> {
  await tx.address.update({
    where: { id: addressId },
    data: { clusterId, unreachableSince: null, unreachableReason: null },
  });
}

/** The cluster's groups that can be written to. */
export function groupsOf(tx: Tx, clusterId: number) {
  return tx.address.findMany({
    where: { clusterId, kind: "group", unreachableSince: null },
    orderBy: { id: "asc" },
  });
}
