import type { Core } from "./core.ts";
import type { World } from "./state/world.ts";

/** All that is remembered, frozen. The journal and the clock are not part of it: they tell what really happened. */
export interface Snapshot {
  world: World;
  random: number;
}

export function takeSnapshot(core: Core): Snapshot {
  return { world: structuredClone(core.world), random: core.random.state };
}

export function restoreWorld(core: Core, snapshot: Snapshot): void {
  for (const pusher of core.pushers.values()) pusher.stop();
  core.pushers.clear();
  core.pollers.clear();
  core.world = structuredClone(snapshot.world);
  core.random.state = snapshot.random;
  for (const bot of core.world.bots.values()) if (bot.webhook) core.startPusher(bot);
}
