import { readAcknowledgement } from "../../domain/vietnamese/acknowledgement.ts";
import { receiptsOf } from "../../store/broadcast-receipts.ts";
import type { Turn } from "../turn.ts";
import { received } from "./sent.ts";

/** A broadcast this young is the one that is meant, when all others are older (ms). */
const recent = 3 * 24 * 3_600_000;

/**
 * "Đã nhận ạ", "đã nhận thông báo số 7": does what [Đã nhận] does, for the one that is named, or the only one that is not
 * acknowledged, or the only recent one of those. False when the message says no such thing or it is not clear which is meant.
 */
export async function receivedByWords(turn: Turn, text: string): Promise<boolean> {
  const said = turn.person ? readAcknowledgement(text) : null;
  if (!turn.person || !said) return false;
  const all = await receiptsOf(turn.tx, turn.person.id);
  const open = all.filter((each) => !each.acknowledged);
  const since = turn.now.epochMilliseconds - recent;
  const young = open.filter((each) => each.sentAt.getTime() >= since);
  const [meant, more] =
    said.number !== null
      ? all.filter((each) => each.number === said.number).slice(0, 1)
      : open.length === 1
        ? open
        : young;
  if (!meant || more) return false;
  await received(turn, meant.broadcastId);
  return true;
}
