import type { Quirks } from "./quirks.ts";

/** How updates reach the bot. */
type Way = "polling" | "webhook";

interface Flip<T> {
  /** Every other position of the switch, or for a figure one that matters. */
  to: readonly T[];
  /** Where it can be noticed. */
  by: readonly Way[];
}

const everywhere = ["polling", "webhook"] as const;
const calls = ["webhook"] as const;

/** Every switch of the simulator the other way round. A switch that is missing here does not compile. */
export const flips: { readonly [K in keyof Quirks]: Flip<Quirks[K]> } = {
  alwaysOk: { to: [false], by: everywhere },
  errorCode: { to: ["string"], by: everywhere },
  successCode: { to: [false], by: calls },
  bufferWhenIdle: { to: [true], by: ["polling"] },
  emptyPoll: { to: ["emptyResult"], by: ["polling"] },
  pollUnderWebhook: { to: [409], by: ["polling"] },
  secondPoller: { to: ["refused"], by: ["polling"] },
  deleteNothing: { to: [0], by: ["polling"] },
  allowLocalWebhook: { to: [false], by: ["webhook"] },
  verification: { to: [false], by: ["webhook"] },
  probeSecret: { to: [true], by: ["webhook"] },
  envelope: { to: ["wrapped"], by: ["webhook"] },
  eventName: { to: [false], by: everywhere },
  imageField: { to: ["photo", "both"], by: ["webhook"] },
  nameField: { to: ["name"], by: ["webhook"] },
  dateUnit: { to: ["s"], by: ["webhook"] },
  duplicates: { to: [1], by: ["webhook"] },
  reorder: { to: [true], by: ["webhook"] },
  retry: { to: [30], by: ["webhook"] },
  retryDelay: { to: [10], by: ["webhook"] },
  webhookDeadline: { to: [20_000], by: ["webhook"] },
  echo: { to: [true], by: everywhere },
  userIdPerBot: { to: [false], by: ["webhook"] },
  textUnit: { to: ["codePoint"], by: calls },
  photoFetches: { to: [1], by: calls },
  deniedPhotoHosts: { to: [["127.0.0.1"]], by: calls },
  blockedSend: { to: [0], by: calls },
  monthlyQuota: { to: [30], by: calls },
  countInbound: { to: [false], by: calls },
  maxUsers: { to: [1], by: ["webhook"] },
};

/** All of them at once. */
export const allFlipped: Quirks = Object.fromEntries(
  Object.entries(flips).map(([name, { to }]) => [name, to[0]]),
) as unknown as Quirks;
