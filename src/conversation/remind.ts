import { isHead } from "../domain/permission.ts";
import { fold } from "../domain/vietnamese/fold.ts";
import { type Reminding, readPlainReminding, readReminding } from "../domain/vietnamese/reminding.ts";
import type { Unit } from "../store/generated/sqlite/client.ts";
import { openSnoozes } from "../store/snoozes.ts";
import { nudgeByWords } from "./broadcast/sent.ts";
import { isoDay } from "./days.ts";
import { offerToRemindAll, remindUnits, showCallList } from "./intents/call-list.ts";
import { setLevel, setTime, showQuietest, showReminderSettings, snoozeTo } from "./intents/reminders.ts";
import type { SeatedTurn } from "./turn.ts";
import { cancelReminders } from "./undoing/cancel-reminders.ts";
import { asHead } from "./who-may.ts";

/** "thôi khỏi nhắc nữa", not "nhắc ít thôi": what is booked is meant too. */
const stops = (text: string): boolean =>
  /\b(?:nua|khoi|dung|khong|ko|ngung)\b/.test(fold(text)) && !/\b(?:it|nhieu|bot)\b/.test(fold(text));

async function answer(turn: SeatedTurn, said: Reminding, text: string): Promise<void> {
  switch (said.kind) {
    case "unacknowledged":
      return asHead(turn, (head) => nudgeByWords(head, said.number));
    case "whom":
      return showCallList(turn);
    case "others":
      return isHead(turn.seat.position) ? asHead(turn, offerToRemindAll) : showReminderSettings(turn);
    case "snooze":
      return snoozeTo(turn, said.when);
    case "hour":
      return setTime(turn, said.time, false);
    case "level":
      return setLevel(turn, said.level, false);
    case "quieter":
      if (stops(text) && (await openSnoozes(turn.tx, turn.person.id)).length > 0)
        await cancelReminders(turn, text);
      return showQuietest(turn);
    case "settings":
      return showReminderSettings(turn);
  }
}

/** A message that asks for a reminder: of the sender once more or each day, of others, or about it. */
export async function answerReminding(turn: SeatedTurn, text: string, unit: Unit | null): Promise<void> {
  const said = readReminding(text, isoDay(turn.today));
  const names = unit !== null && said.kind !== "whom" && said.kind !== "unacknowledged";
  if (names && isHead(turn.seat.position)) return asHead(turn, (head) => remindUnits(head, unit));
  await answer(turn, said, text);
}

/** A message whose words seem to ask for something else; false when it does not speak of reminders. */
export async function answerPlainReminding(turn: SeatedTurn, text: string): Promise<boolean> {
  const said = readPlainReminding(text);
  if (!said) return false;
  await answer(turn, said, text);
  return true;
}
