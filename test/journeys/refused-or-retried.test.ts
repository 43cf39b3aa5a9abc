import { mkdtemp, open, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "@libsql/client";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type App, startApp } from "../../src/app.ts";
import { readConfig } from "../../src/config.ts";
import { enqueue } from "../../src/store/enqueue.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { writeSetting } from "../../src/store/settings.ts";
import { until } from "../crash/house.ts";
import { type BotHandle, type Person, type Simulator, startSimulator } from "../support/bot-api/index.ts";
import { freePort } from "../support/free-port.ts";
import { findPostgres, type PostgresServer, startPostgres } from "../support/postgres.ts";

const secret = "a-secret-that-is-long-enough-for-it";
const right = { "x-telegram-bot-api-secret-token": secret };

/** The product behind a webhook, with one officer of Vĩnh Phúc. */
interface Place {
  app: App;
  sim: Simulator;
  bot: BotHandle;
  an: Person;
  file: string;
  /** What the bot said since one last looked, when all is quiet. */
  answers(): Promise<string[]>;
  post(body: unknown, headers?: Record<string, string>): Promise<number>;
  /** An update of An's as the platform would write it. */
  update(id: number, text: string): object;
  /** The figures recorded by people, in order. */
  recorded(): Promise<string[]>;
  /** Answers of the webhook with that status so far. */
  attempts(status: number): number;
  stop(): Promise<void>;
}

async function openPlace(databaseUrl?: string, open?: (url: string) => Store): Promise<Place> {
  const folder = await mkdtemp(path.join(tmpdir(), "thidua-refused-"));
  const file = path.join(folder, "thidua.db");
  // What the platform sends again after seconds comes twenty times sooner.
  const sim = await startSimulator({ clock: { scale: 20 } });
  const bot = sim.createBot({ username: "thidua_bot" });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/telegram`;
  const config = readConfig({
    SANDBOX: "1",
    DATA_DIR: folder,
    DATABASE_URL: databaseUrl ?? `file:${file}`,
    PORT: String(port),
    TELEGRAM_BOT_TOKEN: bot.token,
    TELEGRAM_API_ROOT: sim.url,
    TELEGRAM_WEBHOOK_URL: url,
    TELEGRAM_WEBHOOK_SECRET: secret,
  });
  const log = pino({ level: process.env["TEST_LOG"] ?? "silent" });
  const app = await startApp(config, {
    log,
    alarm: false,
    pace: null,
    ...(open ? { openStore: open } : {}),
  });
  const quiet = async () => {
    await sim.settled({ quietMs: 40, timeoutMs: 20_000 });
    await app.settled();
    await sim.settled({ quietMs: 20, timeoutMs: 20_000 });
  };
  const an = sim.user({ firstName: "An" });
  let seen = 0;
  const answers = async () => {
    await quiet();
    const { messages } = an.screen(bot);
    const news = messages.filter((each) => each.from === "bot" && each.messageId > seen);
    seen = Math.max(seen, ...messages.map((each) => each.messageId));
    return news.map((each) => each.text);
  };
  const invites = (await (await fetch(`${app.url}/sandbox/invites`)).json()) as {
    unit: string | null;
    role: string;
    code: string;
  }[];
  const invite = invites.find((each) => each.unit?.endsWith("Vĩnh Phúc") && each.role === "focalOfficial");
  await an.start(bot, invite?.code);
  await quiet();
  await an.press("Đồng ý, tham gia");
  await answers();
  return {
    app,
    sim,
    bot,
    an,
    file,
    answers,
    post: (body, headers = right) =>
      new Promise((resolve, reject) => {
        // A connection of its own: the server closes one on which it did not read everything.
        const given = { "content-type": "application/json", ...headers };
        request(url, { method: "POST", headers: given, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .on("error", reject)
          .end(typeof body === "string" ? body : JSON.stringify(body));
      }),
    update: (id, text) => ({
      update_id: id,
      message: {
        message_id: 500_000 + (id % 1000),
        date: 1_560_300_000,
        chat: { id: an.id, type: "private", first_name: "An" },
        from: { id: an.id, is_bot: false, first_name: "An" },
        text,
      },
    }),
    recorded: async () =>
      (
        await app.store.db.progressEntry.findMany({
          where: { personId: { not: null } },
          orderBy: { id: "asc" },
        })
      ).map((each) => `${each.op} ${each.value}`),
    attempts: (status) => sim.journal.attempts.filter((each) => each.status === status).length,
    async stop() {
      await app.stop();
      await sim.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe("what comes to the webhook", () => {
  let place: Place;
  beforeAll(async () => {
    place = await openPlace();
  });
  afterAll(() => place.stop());

  const kept = () => place.app.store.db.inboxMessage.count();

  it("without the secret or with a wrong one: 401, nothing is kept", async () => {
    const before = await kept();
    const update = place.update(900_000_001, "CT2 thêm 1000 hồ sơ");
    for (const given of ["", "x", secret.slice(0, -1), `${secret}x`, secret.toUpperCase()])
      expect(await place.post(update, { "x-telegram-bot-api-secret-token": given })).toBe(401);
    expect(await place.post(update, {})).toBe(401);
    expect(await kept()).toBe(before);
    expect(await place.answers()).toEqual([]);
  });

  it("no JSON, or JSON that is no update: 400, nothing is kept", async () => {
    const before = await kept();
    for (const body of ["", "xin chào", '{"update_id": 1', "null", "[]", "17", '"update_id"', "{}"])
      expect(await place.post(body), body).toBe(400);
    expect(await kept()).toBe(before);
  });

  it("more than 1 MB: 413; just less of it is read, and the person hears that it is too long", async () => {
    const before = await kept();
    const large = (id: number, length: number) => place.update(id, "a".repeat(length));
    expect(await place.post(large(900_000_010, 1_000_001))).toBe(413);
    expect(await place.post(`${"[".repeat(500_001)}${"]".repeat(500_001)}`)).toBe(413);
    expect(await kept()).toBe(before);
    // Deep, and large, and no update.
    expect(await place.post(`${"[".repeat(490_000)}${"]".repeat(490_000)}`)).toBe(400);
    expect(await kept()).toBe(before);
    expect(await place.post(large(900_000_011, 990_000))).toBe(200);
    expect(await place.answers()).toEqual([
      "Tin nhắn dài quá (tối đa 8.000 ký tự). Đồng chí chia thành vài tin ngắn giúp tôi.",
    ]);
    expect(await kept()).toBe(before + 1);
  });

  it("kinds of update that nobody knows: 200, so that they do not come again, and nothing is kept", async () => {
    const before = await kept();
    const from = { id: place.an.id, is_bot: false, first_name: "An" };
    const chat = { id: place.an.id, type: "private" };
    for (const [index, body] of [
      {},
      { message_reaction: { chat, user: from } },
      { business_message: { message_id: 1, chat, from, text: "CT2 thêm 1000 hồ sơ" } },
      { channel_post: { message_id: 1, chat: { id: -5, type: "channel" }, text: "CT2 thêm 1000 hồ sơ" } },
      { something_of_2030: { text: "CT2 thêm 1000 hồ sơ" } },
      { message: { text: "CT2 thêm 1000 hồ sơ" } },
      { message: null },
      { message: { message_id: 1, date: 1, chat, from: { ...from, is_bot: true }, text: "CT2 thêm 1000" } },
      { callback_query: { id: "1", from } },
    ].entries())
      expect(await place.post({ update_id: 900_000_020 + index, ...body })).toBe(200);
    for (const update_id of ["1", null, 1.5, {}]) expect(await place.post({ update_id })).toBe(200);
    expect(await place.answers()).toEqual([]);
    expect(await kept()).toBe(before);
  });

  it("the same update again, at once and later: one effect, one answer", async () => {
    const update = place.update(900_000_040, "CT2 thêm 11 hồ sơ");
    const statuses = await Promise.all(Array.from({ length: 5 }, () => place.post(update)));
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect(await place.answers()).toHaveLength(1);
    expect(await place.post(update)).toBe(200);
    expect(await place.answers()).toEqual([]);
    expect(await place.recorded()).toEqual(["add 11"]);
  });

  it("later updates before earlier ones: each has its effect, whatever its number", async () => {
    for (const [id, amount] of [
      [900_000_053, 13],
      [900_000_051, 12],
      [7, 14],
      [900_000_052, 15],
    ] as const)
      expect(await place.post(place.update(id, `CT2 thêm ${amount} hồ sơ`))).toBe(200);
    expect(await place.answers()).toHaveLength(4);
    expect(await place.recorded()).toEqual(["add 11", "add 13", "add 12", "add 14", "add 15"]);
  });

  it("after all that nothing was given up, and it works as before", async () => {
    await place.an.send(place.bot, "CT2 thêm 16 hồ sơ");
    expect((await place.answers()).join()).toContain("641/1.200 hồ sơ");
    expect(await place.app.store.db.inboxMessage.count({ where: { state: { not: "done" } } })).toBe(0);
  });
});

describe("a group that becomes a supergroup", () => {
  let place: Place;
  beforeAll(async () => {
    place = await openPlace();
  });
  afterAll(() => place.stop());

  const addresses = async () =>
    (await place.app.store.db.address.findMany({ where: { channel: "telegram", kind: "group" } })).map(
      ({ id, externalId, clusterId, unreachableSince }) => ({ id, externalId, clusterId, unreachableSince }),
    );

  it("keeps its cluster and what waits for it under the new id, once", async () => {
    const { app, sim, bot, an } = place;
    const group = sim.group({ title: "Cụm thi đua", members: [an, bot], type: "group" });
    await an.send(group, "/xephang@thidua_bot");
    await place.answers();
    const [first] = await addresses();
    const cluster = await app.store.db.cluster.findFirstOrThrow();
    await app.store.transaction(async (tx) => {
      await tx.address.updateMany({ where: { kind: "group" }, data: { clusterId: cluster.id } });
      await enqueue(tx, {
        channel: "telegram",
        addressId: first?.id ?? 0,
        kind: "summary",
        policy: "atLeastOnce",
        reply: { html: "Tổng hợp tháng" },
        dedupeKey: "waits",
        createdAt: new Date(0),
      });
      await tx.outboxMessage.updateMany({
        where: { dedupeKey: "waits" },
        data: { notBefore: new Date(Date.now() + 3_600_000) },
      });
    });
    const newId = group.upgrade();
    await place.answers();
    const moved = { id: first?.id, externalId: String(newId), clusterId: cluster.id, unreachableSince: null };
    expect(await addresses()).toEqual([moved]);
    expect(await app.store.db.inboxMessage.count({ where: { payload: { contains: '"moved"' } } })).toBe(2);
    // Said again by whichever chat, nothing changes.
    const said = { message_id: 3, date: 1_560_300_000, title: "Cụm thi đua" };
    expect(
      await place.post({
        update_id: 900_000_101,
        message: {
          ...said,
          chat: { id: newId, type: "supergroup", title: "Cụm thi đua" },
          migrate_from_chat_id: -17,
        },
      }),
    ).toBe(200);
    await app.store.transaction((tx) =>
      tx.outboxMessage.updateMany({ where: { dedupeKey: "waits" }, data: { notBefore: null } }),
    );
    await place.answers();
    expect(await addresses()).toEqual([moved]);
    expect(
      sim.journal
        .calls("sendMessage", { chat: newId })
        .map((call) => [call.chatId, call.params["text"], call.verdict]),
    ).toEqual([[String(newId), "Tổng hợp tháng", "applied"]]);
  });

  it("also when somebody writes there before we hear of it", async () => {
    const { app, sim, bot, an } = place;
    const old = sim.group({ title: "Khối", members: [an, bot], type: "group" });
    await an.send(old, "/xephang@thidua_bot");
    await place.answers();
    const cluster = await app.store.db.cluster.findFirstOrThrow();
    const key = { channel_externalId: { channel: "telegram", externalId: String(old.id) } };
    await app.store.transaction((tx) => tx.address.update({ where: key, data: { clusterId: cluster.id } }));
    const newId = -100_777;
    const chat = { id: newId, type: "supergroup", title: "Khối" };
    const from = { id: an.id, is_bot: false, first_name: "An" };
    const message = { message_id: 1, date: 1_560_300_000, chat };
    expect(
      await place.post({ update_id: 900_000_110, message: { ...message, from, text: "xin chào" } }),
    ).toBe(200);
    for (const id of [900_000_111, 900_000_112])
      expect(await place.post({ update_id: id, message: { ...message, migrate_from_chat_id: old.id } })).toBe(
        200,
      );
    await place.answers();
    const all = await addresses();
    expect(all.find((each) => each.externalId === String(newId))).toMatchObject({
      clusterId: cluster.id,
      unreachableSince: null,
    });
    expect(all.find((each) => each.externalId === String(old.id))?.clusterId).toBeNull();
  });
});

describe("an outage", () => {
  let place: Place | undefined;
  let server: PostgresServer | undefined;
  afterEach(async () => {
    vi.restoreAllMocks();
    await place?.stop();
    place = undefined;
    await server?.stop();
    server = undefined;
  });

  /** Every message is refused for now, and nothing is said to be recorded. */
  async function refused({ sim, an, bot }: Place, from: number, body: () => Promise<void>): Promise<void> {
    const said = an.screen(bot).messages.filter((each) => each.from === "bot").length;
    await body();
    const attempts = () => sim.journal.attempts.slice(from);
    await until("refused more than once", () => attempts().filter((each) => each.status === 500).length > 1);
    expect(attempts().every((each) => each.status === 500 || each.status === 0)).toBe(true);
    expect(an.screen(bot).messages.filter((each) => each.from === "bot")).toHaveLength(said);
  }

  async function recovers(here: Place): Promise<void> {
    await until("taken at last", () => here.bot.pending() === 0);
    const answers = await here.answers();
    expect(answers).toHaveLength(1);
    expect(answers[0]).toContain("560 → 571/1.200 hồ sơ");
    expect(await here.recorded()).toEqual(["add 11"]);
    expect(await here.app.store.db.outboxMessage.count({ where: { state: { not: "sent" } } })).toBe(0);
    // As if nothing had been.
    await here.an.send(here.bot, "CT2 thêm 12 hồ sơ");
    expect((await here.answers()).join()).toContain("571 → 583/1.200 hồ sơ");
  }

  it("of SQLite, locked by another process for longer than we wait: sent again, recorded once", async () => {
    place = await openPlace(undefined, (url) => openStore(url, 60));
    const here = place;
    const other = createClient({ url: `file:${here.file}` });
    const lock = await other.transaction("write");
    try {
      await refused(here, here.sim.journal.attempts.length, async () => {
        await here.an.send(here.bot, "CT2 thêm 11 hồ sơ");
      });
    } finally {
      await lock.rollback();
      other.close();
    }
    await recovers(here);
  });

  it("of SQLite's disk: nothing half, no false word, recorded when there is room", async () => {
    let full = false;
    const withLimit = (url: string): Store => {
      const store = openStore(url);
      return {
        ...store,
        transaction: (work) =>
          store.transaction(async (tx) => {
            // 1: not a page more than there are; the connection keeps it until told otherwise.
            await tx.$queryRawUnsafe(`PRAGMA max_page_count = ${full ? 1 : 1_000_000}`);
            return work(tx);
          }),
      };
    };
    place = await openPlace(undefined, withLimit);
    const here = place;
    full = true;
    const long = `CT2 thêm 11 hồ sơ. ${"Nội dung đã triển khai trong tuần. ".repeat(100)}`;
    await refused(here, here.sim.journal.attempts.length, async () => {
      await here.an.send(here.bot, long);
    });
    expect(await here.recorded()).toEqual([]);
    full = false;
    await recovers(here);
  });

  it.skipIf(findPostgres() === null)(
    "of PostgreSQL, stopped under the running product: sent again, recorded once",
    { timeout: 60_000 },
    async () => {
      server = await startPostgres(findPostgres() ?? "");
      const database = await server.create();
      await database.store.transaction((tx) => writeSetting(tx, "sandbox", "1"));
      await database.store.close();
      place = await openPlace(database.url);
      const here = place;
      await server.crash();
      await refused(here, here.sim.journal.attempts.length, async () => {
        await here.an.send(here.bot, "CT2 thêm 11 hồ sơ");
      });
      expect((await fetch(`${here.app.url}/healthz`)).status).toBe(503);
      await server.revive();
      await recovers(here);
      expect((await fetch(`${here.app.url}/healthz`)).status).toBe(200);
    },
  );

  it("of the disk for files: said so once, kept and recorded when there is room", async () => {
    place = await openPlace();
    const here = place;
    await here.an.send(here.bot, "CT2 thêm 11 hồ sơ");
    await here.answers();
    const handle = await open(path.join(path.dirname(here.file), "probe"), "w");
    const prototype = Object.getPrototypeOf(handle) as { writeFile(): Promise<void> };
    await handle.close();
    const tries = vi
      .spyOn(prototype, "writeFile")
      .mockImplementation(() =>
        Promise.reject(
          Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }),
        ),
      );
    const photo = Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 1, 2, 3]);
    await here.an.sendPhoto(here.bot, photo, { caption: "CT2" });
    await until("tried more than once", () => tries.mock.calls.length > 1);
    const told = here.an.screen(here.bot).messages.at(-1)?.text;
    expect(told).toBe(
      "Chỗ lưu của hệ thống đang gặp trục trặc nên tôi chưa ghi được tệp đồng chí vừa gửi. Tệp vẫn đang chờ; ghi được là tôi báo ngay, đồng chí chưa cần gửi lại.",
    );
    expect(await here.app.store.db.evidence.count()).toBe(0);
    tries.mockRestore();
    await until(
      "kept",
      async () => (await here.app.store.db.evidence.count({ where: { removedAt: null } })) > 0,
    );
    const answers = await here.answers();
    expect(answers).toHaveLength(2);
    expect(answers[0]).toBe(told);
    expect(answers[1]).toContain("minh chứng");
    expect(await here.app.store.db.inboxMessage.count({ where: { state: { not: "done" } } })).toBe(0);
  });
});
