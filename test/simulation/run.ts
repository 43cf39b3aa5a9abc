import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { wholeNumber } from "../support/options.ts";
import { simulate } from "./simulate.ts";

/** `npm run simulate -- --seeds 200 [--from 1] [--steps 200] [--workers 2]`, or one again, with its story: `--seed N`. */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "200" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    steps: { type: "string", default: "200" },
    workers: { type: "string", default: "1" },
  },
});
const steps = wholeNumber("steps", values.steps, 1);
const first = values.seed === undefined ? wholeNumber("from", values.from) : wholeNumber("seed", values.seed);
const count = values.seed === undefined ? wholeNumber("seeds", values.seeds, 1) : 1;
const workers = Math.min(wholeNumber("workers", values.workers, 1), count);
if (workers > 1) {
  // Each takes its share of the seeds in a process of its own.
  const share = Math.ceil(count / workers);
  const codes = await Promise.all(
    Array.from({ length: Math.ceil(count / share) }, async (_, index) => {
      const from = first + index * share;
      const seeds = Math.min(share, first + count - from);
      const args = ["--seeds", String(seeds), "--from", String(from), "--steps", String(steps)];
      const program = fileURLToPath(import.meta.url);
      const child = spawn(process.execPath, ["--import", "tsx", program, ...args], { stdio: "inherit" });
      const [code] = (await once(child, "exit")) as [number | null];
      return code;
    }),
  );
  process.exit(codes.every((code) => code === 0) ? 0 : 1);
}
const totals = new Map<string, number>();
const failed: number[] = [];
const began = performance.now();
for (let seed = first; seed < first + count; seed += 1) {
  const outcome = await simulate(seed, { steps });
  for (const [fault, times] of outcome.faults) totals.set(fault, (totals.get(fault) ?? 0) + times);
  totals.set("calls", (totals.get("calls") ?? 0) + outcome.calls);
  if (values.seed !== undefined) process.stdout.write(`${outcome.story.join("\n")}\n`);
  if (outcome.breaches.length === 0) continue;
  failed.push(seed);
  process.stdout.write(
    `seed ${seed}, step ${outcome.story.length} of ${steps}: npm run simulate -- --seed ${seed}\n`,
  );
  for (const breach of outcome.breaches.slice(0, 10)) process.stdout.write(`  ${breach}\n`);
}
const seconds = ((performance.now() - began) / 1000).toFixed(0);
const faults = [...totals].map(([fault, times]) => `${fault} ${times}`).join(", ");
process.stdout.write(
  `${count} seeds × ${steps} steps in ${seconds} s, ${failed.length} failed${failed.length > 0 ? ` (${failed.join(", ")})` : ""}: ${faults}\n`,
);
process.exitCode = failed.length > 0 ? 1 : 0;
