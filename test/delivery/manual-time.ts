import { setImmediate as turn } from "node:timers/promises";
import type { RealTime } from "../../src/delivery/real-time.ts";

/** Real time that stands still until it is moved. */
export interface ManualTime extends RealTime {
  /** Moves on, running what falls due on the way, in order. */
  advance(ms: number): void;
  /** Resolves as soon as something waits for time to pass. */
  someoneWaits(): Promise<void>;
}

export function createManualTime(start = Date.UTC(2026, 5, 12, 1)): ManualTime {
  let now = start;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    after(ms, run) {
      const timer = { at: now + Math.max(0, ms), run };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const next = timers.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((each) => each !== next);
        now = next.at;
        next.run();
      }
      now = end;
    },
    async someoneWaits() {
      while (timers.length === 0) await turn();
    },
  };
}
