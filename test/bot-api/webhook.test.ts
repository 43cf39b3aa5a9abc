import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BotHandle, type Person, type Simulator, startSimulator } from "../support/bot-api/index.ts";
import { plain, serve, until } from "./clients.ts";

interface Delivery {
  id: number;
  update: {
    update_id: number;
    message?: { text?: string; chat: { id: number } };
    callback_query?: { data: string };
  };
  headers: IncomingMessage["headers"];
  /** Answers the request; not before it is called. */
  answer(status?: number, headers?: Record<string, string>, body?: string): void;
  drop(): void;
}

let sim: Simulator;
let bot: BotHandle;
let an: Person;
let got: Delivery[];
let decide: (delivery: Delivery) => void;
let hook: Awaited<ReturnType<typeof serve>>;

beforeEach(async () => {
  sim = await startSimulator({ seed: 21, clock: "manual" });
  bot = sim.createBot();
  an = sim.user({ firstName: "An" });
  got = [];
  decide = (delivery) => delivery.answer();
  hook = await serve((request, response) => void receive(request, response));
});
afterEach(async () => {
  await sim.stop();
  await hook.close();
});

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = "";
  for await (const part of request) body += String(part);
  const update = JSON.parse(body) as Delivery["update"];
  const delivery: Delivery = {
    id: update.update_id,
    update,
    headers: request.headers,
    answer: (status = 200, headers = {}, text = "") => {
      if (!response.writableEnded) response.writeHead(status, headers).end(text);
    },
    drop: () => void request.socket.destroy(),
  };
  got.push(delivery);
  decide(delivery);
}

const setWebhook = (params: object = {}) => plain(sim, bot.token, "setWebhook", { url: hook.url, ...params });
const text = (d: Delivery | undefined) => d?.update.message?.text ?? d?.update.callback_query?.data;
const info = async () =>
  (await plain(sim, bot.token, "getWebhookInfo")).body.result as Record<string, unknown>;

async function showButton(person: Person): Promise<void> {
  const reply_markup = { inline_keyboard: [[{ text: "bấm", callback_data: "bấm" }]] };
  await plain(sim, bot.token, "sendMessage", { chat_id: person.id, text: "?", reply_markup });
}

describe("setWebhook", () => {
  it("checks the URL unless local ones are allowed", async () => {
    const outside = await startSimulator({ clock: "manual", allowLocalWebhook: false });
    const account = outside.createBot();
    const set = async (params: object) => {
      const { body } = await plain(outside, account.token, "setWebhook", params);
      await outside.advance(1000);
      return body.description;
    };
    expect(await set({ url: "http://example.org/x" })).toBe(
      "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
    );
    expect(await set({ url: "https://example.org:8080/x" })).toBe(
      "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
    );
    expect(await set({ url: "https://192.168.1.4/x" })).toBe(
      "Bad Request: bad webhook: IP address 192.168.1.4 is reserved",
    );
    expect(await set({ url: "https://a b" })).toBe("Bad Request: invalid webhook URL specified");
    await outside.stop();
  });

  it("checks the secret, describes what it did, and works once a second", async () => {
    expect((await setWebhook({ secret_token: "x".repeat(257) })).body.description).toBe(
      "Bad Request: secret token is too long",
    );
    await sim.advance(1000);
    expect((await setWebhook({ secret_token: "a b" })).body.description).toBe(
      "Bad Request: secret token contains unallowed characters",
    );
    const soon = await setWebhook();
    expect(soon).toMatchObject({ status: 429, retryAfter: "1" });
    await sim.advance(1000);
    expect((await setWebhook()).body).toEqual({ ok: true, result: true, description: "Webhook was set" });
    await sim.advance(1000);
    expect((await setWebhook()).body.description).toBe("Webhook is already set");
    const remove = () => plain(sim, bot.token, "deleteWebhook");
    expect((await remove()).body.description).toBe("Webhook was deleted");
    expect((await remove()).body.description).toBe("Webhook is already deleted");
  });
});

describe("deliveries", () => {
  it("carry the secret and one update each, and confirm it", async () => {
    await setWebhook({ secret_token: "s3cret_-" });
    await an.start(bot);
    await sim.settled({ quietMs: 1 });
    expect(got.map(text)).toEqual(["/start"]);
    expect(got[0]?.headers).toMatchObject({
      "content-type": "application/json",
      "x-telegram-bot-api-secret-token": "s3cret_-",
      "accept-encoding": "gzip, deflate",
    });
    expect(bot.pending()).toBe(0);
  });

  it("start with what was waiting", async () => {
    await an.start(bot);
    await setWebhook();
    await sim.settled({ quietMs: 1 });
    expect(got.map(text)).toEqual(["/start"]);
  });

  it("of one chat come one after another, a press comes beside them", async () => {
    const binh = sim.user({ firstName: "Bình" });
    await setWebhook();
    await an.start(bot);
    await sim.settled({ quietMs: 1 });
    await showButton(an);
    decide = () => {};
    await an.send(bot, "một");
    await an.send(bot, "hai");
    await an.press("bấm");
    await binh.start(bot);
    await until(() => got.length === 4);
    expect(got.slice(1).map(text).sort()).toEqual(["/start", "bấm", "một"].sort());
    got.find((d) => text(d) === "một")?.answer();
    await until(() => got.length === 5);
    expect(text(got[4])).toBe("hai");
    decide = (d) => d.answer();
    for (const d of got.slice(1)) d.answer();
    await sim.settled({ quietMs: 1 });
  });

  it("use one connection until one succeeds, then up to max_connections", async () => {
    const people = Array.from({ length: 6 }, (_, n) => sim.user({ firstName: `P${n}` }));
    await setWebhook({ max_connections: 3 });
    decide = () => {};
    for (const p of people) await p.start(bot);
    await until(() => got.length === 1);
    expect(sim.core.pushers.get(bot.id)?.busy().inFlight).toBe(1);
    got[0]?.answer();
    await until(() => got.length === 4);
    expect(sim.core.pushers.get(bot.id)?.busy().inFlight).toBe(3);
    decide = (d) => d.answer();
    for (const d of got) d.answer();
    await sim.settled({ quietMs: 1 });
    expect(got).toHaveLength(6);
  });
});

describe("failed deliveries", () => {
  /** Times of the attempts, in seconds since the first. */
  const times = () =>
    sim.journal.attempts.map((a) => Math.round((a.at - (sim.journal.attempts[0]?.at ?? 0)) / 1000));

  async function advanceTo(attempts: number, seconds: number): Promise<void> {
    await sim.advance(seconds * 1000);
    await until(() => got.length === attempts, `attempt ${attempts}`);
    await until(() => sim.core.pushers.get(bot.id)?.busy().inFlight === 0);
  }

  it("are repeated at once, then after 2, 4, 8 … s, and tell why", async () => {
    await setWebhook();
    decide = (d) => d.answer(500);
    await an.start(bot);
    await advanceTo(2, 0);
    await advanceTo(3, 2);
    await advanceTo(4, 4);
    await advanceTo(5, 8);
    expect(times()).toEqual([0, 0, 2, 6, 14]);
    expect(await info()).toMatchObject({
      pending_update_count: 1,
      last_error_message: "Wrong response from the webhook: 500 Internal Server Error",
    });
    decide = (d) => d.answer(204);
    await advanceTo(6, 16);
    expect(bot.pending()).toBe(0);
  });

  it("wait as long as Retry-After says", async () => {
    await setWebhook();
    decide = (d) => d.answer(503, { "retry-after": "30" });
    await an.start(bot);
    await advanceTo(1, 0);
    await sim.advance(29_000);
    expect(got).toHaveLength(1);
    decide = (d) => d.answer();
    await advanceTo(2, 1);
    expect(times()).toEqual([0, 30]);
  });

  it("count a closed connection and a silence of 60 s", async () => {
    await setWebhook();
    decide = (d) => d.drop();
    await an.start(bot);
    await until(() => got.length === 2);
    decide = () => {};
    await until(() => sim.core.pushers.get(bot.id)?.busy().inFlight === 0);
    await sim.advance(2000);
    await until(() => got.length === 3);
    await sim.advance(60_000);
    await until(() => sim.journal.attempts[2]?.error !== "");
    expect(sim.journal.attempts[2]?.error).toBe("Read timeout expired");
  });

  it("are given up when the next try would come too late", async () => {
    await setWebhook();
    await an.start(bot);
    await sim.settled({ quietMs: 1 });
    await showButton(an);
    decide = (d) => d.answer(500, { "retry-after": "151" });
    await an.press("bấm");
    await until(() => bot.pending() === 0);
    expect(sim.journal.counts.expired).toBe(1);
  });

  it("with 410 for 23 hours remove the webhook", async () => {
    await setWebhook();
    decide = (d) => d.answer(410, { "retry-after": "3600" });
    await an.start(bot);
    await until(() => got.length === 1);
    await until(() => sim.core.pushers.get(bot.id)?.busy().inFlight === 0);
    for (let n = 2; n <= 24; n++) {
      await sim.advance(3600_000);
      await until(() => got.length === n);
      await until(() => sim.core.pushers.get(bot.id)?.busy().inFlight === 0);
    }
    expect((await info()).url).toBe(hook.url);
    await an.send(bot, "x");
    await sim.advance(3600_000);
    await until(() => bot.state().webhook === null);
    expect((await info()).url).toBe("");
  });
});

describe("a reply in the body", () => {
  it("is carried out, except for reading and webhook methods", async () => {
    await setWebhook();
    const reply = (d: Delivery, body: object) =>
      d.answer(200, { "content-type": "application/json" }, JSON.stringify(body));
    decide = (d) => reply(d, { method: "sendMessage", chat_id: an.id, text: "từ webhook" });
    await an.start(bot);
    await until(() => an.screen(bot).last?.text === "từ webhook");
    decide = (d) => reply(d, { method: "deleteWebhook" });
    await an.send(bot, "x");
    await sim.settled({ quietMs: 1 });
    expect(bot.state().webhook).not.toBeNull();
    expect(sim.journal.entries.filter((c) => c.fromWebhook).map((c) => c.method)).toEqual(["sendmessage"]);
  });
});

describe("faults of delivery", () => {
  it("can send an update twice", async () => {
    await setWebhook();
    await sim.fault({ kind: "duplicateUpdate" });
    await an.start(bot);
    await sim.settled({ quietMs: 1 });
    expect(got.map((d) => d.id)).toEqual([got[0]?.id, got[0]?.id]);
  });

  it("can stall and then burst", async () => {
    await setWebhook();
    await sim.fault({ kind: "webhookStall", ms: 30_000 });
    await an.start(bot);
    await an.send(bot, "x");
    await sim.advance(29_000);
    expect(got).toHaveLength(0);
    await sim.advance(1000);
    await until(() => got.length === 2);
    expect(got.map(text)).toEqual(["/start", "x"]);
  });

  it("can swap two updates of one lane", async () => {
    await an.start(bot);
    await an.send(bot, "x");
    await sim.fault({ kind: "reorderUpdates", withinLane: true });
    await setWebhook();
    await sim.settled({ quietMs: 1 });
    expect(got.map(text)).toEqual(["x", "/start"]);
  });
});
