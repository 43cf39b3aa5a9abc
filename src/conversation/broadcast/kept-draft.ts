import { isHead } from "../../domain/permission.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { closeDialogue, openDialogue, openDialogueOf } from "../../store/dialogues.ts";
import { draftKey } from "../../store/draft-key.ts";
import { asDate } from "../days.ts";
import type { Turn } from "../turn.ts";
import { type Draft, draftKind, openDraft, readDraft } from "./draft.ts";

/**
 * The step of something else while a broadcast is being written: the draft stays open. Where that step asks a question of
 * its own, the draft is put aside until that is over.
 */
export function besideDraft(turn: Turn): Turn {
  const draft = openDraft(turn);
  if (!draft || !turn.person) return turn;
  const key = draftKey(turn.person.id);
  let isAside = false;
  return {
    ...turn,
    dialogue: null,
    ask: async (kind, state) => {
      if (!isAside) await openDialogue(turn.tx, key, draftKind, draft, asDate(turn.now));
      isAside = true;
      return turn.ask(kind, state);
    },
    closeDialogue: async () => {
      if (isAside) await turn.closeDialogue();
    },
  };
}

/** The draft that was put aside, or null. */
async function draftAside(turn: Turn): Promise<{ draft: Draft; version: number } | null> {
  if (!turn.person || !turn.seat || !isHead(turn.seat.position)) return null;
  const stored = await openDialogueOf(turn.tx, draftKey(turn.person.id));
  const draft = stored && readDraft(stored);
  return draft ? { draft, version: stored.version } : null;
}

/** Forgets the draft that was put aside; answers whether there was one. */
export async function dropDraftAside(turn: Turn): Promise<boolean> {
  const aside = await draftAside(turn);
  if (!aside || !turn.person) return false;
  return closeDialogue(turn.tx, draftKey(turn.person.id), aside.version);
}

async function takeUp(turn: Turn, draft: Draft): Promise<Turn> {
  await dropDraftAside(turn);
  const version = await turn.ask(draftKind, draft);
  return { ...turn, dialogue: { kind: draftKind, state: draft, version } };
}

/**
 * Where no question is open, a sentence may be meant for the draft that was put aside. Not its text, and no bare answer:
 * what they answer was last asked long ago.
 */
export async function withDraftAside(turn: Turn, text: string): Promise<Turn> {
  if (turn.dialogue || readReply(text)) return turn;
  const aside = await draftAside(turn);
  return aside && aside.draft.step !== "content" ? takeUp(turn, aside.draft) : turn;
}

/** A button of the draft that was put aside takes it up again. */
export async function pressedAside(turn: Turn, id: string): Promise<Turn> {
  if (openDraft(turn)) return turn;
  const aside = await draftAside(turn);
  return aside && String(aside.draft.id) === id ? takeUp(turn, aside.draft) : turn;
}
