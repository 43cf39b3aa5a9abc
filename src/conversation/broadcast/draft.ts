import { z } from "zod";
import { audienceShape, imageShape } from "../../store/broadcast-audience.ts";
import type { Dialogue, MemberTurn, Turn } from "../turn.ts";

/** A broadcast being written; it lives in the open question. */
const draftShape = z.object({
  /** The version of the question it began with; buttons carry it through all steps. Null in that first question itself. */
  id: z.number().nullable(),
  step: z.enum(["content", "audience", "units", "when"]),
  text: z.string(),
  image: imageShape.nullable(),
  /** The album the picture came in: its other pictures are passed over. */
  album: z.string().nullable(),
  audience: audienceShape.nullable(),
  /** Ticked in the list of units. */
  unitIds: z.array(z.number()),
  /** Only people in that role of the ticked units. */
  role: z.enum(["focalOfficial", "unitLeader"]).nullable().default(null),
  /** The instant that was named together with whom it is for; null: it is still to be asked for. */
  at: z.string().nullable().default(null),
});
export type Draft = z.infer<typeof draftShape> & { id: number };

export const draftKind = "broadcast";

/** The draft that a question holds, or null. */
export function readDraft({ kind, state, version }: Dialogue): Draft | null {
  if (kind !== draftKind) return null;
  const stored = draftShape.safeParse(state);
  return stored.success ? { ...stored.data, id: stored.data.id ?? version } : null;
}

/** The draft that is open, or null. */
export const openDraft = ({ dialogue }: Turn): Draft | null => dialogue && readDraft(dialogue);

/** Begins a draft, in place of any other question. */
export async function beginDraft(turn: MemberTurn): Promise<Draft> {
  const draft = {
    id: null,
    step: "content" as const,
    text: "",
    image: null,
    album: null,
    audience: null,
    unitIds: [],
    role: null,
    at: null,
  };
  return { ...draft, id: await turn.ask(draftKind, draft) };
}

export async function keepDraft(turn: MemberTurn, draft: Draft): Promise<void> {
  await turn.ask(draftKind, draft);
}
