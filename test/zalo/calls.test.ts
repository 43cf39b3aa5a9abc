import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { type BotHandle, type Person, type Quirks, startZalo, type Zalo } from "../support/zalo/index.ts";

let sim: Zalo;
let bot: BotHandle;
let an: Person;

async function open(quirks: Partial<Quirks> = {}, clock: "real" | "manual" = "manual") {
  sim = await startZalo({ seed: 7, clock, quirks });
  bot = sim.createBot();
  an = sim.person("An");
  an.write(bot, "xin chào");
  sim.journal.dropped = 0;
}
afterEach(() => sim.stop());

interface Answer {
  ok: boolean;
  description: string;
  result: { message_id: string; message_type?: string };
}

const raw = (method: string, init: RequestInit = {}, token = bot.token) =>
  fetch(`${sim.url}/bot${token}/${method}`, { method: "POST", ...init });
const call = async (method: string, body: object = {}) => {
  const headers = { "content-type": "application/json; charset=utf-8" };
  const response = await raw(method, { headers, body: JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Answer };
};
const send = (more: object = {}, method = "sendMessage") =>
  call(method, { chat_id: an.userId(bot), text: "chào", ...more });

describe("a call to Zalo", () => {
  it("answers errors with HTTP 200, or with their own status when the quirk says so", async () => {
    await open();
    const notFound = { ok: false, description: "Not Found", error_code: 404 };
    expect(await call("editMessageText")).toEqual({ status: 200, answer: notFound });
    sim.quirks.alwaysOk = false;
    sim.quirks.errorCode = "string";
    const asText = { ...notFound, error_code: "404" };
    expect(await call("constructor")).toEqual({ status: 404, answer: asText });
    expect(await (await raw("getMe", {}, "1:wrong")).json()).toMatchObject({ error_code: "401" });
  });

  it("reads JSON and nothing else", async () => {
    await open();
    const form = new URLSearchParams({ chat_id: an.userId(bot), text: "chào" });
    const answer = { description: "Bad request: The chat_id must not be empty", error_code: 400 };
    expect(await (await raw("sendPhoto", { body: form })).json()).toMatchObject(answer);
    expect(await (await raw(`sendPhoto?${form.toString()}`)).json()).toMatchObject(answer);
  });

  it.each<[string, string, object]>([
    ["sendMessage", "The text must not be empty", { text: "" }],
    ["sendMessage", "The text must be at most 2000 characters", { text: "ệ".repeat(2_001) }],
    ["sendMessage", "The chat_id must not be empty", { chat_id: "" }],
    ["sendMessage", "The chat_id is invalid", { chat_id: "ffffffffffffffffffff" }],
    ["sendPhoto", "The photo must not be empty", {}],
    ["sendPhoto", "The photo must start with http:// or https://", { photo: "data:image/png;base64,aaaa" }],
    ["sendPhoto", "The photo URL is invalid", { photo: "https://upload.wikimedia.org/a.png" }],
    [
      "setWebhook",
      "The secret_token must have 8 to 256 characters",
      { url: "https://x.vn", secret_token: "1" },
    ],
    ["setWebhook", "The url must be an https URL", { url: "http://x.vn", secret_token: "12345678" }],
  ])("%s refuses: %s", async (method, text, body) => {
    await open();
    expect((await send(body, method)).answer).toEqual({
      ok: false,
      description: `Bad request: ${text}`,
      error_code: 400,
    });
    expect(an.screen(bot)).toHaveLength(1);
  });

  it("counts 2,000 in units or in characters", async () => {
    await open();
    const text = "😀".repeat(1_500);
    expect((await send({ text })).answer.ok).toBe(false);
    sim.quirks.textUnit = "codePoint";
    expect((await send({ text })).answer.ok).toBe(true);
  });

  it("names what it sent with 20 hex characters, the same for the same seed", async () => {
    await open();
    const first = (await send()).answer;
    expect(first).toMatchObject({ ok: true, error_code: 0, result: { date: sim.now() } });
    expect(first.result.message_id).toMatch(/^[0-9a-f]{20}$/);
    expect(an.screen(bot).at(-1)).toMatchObject({ from: "bot", text: "chào", id: first.result.message_id });
    await sim.stop();
    await open({ successCode: false });
    expect((await send()).answer).toEqual({ ok: true, result: first.result });
  });

  it("delivers no voice to a group, and says ok", async () => {
    await open();
    const group = sim.group(bot, [an]);
    an.write({ bot, group }, `@${bot.name} chào`);
    const voice = { chat_id: group.id, voice_url: "https://x.vn/a.aac" };
    expect((await send(voice, "sendVoice")).answer.ok).toBe(true);
    expect(group.messages()).toHaveLength(1);
    expect((await send({ chat_id: group.id }, "sendChatAction")).answer).toEqual({ ok: true });
    expect((await send({ sticker: "abc" }, "sendSticker")).answer.ok).toBe(true);
  });

  it("shows a black picture when the second fetch fails", async () => {
    await open();
    const none = { photo: `${sim.url}/media/none.png` };
    expect((await send(none, "sendPhoto")).answer.description).toContain("invalid");
    let served = 0;
    const once = createServer((_, response) => {
      served += 1;
      response.writeHead(served === 1 ? 200 : 410, { "content-type": "image/png" }).end("png");
    });
    await new Promise<void>((resolve) => once.listen(0, "127.0.0.1", resolve));
    const { port } = once.address() as AddressInfo;
    const { answer } = await send({ photo: `http://127.0.0.1:${port}/a.png`, caption: "Bảng" }, "sendPhoto");
    expect(answer.result.message_type).toBe("CHAT_PHOTO");
    expect(an.screen(bot).at(-1)).toMatchObject({ kind: "photo", text: "Bảng", photo: "black" });
    expect(sim.journal.photoFetches.slice(-2).map(({ status }) => status)).toEqual([200, 410]);
    once.closeAllConnections();
    once.close();
  });

  it("meters a month, in and out, and starts anew with the next", async () => {
    await open({ monthlyQuota: 3 });
    await send();
    await send();
    expect(bot.quota()).toEqual({ in: 1, out: 2, users: 1 });
    const exceeded = { ok: false, description: "Quota exceeded", error_code: 429 };
    expect((await send()).answer).toEqual(exceeded);
    sim.use(bot, { in: 0 });
    expect((await send()).answer.ok).toBe(true);
    expect((await send()).answer).toEqual(exceeded);
    await sim.advance(31 * 24 * 3_600_000);
    expect((await send()).answer.ok).toBe(true);
    sim.quirks.countInbound = false;
    an.write(bot, "một");
    expect(bot.quota().in).toBe(0);
  });

  it("serves no more than its people", async () => {
    await open({ maxUsers: 1, bufferWhenIdle: true });
    const binh = sim.person("Bình");
    binh.write(bot, "xin chào");
    expect(bot.pending()).toBe(1);
    expect((await send({ chat_id: binh.userId(bot) })).answer).toMatchObject({ error_code: 400 });
    expect(bot.quota().users).toBe(1);
  });

  it("does what it is told to a call: pages, errors, breaks before and after", async () => {
    await open();
    sim.fault({ kind: "page", status: 502 });
    sim.fault({ kind: "page", status: 504, applied: true, nth: 2 });
    const page = await raw("sendMessage");
    expect([page.status, (await page.text()).startsWith("<html>")]).toEqual([502, true]);
    expect((await send()).answer.ok).toBe(true);
    await expect(send()).rejects.toThrow();
    expect(sim.journal.calls.map(({ verdict }) => verdict)).toEqual(["dropped", "applied", "unanswered"]);
    sim.fault({ kind: "error", method: "getMe", code: 403, description: "Internal server error" });
    sim.fault({ kind: "truncated" });
    await expect(send()).rejects.toThrow();
    expect((await call("getMe")).answer).toMatchObject({ error_code: 403 });
    sim.fault({ kind: "resetBefore" });
    await expect(send()).rejects.toThrow();
    sim.fault({ kind: "resetAfterAccept" });
    await expect(send()).rejects.toThrow();
    expect(an.screen(bot).filter(({ from }) => from === "bot")).toHaveLength(4);
    expect(JSON.stringify(sim.journal)).not.toContain(bot.token);
  });

  it("can be slow", async () => {
    await open();
    sim.fault({ kind: "slow", ms: 20_000 });
    const slow = send();
    await until(() => sim.journal.calls.length === 1);
    await sim.advance(19_999);
    expect(sim.journal.calls[0]?.verdict).toBeUndefined();
    await sim.advance(1);
    expect((await slow).answer.ok).toBe(true);
  });
});

async function until(check: () => boolean): Promise<void> {
  while (!check()) await new Promise((resolve) => setImmediate(resolve));
}
