import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { pino } from "pino";
import { expect, vi } from "vitest";
import type { ReadFiles } from "../../../src/channels/channel.ts";
import { createSignedLinks } from "../../../src/channels/signed-links.ts";
import { botKeyOf } from "../../../src/channels/zalo/bots.ts";
import { createZalo } from "../../../src/channels/zalo/zalo.ts";
import { type BotHandle, type Person, type Quirks, startZalo, type Zalo } from "../../support/zalo/index.ts";
import { defaultQuirks } from "../../support/zalo/quirks.ts";
import type { ChannelWorld, SeenMessage } from "../contract.ts";

export type Mode = "polling" | "webhook";

export const secret = "0123456789abcdef0123456789abcdef";

/** The Zalo channel against the simulator, with one person who has written before. */
export interface ZaloWorld extends ChannelWorld {
  channel: ReturnType<typeof createZalo>;
  sim: Zalo;
  bot: BotHandle;
  /** All bots of the channel, `bot` first. */
  bots: BotHandle[];
  an: Person;
  /** What was logged. */
  lines: string[];
  /** Where Zalo calls the first bot; "" when polling. */
  webhookUrl: string;
  /** The address of a person's private chat with a bot. */
  addressOf: (person: Person, bot?: BotHandle) => string;
  /** Resolves when Zalo would not drop what somebody writes now. */
  heard: (bot?: BotHandle) => Promise<void>;
}

const soon = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 5 });
const cannot = (what: string) => () => Promise.reject(new Error(`nobody can ${what} on Zalo`));

interface WorldSettings {
  quirks?: Partial<Quirks>;
  /** How many bots the channel has. */
  bots?: number;
  /** Servers to be used again; left out: its own. */
  stage?: Stage;
}

/** The simulator and the product's server, for many worlds one after the other. */
export interface Stage {
  sim: Zalo;
  publicUrl: string;
  /** Puts a world's routes in place of the ones before; answers which world it is. */
  show: (server: Hono) => number;
  close: () => Promise<void>;
}

export async function openStage(): Promise<Stage> {
  const sim = await startZalo({});
  let shown = new Hono();
  let worlds = 0;
  const node = serve({
    fetch: (request: Request) => shown.fetch(request),
    hostname: "127.0.0.1",
    port: 0,
  });
  if (!node.listening) await new Promise<void>((resolve) => node.once("listening", resolve));
  return {
    sim,
    publicUrl: `http://127.0.0.1:${(node.address() as AddressInfo).port}`,
    show: (server) => {
      shown = server;
      worlds += 1;
      return worlds;
    },
    async close() {
      await sim.stop();
      await new Promise<void>((resolve) => {
        node.close(() => resolve());
        if ("closeAllConnections" in node) node.closeAllConnections();
      });
    },
  };
}

export async function zaloWorld(
  mode: Mode,
  files: ReadFiles,
  { quirks = {}, bots: count = 1, stage: shared }: WorldSettings = {},
): Promise<ZaloWorld> {
  const stage = shared ?? (await openStage());
  const { sim, publicUrl } = stage;
  Object.assign(sim.quirks, defaultQuirks, quirks);
  const bots = Array.from({ length: count }, (_, place) => sim.createBot(`Bot Thi đua ${place + 1}`));
  const [bot] = bots;
  if (bot === undefined) throw new Error("no bot");
  const an = sim.person("Nguyễn Văn An");
  // Nobody can be reached who never wrote; nobody listens yet.
  for (const each of bots) {
    an.write(each, "xin chào");
    each.state.buffer.length = 0;
  }

  const server = new Hono();
  // What a world before this one left under way finds nobody.
  const base = `${publicUrl}/hooks/zalo${stage.show(server)}`;
  const urlOf = (each: BotHandle) => (count === 1 ? base : `${base}/${botKeyOf(each.token)}`);
  // As the run before this one left it.
  if (mode === "webhook") for (const each of bots) each.state.webhook = { url: urlOf(each), secret };

  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const links = createSignedLinks({ secret, publicUrl, files });
  server.route("/", links.routes);
  const channel = createZalo({
    bots: bots.map(({ token }) => ({ token })),
    apiRoot: sim.url,
    ...(mode === "polling" ? {} : { webhook: { url: base, secret } }),
    linkFor: links.linkFor,
    log,
  });
  if (channel.routes !== undefined) server.route("/", channel.routes);

  const waiting = (each: BotHandle) => each.state.waiter !== null;
  const heard = async (each = bot) => {
    const lossy = mode === "polling" && !sim.quirks.bufferWhenIdle;
    if (lossy) await soon(() => expect(waiting(each)).toBe(true));
  };
  const addressOf = (person: Person, each = bot) => `${botKeyOf(each.token)}:${person.userId(each)}`;

  return {
    channel: {
      ...channel,
      async stop() {
        await channel.stop();
        // Until Zalo knows that the line is dead it would still hand out into it.
        await soon(() => expect(bots.some(waiting)).toBe(false));
      },
    },
    sim,
    bot,
    bots,
    an,
    lines,
    webhookUrl: mode === "polling" ? "" : urlOf(bot),
    addressOf,
    heard,
    chatId: addressOf(an),
    personId: addressOf(an),
    async write(text) {
      await heard();
      an.write(bot, text);
    },
    answer: cannot("say which message they answer"),
    press: cannot("press a button"),
    async sendFiles(held, caption) {
      for (const { kind, bytes, mediaType } of held) {
        await heard();
        if (kind === "photo") an.sendImage(bot, bytes, { caption, type: mediaType });
        else an.sendFile(bot);
      }
    },
    async sendUnsupported() {
      await heard();
      an.sendSticker(bot);
    },
    async refuseNext() {
      sim.fault({ kind: "error", method: "sendMessage", code: 400, description: "Bad request: no" });
    },
    async loseNextAnswer() {
      sim.fault({ kind: "resetAfterAccept", method: "sendMessage" });
    },
    seen: async () =>
      an
        .screen(bot)
        .filter(({ from }) => from === "bot")
        .map(
          ({ id, text, photo }): SeenMessage => ({
            id,
            text,
            buttons: [],
            image: photo instanceof Uint8Array ? photo : null,
            document: null,
          }),
        ),
    pending: async () => bot.pending() > 0,
    async close() {
      if (!shared) return stage.close();
      for (const each of bots) each.state.webhook = null;
    },
  };
}
