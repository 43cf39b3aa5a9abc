import { setTimeout as sleep } from "node:timers/promises";
import type { Core } from "./core.ts";
import { purgeExpired } from "./updates/queue.ts";

export interface Settled {
  /** Real ms without any call. Default 50. */
  quietMs?: number;
  /** Real ms until it gives up. Default 5,000. */
  timeoutMs?: number;
  /** What the app itself still has to do, "" for nothing. */
  busy?: () => string | Promise<string>;
}

const STEP_MS = 5;

export async function waitUntilSettled(
  core: Core,
  { quietMs = 50, timeoutMs = 5000, busy }: Settled = {},
): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const reasons = whatIsLeft(core);
    const own = (await busy?.()) ?? "";
    if (own !== "") reasons.push(own);
    const quiet = performance.now() - core.lastActivity;
    if (reasons.length === 0 && quiet >= quietMs) return;
    if (performance.now() >= giveUpAt) {
      const why = reasons.length > 0 ? reasons.join("; ") : `the last call was ${Math.round(quiet)} ms ago`;
      throw new Error(`not settled after ${timeoutMs} ms (seed ${core.settings.seed}): ${why}`);
    }
    await sleep(STEP_MS);
  }
}

function whatIsLeft(core: Core): string[] {
  const reasons: string[] = [];
  if (core.activeRequests > 0) reasons.push(`${core.activeRequests} calls being served`);
  for (const bot of core.world.bots.values()) {
    purgeExpired(core, bot);
    const pusher = core.pushers.get(bot.id);
    if (pusher) {
      const { inFlight, due } = pusher.busy();
      if (inFlight > 0) reasons.push(`@${bot.username}: ${inFlight} webhook requests under way`);
      if (due > 0) reasons.push(`@${bot.username}: ${due} webhook deliveries due`);
    } else if (bot.updates.size > 0)
      reasons.push(`@${bot.username}: ${bot.updates.size} updates not confirmed`);
  }
  return reasons;
}
