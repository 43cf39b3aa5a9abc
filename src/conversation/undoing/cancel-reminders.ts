import { readSendTime, type SendTime } from "../../domain/vietnamese/send-time.ts";
import { instantOf } from "../../store/months.ts";
import { cancelSnoozes, openSnoozes } from "../../store/snoozes.ts";
import { clockOf, daysHere } from "../broadcast/send-time.ts";
import { isoDay } from "../days.ts";
import type { SeatedTurn } from "../turn.ts";

/** Is it the reminder at the time that was named? */
function isAt({ zone }: SeatedTurn, dueAt: Date, { date, time }: SendTime): boolean {
  const at = instantOf(dueAt).toZonedDateTimeISO(zone);
  const hour = at.toPlainTime().toString({ smallestUnit: "minute" });
  return (date === null || date === isoDay(at.toPlainDate())) && (time === null || time === hour);
}

/**
 * Drops what the person asked to be reminded of again, at the time that is named or all of it; the daily reminders are a
 * setting. Where none is booked for that time, it says which are, and drops none.
 */
export async function cancelReminders(turn: SeatedTurn, text: string): Promise<void> {
  const { say, zone, tx, person } = turn;
  const booked = (await openSnoozes(tx, person.id)).map((each) => each.dueAt);
  if (booked.length === 0) return turn.reply({ html: say("undo:noReminder") });
  const named = readSendTime(text, daysHere(clockOf(turn)));
  const meant = named ? booked.filter((dueAt) => isAt(turn, dueAt, named)) : booked;
  const listed = (dueAts: readonly Date[]) =>
    dueAts.map((each) => say.moment(instantOf(each).toZonedDateTimeISO(zone))).join(", ");
  if (meant.length === 0) return turn.reply({ html: say("undo:noReminderThen", { at: listed(booked) }) });
  await cancelSnoozes(tx, person.id, meant);
  await turn.reply({ html: say("undo:reminderCancelled", { at: listed(meant) }) });
}
