import type { Store } from "../../src/store/open.ts";
import type { Platform } from "./town.ts";

/** What became of a message: its row, and what the platform saw of it. */
export const became = (state: string, attempts: number, calls: number, shown: number) =>
  `${state}, ${attempts} attempts, ${calls} calls, shown ${shown} times`;

/** What became of everything in the outbox, by its text. */
export async function ends(store: Store, platform: Platform): Promise<Record<string, string>> {
  const rows = await store.db.outboxMessage.findMany({ include: { address: true }, orderBy: { id: "asc" } });
  const all: Record<string, string> = {};
  for (const { payload, state, attempts, address } of rows) {
    const text = (JSON.parse(payload) as { html: string }).html;
    const shown = platform.screen(address.externalId).filter((each) => each.endsWith(text)).length;
    // A second row for one message would show here.
    all[text in all ? `${text} again` : text] = became(state, attempts, platform.calls.get(text) ?? 0, shown);
  }
  return all;
}
