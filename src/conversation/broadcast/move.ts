import { isHead } from "../../domain/permission.ts";
import { type MoveRequest, readMove } from "../../domain/vietnamese/move-request.ts";
import { type BroadcastRow, broadcastOfYear, findBroadcast } from "../../store/find-broadcast.ts";
import { lastShown, offeredBy } from "../../store/last-reply.ts";
import { instantOf } from "../../store/months.ts";
import { bookedBroadcasts, moveBroadcast } from "../../store/move-broadcast.ts";
import type { MemberTurn, Turn } from "../turn.ts";
import { asHead } from "../who-may.ts";
import { openDraft } from "./draft.ts";
import { clockOf, daysHere, momentOf, openMoment } from "./send-time.ts";

/** The broadcast that the last message in this chat offers to stop: it was booked, moved or looked at just now. */
async function spokenOf({ tx, address }: Turn): Promise<number | null> {
  for (const data of offeredBy(await lastShown(tx, address.id))) {
    const id = /^broadcast:stop:(\d+)$/.exec(data)?.[1];
    if (id !== undefined) return Number(id);
  }
  return null;
}

/** The broadcast that is meant; null when it was said why there is none, or asked which. */
async function meant(turn: MemberTurn, number: number | null): Promise<BroadcastRow | null> {
  const { tx, seat, say } = turn;
  if (number !== null) {
    const row = await broadcastOfYear(tx, seat.year.id, number);
    if (!row) await turn.reply({ html: say("broadcast:noSuchNumber", { number }) });
    return row;
  }
  const booked = await bookedBroadcasts(tx, seat.year.id);
  const shown = booked.length > 1 ? await spokenOf(turn) : null;
  const one = booked.find((each) => each.id === shown) ?? booked[0];
  if (one && (booked.length === 1 || one.id === shown)) return findBroadcast(tx, one.id);
  await turn.reply({
    html: one
      ? say("broadcast:move.which", {
          numbers: booked.map((each) => each.number).join(", "),
          number: one.number,
        })
      : say("broadcast:move.none"),
  });
  return null;
}

async function move(turn: MemberTurn, row: BroadcastRow, { to }: MoveRequest): Promise<void> {
  const { say, tx, now, zone, services } = turn;
  const { id, number, state } = row;
  if (state !== "scheduled")
    return turn.reply({
      html: say(state === "cancelled" ? "broadcast:stoppedBefore" : "broadcast:move.out", { number }),
    });
  const stop = [[{ label: say.plain("broadcast:button.stop"), data: `broadcast:stop:${id}` }]];
  const before = instantOf(row.sendAt);
  const clock = clockOf(turn);
  if (to === null)
    return turn.reply({
      html: say("broadcast:move.when", { number, at: say.moment(before.toZonedDateTimeISO(zone)) }),
      choices: stop,
    });
  const wanted = momentOf(to, clock, before);
  if (wanted.epochMilliseconds <= now.epochMilliseconds)
    return turn.reply({ html: say("broadcast:past"), choices: stop });
  const open = openMoment(wanted, clock);
  const at = say.moment(open.at.toZonedDateTimeISO(zone));
  const day = say.longDay(wanted.toZonedDateTimeISO(zone).toPlainDate());
  const why = open.moved ? [say(`broadcast:move.${open.moved}`, { day })] : [];
  if (open.at.equals(before)) {
    return turn.reply({
      html: [...why, say("broadcast:move.same", { number, at })].join("\n"),
      choices: stop,
    });
  }
  if (!(await moveBroadcast(tx, id, open.at, { locales: services.locales, now })))
    return turn.reply({ html: say("broadcast:move.out", { number }) });
  await turn.audit("moveBroadcast", `broadcast:${id}`, `${before.toString()} ${open.at.toString()}`);
  await turn.reply({ html: [...why, say("broadcast:move.done", { number, at })].join("\n"), choices: stop });
}

/**
 * "dời thông báo số 3 sang thứ Hai" at any time; "thôi để 9h sáng thứ 6" while a broadcast that waits is what was spoken of
 * last. False when the message is no such wish.
 */
export async function moveByWords(turn: Turn, text: string): Promise<boolean> {
  const request = readMove(text, daysHere(clockOf(turn)));
  if (!request || !turn.seat) return false;
  // The one that is being written has no number; what is said may be its very text.
  if (request.number === null && openDraft(turn)) return false;
  if (!request.named) {
    const isFree = turn.dialogue === null && isHead(turn.seat.position);
    const id = isFree ? await spokenOf(turn) : null;
    const row = id === null ? null : await findBroadcast(turn.tx, id);
    if (row?.clusterYearId !== turn.seat.year.id) return false;
    await asHead(turn, (head) => move(head, row, request));
    return true;
  }
  await asHead(turn, async (head) => {
    const row = await meant(head, request.number);
    if (row) await move(head, row, request);
  });
  return true;
}
