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

/** Deletes what nobody needs any longer; what waits, or is under way, stays whatever its age. */
export async function putAway(tx: Tx, outdated: Outdated): Promise<void> {
  await tx.inboxMessage.deleteMany({ where: { state: "done", doneAt: { lt: outdated.handledBefore } } });
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
