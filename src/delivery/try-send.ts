import type { Channel, Outcome } from "../channels/channel.ts";
import { splitReply } from "../channels/render.ts";
import type { Log } from "../shared/log.ts";
import type { Reply } from "../shared/messages.ts";
import type { OutboxRow } from "../store/outbox-rows.ts";
import type { RealTime } from "./real-time.ts";

/** Makes a message that may be there already recognisable as a repeat. */
export type MarkRepeat = (reply: Reply, row: OutboxRow) => Reply;

interface Trying {
  channel: Channel;
  time: RealTime;
  log: Log;
  markRepeat: MarkRepeat;
}

/** Channels give up earlier by themselves; this must be less than a row's lease (ms). */
const longestTry = 45_000;

/** One try to send a row. It always answers, also when the channel throws or never does. */
export async function trySend(row: OutboxRow, { channel, time, log, markRepeat }: Trying): Promise<Outcome> {
  let cancel = () => {};
  const tooLong = new Promise<Outcome>((resolve) => {
    cancel = time.after(longestTry, () => resolve({ kind: "unknown", reason: "no answer in time" }));
  });
  try {
    const isEdit = row.operation === "edit" && row.messageId !== null;
    const reply = row.uncertain > 0 && !isEdit ? marked(row, channel, markRepeat) : row.reply;
    const message = { chatId: row.chatId, reply };
    return await Promise.race([
      isEdit && row.messageId !== null ? channel.edit(row.messageId, message) : channel.send(message),
      tooLong,
    ]);
  } catch (error) {
    log.error({ error, outbox: row.id }, "a channel failed while sending");
    return { kind: "unknown", reason: "the channel failed" };
  } finally {
    cancel();
  }
}

/** Left as it is where the mark would make it too long for one message. */
function marked(row: OutboxRow, channel: Channel, markRepeat: MarkRepeat): Reply {
  const reply = markRepeat(row.reply, row);
  return splitReply(reply, channel.capabilities).length === 1 ? reply : row.reply;
}
