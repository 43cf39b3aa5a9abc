import { mkdtemp } from "node:fs/promises";
import { Agent, createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "@libsql/client";
import { PrismaLibSql } from "@prisma/adapter-libsql";
import { Bot, webhookCallback } from "grammy";
import { pino } from "pino";
import { readConfig } from "../../src/config.ts";
import { PrismaClient } from "../../src/store/generated/sqlite/client.ts";
import { openStore } from "../../src/store/open.ts";
import { createPerson, giveRole } from "../../src/store/people.ts";

/** Something that takes a Telegram update by webhook, stores, and answers through the Bot API. */
export interface Subject {
  name: string;
  url: string;
  headers: Record<string, string>;
  stop(): Promise<void>;
}

const token = "1000000000:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const secret = "0123456789abcdef0123456789abcdef";
const headers = { "x-telegram-bot-api-secret-token": secret };
const folder = () => mkdtemp(path.join(tmpdir(), "thidua-bench-"));

function listen(
  handler: Parameters<typeof createServer>[1],
): Promise<{ url: string; close(): Promise<void> }> {
  return new Promise((resolve) => {
    const server = createServer(handler as never);
    server.listen(0, "127.0.0.1", () =>
      resolve({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      }),
    );
  });
}

/** What runs after `npm start`: compiled code, as everybody's libraries are. */
const compiled = new URL("../../dist/app.js", import.meta.url).href;

/** The whole product: inbox, understanding, entry, place, outbox, sender. `chats` people of one unit have joined. */
export async function product(apiRoot: string, chats: number[]): Promise<Subject> {
  const port = 20_000 + Math.floor(process.pid % 20_000);
  const config = readConfig({
    SANDBOX: "1",
    DATA_DIR: await folder(),
    PORT: String(port),
    TELEGRAM_BOT_TOKEN: token,
    TELEGRAM_API_ROOT: apiRoot,
    TELEGRAM_WEBHOOK_URL: `http://127.0.0.1:${port}/telegram`,
    TELEGRAM_WEBHOOK_SECRET: secret,
  });
  const { startApp } = (await import(compiled)) as typeof import("../../src/app.ts");
  const app = await startApp(config, { log: pino({ level: "silent" }), alarm: false, pace: null });
  await app.store.transaction(async (tx) => {
    const unit = await tx.unit.findFirstOrThrow({ where: { code: "SNV-VP" } });
    const now = new Date(app.clock.now().epochMilliseconds);
    for (const chat of chats) {
      const address = await tx.address.create({
        data: { channel: "telegram", externalId: String(chat), kind: "private", title: "b", createdAt: now },
      });
      const person = await createPerson(tx, {
        displayName: "b",
        addressId: address.id,
        noticeVersion: 1,
        now,
      });
      await giveRole(
        tx,
        person.id,
        { code: "focalOfficial", clusterId: unit.clusterId, unitId: unit.id },
        now,
      );
    }
  });
  return { name: "the product", url: `${app.url}/telegram`, headers, stop: () => app.stop() };
}

/** A bare grammY bot: stores one row through Prisma, as durably, and replies; with Prisma's driver, or with ours. */
export async function bareGrammy(apiRoot: string, driver: "Prisma's" | "our"): Promise<Subject> {
  const url = `file:${path.join(await folder(), "bare.db")}`;
  const store = openStore(url);
  await store.migrate();
  const db = driver === "our" ? store.db : new PrismaClient({ adapter: new PrismaLibSql({ url }) });
  const bot = new Bot(token, {
    client: { apiRoot },
    botInfo: { id: 1, is_bot: true, first_name: "b", username: "b" } as never,
  });
  let count = 0;
  bot.on("message:text", async (ctx) => {
    count += 1;
    await db.setting.create({ data: { key: `row ${count}`, value: ctx.message.text } });
    await ctx.reply("Đã ghi: CT3 85%");
  });
  const server = await listen(webhookCallback(bot, "http", { secretToken: secret }) as never);
  return {
    name: `bare grammY + Prisma, ${driver} driver`,
    url: server.url,
    headers,
    stop: async () => {
      await server.close();
      await db.$disconnect();
      await store.close();
    },
  };
}

/** The floor: node:http and the driver by hand, with the commits the product makes for one report. */
export async function rawHttp(apiRoot: string): Promise<Subject> {
  const client = createClient({ url: `file:${path.join(await folder(), "raw.db")}` });
  await client.execute("PRAGMA journal_mode = WAL");
  await client.execute("CREATE TABLE inbox (id INTEGER PRIMARY KEY, text TEXT, state TEXT)");
  await client.execute("CREATE TABLE outbox (id INTEGER PRIMARY KEY, text TEXT, state TEXT)");
  const agent = new Agent({ keepAlive: true });
  const call = (chat: number) =>
    new Promise<void>((resolve, reject) => {
      const body = JSON.stringify({ chat_id: chat, text: "Đã ghi: CT3 85%" });
      const options = {
        agent,
        method: "POST",
        headers: { "content-type": "application/json", "content-length": Buffer.byteLength(body) },
      };
      httpRequest(`${apiRoot}/bot${token}/sendMessage`, options, (response) =>
        response.resume().on("end", resolve),
      )
        .on("error", reject)
        .end(body);
    });
  let sent: number[] = [];
  /** As in the product: one durable commit keeps, handles, answers, and writes down what was sent before. */
  const handle = async (text: string): Promise<number> => {
    const settled = sent;
    sent = [];
    const results = await client.batch(
      [
        { sql: "INSERT INTO inbox (text, state) VALUES (?, 'done')", args: [text] },
        ...settled.map((id) => ({ sql: "UPDATE outbox SET state = 'sent' WHERE id = ?", args: [id] })),
        { sql: "INSERT INTO outbox (text, state) VALUES (?, 'sending')", args: [text] },
      ],
      "write",
    );
    return Number(results.at(-1)?.lastInsertRowid);
  };
  const server = await listen((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const update = JSON.parse(Buffer.concat(parts).toString("utf8")) as {
        message: { chat: { id: number }; text: string };
      };
      const { chat, text } = update.message;
      handle(text)
        .then(async (id) => {
          response.writeHead(200).end();
          await call(chat.id);
          sent.push(id);
        })
        .catch((error: unknown) => {
          process.stderr.write(`${String(error)}\n`);
        });
    });
  });
  return {
    name: "raw node:http, same commits",
    url: server.url,
    headers: {},
    stop: async () => {
      await server.close();
      agent.destroy();
      client.close();
    },
  };
}
