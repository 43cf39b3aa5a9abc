import { setImmediate as turn } from "node:timers/promises";
import { expect, it } from "vitest";
import type { Store } from "../../src/store/open.ts";
import { onBoth } from "../support/on-both.ts";
import { createManualTime } from "./manual-time.ts";
import { createHoldingPlatform, quiet, schedule, startHouse } from "./town.ts";

onBoth("what the platform says while the lane looks for more", (open) => {
  it("is written down 10 ms later when something may wait behind it", async () => {
    const { store } = await open();
    const time = createManualTime();
    const { platform, release } = createHoldingPlatform();
    let looking = false;
    const slow: Store = {
      ...store,
      async transaction(work) {
        const done = await store.transaction(work);
        if (looking) {
          looking = false;
          release();
          for (let turns = 0; turns < 10; turns += 1) await turn();
        }
        return done;
      },
    };
    const house = startHouse({ store: slow, time, platform });
    await quiet(house);
    await house.write("7", "held");
    await quiet(house);
    await schedule(store, "7", "scheduled", 5);
    looking = true;
    house.kick();
    await quiet(house);
    time.advance(10);
    await quiet(house);
    expect(platform.screen("7")).toEqual(["held", "scheduled"]);
    await house.stop();
  });
});
