import { type LaneScope, rowsUnderWay } from "../store/due-rows.ts";
import { isDeadOwner } from "../store/lease.ts";
import type { Store, Tx } from "../store/open.ts";
import { settleRow } from "../store/settle-rows.ts";
import { type Moment, settle } from "./settle.ts";

interface Recovering {
  scope: LaneScope;
  owner: string;
  /** Whether this owner has the row in hand. */
  isCarried(id: number): boolean;
  now: Moment;
}

/**
 * Settles rows under way that nobody carries any more. Another's whose lease ran out may have been sent: uncertain. One of
 * ours that we never began (its claim was committed, but the answer to the commit was lost) surely was not: queued again.
 * Answers how many became uncertain.
 */
export async function recoverRows(
  tx: Tx,
  provider: Store["provider"],
  { scope, owner, isCarried, now }: Recovering,
): Promise<number> {
  let lost = 0;
  for (const { row, ...claim } of await rowsUnderWay(tx, scope)) {
    if (claim.owner === owner) {
      if (isCarried(row.id)) continue;
      await settleRow(tx, row.id, owner, settle(row, { kind: "notSent", reason: "never begun" }, now));
      continue;
    }
    const ranOut = claim.until === null || claim.until.getTime() < now.real;
    if (ranOut || (claim.owner !== null && isDeadOwner(provider, claim.owner))) {
      await settleRow(
        tx,
        row.id,
        claim.owner,
        settle(row, { kind: "unknown", reason: "the sender died" }, now),
      );
      lost += 1;
    }
  }
  return lost;
}
