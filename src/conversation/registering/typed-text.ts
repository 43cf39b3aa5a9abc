import type { Turn } from "../turn.ts";

/** What was typed, with its tabs: cells of a pasted table. */
export const typedText = (turn: Turn, otherwise: string): string =>
  turn.inbound.content.kind === "text" ? turn.inbound.content.text : otherwise;
