import { readBroadcastRequest } from "../../domain/vietnamese/broadcast-request.ts";
import { broadcastReport } from "../../store/broadcast-report.ts";
import { broadcastsOfYear } from "../../store/find-broadcast.ts";
import type { MemberTurn, Turn } from "../turn.ts";
import { asHead } from "../who-may.ts";
import { openDraft } from "./draft.ts";
import { excerpt } from "./excerpt.ts";

/** Newest first; older ones are asked for by number. */
const mostShown = 10;

async function show(turn: MemberTurn, number: number | null, newest: boolean): Promise<void> {
  const { say, tx, seat } = turn;
  const rows = await broadcastsOfYear(tx, seat.year.id);
  const wanted =
    number === null
      ? newest || rows.length === 1
        ? rows[0]
        : undefined
      : rows.find((row) => row.number === number);
  if (wanted) {
    const report = await broadcastReport(tx, say, wanted.id);
    return report ? turn.reply(report) : undefined;
  }
  if (rows.length === 0) return turn.reply({ html: say("broadcast:noneYet") });
  const shown = rows.slice(0, mostShown);
  const lines = shown.map((row) => say("broadcast:row", { number: row.number, text: excerpt(row.text) }));
  await turn.reply({
    html: [number === null ? say("broadcast:rows") : say("broadcast:noSuch", { number }), ...lines].join(
      "\n",
    ),
    choices: shown.map((row) => [
      {
        label: say.plain("broadcast:button.report", { number: row.number }),
        data: `broadcast:report:${row.id}`,
      },
    ]),
  });
}

/**
 * "danh sách thông báo", "xem thông báo số 2", "ai chưa nhận thông báo"; false when the message asks for none of it. An open question
 * stays open.
 */
export async function showBroadcasts(turn: Turn, text: string): Promise<boolean> {
  const request = turn.seat ? readBroadcastRequest(text) : null;
  if (!request) return false;
  // "sửa thông báo" is about the one that is being written.
  if (request.number === null && openDraft(turn) && request.toChange) return false;
  await asHead(turn, (head) => show(head, request.number, request.newest));
  return true;
}
