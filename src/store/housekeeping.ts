import { Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

/** What is put away: each everything older than its instant. */
export interface Outdated {
  /** Inbox rows that were handled before. */
  handledBefore: Date;
  /** Answers that were settled before. */
  answeredBefore: Date;
  /** Other messages settled before this, of earlier years … */
  sentBefore: Date;
  /** … which means made before this. */
  yearBegan: Date;
  /** Invites, and links to the upload page, that expired before. */
  expiredBefore: Date;
}

const settled = ["sent", "failed", "uncertain", "expired", "dropped"];

/**
 * What came in goes. Of somebody with several chats the last from each stays, emptied of its words: it tells where they wrote
 * last, which is where they are reached (preferred-address.ts).
 */
async function putInboxAway(tx: Tx, before: Date): Promise<void> {
  const last = Prisma.sql`
    SELECT MAX(i."id") FROM "InboxMessage" i JOIN "Address" a ON i."chat" = a."channel" || ':' || a."externalId"
    WHERE a."kind" = 'private' AND a."personId" IN (
      SELECT "personId" FROM "Address" WHERE "kind" = 'private' AND "personId" IS NOT NULL
      GROUP BY "personId" HAVING COUNT(*) > 1)
    GROUP BY i."chat"`;
  await tx.$executeRaw`
    UPDATE "InboxMessage" SET "payload" = '{}' WHERE "state" = 'done' AND "doneAt" < ${before} AND "id" IN (${last})`;
  await tx.$executeRaw`
    DELETE FROM "InboxMessage" WHERE "state" = 'done' AND "doneAt" < ${before} AND "id" NOT IN (${last})`;
}

/** Deletes what nobody needs any longer; what waits, or is under way, stays whatever its age. */
export async function putAway(tx: Tx, outdated: Outdated): Promise<void> {
  await putInboxAway(tx, outdated.handledBefore);
  await tx.outboxMessage.deleteMany({
    where: { kind: "reply", state: { in: settled }, settledAt: { lt: outdated.answeredBefore } },
  });
  await tx.outboxMessage.deleteMany({
    where: {
      kind: { not: "reply" },
      state: { in: settled },
      settledAt: { lt: outdated.sentBefore },
      createdAt: { lt: outdated.yearBegan },
    },
  });
  await tx.invite.deleteMany({ where: { expiresAt: { lt: outdated.expiredBefore } } });
  await tx.uploadLink.deleteMany({ where: { expiresAt: { lt: outdated.expiredBefore } } });
}
