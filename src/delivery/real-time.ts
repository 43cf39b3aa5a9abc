/** Real time for pace, leases and waiting; the product's clock is another thing. A simulation brings its own. */
export interface RealTime {
  /** Milliseconds since 1970; within a process it never goes back. */
  now(): number;
  /** Runs `run` once after `ms`; answers how to call it off. */
  after(ms: number, run: () => void): () => void;
}

/** Node's timers hold 31 bits. */
const longest = 2 ** 31 - 1;

export const realTime: RealTime = {
  now: () => performance.timeOrigin + performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, longest));
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms` with true, or with false as soon as the signal says so. */
export function pause(time: RealTime, ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const cut = () => {
      cancel();
      resolve(false);
    };
    const cancel = time.after(ms, () => {
      signal.removeEventListener("abort", cut);
      resolve(true);
    });
    signal.addEventListener("abort", cut, { once: true });
  });
}

/** A wait that can be cut short. A wake between two sleeps is not lost. */
export function createAlarm(time: RealTime): { sleep(ms: number): Promise<void>; wake(): void } {
  let rung = false;
  let ring: () => void = () => undefined;
  return {
    wake() {
      rung = true;
      ring();
    },
    async sleep(ms) {
      if (!rung && ms > 0) {
        await new Promise<void>((resolve) => {
          const cancel = time.after(ms, resolve);
          ring = () => {
            cancel();
            resolve();
          };
        });
      }
      rung = false;
      ring = () => undefined;
    },
  };
}
