import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Temporal } from "temporal-polyfill";
import { afterEach, describe, expect, it } from "vitest";
import { createIntake, type Intake, type IntakeOptions } from "../../src/delivery/intake.ts";
import type { Clock } from "../../src/shared/clock.ts";
import { type Files, openFiles } from "../../src/shared/files.ts";
import { createLog } from "../../src/shared/log.ts";
import type { Attachment, Inbound } from "../../src/shared/messages.ts";
import { acceptInbound } from "../../src/store/inbox.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { createFakeChannel, type FakeChannel } from "../support/fake-channel.ts";
import { madeAt as at, textIn as text } from "../support/messages.ts";
import { type OpenDatabase, onBoth, onPostgres } from "../support/on-both.ts";
import { createManualTime, type ManualTime } from "./manual-time.ts";

const clock: Clock = { now: () => Temporal.Instant.from("2026-06-12T01:00:00Z") };

const photo = (externalId: string, chat: string, file: Partial<Attachment> = {}): Inbound => ({
  ...text(externalId, chat),
  content: {
    kind: "file",
    file: { kind: "photo", ref: "photo", mediaType: "image/jpeg", fileName: null, size: 3, ...file },
    caption: "",
    album: null,
  },
});

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});
async function tempFiles(): Promise<Files> {
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-files-"));
  folders.push(folder);
  return openFiles(folder);
}

interface Setup {
  store: Store;
  url: string;
  channel: FakeChannel;
  time: ManualTime;
  files: Files;
  /** Ids of the updates whose effects were committed, in that order. */
  effects(): Promise<string[]>;
  intake(more?: Partial<IntakeOptions>): Intake;
}

/** Its effect is a row of the audit: it is there exactly when the transaction was committed. */
const effect = async (...[tx, inbound]: Parameters<IntakeOptions["handle"]>): Promise<void> => {
  await tx.auditEntry.create({ data: { at, action: "handled", subject: inbound.externalId } });
};

async function setUp(open: OpenDatabase): Promise<Setup> {
  const { store, url } = await open();
  const channel = createFakeChannel("telegram");
  const time = createManualTime();
  const files = await tempFiles();
  return {
    store,
    url,
    channel,
    time,
    files,
    effects: async () =>
      (await store.db.auditEntry.findMany({ orderBy: { id: "asc" } })).map((each) => each.subject),
    intake: (more = {}) =>
      createIntake({
        store,
        clock,
        log: createLog("silent"),
        channels: new Map([["telegram", channel]]),
        files,
        handle: effect,
        onHeldUp: async () => undefined,
        onDead: async (tx, inbound) => {
          await tx.auditEntry.create({ data: { at, action: "dead", subject: `dead ${inbound.externalId}` } });
        },
        committed: () => undefined,
        time,
        ...more,
      }),
  };
}

const stateOf = (store: Store, externalId: string) =>
  store.db.inboxMessage.findUniqueOrThrow({
    where: { channel_externalId: { channel: "telegram", externalId } },
  });

onBoth("the intake", (open) => {
  it("has each effect once, however often a message is told, and says when there may be replies", async () => {
    const { intake, effects, store } = await setUp(open);
    let committed = 0;
    const one = intake({
      committed: () => {
        committed += 1;
      },
    });
    await Promise.all([
      one.receive(text("1", "7")),
      one.receive(text("1", "7")),
      one.receive(text("2", "8")),
    ]);
    await one.idle();
    await one.receive(text("1", "7"));
    await one.idle();
    expect((await effects()).toSorted()).toEqual(["1", "2"]);
    expect(committed).toBe(2);
    expect(await stateOf(store, "1")).toMatchObject({ state: "done", receivedAt: at, doneAt: at });
  });

  it("keeps the order within a chat and lets another chat pass a slow one", async () => {
    const { intake, effects, channel } = await setUp(open);
    let release = () => {};
    const slow = new Promise<Uint8Array>((resolve) => {
      release = () => resolve(new Uint8Array([1, 2, 3]));
    });
    channel.downloads.set("photo", () => slow);
    const one = intake();
    await one.receive(photo("1", "7"));
    await one.receive(text("2", "7"));
    await one.receive(text("3", "8"));
    while ((await effects()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await effects()).toEqual(["3"]);
    release();
    await one.idle();
    expect(await effects()).toEqual(["3", "1", "2"]);
  });

  it("takes up after a start what was stored and not handled", async () => {
    const { intake, effects, store } = await setUp(open);
    for (const id of ["1", "2", "3"]) await acceptInbound(store, text(id, "7"), at);
    const one = intake();
    await one.start();
    await one.idle();
    await one.stop();
    expect(await effects()).toEqual(["1", "2", "3"]);
  });

  it("killed inside the transaction: nothing happened, and the next start does it", async () => {
    const { intake, effects, store, url } = await setUp(open);
    const dying = openStore(url);
    let inside = () => {};
    const reached = new Promise<void>((resolve) => {
      inside = resolve;
    });
    let die = () => {};
    const death = new Promise<void>((_resolve, reject) => {
      die = () => reject(new Error("SQLITE_IOERR: the process was killed"));
    });
    death.catch(() => undefined);
    const first = intake({
      store: dying,
      time: createManualTime(),
      handle: async (tx, inbound, id, offer) => {
        await effect(tx, inbound, id, offer);
        inside();
        await death;
      },
    });
    await acceptInbound(store, text("1", "7"), at);
    await first.start();
    await reached;
    die();
    await first.idle();
    expect(await effects()).toEqual([]);
    expect(await stateOf(store, "1")).toMatchObject({ state: "new", attempts: 0 });
    await first.stop();
    await dying.close();

    const next = intake();
    await next.start();
    await next.idle();
    await next.stop();
    expect(await effects()).toEqual(["1"]);
  });

  it("told again after a kill before it was kept: the effect is there once", async () => {
    const { intake, effects } = await setUp(open);
    let killed = true;
    const one = intake({
      handle: async (tx, inbound, id, offer) => {
        await effect(tx, inbound, id, offer);
        if (killed) throw new Error("SQLITE_IOERR: the process was killed");
      },
    });
    await one.receive(text("1", "7"));
    await one.idle();
    expect(await effects()).toEqual([]);
    killed = false;
    await one.receive(text("1", "7"));
    await one.idle();
    expect(await effects()).toEqual(["1"]);
  });

  it("tries a failing message three times, ever later, then lets its chat go on and tells the person once", async () => {
    const { intake, effects, store, time } = await setUp(open);
    let tries = 0;
    const one = intake({
      handle: async (tx, inbound, id, offer) => {
        await effect(tx, inbound, id, offer);
        if (inbound.externalId !== "1") return;
        tries += 1;
        throw new Error("cannot be understood");
      },
    });
    await one.receive(text("1", "7"));
    await one.receive(text("2", "7"));
    await one.idle();
    expect(tries).toBe(1);
    time.advance(999);
    await one.idle();
    expect(tries).toBe(1);
    time.advance(1);
    await one.idle();
    expect(tries).toBe(2);
    expect(await effects()).toEqual([]);
    time.advance(4_000);
    await one.idle();
    expect(tries).toBe(3);
    expect(await effects()).toEqual(["dead 1", "2"]);
    expect(await stateOf(store, "1")).toMatchObject({
      state: "dead",
      attempts: 3,
      lastError: "cannot be understood",
    });
  });

  it("lets the chat go on also when nobody can be told about a dead message", async () => {
    const { intake, effects, store, time } = await setUp(open);
    const one = intake({
      handle: async (tx, inbound, id, offer) => {
        if (inbound.externalId === "1") throw new Error("cannot be understood");
        await effect(tx, inbound, id, offer);
      },
      onDead: async (tx) => {
        await tx.$queryRaw`SELECT * FROM "NoSuchTable"`;
      },
    });
    await one.receive(text("1", "7"));
    await one.receive(text("2", "7"));
    for (const wait of [0, 1_000, 4_000]) {
      time.advance(wait);
      await one.idle();
    }
    expect(await effects()).toEqual(["2"]);
    expect((await stateOf(store, "1")).state).toBe("dead");
  });

  it("waits for a database that is away, counts nothing against the message, and tells the platform only what is kept", async () => {
    const { intake, effects, store, time } = await setUp(open);
    let away = false;
    const flaky: Store = {
      ...store,
      transaction: (work) =>
        away ? Promise.reject(new Error("connect ECONNREFUSED")) : store.transaction(work),
    };
    const one = intake({
      store: flaky,
      handle: async (tx, inbound, id, offer) => {
        await effect(tx, inbound, id, offer);
        if (away) throw new Error("Connection terminated unexpectedly");
      },
    });
    await one.receive(text("1", "7"));
    await one.idle();
    away = true;
    await expect(one.receive(text("2", "7"))).rejects.toThrow("ECONNREFUSED");
    await acceptInbound(store, text("3", "8"), at);
    await one.start();
    await one.idle();
    for (let tries = 0; tries < 5; tries += 1) {
      time.advance(10_000);
      await one.idle();
    }
    expect(await effects()).toEqual(["1"]);
    away = false;
    await one.receive(text("2", "7"));
    time.advance(10_000);
    await one.idle();
    expect((await effects()).toSorted()).toEqual(["1", "2", "3"]);
    expect((await stateOf(store, "3")).attempts).toBe(0);
    await one.stop();
  });

  it("stopping finishes what is being handled and leaves the rest for the next start", async () => {
    const { intake, effects, store } = await setUp(open);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let inside = () => {};
    const reached = new Promise<void>((resolve) => {
      inside = resolve;
    });
    const one = intake({
      handle: async (tx, inbound, id, offer) => {
        inside();
        await held;
        await effect(tx, inbound, id, offer);
      },
    });
    const received = one.receive(text("1", "7"));
    await reached;
    const stopped = one.stop();
    release();
    await Promise.all([stopped, received]);
    await one.receive(text("2", "7"));
    expect(await effects()).toEqual(["1"]);
    expect((await stateOf(store, "2")).state).toBe("new");
  });
});

onBoth("an attachment", (open) => {
  /** The file as the handler saw it, after everything was handled. */
  async function handled(setup: Setup, file: Partial<Attachment>, waits: number[] = []): Promise<Attachment> {
    let seen: Attachment | undefined;
    const one = setup.intake({
      handle: async (_tx, inbound) => {
        if (inbound.content.kind === "file") seen = inbound.content.file;
      },
    });
    await one.receive(photo("1", "7", file));
    for (const wait of waits) {
      await setup.time.someoneWaits();
      setup.time.advance(wait);
    }
    await one.idle();
    await one.stop();
    if (!seen) throw new Error("it was not handled");
    return seen;
  }

  it("lies in the file store before the message is handled", async () => {
    const setup = await setUp(open);
    setup.channel.downloads.set("photo", async () => new Uint8Array([1, 2, 3]));
    const file = await handled(setup, {});
    expect(file.missing).toBeUndefined();
    expect(await setup.files.read(file.sha256 ?? "")).toEqual(Buffer.from([1, 2, 3]));
  });

  it("over the channel's limit is not fetched, or not kept when it was said to be smaller", async () => {
    const setup = await setUp(open);
    expect((await handled(setup, { size: 1001 })).missing).toBe("tooBig");
    const other = await setUp(open);
    other.channel.downloads.set("photo", async () => new Uint8Array(1001));
    expect((await handled(other, { size: 10 })).missing).toBe("tooBig");
  });

  it("that is gone is missing", async () => {
    expect((await handled(await setUp(open), {})).missing).toBe("gone");
  });
});

describe("an attachment that cannot be had now", () => {
  onBoth("the intake", (open) => {
    const failing = (setup: Setup, times: number) => {
      let tries = 0;
      setup.channel.downloads.set("photo", async () => {
        tries += 1;
        if (tries <= times) throw new Error("socket hang up");
        return new Uint8Array([1, 2, 3]);
      });
      return () => tries;
    };

    it("tries three times more, then takes it as gone", async () => {
      for (const [times, missing] of [
        [3, undefined],
        [4, "gone"],
      ] as const) {
        const setup = await setUp(open);
        const tries = failing(setup, times);
        let seen: Attachment | undefined;
        const one = setup.intake({
          handle: async (_tx, inbound) => {
            if (inbound.content.kind === "file") seen = inbound.content.file;
          },
        });
        await one.receive(photo("1", "7"));
        for (const [index, wait] of [1_000, 3_000, 9_000].entries()) {
          while (tries() < index + 1) await new Promise((resolve) => setImmediate(resolve));
          await setup.time.someoneWaits();
          // The download's own time limit is called off a moment after it failed.
          await new Promise((resolve) => setImmediate(resolve));
          setup.time.advance(wait);
        }
        await one.idle();
        expect(tries()).toBe(4);
        expect(seen?.missing).toBe(missing);
        expect(seen?.sha256 === undefined).toBe(missing === "gone");
      }
    });

    it("leaves it for the next start when it is stopped meanwhile", async () => {
      const setup = await setUp(open);
      const tries = failing(setup, 1);
      const one = setup.intake();
      await one.receive(photo("1", "7"));
      while (tries() < 1) await new Promise((resolve) => setImmediate(resolve));
      await one.stop();
      expect(await setup.effects()).toEqual([]);
      const next = setup.intake();
      await next.start();
      await next.idle();
      await next.stop();
      expect(await setup.effects()).toEqual(["1"]);
    });

    it("waits while the disk is full, and counts nothing against the message", async () => {
      const setup = await setUp(open);
      setup.channel.downloads.set("photo", async () => new Uint8Array([1, 2, 3]));
      let full = true;
      const files: Files = {
        ...setup.files,
        put: (bytes) => (full ? Promise.reject(new Error("ENOSPC: no space left")) : setup.files.put(bytes)),
      };
      const one = setup.intake({ files });
      await one.receive(photo("1", "7"));
      await one.idle();
      setup.time.advance(250);
      await one.idle();
      expect(await setup.effects()).toEqual([]);
      full = false;
      setup.time.advance(500);
      await one.idle();
      expect(await setup.effects()).toEqual(["1"]);
      expect((await stateOf(setup.store, "1")).attempts).toBe(0);
    });
  });
});

onPostgres("two intakes", (open) => {
  it("handle each message once and in order within its chat, whoever received it", async () => {
    const setup = await setUp(open);
    const stores = [openStore(setup.url), openStore(setup.url)];
    const intakes = stores.map((store) => setup.intake({ store, time: createManualTime() }));
    const expected: string[] = [];
    for (let index = 0; index < 30; index += 1) {
      const chat = `${index % 3}`;
      expected.push(`${chat}:${index}`);
      await intakes[index % 2]?.receive(text(`${chat}:${index}`, chat));
    }
    await Promise.all(intakes.map((each) => each.idle()));
    await Promise.all(intakes.map((each) => each.stop()));
    for (const store of stores) await store.close();
    const effects = await setup.effects();
    expect(effects).toHaveLength(30);
    for (const chat of ["0", "1", "2"]) {
      const of = (all: string[]) => all.filter((each) => each.startsWith(`${chat}:`));
      expect(of(effects)).toEqual(of(expected));
    }
  });

  it("one takes up what the other left behind", async () => {
    const setup = await setUp(open);
    const one = setup.intake();
    await one.start();
    await acceptInbound(setup.store, text("1", "7"), at);
    for (let round = 0; round < 2; round += 1) {
      await setup.time.someoneWaits();
      setup.time.advance(2_000);
    }
    await setup.time.someoneWaits();
    await one.idle();
    expect(await setup.effects()).toEqual(["1"]);
    await one.stop();
  });
});
