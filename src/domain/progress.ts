import { add, exact, toText } from "./scoring/exact.ts";

/** One accepted entry, figures as exact decimal text. */
export interface Entry {
  id: number;
  op: "set" | "add";
  value: string;
  /** The day the figure is of, YYYY-MM-DD. */
  onDay: string;
  /** The whole target was said to be finished. */
  done: boolean;
}

export interface Figure {
  total: string;
  onDay: string;
  done: boolean;
}

/**
 * The figure that a target's entries lead to: by the day each is of, then in the order they were recorded, so that a
 * late report on an earlier day does not push a newer figure away. Null when there are none.
 */
export function figureOf(entries: readonly Entry[]): Figure | null {
  const inOrder = [...entries].sort((a, b) => (a.onDay < b.onDay ? -1 : a.onDay > b.onDay ? 1 : a.id - b.id));
  let figure: Figure | null = null;
  for (const entry of inOrder) {
    const total: string =
      entry.op === "set"
        ? toText(exact(entry.value))
        : toText(add(exact(figure?.total ?? "0"), exact(entry.value)));
    figure = { total, onDay: entry.onDay, done: entry.done };
  }
  return figure;
}
