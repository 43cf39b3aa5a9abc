import http from "node:http";
import type { AddressInfo } from "node:net";
import { Api, GrammyError, HttpError } from "grammy";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outcomeOf } from "../../../src/channels/telegram/outcome.ts";
import { createTransport } from "../../../src/channels/telegram/transport.ts";

const token = "123456789:AAExampleExampleExampleExample_12345";

describe("calls over kept connections", () => {
  let server: http.Server;
  let answer: (request: http.IncomingMessage, response: http.ServerResponse, body: string) => void;
  let api: Api;
  let sockets: Set<unknown>;

  beforeEach(async () => {
    sockets = new Set();
    server = http.createServer((request, response) => {
      sockets.add(request.socket);
      let body = "";
      request.setEncoding("utf8");
      request.on("data", (part: string) => {
        body += part;
      });
      request.on("end", () => answer(request, response, body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    api = new Api(token, { apiRoot });
    api.config.use(createTransport(apiRoot, token).transformer);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const outcome = () => api.sendMessage(7, "Chào").then(() => null, outcomeOf);

  it("say what grammY's own would say, over one connection", async () => {
    const seen: unknown[] = [];
    answer = (request, response, body) => {
      seen.push(request.method, request.url, request.headers["content-type"], JSON.parse(body));
      response.end('{"ok":true,"result":{"message_id":5}}');
    };
    for (let turn = 0; turn < 3; turn += 1)
      expect(await api.sendMessage(7, "Chào ệ 😀", { parse_mode: "HTML" })).toEqual({ message_id: 5 });
    expect(seen.slice(0, 4)).toEqual([
      "POST",
      `/bot${token}/sendMessage`,
      "application/json",
      { chat_id: 7, text: "Chào ệ 😀", parse_mode: "HTML" },
    ]);
    expect(sockets.size).toBe(1);
  });

  it("hand on what Telegram refuses", async () => {
    answer = (_, response) => {
      response.statusCode = 429;
      response.end(
        '{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 3","parameters":{"retry_after":3}}',
      );
    };
    await expect(api.sendMessage(7, "a")).rejects.toBeInstanceOf(GrammyError);
    expect(await outcome()).toEqual({ kind: "paused", retryAfterMs: 3000 });
  });

  it.each([
    ["a gateway's page", "<html>502 bí mật</html>"],
    ["half an answer", '{"ok":true,"result":{"message_'],
    ["JSON of somebody else", '{"error":"bad gateway"}'],
    ["null", "null"],
    ["nothing", ""],
  ])("do not know after %s", async (_, page) => {
    answer = (__, response) => {
      response.statusCode = 502;
      response.end(page);
    };
    await expect(api.sendMessage(7, "a")).rejects.toBeInstanceOf(HttpError);
    const became = await outcome();
    expect(became?.kind).toBe("unknown");
    expect(JSON.stringify(became)).not.toContain("bí mật");
  });

  it("do not know after a reset, before and within the answer", async () => {
    answer = (request) => request.socket.resetAndDestroy();
    expect((await outcome())?.kind).toBe("unknown");
    answer = (request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write('{"ok":true');
      setImmediate(() => request.socket.destroy());
    };
    expect((await outcome())?.kind).toBe("unknown");
  });

  it("surely sent nothing when nobody listens", async () => {
    await new Promise((resolve) => server.close(resolve));
    expect((await outcome())?.kind).toBe("notSent");
  });

  it("surely sent nothing when the name is nobody's or the other side speaks no TLS", async () => {
    const { port } = server.address() as AddressInfo;
    for (const apiRoot of ["http://api.telegram.invalid", `https://127.0.0.1:${port}`]) {
      const other = new Api(token, { apiRoot });
      other.config.use(createTransport(apiRoot, token).transformer);
      expect(await other.sendMessage(7, "a").then(() => null, outcomeOf)).toMatchObject({ kind: "notSent" });
    }
  });

  it("end when they are called off", async () => {
    const controller = new AbortController();
    answer = () => controller.abort();
    const signal = controller.signal as Parameters<typeof api.getUpdates>[1];
    await expect(api.getUpdates({ timeout: 30 }, signal)).rejects.toBeInstanceOf(HttpError);
  });
});
