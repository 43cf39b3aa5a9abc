import { createHash } from "node:crypto";
import { Temporal } from "temporal-polyfill";
import { receive } from "../../src/conversation/receive.ts";
import { createIntake } from "../../src/delivery/intake.ts";
import { defaultPace } from "../../src/delivery/pace.ts";
import type { RealTime } from "../../src/delivery/real-time.ts";
import { createSender } from "../../src/delivery/worker.ts";
import type { Calendar } from "../../src/domain/calendar.ts";
import type { Occurrence } from "../../src/domain/schedule.ts";
import { createTicker } from "../../src/jobs/clock-tick.ts";
import { lastLook } from "../../src/jobs/write-digest.ts";
import type { Clock } from "../../src/shared/clock.ts";
import type { Files } from "../../src/shared/files.ts";
import type { Log } from "../../src/shared/log.ts";
import type { Inbound } from "../../src/shared/messages.ts";
import type { Locales } from "../../src/shared/say.ts";
import { addressOf } from "../../src/store/addresses.ts";
import { refreshBroadcastReports } from "../../src/store/broadcast-report.ts";
import { enqueue } from "../../src/store/enqueue.ts";
import type { Tx } from "../../src/store/open.ts";
import { zone } from "./cast.ts";
import type { Disk } from "./disk.ts";
import { createLife, type Life } from "./life.ts";
import type { Platform } from "./platform.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What every process of a world shares. */
export interface Surroundings {
  time: VirtualTime;
  clock: Clock;
  disk: Disk;
  platform: Platform;
  files: Files;
  locales: Locales;
  calendar: Calendar;
  log: Log;
  /** An occurrence was run. */
  ran(life: Life, occurrence: Occurrence): void;
}

/** The product as one running process: what app.ts wires, on simulated time, platform and disk. */
export interface Process {
  readonly life: Life;
  /** The alarm clock rings. */
  ring(): void;
  /** When something is due next. */
  next(): Promise<Temporal.Instant | null>;
  /** Orderly, as on SIGTERM. Resolves when it has ended. */
  stop(): Promise<void>;
}

/** Ends a text that goes out again. */
export const repeatMark = "\n(gửi lại)";

export function startProcess(name: string, skew: number, around: Surroundings): Process {
  const { time, clock, disk, platform, files, locales, calendar, log } = around;
  const life = createLife(name, skew);
  const store = disk.storeOf(life);
  const channel = platform.channelOf(life);
  const channels = new Map([["telegram" as const, channel]]);
  const real: RealTime = {
    now: () => time.now() + skew,
    after: (ms, run) => time.after(ms, run, life),
  };
  const services = {
    locales,
    files,
    calendar: () => calendar,
    calendarChanged: () => undefined,
    hasButtons: () => true,
    timeZone: zone,
    inviteLink: () => null,
    quotaBots: () => [],
  };
  let refreshing = false;
  const refreshReports = () => {
    if (refreshing || !life.alive) return;
    refreshing = true;
    store
      .transaction((tx) => refreshBroadcastReports(tx, locales, clock.now()))
      .then((changed) => changed && sender.kick())
      .catch(() => undefined)
      .finally(() => {
        refreshing = false;
      });
  };
  const sender = createSender({
    store,
    channels,
    clock,
    log,
    time: real,
    pace: () => defaultPace,
    guard: (tx, row) => lastLook(tx, row, { services, now: clock.now() }),
    settled: (rows) => rows.some((row) => row.kind === "broadcast") && refreshReports(),
    markRepeat: (reply) => ({ ...reply, html: `${reply.html}${repeatMark}` }),
  });
  const tell = async (tx: Tx, inbound: Inbound, dedupeKey: string, key: string) => {
    const now = new Date(clock.now().epochMilliseconds);
    await enqueue(tx, {
      channel: inbound.channel,
      addressId: (await addressOf(tx, inbound, now)).id,
      kind: "reply",
      policy: "atMostOnce",
      reply: { html: locales.say("vi")(key) },
      dedupeKey,
      priority: 0,
      createdAt: now,
    });
  };
  const intake = createIntake({
    store,
    clock,
    log,
    channels,
    files,
    time: real,
    offer: sender.offer,
    committed: (toSend) => toSend && sender.kick(),
    handle: (tx, inbound, inboxId, offer) =>
      receive(tx, services, inbound, { id: inboxId, offer, now: clock.now() }),
    onDead: (tx, inbound, inboxId) => tell(tx, inbound, `dead:${inboxId}`, "common:failed"),
    onHeldUp: (tx, inbound, inboxId) => tell(tx, inbound, `held:${inboxId}`, "common:heldUp"),
  });
  const ticker = createTicker({ store, services, clock, log });
  let ringing = false;

  const ring = () => {
    if (ringing || !life.alive || life.heldUntil > time.now()) return;
    ringing = true;
    ticker
      .tick()
      .then((ran) => {
        for (const each of ran) around.ran(life, each);
        if (ran.length > 0) sender.kick();
      })
      .catch(() => undefined)
      .finally(() => {
        ringing = false;
      });
  };

  void (async () => {
    // A database fault at start ends a process; whoever watches over it starts it again.
    await intake.start().catch(() => life.kill());
    if (!life.alive) return;
    sender.start();
    await channel.start((inbound) => intake.receive(inbound));
    ring();
  })();

  return {
    life,
    ring,
    next: () => ticker.next(clock.now()),
    async stop() {
      await channel.stop();
      await intake.stop();
      await sender.stop();
      life.kill();
    },
  };
}

/** Files that outlive processes, without a disk. */
export function createMemoryFiles(): Files {
  const kept = new Map<string, Uint8Array>();
  return {
    async put(bytes) {
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      kept.set(sha256, bytes);
      return sha256;
    },
    async read(sha256) {
      const bytes = kept.get(sha256);
      if (!bytes) throw new Error("no such file");
      return bytes;
    },
    has: async (sha256) => kept.has(sha256),
  };
}
