import http from "node:http";
import https from "node:https";
import { NotAnAnswer, NotConnected, Refusal } from "./errors.ts";

/** From the call to the last byte of the answer. */
const callTimeoutMs = 15_000;
/** An idle connection is closed before the other side does it: a call written into a dying connection has no known outcome. */
const idleMs = 15_000;

interface CallSettings {
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** One bot's calls. */
export interface Client {
  /** What Zalo calls `result`. Throws a Refusal, NotAnAnswer, NotConnected, or what the connection broke with. */
  call(method: string, body: Record<string, unknown>, settings?: CallSettings): Promise<unknown>;
}

/** Calls over kept connections, shared by all bots. `apiRoot` is http or https, without a slash at its end. */
export function createConnector(apiRoot: string): (token: string) => Client {
  const secure = apiRoot.startsWith("https:");
  const library = secure ? https : http;
  const agent = new library.Agent({ keepAlive: true, maxSockets: 64, timeout: idleMs });

  const post = (url: string, body: Buffer, { timeoutMs = callTimeoutMs, signal }: CallSettings) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      let connected = false;
      const headers = { "content-type": "application/json", "content-length": body.length };
      const options = { agent, method: "POST", headers, ...(signal === undefined ? {} : { signal }) };
      const sending = library.request(url, options, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("error", fail);
        response.on("end", () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString("utf8") });
        });
      });
      const timer = setTimeout(
        () => sending.destroy(new Error(`no answer within ${timeoutMs} ms`)),
        timeoutMs,
      );
      function fail(error: Error): void {
        clearTimeout(timer);
        const code = "code" in error ? `${String(error.code)}: ` : "";
        reject(connected ? error : new NotConnected(`${code}${error.message}`, { cause: error }));
      }
      sending.on("socket", (socket) => {
        if (!socket.connecting) connected = true;
        else
          socket.once(secure ? "secureConnect" : "connect", () => {
            connected = true;
          });
      });
      sending.on("error", fail);
      sending.end(body);
    });

  return (token) => ({
    async call(method, body, settings = {}) {
      const url = `${apiRoot}/bot${token}/${method}`;
      const { status, text } = await post(url, Buffer.from(JSON.stringify(body)), settings);
      const answer = parseAnswer(text);
      if (answer === null) throw new NotAnAnswer(status);
      // The status says nothing: refusals come with HTTP 200.
      if (answer.ok === true) return answer.result;
      const code = Number(answer.error_code ?? answer.errorCode);
      const description = typeof answer.description === "string" ? answer.description : "no description";
      throw new Refusal(Number.isInteger(code) ? code : 0, description.replaceAll(token, "<token>"));
    },
  });
}

/** Null for a gateway's page, half an answer, or JSON of somebody else. */
function parseAnswer(text: string): Record<string, unknown> | null {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === "object" && answer !== null && "ok" in answer ? { ...answer } : null;
  } catch {
    return null;
  }
}
