import type { Intent, SeatedTurn } from "../turn.ts";
import { asSeated } from "../who-may.ts";

export async function showReminderSettings(turn: SeatedTurn): Promise<void> {
  await turn.reply({ html: turn.say("common:staleButton") });
}

export const reminders: Intent = {
  commands: { nhacviec: (turn) => asSeated(turn, showReminderSettings) },
  presses: {},
};
