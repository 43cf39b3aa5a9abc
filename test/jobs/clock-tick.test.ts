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

  it("does what is well of those that are done together", async () => {
    const { store } = demo.database;
    const scopes = ["A", "B", "C", "D", "E"].map((code) => `${code} 08:00`);
    const personId = await demo.personId("snv-vp-official");
    let now = local("2019-06-12T08:00");
    await store.transaction(async (tx) => {
      const since = new Date(now.epochMilliseconds);
      const names = {
        kind: "cum",
        name: "x",
        shortName: "x",
        timeZone: "Asia/Ho_Chi_Minh",
        createdAt: since,
      };
      for (const code of ["A", "B", "C", "D", "E"]) {
        const cluster = await tx.cluster.create({ data: { code, ...names } });
        await tx.role.create({ data: { personId, code: "observer", clusterId: cluster.id, since } });
      }
    });
    const isDone = { job: "digest", scope: "C 08:00", outcome: "done" };
    let broken = true;
    const failing: Store = {
      ...store,
      transaction: (work) =>
        store.transaction(async (tx) => {
          const result = await work(tx);
          if (broken && (await tx.tickLedger.count({ where: isDone })) > 0) throw new Error("odd");
          return result;
        }),
    };
    const { services } = demo;
    const ticker = createTicker({
      store: failing,
      services,
      clock: { now: () => now },
      log: createLog("silent"),
    });
    await ticker.tick();
    now = local("2019-06-13T08:00");
    const digests = async () =>
      (await ticker.tick()).filter((each) => scopes.includes(each.scope)).map((each) => each.scope);
    expect(await digests()).toEqual(["A 08:00", "B 08:00", "D 08:00", "E 08:00"]);
    broken = false;
    expect(await digests()).toEqual(["C 08:00"]);
    expect(await digests()).toEqual([]);
    expect(await demo.sent("reminder")).toHaveLength(3);
  });
});
