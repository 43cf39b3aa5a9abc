import { readAcknowledgement } from "../../domain/vietnamese/acknowledgement.ts";
import { type OwnReceipt, receiptsOf } from "../../store/broadcast-receipts.ts";
import type { Turn } from "../turn.ts";
import { excerpt } from "./excerpt.ts";
import { received } from "./sent.ts";

/** A broadcast this young is the one that is meant, when all others are older (ms). */
const recent = 3 * 24 * 3_600_000;
/** Newest first; their ids fit one button. */
const mostOffered = 5;

/** Asks which of several it was; or all of them. */
async function askWhich({ say, reply }: Turn, open: readonly OwnReceipt[]): Promise<void> {
  const shown = open.slice(0, mostOffered);
  const button = (label: string, ids: readonly OwnReceipt[]) => ({
    label,
    data: `broadcast:got:${ids.map((each) => each.broadcastId).join(",")}`,
  });
  const one = shown.map((each) => [
    button(say.plain("broadcast:button.receivedOne", { number: each.number }), [each]),
  ]);
  const all = button(say.plain("broadcast:button.receivedAll", { count: shown.length }), shown);
  await reply({
    html: [
      say("broadcast:receivedWhich"),
      ...shown.map(({ number, text }) => say("broadcast:row", { number, text: excerpt(text) })),
    ].join("\n"),
    choices: [...one, [all]],
    awaitsChoice: true,
  });
}

/**
 * "Đã nhận ạ", "đã nhận thông báo số 7", "nhận cả hai rồi": does what [Đã nhận] does, for the one that is named, or the only one that is not
 * acknowledged, or the only recent one of those; of several it is asked which. False when the message says no such thing or
 * nothing waits for it.
 */
export async function receivedByWords(turn: Turn, text: string): Promise<boolean> {
  const said = turn.person ? readAcknowledgement(text) : null;
  if (!turn.person || !said) return false;
  const all = await receiptsOf(turn.tx, turn.person.id);
  if (said.number !== null) {
    const named = all.find((each) => each.number === said.number);
    if (named) await received(turn, [named.broadcastId]);
    return named !== undefined;
  }
  const open = all.filter((each) => !each.acknowledged);
  const since = turn.now.epochMilliseconds - recent;
  const young = open.filter((each) => each.sentAt.getTime() >= since);
  const meant = young.length > 0 ? young : open;
  const [first, more] = meant;
  // "Đã rõ" of a broadcast of last week is rather said of something else.
  if (!first || (said.vague && young.length === 0)) return false;
  if (said.all && (said.count === null || said.count === meant.length))
    await received(
      turn,
      meant.map((each) => each.broadcastId),
    );
  else await (more ? askWhich(turn, meant) : received(turn, [first.broadcastId]));
  return true;
}
