import { compare, type Exact, isMultiple, toText } from "../exact.ts";
import type { Node } from "../node.ts";

/** Limits of a row that its rule's points must keep; null: none, or not readable. */
export interface RowLimits {
  readonly maxPoints: Exact | null;
  readonly step: Exact | null;
}

/** No tier gives more than the row's maximum; points are multiples of the row's step. */
export function checkPoints(node: Node, key: string, points: Exact, { maxPoints, step }: RowLimits): void {
  if (node.faulty(key)) return;
  if (maxPoints !== null && compare(points, maxPoints) > 0) {
    node.fault("aboveMax", { points: toText(points), maxPoints: toText(maxPoints) }, key);
  }
  if (step !== null && !isMultiple(points, step)) {
    node.fault("step", { points: toText(points), step: toText(step) }, key);
  }
}
