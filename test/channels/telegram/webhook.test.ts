import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createWebhookRoutes } from "../../../src/channels/telegram/webhook.ts";

const secret = "0123456789abcdef0123456789abcdef";
const webhook = { url: "https://thidua.example.vn/hooks/telegram", secret };

function routes(take: ((update: object) => Promise<void>) | null = async () => {}) {
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const app = createWebhookRoutes(webhook, () => take, log);
  const post = async (body: string, headers: Record<string, string> = {}) => {
    const given = { "content-type": "application/json", "x-telegram-bot-api-secret-token": secret };
    const response = await app.request("/hooks/telegram", {
      method: "POST",
      headers: { ...given, ...headers },
      body,
    });
    return response.status;
  };
  return { app, post, lines };
}
const update = JSON.stringify({ update_id: 5, message: { text: "bí mật" } });

describe("the webhook", () => {
  it("answers 200 once the update is stored", async () => {
    const stored: object[] = [];
    const { post } = routes(async (each) => void stored.push(each));
    expect(await post(update)).toBe(200);
    expect(stored).toEqual([JSON.parse(update)]);
  });

  it.each([
    ["no secret", ""],
    ["a wrong secret", "0123456789abcdef0123456789abcdeF"],
    ["the beginning of the secret", secret.slice(0, 31)],
    ["more than the secret", `${secret}0`],
  ])("answers 401 to %s and stores nothing", async (_, given) => {
    const stored: object[] = [];
    const { post, app } = routes(async (each) => void stored.push(each));
    expect(await post(update, { "x-telegram-bot-api-secret-token": given })).toBe(401);
    expect((await app.request("/hooks/telegram", { method: "POST", body: update })).status).toBe(401);
    expect(stored).toEqual([]);
  });

  it("answers 401 to a stranger before it reads what they sent", async () => {
    const { app } = routes();
    let read = 0;
    const body = new ReadableStream({
      pull(controller) {
        read += 1;
        if (read > 100) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    const request = new Request("http://x/hooks/telegram", { method: "POST", body, duplex: "half" });
    expect((await app.request(request)).status).toBe(401);
    expect(read).toBeLessThan(3);
  });

  it.each([
    ["not JSON", "xin chào"],
    ["half of it", update.slice(0, -5)],
    ["nothing", ""],
    ["a list", "[]"],
    ["null", "null"],
    ["no update", '{"message":{}}'],
  ])("answers 400 to %s", async (_, body) => {
    expect(await routes().post(body)).toBe(400);
  });

  it("answers 413 to more than a megabyte, with or without a length", async () => {
    const { app, post } = routes();
    const large = JSON.stringify({ update_id: 1, message: { text: "a".repeat(1_000_000) } });
    expect(await post(large, { "content-length": String(large.length) })).toBe(413);
    const stream = new Blob([large]).stream();
    const request = new Request("http://x/hooks/telegram", {
      method: "POST",
      headers: { "x-telegram-bot-api-secret-token": secret },
      body: stream,
      duplex: "half",
    });
    expect((await app.request(request)).status).toBe(413);
    expect(await post(JSON.stringify({ update_id: 1, text: "a".repeat(900_000) }))).toBe(200);
  });

  it("answers 500 when the update could not be stored, and 503 while nobody takes in", async () => {
    const { post, lines } = routes(() => Promise.reject(new Error("database is locked")));
    expect(await post(update)).toBe(500);
    expect(lines.join()).toContain("database is locked");
    expect(lines.join()).not.toContain("bí mật");
    expect(await routes(null).post(update)).toBe(503);
  });

  it("asks to be asked again soon, when that may help", async () => {
    const headers = { "x-telegram-bot-api-secret-token": secret };
    const asked = async (take: ((each: object) => Promise<void>) | null, body: string) => {
      const { app } = routes(take);
      const response = await app.request("/hooks/telegram", { method: "POST", headers, body });
      return [response.status, response.headers.get("retry-after")];
    };
    expect(await asked(() => Promise.reject(new Error("disk full")), update)).toEqual([500, "5"]);
    expect(await asked(null, update)).toEqual([503, "5"]);
    expect(await asked(null, "{")).toEqual([400, null]);
  });

  it("lies at the path of its URL and nowhere else", async () => {
    const { app } = routes();
    expect((await app.request("/hooks/telegram")).status).toBe(404);
    expect((await app.request("/", { method: "POST" })).status).toBe(404);
  });
});
