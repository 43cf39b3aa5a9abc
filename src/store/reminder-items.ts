import type { Temporal } from "temporal-polyfill";
import type { Tx } from "./open.ts";

export async function digestStillDue(_tx: Tx, _guard: unknown, _now: Temporal.Instant): Promise<boolean> {
  return true;
}
