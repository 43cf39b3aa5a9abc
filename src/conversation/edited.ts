import { normalize } from "../domain/vietnamese/fold.ts";
import { understand } from "../domain/vietnamese/understand.ts";
import type { Content } from "../shared/messages.ts";
import type { ActionRow } from "../store/actions.ts";
import { saidBefore, targetsWithout } from "../store/edited-messages.ts";
import { targetsOfUnit } from "../store/targets.ts";
import { isoDay, readDay } from "./days.ts";
import { openQuestion } from "./intents/question.ts";
import { recordProgress } from "./record-progress.ts";
import type { MemberTurn, Turn } from "./turn.ts";
import { describe, replaceable } from "./undoing/take-back.ts";
import { targetViews } from "./views.ts";
import { asMember } from "./who-may.ts";

/** The edited words as a report in place of the one the message made; the figures are read as if that had never been. */
async function correct(turn: MemberTurn, action: ActionRow, text: string): Promise<void> {
  const { tx, seat } = turn;
  const targets = await targetsOfUnit(tx, seat.year.id, seat.unit.id);
  const calendar = turn.services.calendar();
  const meaning = understand(text, {
    targets: targetViews(await targetsWithout(tx, targets, action.id)),
    units: [],
    today: isoDay(turn.today),
    isWorkingDay: (day) => calendar.isWorkingDay(readDay(day)),
  });
  if (meaning.intent === "progress") return recordProgress(turn, meaning.items, { replaces: action });
  if (meaning.intent === "ask" && meaning.items?.length) return openQuestion(turn, meaning, action.id);
  await turn.reply({
    html: turn.say("undo:editedKept", { what: await describe(turn, action) }),
    choices: [[{ label: turn.say.plain("common:button.undo"), data: `undo:${action.id}` }]],
  });
}

/**
 * An edited message. The report it made is corrected, with both kept; the newest message that recorded nothing is read
 * again as `asNew`; for older ones the person is asked to say it anew, since the talk went on from them.
 */
export async function receiveEdited(
  turn: Turn,
  { text, messageId }: Extract<Content, { kind: "edited" }>,
  asNew: (text: string) => Promise<void>,
): Promise<void> {
  const said = await saidBefore(turn.tx, turn.inbound, messageId);
  const words = normalize(text).trim();
  if (said?.actionId === null && said.isNewest) {
    await turn.closeDialogue();
    return asNew(words);
  }
  if (said === null || said.actionId === null || !turn.person || !turn.seat) {
    return turn.reply({ html: turn.say("common:edited") });
  }
  const { actionId } = said;
  await asMember(turn, async (member) => {
    const action = await replaceable(member, actionId);
    if (action?.kind !== "progress") return turn.reply({ html: turn.say("common:edited") });
    await correct(member, action, words);
  });
}
