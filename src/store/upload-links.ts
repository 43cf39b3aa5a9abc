import { createHash, randomBytes } from "node:crypto";
import type { Prisma } from "./generated/sqlite/client.ts";
import type { Db, Tx } from "./open.ts";

/** How long a link to the upload page is good, on the product's clock. */
export const uploadMinutes = 30;

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");

/** Makes a fresh key for one person at one address; links they had before are worth nothing from then on. */
export async function issueUploadLink(
  tx: Tx,
  { addressId, personId, at }: { addressId: number; personId: number; at: Date },
): Promise<string> {
  const key = randomBytes(18).toString("base64url");
  await tx.uploadLink.updateMany({
    where: { personId, usedAt: null, expiresAt: { gt: at } },
    data: { expiresAt: at },
  });
  await tx.uploadLink.create({
    data: {
      keyHash: hashOf(key),
      addressId,
      personId,
      createdAt: at,
      expiresAt: new Date(at.getTime() + uploadMinutes * 60_000),
    },
  });
  return key;
}

export type UploadLink = Prisma.UploadLinkGetPayload<object>;

export type FoundLink = { state: "open" | "used" | "expired"; link: UploadLink } | { state: "unknown" };

/** Whether there ever was such a key. */
export async function isUploadKey(db: Db, key: string): Promise<boolean> {
  return (await db.uploadLink.count({ where: { keyHash: hashOf(key) } })) > 0;
}

/** What a key opens: only its hash is compared. */
export async function findUploadLink(tx: Tx, key: string, now: Date): Promise<FoundLink> {
  const link = await tx.uploadLink.findUnique({ where: { keyHash: hashOf(key) } });
  if (!link) return { state: "unknown" };
  return { state: link.usedAt ? "used" : link.expiresAt <= now ? "expired" : "open", link };
}

/** Uses it up; false when somebody was quicker, or it is too late. */
export async function useUploadLink(tx: Tx, id: number, now: Date): Promise<boolean> {
  const { count } = await tx.uploadLink.updateMany({
    where: { id, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return count === 1;
}
