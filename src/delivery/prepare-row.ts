import type { Channel } from "../channels/channel.ts";
import { splitReply } from "../channels/render.ts";
import { moveToOtherAddress } from "../store/fall-back.ts";
import type { Tx } from "../store/open.ts";
import { type OutboxRow, sentMessageId, settleRow, splitRow, turnIntoSend } from "../store/outbox.ts";
import { hasExpired, type Moment, putOff, setAside } from "./settle.ts";

/** Asked just before a row with a guard is sent: does what it says still hold, and is this an hour for it? */
export type Guard = (tx: Tx, row: OutboxRow) => Promise<"send" | "drop" | "wait">;

/** The guard says no for now: it is asked again after this long. */
const waitMs = 60_000;

/** One row's last check failed: the database is well, the row is not. */
export class RowFault extends Error {
  readonly row: OutboxRow;
  constructor(row: OutboxRow, cause: unknown) {
    super("a row's last check failed", { cause });
    this.row = row;
  }
}

interface Preparing {
  channel: Channel;
  guard: Guard;
  /** The row went over to another address of its person. */
  moved(): void;
}

/**
 * The last look at a row before it is sent: as it goes out, or null when it does not (unreachable here, then it is moved
 * where it can be; expired; or its guard says no). Throws a RowFault when the look fails.
 */
export async function prepareRow(
  tx: Tx,
  row: OutboxRow,
  now: Moment,
  { channel, moved, guard }: Preparing,
): Promise<OutboxRow | null> {
  try {
    const why = await whyNot(tx, row, now, guard);
    if (why === "unreachable" && (await moveToOtherAddress(tx, row, now.product))) {
      moved();
      return null;
    }
    if (why) {
      const end = why === "wait" ? putOff(row, waitMs, now) : setAside(row, why, now);
      await settleRow(tx, row.id, null, end);
      return null;
    }
    const ready = row.operation === "edit" ? await asEdit(tx, row, channel) : row;
    const parts = splitReply(ready.reply, channel.capabilities);
    return parts.length > 1 ? await splitRow(tx, ready, parts, now.product) : { ...ready, reply: parts[0] };
  } catch (error) {
    throw new RowFault(row, error);
  }
}

async function whyNot(tx: Tx, row: OutboxRow, now: Moment, guard: Guard) {
  if (row.unreachable !== null) return "unreachable";
  if (hasExpired(row, now.product)) return "expired";
  const answer = row.guard === null ? "send" : await guard(tx, row);
  return answer === "send" ? null : answer === "drop" ? "dropped" : "wait";
}

/** With the message it changes; where there is none, or the channel cannot change any, it is sent as a new one. */
async function asEdit(tx: Tx, row: OutboxRow, channel: Channel): Promise<OutboxRow> {
  const messageId =
    row.messageId ??
    (row.replaceKey === null ? null : await sentMessageId(tx, row.addressId, row.replaceKey));
  if (messageId !== null && channel.capabilities.edit) return { ...row, messageId };
  await turnIntoSend(tx, row.id);
  return { ...row, operation: "send", messageId: null };
}
