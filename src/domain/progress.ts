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
  return inOrder.reduce<Figure | null>(figureAfter, null);
}

/**
 * The figure after one more entry when it is of no earlier day than the figure before: then the history need not be
 * looked at. Null when the entry is of an earlier day, and only the whole history tells.
 */
export function figureAfter(before: Figure | null, entry: Omit<Entry, "id">): Figure | null {
  if (before !== null && entry.onDay < before.onDay) return null;
  const total =
    entry.op === "set"
      ? toText(exact(entry.value))
      : toText(add(exact(before?.total ?? "0"), exact(entry.value)));
  return { total, onDay: entry.onDay, done: entry.done };
}
