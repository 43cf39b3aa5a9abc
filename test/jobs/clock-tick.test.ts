import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTicker } from "../../src/jobs/clock-tick.ts";
import { createLog } from "../../src/shared/log.ts";
import type { Store } from "../../src/store/open.ts";
import { type Demo, local, openDemo } from "./demo.ts";

let demo: Demo;
beforeEach(async () => {
  demo = await openDemo();
});
afterEach(() => demo.database.remove());

describe("a tick in which one occurrence fails", () => {
  it("leaves the later ones of its ledger for the next tick, so that none is passed over", async () => {
    const { store } = demo.database;
    let now = local("2019-06-12T08:00");
    let toFail: string | null = null;
    const failing: Store = {
      ...store,
      transaction: (work) =>
        store.transaction(async (tx) => {
          const result = await work(tx);
          const rows = await tx.tickLedger.findMany({ where: { job: "monthlySummary" } });
          if (toFail && rows.some((row) => row.dueAt.toISOString() === toFail)) throw new Error("busy");
          return result;
        }),
    };
    const ticker = createTicker({
      store: failing,
      services: demo.services,
      clock: { now: () => now },
      log: createLog("silent"),
    });
    await ticker.tick();
    now = local("2019-09-03T09:00");
    toFail = "2019-08-01T01:00:00.000Z";
    const summaries = async () => {
      const ran = await ticker.tick();
      return ran.filter((each) => each.job === "monthlySummary").map((each) => each.month);
    };
    expect(await summaries()).toEqual(["2019-06"]);
    toFail = null;
    expect(await summaries()).toEqual(["2019-07", "2019-08"]);
    expect(await summaries()).toEqual([]);
  });
});
