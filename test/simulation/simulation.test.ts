import { describe, expect, it } from "vitest";
import { simulate } from "./simulate.ts";

/** More of them: `npm run simulate -- --seeds 200`. */
const seeds = [2, 3, 4, 5, 6, 7];

describe("the whole product in a simulated world", () => {
  it.each(seeds)("keeps every promise under faults, seed %i", { timeout: 60_000 }, async (seed) => {
    const { breaches, story, faults } = await simulate(seed);
    expect(breaches, `npm run simulate -- --seed ${seed}\n${story.slice(-20).join("\n")}`).toEqual([]);
    expect(story.length).toBeGreaterThanOrEqual(200);
    expect(faults.get("crash")).toBeGreaterThanOrEqual(1);
    expect(faults.size - 1).toBeGreaterThanOrEqual(5);
  });

  it("gives the same run again for the same seed", { timeout: 60_000 }, async () => {
    const first = await simulate(42, { steps: 40 });
    const again = await simulate(42, { steps: 40 });
    expect(again.story).toEqual(first.story);
    expect(again.fingerprint).toBe(first.fingerprint);
    expect(first.calls).toBeGreaterThan(0);
  });
});
