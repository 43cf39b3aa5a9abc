import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Core } from "../core.ts";
import { refuse } from "../errors.ts";
import { type Answer, authorize, execute, failureAnswer, faultAnswer } from "../execute.ts";
import type { CallFault } from "../faults.ts";
import type { CallRecord, Verdict } from "../journal.ts";
import { isSend } from "../methods/table.ts";
import { parseParams, readBody } from "./body.ts";

export interface HttpServer {
  readonly port: number;
  /** Refuses connections for a while on the simulator's clock. */
  refuse(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Answers what comes in under `/__sim/`. */
type Control = (command: string, body: string) => Promise<Answer>;

export async function listen(core: Core, control: Control, port: number): Promise<HttpServer> {
  const connections = new WeakMap<Socket, number>();
  let lastConnection = 0;
  const make = () => {
    const server = createServer((request, response) => {
      void serve(core, control, connections.get(request.socket) ?? 0, request, response);
    });
    server.keepAliveTimeout = 60_000;
    server.on("connection", (socket: Socket) => {
      connections.set(socket, ++lastConnection);
    });
    return server;
  };
  let server = make();
  await open(server, port);
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    async refuse(ms) {
      await shut(server);
      core.clock.after(ms, () => {
        server = make();
        void open(server, address.port);
      });
    },
    close: () => shut(server),
  };
}

function open(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(
  core: Core,
  control: Control,
  connection: number,
  request: IncomingMessage,
  response: ServerResponse,
) {
  response.on("error", () => {});
  try {
    const [path = "", query = ""] = (request.url ?? "").split(/\?(.*)/s);
    const body = await readBody(request, core.settings.maxBodyBytes);
    if (path.startsWith("/__sim/")) {
      send(core, response, await control(decodeURIComponent(path.slice(7)), body.toString("utf8")));
      return;
    }
    const file = /^\/file\/bot([^/]+)\/(.+)$/.exec(path);
    if (file) {
      download(core, decodeURIComponent(file[1] ?? ""), decodeURIComponent(file[2] ?? ""), response);
      return;
    }
    const call = /^\/bot([^/]*)(?:\/test)?\/([^/]*)\/?$/.exec(path);
    if (!call || !["GET", "POST"].includes(request.method ?? "")) throw refuse("notFound");
    await answerCall(
      core,
      connection,
      decodeURIComponent(call[1] ?? ""),
      call[2] ?? "",
      query,
      body,
      request,
      response,
    );
  } catch (error) {
    send(core, response, failureAnswer(error));
  }
}

async function answerCall(
  core: Core,
  connection: number,
  token: string,
  pathMethod: string,
  query: string,
  body: Buffer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const params = parseParams(request, query, body);
  const bot = authorize(core, token);
  const method = pathMethod === "" ? params.text("method") : pathMethod;
  const lower = method.toLowerCase();
  const record = core.journal.open({
    at: core.clock.now(),
    connection,
    botId: bot.id,
    method: lower,
    fromWebhook: false,
    params,
  });
  const gone = new AbortController();
  response.on("close", () => {
    gone.abort();
    // The client gave up before its answer was out: it cannot know that the call was carried out.
    if (!response.writableFinished) record.verdict = lost(record.verdict);
  });
  const isPoll = lower === "getupdates";
  const key = `${bot.id}:${record.chatId}`;
  if (!isPoll) core.activeRequests += 1;
  if (isSend(lower)) core.inFlight.set(key, (core.inFlight.get(key) ?? 0) + 1);
  core.lastActivity = performance.now();
  try {
    const faults = core.faults.onCall({
      method: lower,
      chatId: record.chatId,
      botId: bot.id,
      params: record.params,
    });
    await respond(core, faults, record, response, () =>
      execute({ core, bot, method, params, signal: gone.signal, record }),
    );
  } finally {
    if (!isPoll) core.activeRequests -= 1;
    core.lastActivity = performance.now();
    const left = (core.inFlight.get(key) ?? 1) - 1;
    if (isSend(lower)) {
      if (left > 0) core.inFlight.set(key, left);
      else core.inFlight.delete(key);
    }
  }
}

/** Runs the call through its faults. Those that forbid it come first, then it is applied, then its answer suffers. */
async function respond(
  core: Core,
  faults: CallFault[],
  record: CallRecord,
  response: ServerResponse,
  apply: () => Promise<Answer>,
): Promise<void> {
  const find = <K extends CallFault["kind"]>(kind: K) =>
    faults.find((f): f is Extract<CallFault, { kind: K }> => f.kind === kind);
  if (find("resetBefore")) {
    Object.assign(record, { verdict: "dropped", status: 0 });
    response.socket?.resetAndDestroy();
    return;
  }
  const standIn = faults.map(faultAnswer).find((answer) => answer !== undefined);
  const broken = find("serverError");
  let answer = standIn ?? (broken?.applied === false ? undefined : await apply());
  if (standIn) Object.assign(record, { verdict: "refused", status: standIn.status, answer: standIn.body });
  const delay = find("delay");
  if (delay) await new Promise<void>((resolve) => void core.clock.after(delay.ms, resolve));
  if (find("resetAfterAccept")) {
    Object.assign(record, { verdict: lost(record.verdict), status: 0 });
    response.socket?.resetAndDestroy();
    return;
  }
  const half = find("halfAnswer");
  if (half && answer) {
    Object.assign(record, { verdict: lost(record.verdict), status: 0 });
    sendHalf(response, answer, half.part ?? "body");
    return;
  }
  if (broken) {
    const status = broken.status ?? 502;
    Object.assign(record, { verdict: answer ? lost(record.verdict) : "dropped", status });
    if (broken.page === "html") {
      sendPage(response, status);
      return;
    }
    const text = STATUS_CODES[status] ?? "";
    answer = { status, body: { ok: false, error_code: status, description: text }, retryAfter: undefined };
  }
  if (response.destroyed) record.verdict = lost(record.verdict);
  if (answer) send(core, response, answer);
}

const lost = (verdict: Verdict): Verdict => (verdict === "applied" ? "unanswered" : verdict);

function send(core: Core, response: ServerResponse, answer: Answer): void {
  if (response.destroyed || response.headersSent) return;
  const body = Buffer.from(JSON.stringify(answer.body));
  response.statusCode = answer.status;
  response.statusMessage = STATUS_CODES[answer.status] ?? "Error";
  response.setHeader("Content-Type", "application/json");
  response.setHeader("Content-Length", body.length);
  response.setHeader("Date", new Date(core.clock.now()).toUTCString());
  if (answer.retryAfter !== undefined) response.setHeader("Retry-After", answer.retryAfter);
  response.end(body);
}

function sendHalf(response: ServerResponse, answer: Answer, part: "body" | "headers"): void {
  const body = Buffer.from(JSON.stringify(answer.body));
  response.writeHead(answer.status, { "Content-Type": "application/json", "Content-Length": body.length });
  if (part === "headers") response.flushHeaders();
  else response.write(body.subarray(0, Math.floor(body.length / 2)));
  setTimeout(() => response.socket?.destroy(), 5);
}

function sendPage(response: ServerResponse, status: number): void {
  const text = `${status} ${STATUS_CODES[status] ?? ""}`;
  response.writeHead(status, { "Content-Type": "text/html" });
  response.end(
    `<html>\r\n<head><title>${text}</title></head>\r\n<body><center><h1>${text}</h1></center></body>\r\n</html>`,
  );
}

function download(core: Core, token: string, path: string, response: ServerResponse): void {
  const bot = authorize(core, token);
  const link = core.world.links.get(path);
  const file =
    link && link.botId === bot.id && link.until > core.clock.now()
      ? core.world.files.get(link.file)
      : undefined;
  if (!file) throw refuse("notFound");
  response.writeHead(200, {
    "Content-Type": "application/octet-stream",
    "Content-Length": file.bytes.length,
  });
  response.end(file.bytes);
}
