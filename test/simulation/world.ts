import { setImmediate as turn } from "node:timers/promises";
import { Temporal } from "temporal-polyfill";
import { createCalendar } from "../../src/domain/calendar.ts";
import { nextWorkingTime } from "../../src/domain/deadline.ts";
import type { Occurrence } from "../../src/domain/schedule.ts";
import { createLog } from "../../src/shared/log.ts";
import { loadLocales } from "../../src/shared/say.ts";
import { opening, zone } from "./cast.ts";
import { createDisk, type Disk } from "./disk.ts";
import type { Life } from "./life.ts";
import { createPlatform, type Platform } from "./platform.ts";
import { createMemoryFiles, type Process, type Surroundings, startProcess } from "./process.ts";
import { createRandom, type Random } from "./random.ts";
import { createVirtualTime, type VirtualTime } from "./virtual-time.ts";

/** Everything one run has. */
export interface World {
  random: Random;
  time: VirtualTime;
  disk: Disk;
  platform: Platform;
  calendar: Surroundings["calendar"];
  /** Those that run, and those that ran. */
  processes: Process[];
  lives: Life[];
  ran: Occurrence[];
  /** When the run of processes was disturbed last (virtual time): then another may take over at once. */
  disturbedAt: number;
  productNow(): Temporal.Instant;
  /** Sets the product's clock; it goes on with virtual time unless it is frozen. */
  setClock(to: Temporal.Instant): void;
  freezeClock(): void;
  /** To the next 09:00 or so within working hours, forward. */
  nextWorkingTime(): Temporal.Instant;
  living(): Process[];
  start(): void;
  kill(process: Process): void;
  /** After the last one died the file is opened anew. */
  bury(): Promise<void>;
  quiet(): Promise<void>;
}

const locales = loadLocales();
/** Processes' clocks of real time are that far apart (ms). */
const skews = [0, 650];

export async function createWorld(seed: number, template: string): Promise<World> {
  const random = createRandom(seed);
  const disk = await createDisk(template);
  const quiet = async () => {
    for (let calm = 0; calm < 2; calm = disk.busy() ? 0 : calm + 1) await turn();
  };
  const start = Temporal.ZonedDateTime.from(opening).toInstant();
  const time = createVirtualTime(start.epochMilliseconds, quiet);
  let ahead = 0;
  let frozenAt: number | null = null;
  const productMs = () => frozenAt ?? time.now() + ahead;
  const productNow = () => Temporal.Instant.fromEpochMilliseconds(Math.floor(productMs()));
  const platform = createPlatform({ time, random, productNow: productMs });
  const calendar = createCalendar({ official: [], overrides: [] });
  const ran: Occurrence[] = [];
  const around: Surroundings = {
    time,
    clock: { now: productNow },
    disk,
    platform,
    files: createMemoryFiles(),
    locales: await locales,
    calendar,
    log: createLog(process.env.TEST_LOG ?? "silent"),
    ran: (_life, occurrence) => void ran.push(occurrence),
  };
  const world: World = {
    random,
    time,
    disk,
    platform,
    calendar,
    processes: [],
    lives: [],
    ran,
    disturbedAt: time.now(),
    productNow,
    setClock(to) {
      if (frozenAt !== null) frozenAt = to.epochMilliseconds;
      ahead = to.epochMilliseconds - time.now();
    },
    freezeClock() {
      frozenAt = productMs();
    },
    nextWorkingTime: () => nextWorkingTime(productNow(), zone, calendar),
    living: () => world.processes.filter((each) => each.life.alive),
    start() {
      const started = startProcess(
        `process ${world.lives.length + 1}`,
        skews[world.lives.length % 2] ?? 0,
        around,
      );
      world.processes.push(started);
      world.lives.push(started.life);
      world.disturbedAt = time.now();
    },
    kill(process) {
      process.life.kill();
      world.disturbedAt = time.now();
    },
    async bury() {
      await quiet();
      const dead = world.processes.length;
      world.processes = world.living();
      if (world.processes.length < dead) world.disturbedAt = time.now();
      if (world.processes.length === 0) await disk.reopen();
    },
    quiet,
  };
  return world;
}
