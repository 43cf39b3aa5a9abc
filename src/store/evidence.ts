import type { Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

/** How many pieces of evidence each target has; targets without any are absent. */
export async function evidenceCounts(tx: Tx, targetIds: number[]): Promise<Map<number, number>> {
  const rows = await tx.evidence.groupBy({
    by: ["targetId"],
    where: { targetId: { in: targetIds }, removedAt: null },
    _count: true,
  });
  return new Map(rows.flatMap((row) => (row.targetId === null ? [] : [[row.targetId, row._count]])));
}

/** A file that is in the file store, with what its content says it is. */
export interface EvidenceFile {
  sha256: string;
  mediaType: string;
  fileName: string | null;
  size: number;
  caption: string | null;
}

const withTarget = { target: { include: { unit: true } } } as const;
export type EvidenceRow = Prisma.EvidenceGetPayload<{ include: typeof withTarget }>;

/** The target's newest entry that stands: what evidence for the target is about. */
async function newestEntryId(tx: Tx, targetId: number): Promise<number | null> {
  const entry = await tx.progressEntry.findFirst({
    where: { targetId, voidedAt: null },
    orderBy: { id: "desc" },
    select: { id: true },
  });
  return entry?.id ?? null;
}

/** Attaches a file to targets, one row for each that does not have these bytes yet; answers how many rows are new. */
export async function attachEvidence(
  tx: Tx,
  file: EvidenceFile,
  targets: { id: number; unitId: number; clusterYearId: number }[],
  by: { personId: number; actionId: number; at: Date },
): Promise<number> {
  let added = 0;
  for (const target of targets) {
    const known = await tx.evidence.findFirst({
      where: { targetId: target.id, sha256: file.sha256, removedAt: null },
    });
    if (known) continue;
    await tx.evidence.create({
      data: {
        ...file,
        clusterYearId: target.clusterYearId,
        unitId: target.unitId,
        targetId: target.id,
        entryId: await newestEntryId(tx, target.id),
        actionId: by.actionId,
        personId: by.personId,
        createdAt: by.at,
      },
    });
    added += 1;
  }
  return added;
}

/** The different files of one action, as they were attached. */
export async function filesOfAction(tx: Tx, actionId: number): Promise<EvidenceFile[]> {
  const rows = await tx.evidence.findMany({
    where: { actionId, removedAt: null },
    orderBy: { id: "asc" },
    distinct: ["sha256"],
  });
  return rows.map(({ sha256, mediaType, fileName, size, caption }) => ({
    sha256,
    mediaType,
    fileName,
    size,
    caption,
  }));
}

/** Puts away what an action attached; the rows and the bytes stay. */
export async function removeEvidence(tx: Tx, actionId: number, at: Date): Promise<number> {
  const { count } = await tx.evidence.updateMany({
    where: { actionId, removedAt: null },
    data: { removedAt: at },
  });
  return count;
}

/** Evidence recorded before its report gets the entry it belongs to. */
export async function linkEvidenceToEntries(tx: Tx, actionId: number): Promise<void> {
  const rows = await tx.evidence.findMany({ where: { actionId, removedAt: null } });
  for (const row of rows) {
    if (row.targetId === null) continue;
    await tx.evidence.update({
      where: { id: row.id },
      data: { entryId: await newestEntryId(tx, row.targetId) },
    });
  }
}

/** A target's evidence, newest first. */
export function evidenceOfTarget(tx: Tx, targetId: number): Promise<EvidenceRow[]> {
  return tx.evidence.findMany({
    where: { targetId, removedAt: null },
    include: withTarget,
    orderBy: { id: "desc" },
  });
}

/** A unit's newest evidence of the year, whatever the target. */
export function newestEvidence(
  tx: Tx,
  clusterYearId: number,
  unitId: number,
  most: number,
): Promise<EvidenceRow[]> {
  return tx.evidence.findMany({
    where: {
      clusterYearId,
      unitId,
      removedAt: null,
      target: { approval: { not: "withdrawn" } },
    },
    include: withTarget,
    orderBy: { id: "desc" },
    take: most,
  });
}

export function findEvidence(tx: Tx, id: number): Promise<EvidenceRow | null> {
  return tx.evidence.findUnique({ where: { id }, include: withTarget });
}

/** What a message of ours that somebody answers was about: the buttons it carried. */
export async function buttonsOfMessage(
  tx: Tx,
  addressId: number,
  platformMessageId: string,
): Promise<string[]> {
  const row = await tx.outboxMessage.findFirst({
    where: { addressId, platformMessageId },
    orderBy: { id: "desc" },
    select: { payload: true },
  });
  if (!row) return [];
  const reply = JSON.parse(row.payload) as { choices?: { data: string }[][] };
  return (reply.choices ?? []).flat().map((choice) => choice.data);
}
