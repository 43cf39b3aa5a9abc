import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { type App, startApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { type RealTime, realTime } from "../../src/delivery/real-time.ts";
import type { Store } from "../../src/store/open.ts";
import { fillDatabase } from "./filled-database.ts";
import { type BotHandle, type Quirks, startZalo } from "./zalo/index.ts";

const secret = "0123456789abcdef0123456789abcdef";

/** A message as it stands in the chat. */
export interface ZaloSeen {
  text: string;
  image: boolean;
}

/** Somebody with the Zalo app; each act answers what came back until all is quiet. */
export interface ZaloPhone {
  says(text: string): Promise<ZaloSeen[]>;
  sendsPhoto(bytes: Uint8Array, caption?: string): Promise<ZaloSeen[]>;
  /** A document: the bot learns only that there was something. */
  sendsFile(): Promise<ZaloSeen[]>;
  sendsSticker(): Promise<ZaloSeen[]>;
  /** What came without having been asked for. */
  sees(): Promise<ZaloSeen[]>;
  /** Says it without waiting for anything. */
  writes(text: string): void;
  /** What came by now. */
  looks(): ZaloSeen[];
}

export interface ZaloTalk {
  readonly app: App;
  readonly store: Store;
  /** The bots of the token list, in its order. */
  readonly bots: readonly BotHandle[];
  /** Somebody who writes to one of the bots, the first unless said. */
  phone(name: string, bot?: BotHandle): ZaloPhone;
  invite(unit: string | null, role: string): Promise<string>;
  /** "2019-06-13T08:00" in Hà Nội; answers which jobs ran. */
  moveTo(local: string): Promise<string[]>;
  /** Until nothing is on its way. */
  quiet(): Promise<void>;
  /** What was logged, when asked to be kept. */
  readonly lines: string[];
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A port nobody listens on: the webhook's address has to be known before the server is there. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

interface ZaloTalkOptions {
  quirks?: Partial<Quirks>;
  env?: Record<string, string>;
  keepLog?: boolean;
  /** Names of the bots. */
  bots?: readonly string[];
  seed?: number;
}

/** The product on Zalo, by webhook, with the sandbox's clock beside it. */
export async function startZaloTalk({
  quirks = {},
  env = {},
  keepLog = false,
  bots: names = ["Trợ lý Thi đua"],
  seed = 1,
}: ZaloTalkOptions = {}): Promise<ZaloTalk> {
  const sim = await startZalo({ quirks, seed });
  const bots = names.map((name) => sim.createBot(name));
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-zalo-"));
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  const config = readConfig({
    SANDBOX: "1",
    DATA_DIR: folder,
    PORT: String(port),
    PUBLIC_URL: own,
    ZALO_BOT_TOKEN: bots.map((each) => each.token).join(","),
    ZALO_API_ROOT: sim.url,
    ZALO_WEBHOOK_URL: `${own}/zalo`,
    ZALO_WEBHOOK_SECRET: secret,
    ...env,
  });
  const lines: string[] = [];
  const log = keepLog
    ? pino({ level: "trace" }, { write: (line: string) => void lines.push(line) })
    : pino({ level: process.env.TEST_LOG ?? "silent" });
  // What waits for real time waits for as long as the product's clock is moved.
  let moved = 0;
  const time: RealTime = { ...realTime, now: () => realTime.now() + moved };
  await fillDatabase(config);
  const start = () => startApp(config, { log, alarm: false, pace: null, time });
  let app: App = await start();
  // The channel says where it listens in the background.
  for (let tries = 0; bots.some((bot) => bot.state.webhook === null); tries += 1) {
    if (tries > 2_000) throw new Error("no webhook was set");
    await sleep(5);
  }

  const quiet = async () => {
    await sim.settled();
    await app.settled();
    await sim.settled();
  };
  const call = async <T>(method: string, name: string, body?: unknown): Promise<T> => {
    const response = await fetch(app.url + name, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
    });
    return (await response.json()) as T;
  };

  return {
    get app() {
      return app;
    },
    get store() {
      return app.store;
    },
    lines,
    quiet,
    bots,
    phone(name, bot = bots[0]) {
      if (!bot) throw new Error("there is no bot");
      const person = sim.person(name);
      let seen = 0;
      const look = (): ZaloSeen[] => {
        const all = person.screen(bot);
        const fresh = all.slice(seen).filter((message) => message.from === "bot");
        seen = all.length;
        return fresh.map(({ text, kind }) => ({ text, image: kind === "photo" }));
      };
      const act = async (step: () => unknown) => {
        step();
        await quiet();
        return look();
      };
      return {
        says: (text) => act(() => person.write(bot, text)),
        sendsPhoto: (bytes, caption) => act(() => person.sendImage(bot, bytes, caption ? { caption } : {})),
        sendsFile: () => act(() => person.sendFile(bot)),
        looks: look,
        writes: (text) => void person.write(bot, text),
        sendsSticker: () => act(() => person.sendSticker(bot)),
        sees: async () => {
          await quiet();
          return look();
        },
      };
    },
    invite: async (unit, role) => {
      const all = await call<{ unit: string | null; role: string; code: string }[]>(
        "GET",
        "/sandbox/invites",
      );
      const found = all.find((each) => each.unit === unit && each.role === role);
      if (!found) throw new Error(`no invite for ${unit} ${role}`);
      return found.code;
    },
    moveTo: async (local) => {
      const target = `${local}+07:00`;
      const before = app.clock.now().epochMilliseconds;
      const { ran } = await call<{ ran: { job: string }[] }>("POST", "/sandbox/clock", { now: target });
      moved += Math.max(0, Date.parse(target) - before);
      await quiet();
      return ran.map((each) => each.job);
    },
    restart: async () => {
      await app.stop();
      app = await start();
    },
    stop: async () => {
      await app.stop();
      await sim.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
