import { setImmediate as turn } from "node:timers/promises";
import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import { defaultPace } from "../../src/delivery/pace.ts";
import { createSender } from "../../src/delivery/worker.ts";
import { createLog } from "../../src/shared/log.ts";
import { createSqlite } from "../support/database.ts";
import { createFakeChannel } from "../support/fake-channel.ts";
import { createManualTime } from "./manual-time.ts";

it("no more offers are open at once than the pace has room for", async () => {
  const { store, remove } = await createSqlite();
  const time = createManualTime();
  const sender = createSender({
    store,
    channels: new Map([["telegram", createFakeChannel("telegram")]]),
    clock: { now: () => Temporal.Instant.from("2026-06-12T01:00:00Z") },
    time,
    log: createLog("silent"),
    guard: async () => "send",
    pace: () => ({ ...defaultPace, rate: 25, cap: 25 }),
    markRepeat: (reply) => reply,
  });
  sender.start();
  await sender.idle();
  const ask = (chat: number) => sender.offer("telegram", `${chat}`);
  let first = ask(0);
  for (; first === null; first = ask(0)) await turn();
  const open = [first, ...Array.from({ length: 9 }, (_, index) => ask(index + 1))];
  // At the cap there is room for one message in 40 ms.
  expect(open.filter((each) => each !== null)).toHaveLength(1);
  for (const each of open) each?.failed();
  const stopped = sender.stop();
  time.advance(10_000);
  await stopped;
  await remove();
});
