import type { Clock } from "../shared/clock.ts";
import type { Log } from "../shared/log.ts";

const mostMs = 24 * 60 * 60 * 1000;

/**
 * Compares the wall clock with the monotonic clock since start. A jump of more than a day inside a running process is
 * no downtime but a wrong clock: nothing is planned, and an alarm is raised, until the clock is right again.
 */
export function createJumpGuard(clock: Clock, log: Log, monotonic: () => number = () => performance.now()) {
  const start = { wall: clock.now().epochMilliseconds, steady: monotonic() };
  return {
    allows(): boolean {
      const jumped = clock.now().epochMilliseconds - start.wall - (monotonic() - start.steady);
      if (Math.abs(jumped) <= mostMs) return true;
      log.fatal(
        { jumpedMs: Math.round(jumped) },
        "the clock jumped by more than a day; nothing is planned until it is right or the program is restarted",
      );
      return false;
    },
  };
}
