import type { Channel } from "../channels/channel.ts";
import { splitReply } from "../channels/render.ts";
import type { Reply } from "../shared/messages.ts";
import { moveToOtherAddress } from "../store/fall-back.ts";
import type { Tx } from "../store/open.ts";
import { type OutboxRow, quotaError } from "../store/outbox-rows.ts";
import { holdRow, keepWritten, sentBefore, splitRow, turnIntoSend } from "../store/ready-rows.ts";
import { settleRow } from "../store/settle-rows.ts";
import type { Ration } from "./ration.ts";
import { hasExpired, type Moment, putOff, setAside } from "./settle.ts";

/**
 * Asked just before anything but an answer is sent: does what it says still hold, and is this an hour for it? A row: that one
 * is sent, which was put in without a text and has got it now. `waitUntil`, on the product's clock: not before then.
 */
export type Guard = (tx: Tx, row: OutboxRow) => Promise<"send" | "drop" | { waitUntil: Date } | OutboxRow>;

/** What is held is looked at again after this long. */
const heldMs = 60_000;
/** The guard says no for now: it is asked again at its hour, but after this long at the latest, for days off may change. */
const waitMostMs = 60 * 60_000;
/** The month's quota is spent: whether there is another way, or another month, is looked at again after this long. */
const spentMs = 600_000;

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
  ration: Ration | null;
  nameList?: NameList | undefined;
}

/** A message whose choices will be numbered: with its list's place in the chat, and the line above the list, if any (html). */
export type NameList = (tx: Tx, row: OutboxRow, now: Date) => Promise<{ reply: Reply; how: string | null }>;

/**
 * The last look at a row before it is sent: as it goes out, or null when it does not (unreachable here, then it is moved
 * where it can be; expired; or its guard says no). Throws a RowFault when the look fails.
 */
export async function prepareRow(
  tx: Tx,
  row: OutboxRow,
  now: Moment,
  { channel, moved, guard, ration, nameList }: Preparing,
): Promise<OutboxRow | null> {
  try {
    const wanted = await lookAt(tx, row, now, guard);
    if (wanted === "unreachable" && (await moveToOtherAddress(tx, row, now.product))) {
      moved();
      return null;
    }
    if (typeof wanted === "string") {
      await settleRow(tx, row.id, null, setAside(row, wanted, now));
      return null;
    }
    if ("waitUntil" in wanted) {
      const ms = Math.min(waitMostMs, wanted.waitUntil.getTime() - now.product.getTime());
      await holdRow(tx, row.id, new Date(now.real + ms));
      return null;
    }
    if (ration !== null && !(await isGranted(tx, wanted, now, { ration, moved }))) return null;
    // Whoever repeats it after a crash says the same.
    if (wanted !== row) await keepWritten(tx, wanted);
    const whole = ration === null ? wanted : await ration.joined(tx, wanted, now);
    const ready = whole.operation === "edit" ? await asEdit(tx, whole, channel, now) : whole;
    if (ready === null) return null;
    const { reply, how } = await listed(tx, ready, now, channel, nameList);
    const parts = splitReply(reply, channel.capabilities, how);
    return parts.length > 1 ? await splitRow(tx, ready, parts, now.product) : { ...ready, reply: parts[0] };
  } catch (error) {
    throw new RowFault(row, error);
  }
}

async function listed(tx: Tx, row: OutboxRow, now: Moment, channel: Channel, nameList?: NameList) {
  const isList = !channel.capabilities.buttons && (row.reply.choices?.length ?? 0) > 0;
  // In a group nobody answers by number.
  if (!isList || !nameList || channel.isGroup(row.chatId)) return { reply: row.reply, how: null };
  return nameList(tx, row, now.product);
}

/** The row that is wanted, or why none is. */
async function lookAt(tx: Tx, row: OutboxRow, now: Moment, guard: Guard) {
  if (row.unreachable !== null) return "unreachable" as const;
  if (hasExpired(row, now.product)) return "expired" as const;
  const answer = row.kind === "reply" ? "send" : await guard(tx, row);
  return answer === "send" ? row : answer === "drop" ? ("dropped" as const) : answer;
}

/** Whether the bot's quota lets it go now; when not, it is held, goes to another address, waits, or is left unsent. */
async function isGranted(
  tx: Tx,
  row: OutboxRow,
  now: Moment,
  { ration, moved }: { ration: Ration; moved: Preparing["moved"] },
): Promise<boolean> {
  const answer = await ration.decide(tx, row, now);
  if ((answer === "spare" || answer === "wait") && (await moveToOtherAddress(tx, row, now.product))) {
    moved();
    return false;
  }
  if (answer === "hold") await holdRow(tx, row.id, new Date(now.real + heldMs));
  if (answer === "wait") await settleRow(tx, row.id, null, putOff(row, spentMs, now, quotaError));
  if (answer === "spare") await settleRow(tx, row.id, null, setAside(row, "quota", now));
  return answer === "send";
}

/** Where nothing can be changed, a change is a message more: the first after ten minutes, then one a day (ms). */
const repeatFirstMs = 10 * 60_000;
const repeatMs = 24 * 60 * 60_000;

/**
 * With the message it changes; where there is none, it is sent as a new one. So it is where the channel cannot change any,
 * but not at once: null while it is held, and the changes that come meanwhile are in it.
 */
async function asEdit(tx: Tx, row: OutboxRow, channel: Channel, now: Moment): Promise<OutboxRow | null> {
  const before = row.replaceKey === null ? null : await sentBefore(tx, row.addressId, row.replaceKey);
  const messageId = row.messageId ?? before?.messageId ?? null;
  if (messageId !== null && channel.capabilities.edit) return { ...row, messageId };
  if (before && !channel.capabilities.edit) {
    const waited = now.product.getTime() - before.at.getTime();
    if (waited < (before.times === 1 ? repeatFirstMs : repeatMs)) {
      await holdRow(tx, row.id, new Date(now.real + heldMs));
      return null;
    }
  }
  await turnIntoSend(tx, row.id);
  return { ...row, operation: "send", messageId: null };
}
