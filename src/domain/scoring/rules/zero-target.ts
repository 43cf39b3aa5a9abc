import type { Entry } from "../entry.ts";
import { type Exact, ZERO } from "../exact.ts";
import type { Node } from "../node.ts";
import { noData, type Outcome, points, shown } from "../outcome.ts";

/** What a rate is worth when there was nothing to do. */
export type OnZeroTarget = "noData" | "full" | "zero";

export function readOnZeroTarget(node: Node): OnZeroTarget {
  return node.choice("onZeroTarget", ["noData", "full", "zero"], "noData");
}

/** Outcome of a target of 0 where more is better; `full` is what the whole row is worth. */
export function scoreZeroTarget(on: OnZeroTarget, entry: Entry, actual: Exact, full: Exact): Outcome {
  if (on === "noData") return noData(entry);
  return points(entry, on === "full" ? full : ZERO, `${shown(actual)}/0`, { lookup: true });
}
