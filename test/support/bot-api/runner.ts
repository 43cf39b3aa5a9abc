import type { SimulatorOptions } from "./options.ts";
import { startSimulator } from "./simulator.ts";

/**
 * The simulator as a process of its own: `node --import tsx runner.ts '{"seed":7,"port":8081}'`. Prints one line of
 * JSON with its address, then serves until SIGTERM; `/__sim/` drives it.
 */
const options = JSON.parse(process.argv[2] ?? "{}") as SimulatorOptions;
const simulator = await startSimulator(options);
process.stdout.write(`${JSON.stringify({ url: simulator.url, seed: simulator.seed })}\n`);
for (const signal of ["SIGTERM", "SIGINT"] as const)
  process.once(signal, () => void simulator.stop().then(() => process.exit(0)));
