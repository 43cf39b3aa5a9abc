/** Whoever set a timer: one that is dead never hears it, one that is held up hears it late. */
export interface Hearer {
  readonly alive: boolean;
  readonly heldUntil: number;
}

/** Real time of a whole simulated world, in ms since 1970. It moves only when told to. */
export interface VirtualTime {
  now(): number;
  /** Runs `run` once after `ms`; answers how to call it off. */
  after(ms: number, run: () => void, hearer?: Hearer): () => void;
  /** Moves on; what falls due on the way runs in order, each to its end before the next. */
  advance(ms: number): Promise<void>;
  /** As when a machine sleeps: all that fell due meanwhile runs late, at the end. */
  jump(ms: number): Promise<void>;
}

interface Timer {
  at: number;
  run: () => void;
  hearer: Hearer | undefined;
}

/** More than any honest run needs: whoever asks to be woken without end must not hang the run. */
const mostInOneGo = 20_000;

/** `quiet` resolves when everything that was started has come to rest. */
export function createVirtualTime(start: number, quiet: () => Promise<void>): VirtualTime {
  let now = start;
  let timers: Timer[] = [];
  const dueAt = ({ at, hearer }: Timer) => Math.max(at, hearer?.heldUntil ?? 0);

  function nextDue(end: number): Timer | undefined {
    let first: Timer | undefined;
    timers = timers.filter((each) => each.hearer?.alive !== false);
    for (const each of timers) if (dueAt(each) <= end && (!first || dueAt(each) < dueAt(first))) first = each;
    return first;
  }

  async function runUntil(end: number): Promise<void> {
    await quiet();
    for (let count = 0; ; count += 1) {
      const next = nextDue(end);
      if (!next) break;
      if (count > mostInOneGo) throw new Error("somebody asks to be woken without end");
      timers = timers.filter((each) => each !== next);
      now = Math.max(now, dueAt(next));
      next.run();
      await quiet();
    }
    now = end;
  }

  return {
    now: () => now,
    after(ms, run, hearer) {
      const timer = { at: now + Math.max(0, ms), run, hearer };
      timers.push(timer);
      return () => {
        timers = timers.filter((each) => each !== timer);
      };
    },
    advance: (ms) => runUntil(now + ms),
    jump(ms) {
      now += ms;
      return runUntil(now);
    },
  };
}
