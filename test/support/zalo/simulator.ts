import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type ClockOption, createClock } from "../bot-api/clock.ts";
import { createRandom } from "../bot-api/random.ts";
import { type BotHandle, createBot, createGroup, createPerson, type Group, type Person } from "./acting.ts";
import { createFaults, type FaultSpec } from "./faults.ts";
import { createJournal, type Journal } from "./journal.ts";
import { defaultQuirks, type Quirks } from "./quirks.ts";
import { createZaloServer } from "./server.ts";
import { type Core, monthOf, type PersonState } from "./world.ts";

interface ZaloOptions {
  /** Default 1. Everything random follows from it. */
  seed?: number;
  /** Default real. */
  clock?: ClockOption;
  /** First instant of the clock, ms since 1970. */
  startAt?: number;
  quirks?: Partial<Quirks>;
}

export interface Zalo {
  /** The API root. */
  readonly url: string;
  /** May be changed at any time. */
  readonly quirks: Quirks;
  readonly journal: Journal;
  now(): number;
  /** Manual clock only. */
  advance(ms: number): Promise<void>;
  createBot(name?: string): BotHandle;
  person(name: string): Person;
  group(bot: BotHandle, members: Person[]): Group;
  fault(spec: FaultSpec): void;
  /** A month's use from one moment to the next. */
  use(bot: BotHandle, used: { in?: number; out?: number }): void;
  /** Resolves when no call is being served and nothing waits for anybody. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Stands for Zalo's Bot Platform in tests; 127.0.0.1, state in memory. */
export async function startZalo({
  seed = 1,
  clock: chosen = "real",
  startAt,
  quirks,
}: ZaloOptions = {}): Promise<Zalo> {
  const core: Core = {
    clock: createClock(chosen, startAt),
    random: createRandom(seed),
    quirks: { ...defaultQuirks, ...quirks },
    faults: createFaults(),
    journal: createJournal(),
    bots: new Map(),
    media: new Map(),
    seed,
    url: "",
    active: 0,
    stopped: false,
  };
  const server = createZaloServer(core);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  core.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<Person, PersonState>();
  const handles: BotHandle[] = [];

  return {
    url: core.url,
    quirks: core.quirks,
    journal: core.journal,
    now: () => core.clock.now(),
    advance: (ms) => core.clock.advance(ms),
    createBot(name = "Bot Thi đua") {
      const bot = createBot(core, name);
      handles.push(bot);
      return bot;
    },
    person(name) {
      const state: PersonState = { key: String(people.size + 1), name };
      const person = createPerson(core, state);
      people.set(person, state);
      return person;
    },
    group: (bot, members) =>
      createGroup(
        core,
        bot,
        members.flatMap((member) => people.get(member) ?? []),
      ),
    fault: (spec) => core.faults.arm(spec),
    use: (bot, used) => void Object.assign(monthOf(core, bot.state), used),
    async settled() {
      const giveUpAt = performance.now() + 5_000;
      while (core.active > 0 || handles.some((bot) => bot.pending() > 0)) {
        if (performance.now() > giveUpAt) throw new Error(`not settled after 5 s (seed ${seed})`);
        await sleep(5);
      }
    },
    async stop() {
      core.stopped = true;
      core.clock.dispose();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
