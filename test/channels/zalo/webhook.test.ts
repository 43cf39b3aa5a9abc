import { pino } from "pino";
import { describe, expect, it } from "vitest";
import type { Bot } from "../../../src/channels/zalo/bots.ts";
import { createWebhookRoutes } from "../../../src/channels/zalo/webhook.ts";

const secret = "0123456789abcdef";
const url = "https://thidua.example.vn/hooks/zalo";
const bot: Bot = {
  key: "123",
  names: [],
  displayName: null,
  client: { call: () => Promise.reject(new Error("no calls here")) },
};
const update = JSON.stringify({ event_name: "message.text.received", message: { text: "bí mật" } });

type Taking = (bot: Bot, update: unknown) => Promise<void>;

function routes(take: Taking | null = async () => {}, bots: Bot[] = [bot]) {
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const app = createWebhookRoutes({ url, secret }, bots, () => take, log);
  const post = async (body: string | null, given: string | null = secret, path = "/hooks/zalo") => {
    const headers = given === null ? {} : { "x-bot-api-secret-token": given };
    return (await app.request(path, { method: "POST", body, headers })).status;
  };
  return { app, post, lines };
}
const storing = () => {
  const stored: unknown[] = [];
  const take: Taking = async (_, each) => void stored.push(each);
  return { stored, take };
};

describe("the webhook", () => {
  it("answers 200 once the update is stored", async () => {
    const { stored, take } = storing();
    expect(await routes(take).post(update)).toBe(200);
    expect(stored).toEqual([JSON.parse(update)]);
  });

  it("answers the probe, which has no secret, and takes nothing from it", async () => {
    const { stored, take } = storing();
    const { app, post } = routes(take);
    expect(await post(null, null)).toBe(200);
    expect(await post(update, null)).toBe(200);
    let read = 0;
    const body = new ReadableStream({
      pull(controller) {
        read += 1;
        if (read > 100) controller.close();
        else controller.enqueue(new Uint8Array(65_536));
      },
    });
    const request = new Request("http://x/hooks/zalo", { method: "POST", body, duplex: "half" });
    expect((await app.request(request)).status).toBe(200);
    expect(read).toBeLessThan(3);
    expect(stored).toEqual([]);
  });

  it("turns a wrong secret away and counts it", async () => {
    const { stored, take } = storing();
    const { post, lines } = routes(take);
    for (const given of ["", "0123456789abcdeF", secret.slice(0, 15), `${secret}0`])
      expect(await post(update, given)).toBe(401);
    expect(stored).toEqual([]);
    expect(lines.at(-1)).toContain('"count":4');
    expect(lines.join("\n")).not.toContain("bí mật");
  });

  it("asks a store that is busy for a moment again, and says so when it stays busy", async () => {
    let faults = 2;
    const take: Taking = async () => {
      faults -= 1;
      if (faults >= 0) throw new Error("database is locked");
    };
    const { post, lines } = routes(take);
    expect(await post(update)).toBe(200);
    faults = 100;
    expect(await post(update)).toBe(500);
    expect(lines.at(-1)).toContain("database is locked");
  });

  it("answers 503 while nothing is taken in", async () => {
    expect(await routes(null).post(update)).toBe(503);
  });

  it("answers 413 to more than a megabyte", async () => {
    expect(await routes().post(JSON.stringify({ text: "a".repeat(1_000_000) }))).toBe(413);
  });

  it("knows several bots by their paths", async () => {
    const keys: string[] = [];
    const take: Taking = async ({ key }) => void keys.push(key);
    const { post } = routes(take, [bot, { ...bot, key: "456" }]);
    for (const key of ["456", "123"]) expect(await post(update, secret, `/hooks/zalo/${key}`)).toBe(200);
    expect(keys).toEqual(["456", "123"]);
    expect(await post(update)).toBe(404);
  });
});
