import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { expect, vi } from "vitest";
import { type App, startApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import type { Store } from "../../src/store/open.ts";
import { startSimulator } from "./bot-api/index.ts";
import { fillDatabase } from "./filled-database.ts";
import { startZalo } from "./zalo/index.ts";

const secret = "0123456789abcdef0123456789abcdef";

/** One chat of somebody with the bot; each act answers the texts that came to it until all is quiet. */
export interface Phone {
  says(text: string): Promise<string[]>;
  /** What came without having been asked for. */
  sees(): Promise<string[]>;
  block(): Promise<void>;
  unblock(): Promise<void>;
}

export interface TelegramPhone extends Phone {
  presses(label: string): Promise<string[]>;
  /** The labels under the newest message. */
  buttons(): string[];
}

/** The product on Telegram and on Zalo at once, in one process, with the sandbox's cluster and clock. */
export interface TwoChannels {
  readonly app: App;
  readonly store: Store;
  telegram(name: string): Promise<TelegramPhone>;
  zalo(name: string): Phone;
  invite(unit: string | null, role: string): Promise<string>;
  /** "2019-06-13T08:00" in Hà Nội. */
  moveTo(local: string): Promise<void>;
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

export async function startTwoChannels(): Promise<TwoChannels> {
  const [sim, zalo] = await Promise.all([startSimulator({}), startZalo({})]);
  const bot = sim.createBot({ username: "thidua_bot" });
  const zaloBot = zalo.createBot("Trợ lý Thi đua");
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-both-"));
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  const config = readConfig({
    SANDBOX: "1",
    DATA_DIR: folder,
    PORT: String(port),
    PUBLIC_URL: own,
    TELEGRAM_BOT_TOKEN: bot.token,
    TELEGRAM_API_ROOT: sim.url,
    ZALO_BOT_TOKEN: zaloBot.token,
    ZALO_API_ROOT: zalo.url,
    ZALO_WEBHOOK_URL: `${own}/zalo`,
    ZALO_WEBHOOK_SECRET: secret,
  });
  const log = pino({ level: process.env["TEST_LOG"] ?? "silent" });
  await fillDatabase(config);
  const start = () => startApp(config, { log, alarm: false, pace: null });
  let app: App = await start();
  // The channel says where it listens in the background.
  await vi.waitFor(() => expect(zaloBot.state.webhook).not.toBeNull(), { timeout: 10_000, interval: 5 });

  const quiet = async () => {
    await sim.settled({ quietMs: 30, timeoutMs: 20_000 });
    await zalo.settled();
    await app.settled();
    await sim.settled({ quietMs: 20, timeoutMs: 20_000 });
    await zalo.settled();
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
    async telegram(name) {
      const user = sim.user({ firstName: name });
      await user.start(bot);
      const known = new Map<number, string>();
      const look = (): string[] =>
        user.screen(bot).messages.flatMap((message) => {
          if (message.from !== "bot" || known.get(message.messageId) === message.text) return [];
          known.set(message.messageId, message.text);
          return [message.text];
        });
      const act = async (step: unknown) => {
        await step;
        await quiet();
        return look();
      };
      await act(null);
      return {
        says: (text) => act(user.send(bot, text)),
        presses: (label) => act(user.press(label)),
        buttons: () =>
          user
            .screen(bot)
            .messages.filter((each) => each.from === "bot")
            .at(-1)
            ?.buttons.flat() ?? [],
        sees: () => act(null),
        block: async () => {
          user.block(bot);
          await quiet();
        },
        unblock: async () => {
          user.unblock(bot);
          await quiet();
        },
      };
    },
    zalo(name) {
      const person = zalo.person(name);
      let seen = 0;
      const look = (): string[] => {
        const all = person.screen(zaloBot);
        const fresh = all.slice(seen).filter((message) => message.from === "bot");
        seen = all.length;
        return fresh.map((message) => message.text);
      };
      const act = async (step: () => unknown) => {
        step();
        await quiet();
        return look();
      };
      return {
        says: (text) => act(() => person.write(zaloBot, text)),
        sees: () => act(() => undefined),
        block: async () => person.block(zaloBot),
        unblock: async () => person.unblock(zaloBot),
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
      await call("POST", "/sandbox/clock", { now: `${local}+07:00` });
      await quiet();
    },
    restart: async () => {
      await app.stop();
      app = await start();
    },
    stop: async () => {
      await app.stop();
      await Promise.all([sim.stop(), zalo.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
