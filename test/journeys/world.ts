import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { type App, startApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { startSimulator } from "../support/bot-api/index.ts";
import { startTalk } from "../support/talk.ts";

/** What somebody sees of one message, whatever the channel. */
export interface Seen {
  text: string;
  buttons: string[];
  /** It shows a picture. */
  image: boolean;
  edited: boolean;
}

export interface Actor {
  /** Each answers what is new or changed for this person when all is quiet. */
  says(text: string): Promise<Seen[]>;
  presses(label: string): Promise<Seen[]>;
  sendsPhoto(bytes: Uint8Array, caption?: string): Promise<Seen[]>;
  /** What came without having been asked for. */
  sees(): Promise<Seen[]>;
}

/** One channel with strangers on it; a journey has no branch on which. */
export interface World {
  newcomer(name: "An" | "Bình" | "Chi"): Promise<Actor>;
  invite(unit: string | null, role: string): Promise<string>;
  /** "2019-06-13T08:00" in Hà Nội; answers which jobs ran. */
  moveTo(local: string): Promise<string[]>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function webWorld(): Promise<World> {
  const talk = await startTalk();
  const ids = { An: "newcomer-1", Bình: "newcomer-2", Chi: "newcomer-3" };
  const plain = (messages: Awaited<ReturnType<ReturnType<typeof talk.phone>["says"]>>): Seen[] =>
    messages.map(({ text, buttons, image, edited }) => ({
      text,
      buttons,
      image: image !== undefined,
      edited: edited ?? false,
    }));
  return {
    async newcomer(name) {
      const phone = talk.phone(ids[name]);
      return {
        says: async (text) => plain(await phone.says(text)),
        presses: async (label) => plain(await phone.presses(label)),
        sendsPhoto: async (bytes, caption) =>
          plain(await phone.sends({ name: "anh.png", type: "image/png", bytes }, caption)),
        sees: async () => plain(await phone.sees()),
      };
    },
    invite: talk.invite,
    moveTo: async (local) => (await talk.clock.to(local)).map((each) => each.job),
    restart: talk.restart,
    stop: talk.stop,
  };
}

export async function telegramWorld(): Promise<World> {
  const sim = await startSimulator({});
  const bot = sim.createBot({ username: "thidua_bot" });
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-telegram-"));
  const config = readConfig({
    SANDBOX: "1",
    DATA_DIR: folder,
    PORT: "0",
    TELEGRAM_BOT_TOKEN: bot.token,
    TELEGRAM_API_ROOT: sim.url,
  });
  const log = pino({ level: process.env.TEST_LOG ?? "silent" });
  // These journeys are about the talk, not about the pace.
  const start = () => startApp(config, { log, alarm: false, pace: null });
  let app: App = await start();

  const quiet = async () => {
    await sim.settled({ quietMs: 40, timeoutMs: 20_000 });
    await app.settled();
    await sim.settled({ quietMs: 20, timeoutMs: 20_000 });
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
      const user = sim.user({ firstName: name });
      await user.start(bot);
      await quiet();
      /** What was known of each message when one last looked. */
      const known = new Map<number, string>();
      const look = (): Seen[] =>
        user.screen(bot).messages.flatMap((message) => {
          if (message.from !== "bot") return [];
          const buttons = message.buttons.flat();
          const print = JSON.stringify([message.text, buttons]);
          const before = known.get(message.messageId);
          known.set(message.messageId, print);
          if (before === print) return [];
          return { text: message.text, buttons, image: message.photo, edited: before !== undefined };
        });
      look();
      const act = async (step: Promise<unknown>) => {
        await step;
        await quiet();
        return look();
      };
      return {
        says: (text) => act(user.send(bot, text)),
        presses: (label) => act(user.press(label)),
        sendsPhoto: (bytes, caption) => act(user.sendPhoto(bot, bytes, caption ? { caption } : {})),
        sees: async () => {
          await quiet();
          return look();
        },
      };
    },
    invite: async (unit, role) => {
      const all = await call<{ unit: string | null; role: string; code: string }[]>("GET", "/sandbox/invites");
      const found = all.find((each) => each.unit === unit && each.role === role);
      if (!found) throw new Error(`no invite for ${unit} ${role}`);
      return found.code;
    },
    moveTo: async (local) => {
      const { ran } = await call<{ ran: { job: string }[] }>("POST", "/sandbox/clock", { now: `${local}+07:00` });
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
