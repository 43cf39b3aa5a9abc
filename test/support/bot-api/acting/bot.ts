import type { Core } from "../core.ts";
import { asBot } from "../sending/post.ts";
import type { BotState } from "../state/world.ts";
import { purgeExpired } from "../updates/queue.ts";

/** A bot account as the test holds it. */
export interface BotHandle {
  readonly id: number;
  readonly token: string;
  readonly username: string;
  state(): BotState;
  /** Updates not yet confirmed. */
  pending(): number;
  /** BotFather's switch: false lets the bot read everything in groups. */
  setPrivacy(on: boolean): void;
}

export function createBotHandle(core: Core, id: number): BotHandle {
  const state = () => asBot(core, id);
  return {
    id,
    token: state().token,
    username: state().username,
    state,
    pending() {
      purgeExpired(core, state());
      return state().updates.size;
    },
    setPrivacy: (on) => void (state().privacy = on),
  };
}
