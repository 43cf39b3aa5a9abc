import { Temporal } from "temporal-polyfill";

/** The product's clock: schedules, days and deadlines use it; tests and the sandbox move it. Pace and leases use real time. */
export interface Clock {
  now(): Temporal.Instant;
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() };
