import type { Temporal } from "temporal-polyfill";
import type { z } from "zod";
import { type BroadcastAudience, type imageShape, storedAudience } from "./broadcast-audience.ts";
import type { Tx } from "./open.ts";

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);

/** A broadcast as it was agreed to. */
export interface NewBroadcast {
  clusterYearId: number;
  byId: number;
  text: string;
  image: z.infer<typeof imageShape> | null;
  audience: BroadcastAudience;
  /** The open question it was written in: a second press finds what the first one made. */
  draft: number;
  sendAt: Temporal.Instant;
  reportAddressId: number;
  now: Temporal.Instant;
}

/** Puts a broadcast down under the year's next number, to be sent at its time. */
export async function createBroadcast(tx: Tx, made: NewBroadcast): Promise<{ id: number; number: number }> {
  const { clusterYearId, image, audience, draft, sendAt, now, ...rest } = made;
  const last = await tx.broadcast.aggregate({ where: { clusterYearId }, _max: { number: true } });
  const stored: z.input<typeof storedAudience> = {
    audience,
    image: image && { mediaType: image.mediaType, fileName: image.fileName },
    draft,
  };
  const row = await tx.broadcast.create({
    data: {
      ...rest,
      clusterYearId,
      number: (last._max.number ?? 0) + 1,
      imageSha256: image?.sha256 ?? null,
      audience: JSON.stringify(stored),
      sendAt: asDate(sendAt),
      state: "scheduled",
      createdAt: asDate(now),
    },
  });
  return { id: row.id, number: row.number };
}

/** What this person's draft became, or null while it is none. */
export async function broadcastOfDraft(
  tx: Tx,
  { byId, clusterYearId, draft }: { byId: number; clusterYearId: number; draft: number },
): Promise<{ id: number; number: number } | null> {
  const rows = await tx.broadcast.findMany({ where: { byId, clusterYearId }, orderBy: { id: "desc" } });
  return rows.find((row) => storedAudience.parse(JSON.parse(row.audience)).draft === draft) ?? null;
}
