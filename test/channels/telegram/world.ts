import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { pino } from "pino";
import type { ReadFiles } from "../../../src/channels/channel.ts";
import { createTelegram } from "../../../src/channels/telegram/telegram.ts";
import { type BotHandle, type Person, type Simulator, startSimulator } from "../../support/bot-api/index.ts";
import { privateKey } from "../../support/bot-api/state/world.ts";
import { pushUpdate } from "../../support/bot-api/updates/queue.ts";
import type { ChannelWorld, SeenMessage } from "../contract.ts";

export type Mode = "polling" | "webhook";

export const secret = "0123456789abcdef0123456789abcdef";
export const commands = [
  { language: "vi" as const, list: [{ command: "chitieu", description: "Chỉ tiêu của đơn vị" }] },
  { language: "en" as const, list: [{ command: "chitieu", description: "Targets of your unit" }] },
];

/** The Telegram channel against the simulator, with one person who has pressed Start. */
export interface TelegramWorld extends ChannelWorld {
  channel: ReturnType<typeof createTelegram>;
  sim: Simulator;
  bot: BotHandle;
  an: Person;
  /** What was logged. */
  lines: string[];
  /** Where Telegram calls; "" when polling. */
  webhookUrl: string;
  /** One more channel of the same bot, as a second process would have it. */
  another: () => TelegramWorld["channel"];
}

export async function telegramWorld(mode: Mode, files: ReadFiles): Promise<TelegramWorld> {
  // Twenty times faster than life: nothing here waits for a retry of the webhook.
  const sim = await startSimulator({ clock: { scale: 20 } });
  const bot = sim.createBot({ username: "thidua_bot" });
  const an = sim.user({ firstName: "An", lastName: "Nguyễn" });
  await an.start(bot);
  bot.state().updates.clear();

  const server = new Hono();
  const listening =
    mode === "polling"
      ? null
      : await new Promise<{ port: number; close(): Promise<void> }>((resolve) => {
          const node = serve({ fetch: server.fetch, hostname: "127.0.0.1", port: 0 }, (info: AddressInfo) =>
            resolve({
              port: info.port,
              close: () => new Promise((done) => node.close(() => done())),
            }),
          );
        });
  const webhookUrl = listening === null ? "" : `http://127.0.0.1:${listening.port}/hooks/telegram`;
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const another = () =>
    createTelegram({
      token: bot.token,
      apiRoot: sim.url,
      ...(mode === "polling" ? {} : { webhook: { url: webhookUrl, secret } }),
      log,
      files,
      commands,
    });
  const channel = another();
  if (channel.routes !== undefined) server.route("/", channel.routes);

  const chatKey = privateKey(bot.id, an.id);
  const chat = () => {
    const found = sim.core.world.chats.get(chatKey);
    if (found === undefined) throw new Error("no chat");
    return found;
  };
  const bytesOf = (file: string): Uint8Array => sim.core.world.files.get(file)?.bytes ?? new Uint8Array();
  let newest: Awaited<ReturnType<Person["send"]>> | undefined;

  return {
    channel,
    sim,
    bot,
    an,
    lines,
    webhookUrl,
    another,
    chatId: String(an.id),
    personId: String(an.id),
    async write(text) {
      newest = await an.send(bot, text);
    },
    async answer(messageId, text) {
      await an.reply({ chatId: an.id, messageId: Number(messageId), chatKey }, text);
    },
    async press(label) {
      await an.press(label);
    },
    async sendFiles(held, caption) {
      const [first, ...others] = held;
      if (first === undefined) return;
      if (others.length > 0) {
        await an.sendAlbum(
          bot,
          held.map(({ bytes }, place) => ({ bytes, ...(place === 0 ? { caption } : {}) })),
        );
      } else if (first.kind === "photo") {
        await an.sendPhoto(bot, first.bytes, { caption });
      } else {
        await an.sendDocument(bot, first.bytes, {
          caption,
          fileName: first.name,
          mimeType: first.mediaType,
        });
      }
    },
    async rewrite(text) {
      if (newest === undefined) throw new Error("nothing was written");
      await an.edit(newest, text);
    },
    async sendUnsupported() {
      const message = {
        message_id: chat().nextMessageId++,
        date: Math.floor(sim.clock.now() / 1000),
        chat: { id: an.id, type: "private", first_name: "An" },
        from: { id: an.id, is_bot: false, first_name: "An" },
        sticker: { file_id: "S", file_unique_id: "s", type: "regular", width: 512, height: 512 },
      };
      pushUpdate(sim.core, bot.state(), "message", message, `message:${an.id}`);
    },
    async block() {
      an.block(bot);
    },
    async unblock() {
      an.unblock(bot);
    },
    async refuseNext() {
      await sim.fault({
        kind: "error",
        method: "sendMessage",
        code: 400,
        description: "Bad Request: have no write access to the chat",
      });
    },
    loseNextAnswer: () => sim.fault({ kind: "resetAfterAccept", method: "sendMessage" }),
    floodNext: (seconds) => sim.fault({ kind: "flood", method: "sendMessage", retryAfter: seconds }),
    async seen() {
      const known = chat().messages;
      return an.screen(bot).messages.flatMap((shown): SeenMessage[] => {
        const message = known.get(shown.messageId);
        if (shown.from !== "bot" || message === undefined) return [];
        const photo = message.photo?.at(-1);
        return [
          {
            id: String(shown.messageId),
            text: shown.text,
            buttons: shown.buttons,
            image: photo === undefined ? null : bytesOf(photo.file),
            document:
              message.document === undefined
                ? null
                : { name: message.document.name ?? "", bytes: bytesOf(message.document.file) },
          },
        ];
      });
    },
    pending: async () => bot.pending() > 0,
    async close() {
      const gaps = sim.gaps();
      await sim.stop();
      await listening?.close();
      if (gaps.length > 0) throw new Error(`the simulator lacks ${gaps.join(", ")}`);
    },
  };
}
