import { cp, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { startApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import {
  type BotHandle,
  type CallRecord,
  type Person,
  type Simulator,
  type Snapshot,
  startSimulator,
} from "../support/bot-api/index.ts";
import { type Child, startChild } from "./child.ts";

/** A database in which some people have joined on Telegram, and the platform that knows them. */
export interface Prepared {
  folder: string;
  databaseUrl: string;
  snapshot: Snapshot;
  botId: number;
  personIds: number[];
}

/** The last one heads the cluster. */
const units = ["Vĩnh Phúc", "Hải Phòng", "Hải Dương", "Bắc Ninh", "Hưng Yên", "Quảng Ninh", "Hà Nội"];
const inTheFolder = (folder: string) => `file:${path.join(folder, "crash.db")}`;
const unhurried = { rate: 1000, cap: 1000, chatGapMs: 0, groupPerMinute: 10_000 };

/** Lets the officers of that many units join, each with a CT2 that has room for any sum. */
export async function prepare(count: number, databaseUrl?: string): Promise<Prepared> {
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-crash-"));
  const sim = await startSimulator({});
  const bot = sim.createBot({ username: "thidua_bot" });
  const url = databaseUrl ?? inTheFolder(folder);
  const config = readConfig(environment(folder, url, bot.token, sim.url));
  const log = pino({ level: process.env.TEST_LOG ?? "silent" });
  const app = await startApp(config, { log, alarm: false, pace: unhurried });
  const quiet = async () => {
    await sim.settled({ quietMs: 40, timeoutMs: 30_000 });
    await app.settled();
    await sim.settled({ quietMs: 20, timeoutMs: 30_000 });
  };
  const invites = (await (await fetch(`${app.url}/sandbox/invites`)).json()) as {
    unit: string | null;
    role: string;
    code: string;
  }[];
  const people: Person[] = [];
  for (const unit of units.slice(0, count)) {
    const invite = invites.find((each) => each.unit?.endsWith(unit) && each.role === "focalOfficial");
    const person = sim.user({ firstName: unit });
    await person.start(bot, invite?.code);
    people.push(person);
  }
  await quiet();
  for (const person of people) await person.press("Đồng ý, tham gia");
  await quiet();
  await app.store.transaction((tx) =>
    tx.target.updateMany({ where: { number: 2 }, data: { plan: "100000000" } }),
  );
  await app.stop();
  if (databaseUrl === undefined) await settleFile(url);
  const snapshot = sim.snapshot();
  await sim.stop();
  return { folder, databaseUrl: url, snapshot, botId: bot.id, personIds: people.map((each) => each.id) };
}

/** Everything into the one file: while connections are being closed the others come and go, and a copy would miss them. */
async function settleFile(url: string): Promise<void> {
  const file = url.slice("file:".length);
  const store = openStore(url);
  await store.db.$executeRaw`VACUUM INTO ${`${file}.whole`}`;
  await store.close();
  await rename(`${file}.whole`, file);
}

function environment(
  folder: string,
  databaseUrl: string,
  token: string,
  apiRoot: string,
): Record<string, string> {
  return {
    SANDBOX: "1",
    DATA_DIR: folder,
    DATABASE_URL: databaseUrl,
    PORT: "0",
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: apiRoot,
  };
}

/** One simulated platform, one database, and the processes that come and go. */
export interface House {
  readonly sim: Simulator;
  readonly bot: BotHandle;
  readonly people: Person[];
  /** The database, read and changed from beside. */
  readonly store: Store;
  start(more?: Record<string, string>): Promise<Child>;
  /** What reached somebody: every message the platform accepted for them, in order. */
  reached(person: Person): CallRecord[];
  /** "Two minutes later": what is to be repeated because nobody knows is due now. */
  passTwoMinutes(): Promise<void>;
  remove(): Promise<void>;
}

/** Opens a copy of what was prepared, or (`own` false) the very database. */
export async function openHouse(prepared: Prepared, own = true): Promise<House> {
  const sim = await startSimulator({});
  sim.restore(prepared.snapshot);
  const bot = sim.bot(prepared.botId);
  let { folder, databaseUrl } = prepared;
  if (own) {
    folder = await mkdtemp(path.join(tmpdir(), "thidua-crash-"));
    // What lies beside the file belongs to the one it was before.
    const filter = (each: string) => !/-(?:wal|shm)$/.test(each);
    await cp(prepared.folder, folder, { recursive: true, filter });
    databaseUrl = inTheFolder(folder);
  }
  const store = openStore(databaseUrl);
  return {
    sim,
    bot,
    people: prepared.personIds.map((id) => sim.person(id)),
    store,
    start: (more = {}) =>
      startChild(folder, { ...environment(folder, databaseUrl, bot.token, sim.url), ...more }),
    reached: (person) =>
      sim.journal
        .calls(undefined, { chat: person })
        .filter((call) => /^send(Message|Photo|Document)$/i.test(call.method))
        .filter((call) => call.verdict === "applied" || call.verdict === "unanswered"),
    passTwoMinutes: () =>
      store.transaction(async (tx) => {
        await tx.outboxMessage.updateMany({
          where: { state: "queued", uncertain: { gt: 0 } },
          data: { notBefore: new Date(0) },
        });
      }),
    async remove() {
      await store.close();
      await sim.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Looks again and again until it is so; processes of their own can only be waited for. */
export async function until<T>(
  what: string,
  probe: () => T | Promise<T>,
  withinMs = 40_000,
): Promise<NonNullable<T>> {
  const end = performance.now() + withinMs;
  for (;;) {
    const found = await probe();
    if (found) return found as NonNullable<T>;
    if (performance.now() > end) throw new Error(`in ${withinMs} ms it did not come to: ${what}`);
    await sleep(15);
  }
}
