import { pino } from "pino";
import type { App } from "../../src/app.ts";
import { type RealTime, realTime } from "../../src/delivery/real-time.ts";
import type { Store } from "../../src/store/open.ts";
import { startProduct } from "./product.ts";
import { type BotHandle, type Quirks, startZalo } from "./zalo/index.ts";
import { untilConnected, zaloWebhook } from "./zalo-webhook.ts";

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

/** The texts that came, as one. */
export const textOf = (messages: readonly ZaloSeen[]): string =>
  messages.map((each) => each.text).join("\n---\n");

export interface ZaloTalk {
  readonly app: App;
  readonly store: Store;
  /** The bots of the token list, in its order. */
  readonly bots: readonly BotHandle[];
  /** Somebody who writes to one of the bots, the first unless said. */
  phone(name: string, bot?: BotHandle): ZaloPhone;
  /** Somebody who has joined this unit as its official. */
  official(name: string, unit: string, bot?: BotHandle): Promise<ZaloPhone>;
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
  const lines: string[] = [];
  const keeping = keepLog && {
    log: pino({ level: "trace" }, { write: (line: string) => void lines.push(line) }),
  };
  // What waits for real time waits for as long as the product's clock is moved.
  let moved = 0;
  const time: RealTime = { ...realTime, now: () => realTime.now() + moved };
  const product = await startProduct(
    { ...(await zaloWebhook(sim.url, bots)), ...env },
    { pace: null, time, ...keeping },
  );
  await untilConnected(bots);

  const quiet = async () => {
    await sim.settled();
    await product.app.settled();
    await sim.settled();
  };
  const phone: ZaloTalk["phone"] = (name, bot = bots[0]) => {
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
  };

  return {
    get app() {
      return product.app;
    },
    get store() {
      return product.app.store;
    },
    lines,
    quiet,
    bots,
    phone,
    async official(name, unit, bot) {
      const member = phone(name, bot);
      await member.says(await product.invite(unit, "focalOfficial"));
      // Yes to the notice about what is kept of them.
      await member.says("1");
      return member;
    },
    invite: product.invite,
    moveTo: async (local) => {
      const before = product.app.clock.now().epochMilliseconds;
      const ran = await product.moveTo(local);
      moved += Math.max(0, Date.parse(`${local}+07:00`) - before);
      await quiet();
      return ran.map((each) => each.job);
    },
    restart: product.restart,
    stop: async () => {
      await product.stop();
      await sim.stop();
    },
  };
}
