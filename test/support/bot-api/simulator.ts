import { type BotHandle, createBotHandle } from "./acting/bot.ts";
import { createGroup, type Group } from "./acting/group.ts";
import { createPerson, type Person } from "./acting/person.ts";
import { transcript } from "./acting/transcript.ts";
import { createClock, type SimClock } from "./clock.ts";
import { control } from "./control.ts";
import type { Core } from "./core.ts";
import { refuse } from "./errors.ts";
import { execute } from "./execute.ts";
import { createFaults, type FaultSpec } from "./faults.ts";
import { listen } from "./http/server.ts";
import { type CallFilter, type CallRecord, createJournal, findCalls, type Journal } from "./journal.ts";
import { removeWebhook } from "./methods/updates.ts";
import { type FloodMode, type FloodNumbers, type SimulatorOptions, settle } from "./options.ts";
import { createRandom } from "./random.ts";
import { createFloodModel } from "./sending/flood.ts";
import { type Settled, waitUntilSettled } from "./settled.ts";
import { restoreWorld, type Snapshot, takeSnapshot } from "./snapshot.ts";
import { addBot, addGroup, addUser, type NewBot, type NewGroup, type NewUser } from "./state/create.ts";
import { FULL_ADMIN_RIGHTS } from "./state/people.ts";
import type { BotState, ChatState } from "./state/world.ts";
import { createWorld, groupKey, privateKey } from "./state/world.ts";
import { createPusher } from "./updates/pusher.ts";
import { purgeExpired } from "./updates/queue.ts";

/** The Bot API server of the tests. */
export interface Simulator {
  /** Base address, to be used as the client's API root. */
  readonly url: string;
  readonly seed: number;
  readonly clock: SimClock;
  readonly core: Core;
  createBot(fields?: NewBot): BotHandle;
  user(fields: NewUser): Person;
  group(fields: NewGroup): Group;
  /** A handle of somebody made earlier, by id. */
  bot(id: number): BotHandle;
  person(id: number): Person;
  groupById(id: number): Group;
  /** Manual clock: moves time, firing what is due. */
  advance(ms: number): Promise<void>;
  fault(spec: FaultSpec): Promise<void>;
  clearFaults(): void;
  flood(mode: FloodMode, numbers?: Partial<FloodNumbers>): void;
  readonly journal: Journal & { calls(method?: string, filter?: CallsFilter): CallRecord[] };
  transcript(place: { person: { id: number }; bot: { id: number } } | { id: number }): string;
  /** Waits in real time until nothing is left to do; throws with the reasons when that does not come. */
  settled(options?: Settled): Promise<void>;
  snapshot(): Snapshot;
  /** Puts everything back. Held calls end as in a restart. */
  restore(snapshot: Snapshot): void;
  /** Methods a bot called that Telegram has and the simulator lacks. A run with any has failed. */
  gaps(): string[];
  stop(): Promise<void>;
}

type CallsFilter = Omit<CallFilter, "bot" | "chat"> & {
  bot?: number | { id: number };
  chat?: number | { id: number };
};

const idOf = (who: number | { id: number }): number => (typeof who === "number" ? who : who.id);

export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = settle(options);
  const random = createRandom(settings.seed);
  const clock = createClock(settings.clock, settings.startAt);
  const core: Core = {
    world: createWorld(),
    clock,
    random,
    settings,
    journal: createJournal(),
    faults: createFaults(random),
    flood: createFloodModel(settings.flood, settings.floodNumbers, clock, random),
    pollers: new Map(),
    pushers: new Map(),
    startPusher: (bot) => startPusher(core, bot),
    inFlight: new Map(),
    uploads: new Map(),
    activeRequests: 0,
    lastActivity: performance.now(),
  };

  const chatOf = (place: Parameters<Simulator["transcript"]>[0]): ChatState => {
    const key = "person" in place ? privateKey(place.bot.id, place.person.id) : groupKey(place.id);
    const chat = core.world.chats.get(key);
    if (!chat) throw new Error(`no chat ${key}`);
    return chat;
  };

  const endHeld = () => {
    for (const poller of core.pollers.values()) poller.end(refuse("restart"));
  };

  const server = await listen(core, (command, body) => control(simulator, command, body), settings.port);
  const simulator: Simulator = {
    get url() {
      return `http://127.0.0.1:${server.port}`;
    },
    seed: settings.seed,
    clock,
    core,
    createBot: (fields = {}) => createBotHandle(core, addBot(core, fields).id),
    user: (fields) => createPerson(core, addUser(core, fields).id),
    group: (fields) => createGroup(core, addGroup(core, fields, FULL_ADMIN_RIGHTS).id),
    bot: (id) => createBotHandle(core, id),
    person: (id) => createPerson(core, id),
    groupById: (id) => createGroup(core, id),
    advance: (ms) => clock.advance(ms),
    async fault(spec) {
      switch (spec.kind) {
        case "refuse":
          await server.refuse(spec.ms);
          return;
        case "storm":
          core.flood.storm(spec.seconds, spec.bot, spec.retryAfter);
          return;
        case "revokeToken": {
          const bot = core.world.bots.get(spec.bot);
          if (bot) bot.revoked = true;
          core.pollers.get(spec.bot)?.end(refuse("unauthorized"));
          return;
        }
        case "webhookStall":
          for (const [id, pusher] of core.pushers)
            if (spec.bot === undefined || spec.bot === id) pusher.stall(spec.ms);
          return;
        case "restart":
          endHeld();
          return;
        case "clockJump":
          clock.jump(spec.ms);
          for (const bot of core.world.bots.values()) purgeExpired(core, bot);
          return;
        case "duplicateUpdate":
        case "reorderUpdates":
          core.faults.armUpdate(spec);
          return;
        default:
          core.faults.armCall(spec);
      }
    },
    clearFaults: () => core.faults.clear(),
    flood(mode, numbers = {}) {
      core.flood.mode = mode;
      Object.assign(core.flood.numbers, numbers);
    },
    journal: Object.assign(core.journal, {
      calls(method?: string, { bot, chat, ...rest }: CallsFilter = {}) {
        const filter: CallFilter = { ...rest };
        if (bot !== undefined) filter.bot = idOf(bot);
        if (chat !== undefined) filter.chat = idOf(chat);
        return findCalls(core.journal, method, filter);
      },
    }),
    transcript: (place) => transcript(core, chatOf(place)),
    settled: (wanted) => waitUntilSettled(core, wanted),
    snapshot: () => takeSnapshot(core),
    restore(snapshot) {
      endHeld();
      restoreWorld(core, snapshot);
    },
    gaps: () => [...core.journal.counts.gaps],
    async stop() {
      endHeld();
      for (const pusher of core.pushers.values()) pusher.stop();
      clock.dispose();
      await server.close();
    },
  };
  return simulator;
}

function startPusher(core: Core, bot: BotState): void {
  core.pushers.get(bot.id)?.stop();
  if (!bot.webhook) return;
  const pusher = createPusher(core, bot, bot.webhook, {
    async reply(method, params) {
      const at = core.clock.now();
      const record = core.journal.open({
        at,
        connection: 0,
        botId: bot.id,
        method,
        fromWebhook: true,
        params,
      });
      await execute({ core, bot, method, params, signal: new AbortController().signal, record });
    },
    remove: () => removeWebhook(core, bot),
  });
  core.pushers.set(bot.id, pusher);
}
