import type { MemberTurn } from "../turn.ts";
import { beginDraft, type Draft, openDraft } from "./draft.ts";
import { dropDraftAside } from "./kept-draft.ts";

/** Begins a broadcast, and says so where another one that was being written is dropped by it. */
export async function beginAnew(turn: MemberTurn): Promise<Draft> {
  const before = openDraft(turn);
  const wasAside = await dropDraftAside(turn);
  if (wasAside || (before && (before.text !== "" || before.image !== null)))
    await turn.reply({ html: turn.say("broadcast:newInstead") });
  return beginDraft(turn);
}
