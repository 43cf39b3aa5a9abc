import { fold } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { lastReply, lastShown, offeredBy } from "../../store/last-reply.ts";
import { isRefusal } from "../asking/refusal.ts";
import type { SeatedTurn, Turn } from "../turn.ts";
import { isWrong } from "./right-figure.ts";
import { describe, undoable } from "./take-back.ts";

/** "bỏ cái vừa rồi", "nhầm rồi" are about what was done, not about what is asked. */
const isAboutDone = (text: string): boolean => /\b(?:vua|nham|sai|hoan tac|undo|xoa)\b/.test(fold(text));

/** Dialogues that ask nothing: they only remember what was just done. */
const remembers = new Set(["rightFigure", "evidencePlaced"]);

/** "Hủy", "thôi" and what amounts to it. */
function refuses(text: string): boolean {
  const reply = readReply(text);
  const isRefused = reply?.kind === "no" || reply?.kind === "skip" || isRefusal(text);
  return isRefused && !isAboutDone(text);
}

/**
 * "Hủy", "thôi" when a question is open that took no notice of it, or the last answer here asked to choose something: it only
 * closes that. False when nothing was asked, or the message is no refusal.
 */
export async function closeShown(turn: Turn, text: string): Promise<boolean> {
  if (!refuses(text)) return false;
  const isOpen = turn.dialogue !== null && !remembers.has(turn.dialogue.kind);
  if (!isOpen && !(await lastReply(turn.tx, turn.address.id))?.awaitsChoice) return false;
  await turn.reply({ html: turn.say("common:cancelled") });
  return true;
}

/**
 * The same when nothing was asked: right after an answer that offers to take back what was just done it is about that; after
 * any other, such as a list, nothing is done, and it is said how the last thing is taken back. False when it is left to others.
 */
export async function nothingToClose(turn: SeatedTurn, text: string): Promise<boolean> {
  if (!refuses(text) || isWrong(text)) return false;
  const offered = offeredBy(await lastShown(turn.tx, turn.address.id));
  if (offered.some((data) => /^undo:\d/.test(data))) return false;
  const { say } = turn;
  const [last] = await undoable(turn);
  if (!last) await turn.reply({ html: say("common:nothingOpen") });
  else
    await turn.reply({
      html: say("undo:nothingOpen", { what: await describe(turn, last) }),
      choices: [[{ label: say.plain("common:button.undo"), data: `undo:${last.id}` }]],
      awaitsChoice: true,
    });
  return true;
}
