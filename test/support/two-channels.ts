import type { App } from "../../src/app.ts";
import type { Store } from "../../src/store/open.ts";
import { startSimulator } from "./bot-api/index.ts";
import { startProduct } from "./product.ts";
import { startZalo } from "./zalo/index.ts";
import { untilConnected, zaloWebhook } from "./zalo-webhook.ts";

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

export async function startTwoChannels(): Promise<TwoChannels> {
  const [sim, zalo] = await Promise.all([startSimulator({}), startZalo({})]);
  const bot = sim.createBot({ username: "thidua_bot" });
  const zaloBot = zalo.createBot("Trợ lý Thi đua");
  const product = await startProduct(
    {
      TELEGRAM_BOT_TOKEN: bot.token,
      TELEGRAM_API_ROOT: sim.url,
      ...(await zaloWebhook(zalo.url, [zaloBot])),
    },
    { pace: null },
  );
  await untilConnected([zaloBot]);

  const quiet = async () => {
    await sim.settled({ quietMs: 30, timeoutMs: 20_000 });
    await zalo.settled();
    await product.app.settled();
    await sim.settled({ quietMs: 20, timeoutMs: 20_000 });
    await zalo.settled();
  };
  return {
    get app() {
      return product.app;
    },
    get store() {
      return product.app.store;
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
    invite: product.invite,
    moveTo: async (local) => {
      await product.moveTo(local);
      await quiet();
    },
    restart: product.restart,
    stop: async () => {
      await product.stop();
      await Promise.all([sim.stop(), zalo.stop()]);
    },
  };
}
