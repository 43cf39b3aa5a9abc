import { moveToOtherAddress } from "../store/fall-back.ts";
import type { Tx } from "../store/open.ts";
import { markUnreachable, moveAddress, settleRow, settleSent } from "../store/settle-rows.ts";
import { type Moment, settle } from "./settle.ts";
import type { Ended } from "./unsettled.ts";

interface Writing {
  owner: string;
  now: Moment;
  /** The row went over to another address of its person. */
  moved(): void;
}

/** Writes down how tries to send ended, and what they say of the addresses; rows another sender took since are left alone. */
export async function writeDown(tx: Tx, all: readonly Ended[], writing: Writing): Promise<void> {
  const sent: { id: number; messageId: string }[] = [];
  for (const each of all) {
    const { row, outcome } = each;
    const isPlain = outcome.kind === "sent" && settle(row, outcome, writing.now).lastError === null;
    if (isPlain) sent.push({ id: row.id, messageId: outcome.messageId });
    else await writeOne(tx, each, writing);
  }
  await settleSent(tx, sent, writing.owner, writing.now.product);
}

async function writeOne(tx: Tx, { row, outcome }: Ended, { owner, now, moved }: Writing): Promise<void> {
  if (outcome.kind === "unreachable") await markUnreachable(tx, row.addressId, outcome.reason, now.product);
  if (outcome.kind === "migrated") await moveAddress(tx, row.addressId, outcome.chatId, now.product);
  const elsewhere =
    outcome.kind === "unreachable" && (await moveToOtherAddress(tx, row, now.product, { owner }));
  if (elsewhere) moved();
  else await settleRow(tx, row.id, owner, settle(row, outcome, now));
}
