import type { Temporal } from "temporal-polyfill";
import type { Locales } from "../shared/say.ts";
import type { Tx } from "./open.ts";

export async function refreshBroadcastReports(_tx: Tx, _locales: Locales, _now: Temporal.Instant): Promise<boolean> {
  return false;
}

export async function broadcastStillWanted(_tx: Tx, _guard: unknown): Promise<boolean> {
  return true;
}
