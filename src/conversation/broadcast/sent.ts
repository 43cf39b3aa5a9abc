import { instantAt } from "../../domain/period.ts";
import type { Choice } from "../../shared/messages.ts";
import { broadcastCopies, type Copy, nextRound, unacknowledged } from "../../store/broadcast-copies.ts";
import { acknowledge } from "../../store/broadcast-receipts.ts";
import { detourText, failureText } from "../../store/broadcast-report-text.ts";
import { type BroadcastRow, broadcastOfYear, findBroadcast } from "../../store/find-broadcast.ts";
import { instantOf } from "../../store/months.ts";
import { nudge, nudgedSince } from "../../store/nudge-broadcast.ts";
import { broadcastOfDraft } from "../../store/plan-broadcast.ts";
import { cancelBroadcast } from "../../store/send-broadcast.ts";
import type { MemberTurn, Turn } from "../turn.ts";
import { asHeadIn } from "../who-may.ts";

/** Lines of one page of the list. */
const perPage = 10;

/** [Đã nhận]: of whoever it was sent to; of several at once those that were. */
export async function received(turn: Turn, ids: readonly number[]): Promise<void> {
  const { tx, services, say, person } = turn;
  const all: { row: BroadcastRow; noted: { at: Date; first: boolean } }[] = [];
  for (const id of ids) {
    const row = person && Number.isSafeInteger(id) ? await findBroadcast(tx, id) : null;
    const noted = row && person ? await acknowledge(tx, row.id, person.id, services.locales, turn.now) : null;
    if (row && noted) all.push({ row, noted });
  }
  const [one, more] = all;
  if (!one) return turn.reply({ html: say("common:staleButton") });
  if (more) {
    const numbers = all.map(({ row }) => row.number).join(", ");
    return turn.reply({ html: say("broadcast:receivedAll", { numbers }) });
  }
  const { row, noted } = one;
  const at = say.moment(instantOf(noted.at).toZonedDateTimeISO(turn.zone));
  await turn.reply({
    html: noted.first
      ? say("broadcast:received", { number: row.number })
      : say("broadcast:receivedBefore", { number: row.number, at }),
  });
}

/** A broadcast that a button names, in its own year: what was booked or sent in December is its head's in January too. */
export async function withBroadcast(
  turn: Turn,
  id: number,
  step: (head: MemberTurn, row: BroadcastRow) => Promise<void>,
): Promise<void> {
  const row = Number.isSafeInteger(id) ? await findBroadcast(turn.tx, id) : null;
  await asHeadIn(turn, row && { id: row.clusterYearId }, async (head) => {
    if (row?.clusterYearId === head.seat.year.id) return step(head, row);
    await turn.reply({ html: turn.say("common:staleButton") });
  });
}

/** [Nhắc N người chưa nhận]: nobody is reminded of it twice a day. */
export async function nudgeOthers(turn: MemberTurn, row: BroadcastRow, round: number): Promise<void> {
  const { tx, say, services, now } = turn;
  const copies = await broadcastCopies(tx, row.id);
  const open = row.state === "cancelled" ? [] : unacknowledged(copies);
  const { number } = row;
  if (round !== nextRound(copies)) return turn.reply({ html: say("broadcast:nudgedBefore", { number }) });
  if (open.length === 0) return turn.reply({ html: say("broadcast:nobodyToNudge", { number }) });
  const before = await nudgedSince(tx, row.id, instantAt(turn.today, "00:00", turn.zone));
  const fresh = open.filter((each) => !before.has(each.personId));
  if (fresh.length === 0) return turn.reply({ html: say("broadcast:nudgedToday", { number }) });
  const sending = { locales: services.locales, calendar: services.calendar(), now };
  const count = await nudge(
    tx,
    row,
    fresh.map((each) => each.personId),
    round,
    sending,
  );
  if (count === null) return turn.reply({ html: say("broadcast:nudgedBefore", { number }) });
  await turn.audit("nudge", `broadcast:${row.id}`, String(count));
  await turn.reply({ html: say("broadcast:nudged", { number, count }) });
}

/** "nhắc người chưa nhận", "nhắc những người chưa xác nhận thông báo số 2": as the button of that broadcast's report. */
export async function nudgeByWords(turn: MemberTurn, number: number | null): Promise<void> {
  const { tx, say, seat } = turn;
  const row = await broadcastOfYear(tx, seat.year.id, number);
  if (row) return nudgeOthers(turn, row, nextRound(await broadcastCopies(tx, row.id)));
  await turn.reply({
    html: number === null ? say("broadcast:noneToNudge") : say("broadcast:noSuchNumber", { number }),
  });
}

/** A name that says the unit already needs no unit before it. */
const who = ({ unit, displayName }: Copy): string =>
  displayName.includes(unit) ? displayName : `${unit}, ${displayName}`;

function standing({ say }: MemberTurn, copy: Copy): string {
  const { state, reason, detour } = copy;
  if (state === "failed") return failureText(say, copy);
  if (copy.gone) return say.plain("broadcast:reason.left");
  if (state === "waiting" && reason !== null && detour === null)
    return say.plain("broadcast:state.waitingFor");
  const text = say.plain(`broadcast:state.${state}`);
  return detour ? say.plain("broadcast:stateDetour", { state: text, detour: detourText(say, detour) }) : text;
}

/** [Danh sách chưa xác nhận], a page at a time. */
export async function listOpen(turn: MemberTurn, row: BroadcastRow, page: number | null): Promise<void> {
  const { say } = turn;
  const open = (await broadcastCopies(turn.tx, row.id)).filter((each) => !each.acknowledged);
  if (open.length === 0) return turn.reply({ html: say("broadcast:allReceived", { number: row.number }) });
  const pages = Math.ceil(open.length / perPage);
  const at = Math.min(Math.max(0, Number.isInteger(page) ? (page ?? 0) : 0), pages - 1);
  const lines = open
    .slice(at * perPage, (at + 1) * perPage)
    .map((each) => say("broadcast:listLine", { who: who(each), state: standing(turn, each) }));
  const leaf: Choice[] = [];
  const to = (label: string, target: number) =>
    leaf.push({ label: say.plain(`common:button.${label}`), data: `broadcast:list:${row.id}:${target}` });
  if (at > 0) to("previous", at - 1);
  if (at < pages - 1) to("more", at + 1);
  const reply = {
    html: [say("broadcast:listTitle", { number: row.number, count: open.length }), ...lines].join("\n"),
    ...(leaf.length > 0 ? { choices: [leaf] } : {}),
  };
  await (page === null ? turn.reply(reply) : turn.replace(reply));
}

/** [Hủy gửi] */
export async function stop(turn: MemberTurn, row: BroadcastRow): Promise<void> {
  const { say, tx, services, now } = turn;
  const { number } = row;
  if (await cancelBroadcast(tx, row, services.locales, now)) {
    await turn.audit("cancelBroadcast", `broadcast:${row.id}`);
    return turn.reply({ html: say("broadcast:stopped", { number }) });
  }
  await turn.reply({
    html: say(row.state === "cancelled" ? "broadcast:stoppedBefore" : "broadcast:allOut", { number }),
  });
}

/** A button of a draft that is no longer open: what became of it. */
export async function draftGone(turn: MemberTurn, draft: number): Promise<void> {
  const { tx, person, seat, say } = turn;
  const made = Number.isSafeInteger(draft)
    ? await broadcastOfDraft(tx, { byId: person.id, clusterYearId: seat.year.id, draft })
    : null;
  await turn.reply({
    html: made ? say("broadcast:madeBefore", { number: made.number }) : say("broadcast:draftGone"),
  });
}
