// Messages per second and 429s against the strict flood model of the Bot API simulator: our lane at 25 a second, beside grammY
// with its auto-retry and with its throttler. One run after the other in one process's life; the server is a process of its own.
import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { autoRetry } from "@grammyjs/auto-retry";
import { apiThrottler } from "@grammyjs/transformer-throttler";
import { Api, type Transformer } from "grammy";
import { createTelegram } from "../../src/channels/telegram/telegram.ts";
import { defaultPace } from "../../src/delivery/pace.ts";
import { createSender } from "../../src/delivery/worker.ts";
import { systemClock } from "../../src/shared/clock.ts";
import { openFiles } from "../../src/shared/files.ts";
import { createLog } from "../../src/shared/log.ts";
import { openStore } from "../../src/store/open.ts";
import { outbox } from "../../src/store/outbox.ts";

export interface FloodServer {
  url: string;
  token: string;
  chats: number[];
  /** What reached somebody, 429s, and the milliseconds from the first to the last that reached somebody. */
  counts(): Promise<{ accepted: number; refused: number; ms: number }>;
  stop(): void;
}

async function floodServer(people: number): Promise<FloodServer> {
  const child = fork(fileURLToPath(new URL("./flood-server.ts", import.meta.url)), [String(people)], {
    execArgv: ["--import", "tsx"],
  });
  const once = <T>() =>
    new Promise<T>((resolve) => child.once("message", (message) => resolve(message as T)));
  const { url, token, chats } = await once<Omit<FloodServer, "counts" | "stop">>();
  return {
    url,
    token,
    chats,
    counts: () => {
      const answer = once<Awaited<ReturnType<FloodServer["counts"]>>>();
      child.send("counts");
      return answer;
    },
    stop: () => child.kill(),
  };
}

export interface Paced {
  name: string;
  perSecond: number;
  refused: number;
  delivered: number;
  wanted: number;
}

/** Gives up after this long: what retries for ever must not hold the bench. */
const patience = 90_000;

async function measure(
  name: string,
  messages: number,
  send: (server: FloodServer) => Promise<void>,
): Promise<Paced> {
  const server = await floodServer(messages);
  try {
    await Promise.race([send(server), new Promise((resolve) => setTimeout(resolve, patience).unref())]);
    const { accepted, refused, ms } = await server.counts();
    return {
      name,
      perSecond: accepted > 1 ? ((accepted - 1) * 1000) / ms : 0,
      refused,
      delivered: accepted,
      wanted: messages,
    };
  } finally {
    server.stop();
  }
}

/** The product's outbox, lane and channel on SQLite. */
const ours = (rate: number) => async (server: FloodServer) => {
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-bench-"));
  const store = openStore(`file:${path.join(folder, "lane.db")}`);
  await store.migrate();
  const log = createLog("error");
  const channel = createTelegram({
    token: server.token,
    apiRoot: server.url,
    log,
    files: openFiles(folder),
    commands: [],
  });
  const createdAt = new Date();
  await store.transaction(async (tx) => {
    await tx.address.createMany({
      data: server.chats.map((chat) => ({
        channel: "telegram",
        externalId: String(chat),
        kind: "private",
        title: "b",
        createdAt,
      })),
    });
    const addresses = await tx.address.findMany({ orderBy: { id: "asc" } });
    await outbox.enqueueAll(
      tx,
      addresses.map(({ id }) => ({
        channel: "telegram",
        addressId: id,
        kind: "broadcast",
        policy: "atLeastOnce",
        reply: { html: "Họp cụm lúc 8 giờ sáng thứ Hai" },
        dedupeKey: `bench:${id}`,
        priority: 9,
        createdAt,
      })),
    );
  });
  const sender = createSender({
    store,
    channels: new Map([["telegram", channel]]),
    clock: systemClock,
    log,
    pace: () => ({ ...defaultPace, rate, cap: Math.max(rate, defaultPace.cap) }),
    guard: async () => "send",
    markRepeat: (reply) => reply,
  });
  sender.start();
  while ((await store.db.outboxMessage.count({ where: { state: { in: ["queued", "sending"] } } })) > 0)
    await new Promise((resolve) => setTimeout(resolve, 200));
  await sender.stop();
  await store.close();
  await rm(folder, { recursive: true, force: true });
};

const grammy = (transformers: readonly Transformer[], together: boolean) => async (server: FloodServer) => {
  const api = new Api(server.token, { apiRoot: server.url });
  for (const each of transformers) api.config.use(each);
  const send = (chat: number) =>
    api.sendMessage(chat, "Họp cụm lúc 8 giờ sáng thứ Hai").catch(() => undefined);
  if (together) await Promise.all(server.chats.map(send));
  else for (const chat of server.chats) await send(chat);
};

export async function measurePace(messages: number): Promise<Paced[]> {
  const plugins = [apiThrottler(), autoRetry()];
  return [
    await measure("our lane, 25 a second", messages, ours(25)),
    await measure("grammY, auto-retry, one by one", messages, grammy([autoRetry()], false)),
    await measure("grammY, auto-retry, all at once", messages, grammy([autoRetry()], true)),
    await measure("grammY, throttler, all at once", messages, grammy([apiThrottler()], true)),
    await measure("grammY, throttler and auto-retry, all at once", messages, grammy(plugins, true)),
    await measure("grammY as it is, one by one", messages, grammy([], false)),
    await measure("grammY as it is, all at once", messages, grammy([], true)),
  ];
}
