import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type BotHandle, type Person, type Quirks, startZalo, type Zalo } from "../support/zalo/index.ts";

let sim: Zalo;
let bot: BotHandle;
let an: Person;
let hook: Server | undefined;

async function open(quirks: Partial<Quirks> = {}, clock: "real" | "manual" = "real") {
  sim = await startZalo({ seed: 7, clock, quirks });
  bot = sim.createBot();
  an = sim.person("An");
}
afterEach(async () => {
  await sim.stop();
  hook?.closeAllConnections();
  hook?.close();
  hook = undefined;
});

interface Answer {
  ok: boolean;
  result: { event_name: string; message: { text: string }; url: string; verification: { outcome: string } };
}

const call = async (method: string, body: object = {}, signal?: AbortSignal) => {
  const response = await fetch(`${sim.url}/bot${bot.token}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  return (await response.json()) as Answer;
};
const soon = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 2 });
/** A poll that is held by now. */
const polling = async (timeout: string | number = "30", signal?: AbortSignal) => {
  const before = bot.state.waiter;
  const answer = call("getUpdates", { timeout }, signal);
  await soon(() => expect(bot.state.waiter).not.toBe(before));
  expect(bot.state.waiter).not.toBeNull();
  return { answer };
};
const timeout = { ok: false, description: "Request timeout", error_code: 408 };

describe("getUpdates", () => {
  it("hands one update to the poll that is held, and drops what comes while nobody polls", async () => {
    await open();
    an.write(bot, "mất");
    const { answer } = await polling();
    const { messageId } = an.write(bot, "xin chào");
    an.write(bot, "mất");
    const id = an.userId(bot);
    expect(await answer).toEqual({
      ok: true,
      result: {
        event_name: "message.text.received",
        message: {
          date: expect.any(Number),
          chat: { chat_type: "PRIVATE", id },
          message_id: messageId,
          from: { id, is_bot: false, display_name: "An" },
          text: "xin chào",
        },
      },
    });
    expect(sim.journal.dropped).toBe(2);
    expect(bot.pending()).toBe(1);
    const next = await polling();
    expect(bot.pending()).toBe(0);
    an.sendFile(bot);
    expect((await next.answer).result.event_name).toBe("message.unsupported.received");
  });

  it("keeps it instead, when that is the quirk", async () => {
    await open({ bufferWhenIdle: true });
    an.write(bot, "một");
    an.write(bot, "hai");
    expect((await call("getUpdates")).result.message.text).toBe("một");
    expect(bot.pending()).toBe(2);
    expect((await call("getUpdates")).result.message.text).toBe("hai");
  });

  it("calls nothing new a timeout, after the time that was asked for", async () => {
    await open({}, "manual");
    for (const [asked, ms] of [
      ["5", 5_000],
      [10, 10_000],
    ] as const) {
      const { answer } = await polling(asked);
      await sim.advance(ms - 1);
      expect(bot.state.waiter).not.toBeNull();
      await sim.advance(1);
      expect(await answer).toEqual(timeout);
    }
    sim.quirks.emptyPoll = "emptyResult";
    const { answer } = await polling("5");
    await sim.advance(5_000);
    expect(await answer).toEqual({ ok: true, result: {} });
  });

  it("has one waiter: the next poll ends the first, or is refused", async () => {
    await open();
    const first = await polling();
    const second = await polling();
    expect(await first.answer).toEqual(timeout);
    sim.quirks.secondPoller = "refused";
    expect(await call("getUpdates")).toMatchObject({ ok: false, error_code: 409 });
    an.write(bot, "một");
    expect((await second.answer).result.message.text).toBe("một");
  });

  it("forgets a poller that went away", async () => {
    await open();
    const away = new AbortController();
    const { answer } = await polling("30", away.signal);
    away.abort();
    await expect(answer).rejects.toThrow();
    await soon(() => expect(bot.state.waiter).toBeNull());
  });
});

/** A webhook that answers as told; what it got, in order. */
async function listen(statusOf: (turn: number) => number = () => 200) {
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  hook = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (part: string) => {
      body += part;
    });
    request.on("end", () => {
      got.push({ headers: request.headers, body });
      response.writeHead(statusOf(got.length)).end("ok");
    });
  });
  const listening = hook;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/zalo`;
  const set = await call("setWebhook", { url, secret_token: "0123456789" });
  return { got, url, set, messages: () => got.slice(1).map(({ body }) => JSON.parse(body)) };
}

describe("the webhook", () => {
  it("is probed without the secret and saved whatever the probe says", async () => {
    await open();
    const { got, url, set } = await listen(() => 403);
    expect(set.result.verification).toMatchObject({
      ok: false,
      status_code: 403,
      outcome: "webhook.http.403",
    });
    expect(got[0]?.headers).toMatchObject({ "user-agent": "Java/17" });
    expect(got[0]?.headers).not.toHaveProperty("x-bot-api-secret-token");
    expect(got[0]?.body).toBe("");
    expect((await call("getWebhookInfo")).result.url).toBe(url);
    expect((await call("testWebhook")).result).toMatchObject({ ok: false, status_code: 403 });
    expect(await call("getUpdates")).toMatchObject({ ok: false, error_code: 400 });
    expect(await call("deleteWebhook")).toMatchObject({ ok: true, result: { url: "" } });
    expect(await call("deleteWebhook")).toMatchObject({ ok: false, error_code: 400 });
    sim.quirks.deleteNothing = 0;
    expect(await call("deleteWebhook")).toMatchObject({ ok: true });
  });

  it("may not be local, may see the secret in the probe, may not be told how it went", async () => {
    await open({ allowLocalWebhook: false });
    const local = { url: "https://127.0.0.1:9/zalo", secret_token: "0123456789" };
    const blocked = await call("setWebhook", local);
    expect(blocked.result.verification.outcome).toBe("webhook.err.blocked");
    Object.assign(sim.quirks, { allowLocalWebhook: true, probeSecret: true, verification: false });
    const { got, set } = await listen();
    expect(set.result).not.toHaveProperty("verification");
    expect(got[0]?.headers["x-bot-api-secret-token"]).toBe("0123456789");
  });

  it("gets flat updates with the secret, in the order of each chat", async () => {
    await open();
    const { got, messages } = await listen();
    for (const text of ["một", "hai", "ba"]) an.write(bot, text);
    expect(bot.pending()).toBe(3);
    await sim.settled();
    expect(messages().map(({ message }) => message.text)).toEqual(["một", "hai", "ba"]);
    expect(got[1]?.headers).toMatchObject({
      "x-bot-api-secret-token": "0123456789",
      "content-type": "application/json",
      "user-agent": "Java/17",
    });
  });

  it("gets updates in every shape that anybody has seen", async () => {
    await open({
      envelope: "wrapped",
      eventName: false,
      imageField: "both",
      nameField: "name",
      dateUnit: "s",
    });
    const { messages } = await listen();
    an.sendImage(bot, new Uint8Array([1, 2]), { caption: "CT2", type: "image/png" });
    await sim.settled();
    const [body] = messages();
    expect(body).toMatchObject({ ok: true, result: { message: { caption: "CT2", from: { name: "An" } } } });
    expect(body.result).not.toHaveProperty("event_name");
    const { photo, photo_url, date } = body.result.message;
    expect(photo).toBe(photo_url);
    expect(date).toBeLessThan(1e11);
    const fetched = await fetch(photo);
    expect(fetched.headers.get("content-type")).toBe("image/png");
    expect(new Uint8Array(await fetched.arrayBuffer())).toEqual(new Uint8Array([1, 2]));
    sim.quirks.imageField = "photo";
    an.sendImage(bot, new Uint8Array());
    an.sendVoice(bot, new Uint8Array());
    an.sendSticker(bot);
    await sim.settled();
    const [, image, voice, sticker] = messages().map(({ result }) => result.message);
    expect(image).not.toHaveProperty("photo_url");
    expect(voice.voice_url).toMatch(/\.aac$/);
    expect(sticker.sticker).toBeTypeOf("string");
  });

  it("repeats, turns round and tries again as it is told", async () => {
    await open({ duplicates: 1, reorder: true });
    const first = await listen();
    an.write(bot, "một");
    an.write(bot, "hai");
    await sim.settled();
    const texts = () => first.messages().map(({ message }) => message.text);
    expect(texts()).toEqual(["hai", "hai", "một", "một"]);
    Object.assign(sim.quirks, { duplicates: 0, retry: 2, retryDelay: 1 });
    hook?.close();
    const second = await listen((turn) => (turn === 1 || turn > 3 ? 200 : 500));
    an.write(bot, "ba");
    await sim.settled();
    expect(second.messages().map(({ message }) => message.text)).toEqual(["ba", "ba", "ba"]);
    expect(sim.journal.dropped).toBe(0);
    sim.quirks.retry = 0;
    hook?.close();
    await listen(() => 500);
    an.write(bot, "bốn");
    await sim.settled();
    expect(sim.journal.dropped).toBe(1);
  });

  it("hears in a group only what names the bot, and the bot itself only by a quirk", async () => {
    await open();
    const { messages } = await listen();
    const group = sim.group(bot, [an]);
    an.write({ bot, group }, "chào cả nhà");
    an.write({ bot, group }, `@${bot.name} xếp hạng`);
    const sent = { chat_id: group.id, text: "đây" };
    await call("sendMessage", sent);
    sim.quirks.echo = true;
    await call("sendMessage", sent);
    await sim.settled();
    expect(
      messages().map(({ message }) => [message.chat.chat_type, message.from.is_bot, message.text]),
    ).toEqual([
      ["GROUP", false, `@${bot.name} xếp hạng`],
      ["GROUP", true, "đây"],
    ]);
    const stranger = sim.person("Bình");
    expect(() => stranger.write({ bot, group }, "a")).toThrow("not a member");
  });

  it("knows a person by another id at each bot, or by one", async () => {
    await open();
    const other = sim.createBot();
    expect(an.userId(bot)).toMatch(/^[0-9a-f]{20}$/);
    expect(an.userId(other)).not.toBe(an.userId(bot));
    sim.quirks.userIdPerBot = false;
    expect(an.userId(other)).toBe(an.userId(bot));
  });

  it("reaches nobody who blocked the bot, whatever it says", async () => {
    await open();
    an.write(bot, "một");
    an.block(bot);
    const send = () => call("sendMessage", { chat_id: an.userId(bot), text: "a" });
    expect(await send()).toMatchObject({ ok: false, error_code: 400 });
    sim.quirks.blockedSend = 0;
    expect(await send()).toMatchObject({ ok: true });
    expect(an.screen(bot)).toHaveLength(1);
    expect(() => an.write(bot, "hai")).toThrow("blocked");
    an.unblock(bot);
    await send();
    expect(an.screen(bot)).toHaveLength(2);
  });
});
