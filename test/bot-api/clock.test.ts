import { afterEach, describe, expect, it } from "vitest";
import { createClock } from "../support/bot-api/clock.ts";
import { type Simulator, startSimulator } from "../support/bot-api/index.ts";
import { plain } from "./clients.ts";

describe("the manual clock", () => {
  it("fires what is due in order, at its own time, timers set meanwhile included", async () => {
    const clock = createClock("manual", 1_000_000);
    const fired: [string, number][] = [];
    const note = (name: string) => () => void fired.push([name, clock.now() - 1_000_000]);
    clock.after(30, note("c"));
    clock.after(10, () => {
      note("a")();
      clock.after(5, note("b"));
      clock.after(500, note("never"));
    });
    clock.after(20, note("cancelled")).cancel();
    await clock.advance(100);
    expect(fired).toEqual([
      ["a", 10],
      ["b", 15],
      ["c", 30],
    ]);
    expect(clock.now()).toBe(1_000_100);
  });

  it("jumps without touching timers", async () => {
    const clock = createClock("manual", 0);
    let fired = false;
    clock.after(10, () => {
      fired = true;
    });
    clock.jump(1000);
    expect([clock.now(), clock.monotonic(), fired]).toEqual([1000, 0, false]);
    await clock.advance(10);
    expect(fired).toBe(true);
  });
});

describe("a running clock", () => {
  let sim: Simulator;
  afterEach(() => sim.stop());

  it("may run faster: a call of 50 s ends in a moment", async () => {
    sim = await startSimulator({ clock: { scale: 1000 }, startAt: 1_800_000_000_000 });
    const bot = sim.createBot();
    const { body } = await plain(sim, bot.token, "getUpdates", { timeout: 50 });
    expect(body.result).toEqual([]);
    expect(sim.clock.now()).toBeGreaterThanOrEqual(1_800_000_050_000);
  });

  it("cannot be advanced by hand", async () => {
    sim = await startSimulator();
    await expect(sim.advance(1)).rejects.toThrow("needs the manual clock");
  });
});
