import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { expect, vi } from "vitest";
import { type App, startApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { Store } from "../../src/store/open.ts";
import { type Quirks, startZalo } from "./zalo/index.ts";

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
}

export interface ZaloTalk {
  readonly app: App;
  readonly store: Store;
  phone(name: string): ZaloPhone;
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
}

/** The product on Zalo, by webhook, with the sandbox's clock beside it. */
export async function startZaloTalk({
  quirks = {},
  env = {},
  keepLog = false,
}: ZaloTalkOptions = {}): Promise<ZaloTalk> {
  const sim = await startZalo({ quirks });
  const bot = sim.createBot("Trợ lý Thi đua");
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-zalo-"));
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  const config = readConfig({
    SANDBOX: "1",
    DATA_DIR: folder,
    PORT: String(port),
    PUBLIC_URL: own,
    ZALO_BOT_TOKEN: bot.token,
    ZALO_API_ROOT: sim.url,
    ZALO_WEBHOOK_URL: `${own}/zalo`,
    ZALO_WEBHOOK_SECRET: secret,
    ...env,
  });
  const lines: string[] = [];
  const log = keepLog
    ? pino({ level: "trace" }, { write: (line: string) => void lines.push(line) })
    : pino({ level: process.env.TEST_LOG ?? "silent" });
  const start = () => startApp(config, { log, alarm: false, pace: null });
  let app: App = await start();
  // The channel says where it listens in the background.
  await vi.waitFor(() => expect(bot.state.webhook).not.toBeNull(), { timeout: 10_000, interval: 5 });

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
    phone(name) {
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
      const { ran } = await call<{ ran: { job: string }[] }>("POST", "/sandbox/clock", {
        now: `${local}+07:00`,
      });
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
