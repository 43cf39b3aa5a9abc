import type { Channel } from "../channels/channel.ts";
import type { Log } from "../shared/log.ts";
import type { ChannelName, Inbound } from "../shared/messages.ts";
import { countReceived } from "../store/bot-months.ts";
import type { Store, Tx } from "../store/open.ts";
import type { QuotaBot } from "../store/quota-report.ts";
import { createRation, type RationOptions } from "../store/ration.ts";
import type { Ration } from "./ration.ts";

interface QuotasOptions extends Pick<RationOptions, "zone" | "calendar"> {
  store: Store;
  channels: ReadonlyMap<ChannelName, Channel>;
  log: Log;
  /** The product's clock. */
  now(): Date;
  /** Tells who has to know that an allowance runs short; answers whether anybody was told. */
  warn(tx: Tx): Promise<boolean>;
  /** There is something to send. */
  kick(): void;
}

/** What the platforms grant each bot in a month, where they grant only so much: counted, shared out, watched. */
export interface Quotas {
  bots(): QuotaBot[];
  /** For the lane that writes in the bot's name; null where nothing is counted. */
  ration(channel: Channel, bot: string): Ration | null;
  /** Counts what came in, once; the last step of the transaction that keeps it. */
  kept(tx: Tx, inbound: Inbound): Promise<void>;
  /** Something was sent or came in, and is committed. */
  committed(): void;
  /** Resolves when whoever has to know was told. */
  settled(): Promise<void>;
}

export function createQuotas(options: QuotasOptions): Quotas {
  const { store, channels, log, now, zone, calendar, warn, kick } = options;
  const rations = new Map<string, ReturnType<typeof createRation>>();
  let warning: Promise<void> = Promise.resolve();

  const tell = () =>
    store.transaction(warn).then(
      (told) => {
        if (told) kick();
      },
      (error: unknown) => log.error({ error }, "nobody could be told that an allowance runs short"),
    );

  return {
    bots: () =>
      [...channels.values()].flatMap(({ name: channel, capabilities: { quota }, bots = [] }) =>
        quota ? bots.map((each) => ({ channel, bot: each.key, name: each.name(), rule: quota })) : [],
      ),

    ration(channel, bot) {
      const { quota, textLimit } = channel.capabilities;
      if (!quota) return null;
      const ration = createRation({ channel: channel.name, bot, rule: quota, zone, calendar, textLimit });
      rations.set(`${channel.name}:${bot}`, ration);
      return ration;
    },

    async kept(tx, { channel, chat }) {
      if (!channels.get(channel)?.capabilities.quota) return;
      await countReceived(tx, { channel, bot: chat.bot ?? "" }, now(), zone);
    },

    committed() {
      let short = false;
      for (const [bot, ration] of rations) {
        const news = ration.news();
        if (!news) continue;
        short = true;
        log.warn({ bot, ...news }, "a bot's allowance runs short");
      }
      // Another process may have told them: then nothing is new.
      if (short) warning = warning.then(tell);
    },

    settled: () => warning,
  };
}
