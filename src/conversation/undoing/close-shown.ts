import { fold } from "../../domain/vietnamese/fold.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { lastReply } from "../../store/last-reply.ts";
import { isRefusal } from "../asking/refusal.ts";
import type { Turn } from "../turn.ts";

/** "bỏ cái vừa rồi", "nhầm rồi" are about what was done, not about what is asked. */
const isAboutDone = (text: string): boolean => /\b(?:vua|nham|sai|hoan tac|undo|xoa)\b/.test(fold(text));

/** Dialogues that ask nothing: they only remember what was just done. */
const remembers = new Set(["rightFigure", "evidencePlaced"]);

/**
 * "Hủy", "thôi" when a question is open that took no notice of it, or the last answer here asked to choose something: it only
 * closes that. False when nothing was asked, or the message is no refusal.
 */
export async function closeShown(turn: Turn, text: string): Promise<boolean> {
  const reply = readReply(text);
  const refuses = reply?.kind === "no" || reply?.kind === "skip" || isRefusal(text);
  if (!refuses || isAboutDone(text)) return false;
  const isOpen = turn.dialogue !== null && !remembers.has(turn.dialogue.kind);
  if (!isOpen && !(await lastReply(turn.tx, turn.address.id))?.awaitsChoice) return false;
  await turn.reply({ html: turn.say("common:cancelled") });
  return true;
}
