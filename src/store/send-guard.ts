import type { Temporal } from "temporal-polyfill";
import { broadcastStillWanted } from "./broadcasts.ts";
import type { Tx } from "./open.ts";
import type { OutboxRow } from "./outbox.ts";
import { digestStillDue } from "./reminder-items.ts";

/** Asked just before a row goes out: does what it was written for still hold? */
export async function mayStillSend(tx: Tx, row: OutboxRow, now: Temporal.Instant): Promise<"send" | "drop"> {
  const guard = row.guard as { kind?: string } | null;
  const holds =
    guard?.kind === "digest"
      ? await digestStillDue(tx, row.guard, now)
      : guard?.kind === "broadcast"
        ? await broadcastStillWanted(tx, row.guard)
        : true;
  return holds ? "send" : "drop";
}
