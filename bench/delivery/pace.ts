// Messages per second and 429s against the strict flood model of the Bot API simulator: our lane at 25 a second, beside grammY
// with its auto-retry and with its throttler. One run after the other in one process's life; the server is a process of its own.
import { fork } from "node:child_process";
import { setMaxListeners } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { autoRetry } from "@grammyjs/auto-retry";
import { apiThrottler } from "@grammyjs/transformer-throttler";
import { Api, type Transformer } from "grammy";
import { createTelegram } from "../../src/channels/telegram/telegram.ts";
import { forGrammy } from "../../src/channels/telegram/transport.ts";
import { defaultPace } from "../../src/delivery/pace.ts";
import { createSender } from "../../src/delivery/worker.ts";
import { systemClock } from "../../src/shared/clock.ts";
import { openFiles } from "../../src/shared/files.ts";
import { createLog } from "../../src/shared/log.ts";
import { enqueueAll } from "../../src/store/enqueue.ts";
import { openStore } from "../../src/store/open.ts";

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
  /** From the first to the last; null when not all were delivered: what a few took says nothing then. */
  perSecond: number | null;
  refused: number;
  delivered: number;
  wanted: number;
  /** Ran into the time limit, still trying. */
  isCut: boolean;
}

/** How many, and how long one may try (ms): what retries for ever must not hold the bench. */
export interface PaceRun {
  messages: number;
  patience: number;
}

/** Sends all; stops trying when the signal says so. */
type Subject = (server: FloodServer, signal: AbortSignal) => Promise<void>;

async function measure(name: string, { messages, patience }: PaceRun, send: Subject): Promise<Paced> {
  const server = await floodServer(messages);
  const giveUp = new AbortController();
  // Every message listens.
  setMaxListeners(0, giveUp.signal);
  const limit = setTimeout(() => giveUp.abort(), patience);
  const cut = new Promise<void>((resolve) => giveUp.signal.addEventListener("abort", () => resolve()));
  try {
    await Promise.race([send(server, giveUp.signal), cut]);
    const { accepted, refused, ms } = await server.counts();
    return {
      name,
      perSecond: accepted === messages ? ((accepted - 1) * 1000) / ms : null,
      refused,
      delivered: accepted,
      wanted: messages,
      isCut: giveUp.signal.aborted,
    };
  } finally {
    clearTimeout(limit);
    server.stop();
  }
}

/** The product's outbox, lane and channel on SQLite. */
const ours =
  (rate: number): Subject =>
  async (server, signal) => {
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
      await enqueueAll(
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
    const isOpen = { state: { in: ["queued", "sending"] } };
    while (!signal.aborted && (await store.db.outboxMessage.count({ where: isOpen })) > 0)
      await new Promise((resolve) => setTimeout(resolve, 200));
    await sender.stop();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  };

const grammy =
  (transformers: readonly Transformer[], together: boolean): Subject =>
  async (server, signal) => {
    const api = new Api(server.token, { apiRoot: server.url });
    const end = forGrammy(signal);
    for (const each of transformers) api.config.use(each);
    const send = (chat: number) =>
      api.sendMessage(chat, "Họp cụm lúc 8 giờ sáng thứ Hai", {}, end).catch(() => undefined);
    if (together) await Promise.all(server.chats.map(send));
    else for (const chat of server.chats) await send(chat);
  };

/** One subject after the other, each with a server of its own. */
export async function* measurePace(run: PaceRun): AsyncGenerator<Paced> {
  const subjects: [name: string, send: Subject][] = [
    ["our lane, 25 a second", ours(25)],
    ["grammY as it is, one by one", grammy([], false)],
    ["grammY as it is, all at once", grammy([], true)],
    ["grammY, auto-retry, one by one", grammy([autoRetry()], false)],
    ["grammY, auto-retry, all at once", grammy([autoRetry()], true)],
    ["grammY, throttler, all at once", grammy([apiThrottler()], true)],
    // Not as it comes: as even as our lane.
    [
      "grammY, throttler set to 25 a second, at once",
      grammy([apiThrottler({ global: { minTime: 40 } })], true),
    ],
    // The last is the outermost: what is tried again is throttled again.
    ["grammY, throttler and auto-retry, all at once", grammy([apiThrottler(), autoRetry()], true)],
  ];
  for (const [name, send] of subjects) yield await measure(name, run, send);
}
