import { parseArgs } from "node:util";
import { wholeNumber } from "../support/options.ts";
import { liveMonth } from "./month.ts";

/** `npm run zalo-month -- [--people 40] [--seed 1] [--days 31]`: what a month of a cluster on one free bot comes to. */
const { values } = parseArgs({
  options: {
    people: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    days: { type: "string", default: "31" },
  },
});
const began = performance.now();
const outcome = await liveMonth({
  people: wholeNumber("people", values.people, 1),
  seed: wholeNumber("seed", values.seed),
  days: wholeNumber("days", values.days, 1),
});
const { received, sent, platform, forecast, kinds, people, report } = outcome;
const total = received + sent;
const agrees = platform.received === received && platform.sent === sent;
const seconds = ((performance.now() - began) / 1000).toFixed(0);
const byKind = Object.entries(kinds)
  .map(([kind, count]) => `${kind} ${count}`)
  .join(", ");
process.stdout.write(
  [
    `${people} people, seed ${values.seed}, ${values.days} days, in ${seconds} s`,
    `in ${received} + out ${sent} = ${total} of 3000 messages; the platform counted ${platform.received} + ${platform.sent}`,
    `sent by kind: ${byKind}`,
    `forecast in the middle of the month: ${forecast ?? "none"}`,
    report,
    "",
  ].join("\n"),
);
process.exitCode = total <= 3000 && agrees ? 0 : 1;
