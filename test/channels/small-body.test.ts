import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { Hono } from "hono";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { smallBody } from "../../src/channels/small-body.ts";

let server: ServerType;
beforeAll(async () => {
  const app = new Hono();
  app.post("/", smallBody(1_000_000), async (context) => context.json((await context.req.text()).length));
  server = await new Promise<ServerType>((resolve) => {
    const started: ServerType = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () =>
      resolve(started),
    );
  });
});
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

/** The status, or what became of the connection; a client that writes all it has before it looks for an answer. */
function send(size: number, declared: boolean): Promise<number | string> {
  return new Promise((resolve) => {
    const headers = declared ? { "content-length": size } : { "transfer-encoding": "chunked" };
    const { port } = server.address() as AddressInfo;
    const sending = request({ port, method: "POST", headers, agent: false }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    sending.on("error", (error) => resolve(error.message));
    sending.end(Buffer.alloc(size, "a"));
  });
}

describe("a body that may not be long", () => {
  it.each([
    [1_000_000, 200],
    [1_000_001, 413],
    [2_000_000, 413],
    [20_000_000, 413],
  ])("of %d bytes is answered, each time: %d", async (size, status) => {
    for (const declared of [true, false])
      for (let turn = 0; turn < 6; turn += 1) expect(await send(size, declared)).toBe(status);
  });

  it("of no end is not read to the end", async () => {
    const app = new Hono().post("/", smallBody(10), (context) => context.json(true));
    const piece = new Uint8Array(1_000_000);
    let read = 0;
    const body = new ReadableStream({
      pull(controller) {
        read += 1;
        controller.enqueue(piece);
      },
    });
    const endless = new Request("http://x/", { method: "POST", body, duplex: "half" });
    expect((await app.request(endless)).status).toBe(413);
    expect(read).toBeLessThan(80);
  });
});
