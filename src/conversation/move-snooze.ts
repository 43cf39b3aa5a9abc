import { readMove } from "../domain/vietnamese/move-request.ts";
import { instantOf } from "../store/months.ts";
import { openSnoozes } from "../store/snoozes.ts";
import { clockOf, daysHere } from "./broadcast/send-time.ts";
import { isoDay } from "./days.ts";
import { snoozeTo } from "./intents/reminders.ts";
import type { SeatedTurn } from "./turn.ts";

/** A reminder that was asked for just now is what a bare time is about (ms). */
const justNow = 30 * 60_000;

/** "À thôi để 3h chiều" after "nhắc lại sau 2 tiếng": another time for it, on its day unless one is named. */
export async function moveSnooze(turn: SeatedTurn, text: string): Promise<boolean> {
  const move = readMove(text, daysHere(clockOf(turn)));
  if (!move?.to || move.named) return false;
  const since = turn.now.epochMilliseconds - justNow;
  const [asked, more] = (await openSnoozes(turn.tx, turn.person.id)).filter(
    (each) => each.createdAt.getTime() >= since,
  );
  if (!asked || more) return false;
  const { date, time, part } = move.to;
  const day = isoDay(instantOf(asked.dueAt).toZonedDateTimeISO(turn.zone).toPlainDate());
  await snoozeTo(turn, {
    kind: "day",
    date: date ?? day,
    time,
    afternoon: part === "afternoon",
    before: false,
  });
  return true;
}
