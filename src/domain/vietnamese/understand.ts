import type { Context, Meaning } from "./meaning.ts";

/** What the message means for the sender's targets on that day. */
export function understand(_text: string, _context: Context): Meaning {
  return { intent: "none" };
}
