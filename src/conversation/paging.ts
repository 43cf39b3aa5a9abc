import type { Choice } from "../shared/messages.ts";
import type { Turn } from "./turn.ts";

/** Rows of one page; more do not fit a phone's screen beside the text. */
const perPage = 8;

/** One page of a list as buttons, with a row to leaf through it; `data` gets `:page` added. */
export function pageOf<T>(
  turn: Turn,
  items: readonly T[],
  page: number,
  button: (item: T) => Choice,
  data: string,
): Choice[][] {
  const pages = Math.max(1, Math.ceil(items.length / perPage));
  const at = Math.min(Math.max(0, Number.isInteger(page) ? page : 0), pages - 1);
  const rows: Choice[][] = items.slice(at * perPage, (at + 1) * perPage).map((item) => [button(item)]);
  const leaf: Choice[] = [];
  if (at > 0) leaf.push({ label: turn.say.plain("common:button.previous"), data: `${data}:${at - 1}` });
  if (at < pages - 1) leaf.push({ label: turn.say.plain("common:button.more"), data: `${data}:${at + 1}` });
  return leaf.length > 0 ? [...rows, leaf] : rows;
}
