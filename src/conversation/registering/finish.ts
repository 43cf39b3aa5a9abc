import { targetCode } from "../../domain/target.ts";
import type { MemberTurn } from "../turn.ts";
import { fieldsOf } from "./draft.ts";
import { changedFields } from "./field-text.ts";
import { recordChange, recordedChoices, recordedText, recordTargets } from "./record.ts";
import { ask, changedTarget, goOn, type Registration, windowFault } from "./registration.ts";

/** Records what the card shows: a new target, or the change of one (which needs a reason). */
export async function finish(turn: MemberTurn, state: Registration): Promise<void> {
  const fields = fieldsOf(state.draft);
  if (!fields) return goOn(turn, state);
  if (state.targetId !== null) return finishChange(turn, state);
  const fault = windowFault(turn);
  await turn.closeDialogue();
  if (fault) return turn.reply({ html: fault });
  const { actionId, registered } = await recordTargets(turn, [
    { ...fields, pledgeItemId: state.draft.pledgeItemId },
  ]);
  const numbers = registered.map((each) => each.target.number);
  await turn.reply({ html: await recordedText(turn, numbers), choices: recordedChoices(turn, actionId) });
}

async function finishChange(turn: MemberTurn, state: Registration): Promise<void> {
  const { say } = turn;
  const target = await changedTarget(turn, state);
  const fields = fieldsOf(state.draft);
  if (!target || !fields) {
    await turn.closeDialogue();
    return turn.reply({ html: say("register:done") });
  }
  const isSame =
    changedFields(say, target, fields).length === 0 &&
    fields.direction === target.direction &&
    fields.kind === target.kind;
  if (isSame && state.draft.pledgeItemId === target.pledgeItemId)
    return ask(turn, { ...state, step: "card" });
  if (isSame) {
    // Which item of the pledge it belongs to counts for nothing: no approval.
    await turn.closeDialogue();
    await turn.tx.target.update({
      where: { id: target.id },
      data: { pledgeItemId: state.draft.pledgeItemId },
    });
    return turn.reply({ html: say("register:pledgeSaved", { code: targetCode(target.number) }) });
  }
  if (state.reason === null) return ask(turn, { ...state, step: "reason" });
  await turn.closeDialogue();
  if (state.draft.pledgeItemId !== target.pledgeItemId) {
    await turn.tx.target.update({
      where: { id: target.id },
      data: { pledgeItemId: state.draft.pledgeItemId },
    });
  }
  const { actionId } = await recordChange(turn, target, fields, state.reason);
  const key = target.approval === "approved" ? "changeSent" : "changeSentAgain";
  await turn.reply({
    html: say(`register:${key}`, { code: targetCode(target.number) }),
    choices: recordedChoices(turn, actionId),
  });
}

export async function cancel(turn: MemberTurn): Promise<void> {
  await turn.closeDialogue();
  await turn.reply({ html: turn.say("common:cancelled") });
}
