import type { SimClock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import type { Journal } from "./journal.ts";
import type { Settings } from "./options.ts";
import type { Random } from "./random.ts";
import type { FloodModel } from "./sending/flood.ts";
import type { BotState, World } from "./state/world.ts";
import type { Poller } from "./updates/poller.ts";
import type { Pusher } from "./updates/pusher.ts";

/** What every part of the simulator shares. `world` is replaced whole by `restore`. */
export interface Core {
  world: World;
  readonly clock: SimClock;
  readonly random: Random;
  readonly settings: Settings;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly flood: FloodModel;
  readonly pollers: Map<number, Poller>;
  readonly pushers: Map<number, Pusher>;
  /** Calls per `bot:chat` that are being served, for the in-flight limit. */
  /** Starts (again) sending to the webhook this bot has set. */
  startPusher(bot: BotState): void;
  readonly inFlight: Map<string, number>;
  /** Equal-sized uploads: size → when the last one may go, on the monotonic clock. */
  readonly uploads: Map<string, number>;
  /** Requests that are being served, held polls left out. */
  activeRequests: number;
  /** Real time of the last call or answer. */
  lastActivity: number;
}

/** Wall clock in whole seconds, as the Bot API dates things. */
export const seconds = (core: Core): number => Math.floor(core.clock.now() / 1000);

export const nextOrder = (core: Core): number => ++core.world.counters.event;

export function botByToken(core: Core, token: string): BotState | undefined {
  for (const bot of core.world.bots.values()) if (bot.token === token) return bot;
  return undefined;
}
