import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { expect, vi } from "vitest";
import { type App, startApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { type Quirks, startZalo } from "../support/zalo/index.ts";
import type { MainWorld, Seen } from "./world.ts";

const secret = "0123456789abcdef0123456789abcdef";

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

/** A message as its reader takes it: the words, and the choices of the numbered list below them. */
function readList(text: string): { text: string; buttons: string[]; code: string | null } {
  const lines = text.split("\n");
  const buttons: string[] = [];
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const label = /^\d+\. (.+)$/.exec(lines[at] ?? "")?.[1];
    if (label === undefined) break;
    buttons.unshift(label);
  }
  const isList = buttons.length > 0 && lines[lines.length - buttons.length]?.startsWith("1. ");
  if (!isList) return { text, buttons: [], code: null };
  const above = lines.slice(0, lines.length - buttons.length);
  // Where several lists wait for an answer, each says its code.
  const code = /^Trả lời 1 hoặc (K\d+) 1:$/.exec(above.at(-1) ?? "")?.[1] ?? null;
  return { text: (code === null ? above : above.slice(0, -1)).join("\n").trim(), buttons, code };
}

/** The product on Zalo, by webhook, with the sandbox's clock beside it. A press is the number of its line. */
export async function zaloWorld(quirks: Partial<Quirks> = {}): Promise<MainWorld> {
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
  });
  const log = pino({ level: process.env.TEST_LOG ?? "silent" });
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
    async newcomer(name) {
      const person = sim.person(name);
      let seen = 0;
      let offered: string[] = [];
      let code: string | null = null;
      const look = (): Seen[] => {
        const all = person.screen(bot);
        const fresh = all.slice(seen).filter((message) => message.from === "bot");
        seen = all.length;
        return fresh.map((message) => {
          const { text, buttons, code: named } = readList(message.text);
          if (buttons.length > 0) [offered, code] = [buttons, named];
          return { text, buttons, image: message.kind === "photo", edited: false };
        });
      };
      const act = async (step: () => unknown) => {
        step();
        await quiet();
        return look();
      };
      await act(() => person.write(bot, "xin chào"));
      return {
        says: (text) => act(() => person.write(bot, text)),
        presses: async (label) => {
          const number = offered.indexOf(label) + 1;
          if (number === 0) throw new Error(`no choice ${label}; there are: ${offered.join(", ")}`);
          return act(() => person.write(bot, code === null ? String(number) : `${code} ${number}`));
        },
        sendsPhoto: (bytes, caption) => act(() => person.sendImage(bot, bytes, caption ? { caption } : {})),
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
