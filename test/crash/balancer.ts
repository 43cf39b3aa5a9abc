import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import type { Child } from "./child.ts";

/** Stands before several processes, as a webhook's public address does. */
export interface Balancer {
  readonly url: string;
  close(): Promise<void>;
}

/** Hands each request to one of those that run; 502 when it breaks, 503 when there is none. */
export async function startBalancer(pick: () => Child | undefined): Promise<Balancer> {
  const server = createServer((incoming, answer) => {
    const to = pick();
    if (!to) {
      answer.writeHead(503).end();
      return;
    }
    const onward = request(
      new URL(incoming.url ?? "/", to.url),
      { method: incoming.method, headers: incoming.headers },
      (result) => {
        answer.writeHead(result.statusCode ?? 502);
        result.pipe(answer);
        result.on("error", () => answer.destroy());
      },
    );
    onward.on("error", () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
