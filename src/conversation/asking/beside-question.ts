import { isMember } from "../../domain/permission.ts";
import { type CancelObject, type CancelRequest, readCancel } from "../../domain/vietnamese/cancel-request.ts";
import { findInvite, readCode } from "../../store/invites.ts";
import { draftKind } from "../broadcast/draft.ts";
import { wantsEvidence } from "../evidencing/see-request.ts";
import { meaningOf } from "../meaning-of.ts";
import { isChangeRequest } from "../registering/change.ts";
import type { Turn } from "../turn.ts";
import { isRefusal } from "./refusal.ts";

/** Dialogues that wait for an answer; the others only remember what was just said. */
const questions = new Set([
  "question",
  "howMuch",
  "register",
  "registerList",
  "withdraw",
  "evidenceWhich",
  "whichUnit",
  "report",
  draftKind,
]);

/** What a question is called when it is to be closed: "hủy báo cáo", "hủy đăng ký". */
const named: Partial<Record<CancelObject, readonly string[]>> = {
  report: ["report"],
  registration: ["register", "registerList", "withdraw"],
  evidence: ["evidenceWhich"],
  // The one that is being written; those with a number are out.
  broadcast: [draftKind],
  sending: [draftKind],
};

/** Closes the open question when it is what shall be cancelled; anything else is cancelled by its own. */
async function closeNamed(turn: Turn, { object, number }: CancelRequest): Promise<boolean> {
  const { dialogue } = turn;
  if (!dialogue || !named[object]?.includes(dialogue.kind)) return false;
  const isDraft = dialogue.kind === draftKind;
  if (isDraft && number !== null) return false;
  await turn.closeDialogue();
  await turn.reply({ html: turn.say(isDraft ? "broadcast:cancelled" : "common:cancelled") });
  return true;
}

/**
 * A message that does not answer the open question: a longer refusal closes it, what says nothing at all leaves it open.
 * False when it is a message of its own, which takes the question's place.
 */
export async function besideQuestion(turn: Turn, text: string): Promise<boolean> {
  if (!turn.dialogue || !questions.has(turn.dialogue.kind) || !turn.person || !turn.seat) return false;
  if (isRefusal(text)) {
    const key = turn.dialogue.kind === draftKind ? "broadcast:cancelled" : "common:cancelled";
    await turn.closeDialogue();
    await turn.reply({ html: turn.say(key) });
    return true;
  }
  if (readCode(text) && (await findInvite(turn.tx, text))) return false;
  if (wantsEvidence(text) || (isMember(turn.seat.position) && isChangeRequest(text))) return false;
  const cancel = readCancel(text);
  if (cancel) return closeNamed(turn, cancel);
  if ((await meaningOf(turn, text)).intent !== "none") return false;
  const open = turn.dialogue.kind === draftKind ? "broadcast:stillOpen" : "common:stillAsked";
  await turn.reply({ html: turn.say(open) });
  return true;
}
