import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { CallRecord } from "./journal.ts";
import { type Answer, failure, methods } from "./methods.ts";
import type { BotState, Core } from "./world.ts";

export function createZaloServer(core: Core): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://x");
    const [, token, method] = /^\/bot([^/]+)\/([^/]+)$/.exec(decodeURIComponent(pathname)) ?? [];
    if (token !== undefined && method !== undefined) void answerCall(core, token, method, request, response);
    else serveMedia(core, pathname, response);
  });
}

/** A public GET that expires, as Zalo's picture servers have it. */
function serveMedia({ media, clock }: Core, path: string, response: ServerResponse): void {
  const file = media.get(path);
  if (file === undefined || file.until < clock.now()) {
    response.writeHead(404, { "content-type": "text/html" }).end("<html>404</html>");
    return;
  }
  response.writeHead(200, { "content-type": file.type, "content-length": file.bytes.length }).end(file.bytes);
}

/** JSON only; any other body was never read, so it counts as empty. So does the query. */
async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  if (!/json/i.test(request.headers["content-type"] ?? "")) return {};
  try {
    const body: unknown = JSON.parse(Buffer.concat(parts).toString("utf8"));
    return typeof body === "object" && body !== null ? { ...body } : {};
  } catch {
    return {};
  }
}

async function answerCall(
  core: Core,
  token: string,
  method: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const held = method === "getUpdates";
  if (!held) core.active += 1;
  try {
    const body = await readBody(request);
    const bot = [...core.bots.values()].find((each) => each.token === token);
    if (bot === undefined) {
      sendAnswer(core, response, failure(401, "Unauthorized"));
      return;
    }
    const record: CallRecord = {
      at: core.clock.now(),
      botId: bot.id,
      method,
      body,
      verdict: undefined,
      answer: undefined,
    };
    core.journal.calls.push(record);
    await respond(core, bot, record, response, gone.signal);
  } catch {
    // The caller broke off while it was still talking.
    response.destroy();
  } finally {
    if (!held) core.active -= 1;
  }
}

/** Runs the call through its fault. */
async function respond(
  core: Core,
  bot: BotState,
  record: CallRecord,
  response: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const fault = core.faults.next(record.method);
  const finish = (verdict: CallRecord["verdict"], answer?: Answer) => {
    record.verdict = verdict;
    record.answer = answer;
  };
  const apply = async (): Promise<Answer> => {
    const run = Object.hasOwn(methods, record.method) ? methods[record.method] : undefined;
    return run === undefined ? failure(404, "Not Found") : run({ core, bot, body: record.body, gone });
  };
  switch (fault?.kind) {
    case "resetBefore":
      finish("dropped");
      response.socket?.resetAndDestroy();
      return;
    case "page":
      finish(fault.applied && (await apply()).ok ? "unanswered" : "dropped");
      response
        .writeHead(fault.status, { "content-type": "text/html" })
        .end(`<html><body><h1>${fault.status}</h1><hr>gateway</body></html>`);
      return;
    case "error": {
      const answer = failure(fault.code, fault.description);
      finish("refused", answer);
      sendAnswer(core, response, answer);
      return;
    }
    case "slow":
      await new Promise<void>((resolve) => void core.clock.after(fault.ms, resolve));
      break;
    default:
  }
  const answer = await apply();
  const broken = fault?.kind === "truncated" || fault?.kind === "resetAfterAccept" || gone.aborted;
  finish(answer.ok ? (broken ? "unanswered" : "applied") : "refused", answer);
  if (fault?.kind === "resetAfterAccept") response.socket?.resetAndDestroy();
  else if (fault?.kind === "truncated")
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer).slice(0, -5));
  else sendAnswer(core, response, answer);
}

function sendAnswer({ quirks }: Core, response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  const status = answer.ok || quirks.alwaysOk ? 200 : answer.error_code;
  const asText = quirks.errorCode === "string" && answer.error_code !== undefined;
  const body = asText ? { ...answer, error_code: String(answer.error_code) } : answer;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
