import { Temporal } from "temporal-polyfill";
import { expect, it } from "vitest";
import type { Outcome } from "../../src/channels/channel.ts";
import { createSender } from "../../src/delivery/worker.ts";
import type { Clock } from "../../src/shared/clock.ts";
import { createLog } from "../../src/shared/log.ts";
import type { ChannelName } from "../../src/shared/messages.ts";
import { enqueue } from "../../src/store/enqueue.ts";
import type { Store } from "../../src/store/open.ts";
import type { NewMessage } from "../../src/store/outbox-rows.ts";
import { createPerson } from "../../src/store/people.ts";
import { createFakeChannel, type FakeChannel } from "../support/fake-channel.ts";
import { madeAt as at, noticeTo } from "../support/messages.ts";
import { onBoth } from "../support/on-both.ts";
import { createManualTime, type ManualTime } from "./manual-time.ts";

const clock: Clock = { now: () => Temporal.Instant.from("2026-06-12T01:00:00Z") };
const blocked: Outcome = { kind: "unreachable", reason: "blocked" };

interface World {
  store: Store;
  telegram: FakeChannel;
  zalo: FakeChannel;
  time: ManualTime;
  /** The person's addresses. */
  at: Record<"telegram" | "zalo", number>;
}

/** Somebody on two channels. */
async function worldOn(store: Store): Promise<World> {
  const addresses = await store.transaction(async (tx) => {
    const make = (channel: string) =>
      tx.address.create({ data: { channel, externalId: "7", kind: "private", title: "An", createdAt: at } });
    const telegram = (await make("telegram")).id;
    const zalo = (await make("zalo")).id;
    const person = await createPerson(tx, {
      displayName: "An",
      addressId: telegram,
      noticeVersion: 1,
      now: at,
    });
    await tx.address.update({ where: { id: zalo }, data: { personId: person.id } });
    return { telegram, zalo };
  });
  return {
    store,
    telegram: createFakeChannel("telegram"),
    zalo: createFakeChannel("zalo", { buttons: false, edit: false }),
    time: createManualTime(),
    at: addresses,
  };
}

/** Both lanes run for the length of a test. */
async function running(world: World, test: (idle: () => Promise<void>) => Promise<void>): Promise<void> {
  const sender = createSender({
    store: world.store,
    channels: new Map<ChannelName, FakeChannel>([
      ["telegram", world.telegram],
      ["zalo", world.zalo],
    ]),
    clock,
    time: world.time,
    log: createLog("silent"),
    guard: async () => "send",
    pace: () => null,
    markRepeat: (reply) => reply,
  });
  sender.start();
  try {
    await test(() => sender.idle());
  } finally {
    const stopped = sender.stop();
    world.time.advance(10_000);
    await stopped;
  }
}

const put = (world: World, channel: "telegram" | "zalo", dedupeKey: string, more: Partial<NewMessage> = {}) =>
  world.store.transaction((tx) => enqueue(tx, noticeTo(world.at[channel], dedupeKey, { channel, ...more })));

const said = (channel: FakeChannel) => channel.wire.map((call) => `${call.operation} ${call.reply.html}`);
const rowOf = (world: World, dedupeKey: string) =>
  world.store.db.outboxMessage.findUniqueOrThrow({ where: { dedupeKey } });

onBoth("a message that its channel refuses", (open) => {
  for (const [from, to] of [
    ["telegram", "zalo"],
    ["zalo", "telegram"],
  ] as const) {
    it(`goes from ${from} to ${to}, once, with what waits behind it`, async () => {
      const { store } = await open();
      const world = await worldOn(store);
      world[from].answer = () => blocked;
      await put(world, from, "first", { policy: "atMostOnce" });
      await put(world, from, "second");
      await running(world, async (idle) => {
        await idle();
        // The second is not even tried where the first was refused.
        expect(said(world[from])).toEqual(["send first"]);
        expect(said(world[to])).toEqual(["send first", "send second"]);
      });
      for (const key of ["first", "second"])
        expect(await rowOf(world, key)).toMatchObject({
          state: "sent",
          channel: to,
          addressId: world.at[to],
          movedFromId: world.at[from],
          lastError: "unreachable: blocked",
        });
    });
  }

  it("is failed when both refuse it, and is tried once at each", async () => {
    const { store } = await open();
    const world = await worldOn(store);
    world.telegram.answer = () => blocked;
    world.zalo.answer = () => ({ kind: "unreachable", reason: "notFound" });
    await put(world, "telegram", "a");
    await running(world, async (idle) => {
      await idle();
      expect([said(world.telegram), said(world.zalo)]).toEqual([["send a"], ["send a"]]);
    });
    expect(await rowOf(world, "a")).toMatchObject({ state: "failed", lastError: "unreachable: notFound" });
  });

  it("stays there when it is an answer: what comes after it is moved", async () => {
    const { store } = await open();
    const world = await worldOn(store);
    world.telegram.answer = () => blocked;
    await put(world, "telegram", "answer", { kind: "reply", priority: 0 });
    await put(world, "telegram", "notice");
    await running(world, async (idle) => {
      await idle();
      expect([said(world.telegram), said(world.zalo)]).toEqual([["send answer"], ["send notice"]]);
    });
    expect(await rowOf(world, "answer")).toMatchObject({ state: "failed", movedFromId: null });
  });

  it("stays there when nobody knows whether it arrived, also once the address is out of reach", async () => {
    const { store } = await open();
    const world = await worldOn(store);
    world.telegram.answer = (_, index) => (index < 1 ? { kind: "unknown", reason: "timeout" } : blocked);
    await put(world, "telegram", "a");
    await running(world, async (idle) => {
      await idle();
      expect(await rowOf(world, "a")).toMatchObject({ state: "queued", uncertain: 1 });
      world.time.advance(120_000);
      await idle();
      expect([said(world.telegram), said(world.zalo)]).toEqual([["send a", "send a"], []]);
    });
    expect(await rowOf(world, "a")).toMatchObject({ channel: "telegram", movedFromId: null });
  });

  it("is sent anew where the message that it changes is not", async () => {
    const { store } = await open();
    const world = await worldOn(store);
    await put(world, "telegram", "report", { replaceKey: "report" });
    await running(world, async (idle) => {
      await idle();
      world.telegram.answer = () => blocked;
      await put(world, "telegram", "report 2", { policy: "idempotent", edit: { replaceKey: "report" } });
      await idle();
      expect(said(world.telegram)).toEqual(["send report", "edit report 2"]);
      expect(said(world.zalo)).toEqual(["send report 2"]);
    });
  });

  it("is neither lost nor doubled when the database fails as it is handed over", async () => {
    const { store } = await open();
    const world = await worldOn(store);
    world.telegram.answer = () => blocked;
    await put(world, "telegram", "a");
    let faults = 2;
    const failing: Store = {
      ...store,
      transaction: (work) =>
        store.transaction(async (tx) => {
          const done = await work(tx);
          const moved = await tx.outboxMessage.count({
            where: { movedFromId: { not: null }, state: "queued" },
          });
          if (moved > 0 && faults > 0) {
            faults -= 1;
            throw new Error("the disk is full");
          }
          return done;
        }),
    };
    await running({ ...world, store: failing }, async (idle) => {
      const quiet = idle();
      while (world.zalo.wire.length === 0) {
        world.time.advance(500);
        await store.db.$queryRaw`SELECT 1`;
      }
      await quiet;
    });
    expect(faults).toBe(0);
    expect([said(world.telegram), said(world.zalo)]).toEqual([["send a"], ["send a"]]);
    expect(await rowOf(world, "a")).toMatchObject({ state: "sent", movedFromId: world.at.telegram });
  });
});
