import { setImmediate as turn } from "node:timers/promises";

/** The one time source of a simulator. Milliseconds everywhere. */
export interface SimClock {
  readonly mode: "real" | "manual" | "scaled";
  /** Wall clock, ms since 1970. Jumps move it. */
  now(): number;
  /** Never jumps: timers, flood windows and retry delays run on it. */
  monotonic(): number;
  /** Runs `run` once, `ms` later on the monotonic clock. */
  after(ms: number, run: () => void): Timer;
  /** Manual clock only: moves time and fires due timers in order, letting I/O happen between them. */
  advance(ms: number): Promise<void>;
  /** Moves the wall clock by any signed amount; timers do not notice. */
  jump(ms: number): void;
  /** Drops every timer. */
  dispose(): void;
}

export interface Timer {
  cancel(): void;
}

export type ClockOption = "real" | "manual" | { scale: number } | SimClock;

/** Monday 2 November 2026, 08:00 in Viet Nam. */
const DEFAULT_START = Date.UTC(2026, 10, 2, 1, 0, 0);

export function createClock(option: ClockOption, startAt: number | undefined): SimClock {
  if (option === "manual") return manualClock(startAt ?? DEFAULT_START);
  if (option === "real") return runningClock("real", 1, startAt);
  return "scale" in option ? runningClock("scaled", option.scale, startAt) : option;
}

function manualClock(startAt: number): SimClock {
  interface Entry {
    at: number;
    order: number;
    run: () => void;
  }
  let elapsed = 0;
  let shift = 0;
  let order = 0;
  const timers = new Set<Entry>();
  const earliest = (limit: number): Entry | undefined => {
    let best: Entry | undefined;
    for (const t of timers) {
      if (t.at > limit) continue;
      if (!best || t.at < best.at || (t.at === best.at && t.order < best.order)) best = t;
    }
    return best;
  };
  return {
    mode: "manual",
    now: () => startAt + elapsed + shift,
    monotonic: () => elapsed,
    after(ms, run) {
      const entry = { at: elapsed + Math.max(0, ms), order: order++, run };
      timers.add(entry);
      return { cancel: () => void timers.delete(entry) };
    },
    async advance(ms) {
      const target = elapsed + ms;
      for (let due = earliest(target); due; due = earliest(target)) {
        timers.delete(due);
        elapsed = Math.max(elapsed, due.at);
        due.run();
        await turn();
      }
      elapsed = target;
      await turn();
    },
    jump: (ms) => void (shift += ms),
    dispose: () => timers.clear(),
  };
}

function runningClock(mode: "real" | "scaled", scale: number, startAt: number | undefined): SimClock {
  const origin = performance.now();
  const start = startAt ?? Date.now();
  let shift = 0;
  const live = new Set<NodeJS.Timeout>();
  const monotonic = () => (performance.now() - origin) * scale;
  return {
    mode,
    monotonic,
    now: () => Math.floor(start + monotonic() + shift),
    after(ms, run) {
      const handle = setTimeout(() => {
        live.delete(handle);
        run();
      }, Math.max(0, ms) / scale);
      live.add(handle);
      return {
        cancel() {
          clearTimeout(handle);
          live.delete(handle);
        },
      };
    },
    advance: () => Promise.reject(new Error(`advance() needs the manual clock, this one is ${mode}`)),
    jump: (ms) => void (shift += ms),
    dispose() {
      for (const handle of live) clearTimeout(handle);
      live.clear();
    },
  };
}
