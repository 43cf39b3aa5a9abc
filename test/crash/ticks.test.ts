import { rm } from "node:fs/promises";
import { expect, it } from "vitest";
import { writeSetting } from "../../src/store/settings.ts";
import { createRandom } from "../simulation/random.ts";
import { findPostgres, startPostgres } from "../support/postgres.ts";
import { openHouse, prepare } from "./house.ts";
import { runTicks } from "./ticks.ts";

/** More of them: `npm run crash -- --ticks 30`. */
it.skipIf(findPostgres() === null && process.env["CI"] !== "true")(
  "three processes with clocks 0.7 s apart, killed over outages: every tick once, on PostgreSQL",
  { timeout: 240_000 },
  async () => {
    const server = await startPostgres(findPostgres() ?? "");
    const database = await server.create();
    try {
      await database.store.transaction((tx) => writeSetting(tx, "sandbox", "1"));
      const prepared = await prepare(3, database.url);
      const house = await openHouse(prepared, false);
      try {
        const { breaches, totals } = await runTicks(house, 3, createRandom(7));
        expect(breaches).toEqual([]);
        expect(totals["skipped"]).toBeGreaterThan(0);
        expect(totals["messages"]).toBeGreaterThan(0);
      } finally {
        await house.remove();
        await rm(prepared.folder, { recursive: true, force: true });
      }
    } finally {
      await database.remove();
      await server.stop();
    }
  },
);
