import type { ClockOption } from "./clock.ts";

export type FloodMode = "off" | "strict" | "fuzzy";

/** The numbers of the flood model; the real ones are unpublished. */
export interface FloodNumbers {
  /** Sends and edits of one bot in any second. */
  perSecond: number;
  /** One private chat: tokens refilled per second, and how many may be saved up. */
  privatePerSecond: number;
  privateBurst: number;
  /** Sends and edits to one group in any minute. */
  groupPerMinute: number;
  /** First penalty, and the most it grows to, in seconds. */
  penaltySeconds: number;
  maxPenaltySeconds: number;
  /** Replies within this time after a person wrote do not count for the whole bot; 0 counts all. */
  freeReplySeconds: number;
}

export interface SimulatorOptions {
  /** Default 1. Everything random follows from it. */
  seed?: number;
  /** Default off. */
  flood?: FloodMode;
  floodNumbers?: Partial<FloodNumbers>;
  /** Default real. */
  clock?: ClockOption;
  /** First instant of the wall clock, ms since 1970. */
  startAt?: number;
  /** Port to listen on; default 0, any free one. */
  port?: number;
  /** Default true: webhooks may be http, on any port, on this machine. */
  allowLocalWebhook?: boolean;
  /** Default 100,000; updates beyond that are lost and counted. */
  maxQueuedUpdates?: number;
  /** Default false: update ids jump to a random value after seven silent days. */
  restartIdsAfterSilence?: boolean;
  /** Default true: the same offset twice in a row is slowed down as the server does. */
  slowRepeatedOffset?: boolean;
  /** How long a press can be answered. Default 150 s; the real deadline is unknown. */
  callbackDeadlineSeconds?: number;
  /** What a second answer to one press gets; unknown on the real server. Default "ok". */
  secondCallbackAnswer?: "ok" | "refuse";
  /** Default false: more than 100 inline buttons or 10 KB of markup is refused. */
  strictMarkup?: boolean;
  /** Largest request body in bytes. Default 60 MiB. */
  maxBodyBytes?: number;
  /** Calls to one chat that may be under way at once. Default 310. */
  maxCallsPerChat?: number;
}

export type Settings = Required<Omit<SimulatorOptions, "startAt" | "floodNumbers">> & {
  startAt: number | undefined;
  floodNumbers: FloodNumbers;
};

export function settle(options: SimulatorOptions): Settings {
  return {
    seed: 1,
    flood: "off",
    clock: "real",
    port: 0,
    allowLocalWebhook: true,
    maxQueuedUpdates: 100_000,
    restartIdsAfterSilence: false,
    slowRepeatedOffset: true,
    callbackDeadlineSeconds: 150,
    secondCallbackAnswer: "ok",
    strictMarkup: false,
    maxBodyBytes: 60 * 1024 * 1024,
    maxCallsPerChat: 310,
    ...options,
    startAt: options.startAt,
    floodNumbers: {
      perSecond: 30,
      privatePerSecond: 1,
      privateBurst: 3,
      groupPerMinute: 20,
      penaltySeconds: 3,
      maxPenaltySeconds: 30,
      freeReplySeconds: 0,
      ...options.floodNumbers,
    },
  };
}
