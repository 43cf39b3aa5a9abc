import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Bot, GrammyError, HttpError, InputFile, webhookCallback } from "grammy";
import { Telegraf, TelegramError } from "telegraf";
import type { Simulator } from "../support/bot-api/index.ts";

/** A refusal as both libraries report it; `code` 0 when no usable answer came. */
export interface Refusal {
  code: number;
  description: string;
  parameters: Record<string, unknown>;
}

interface IncomingText {
  chatId: number;
  text: string;
}

interface IncomingPress {
  id: string;
  chatId: number;
  messageId: number;
  data: string;
}

/** The least both libraries have in common, so that one suite drives both. */
export interface Client {
  api(method: string, params?: Record<string, unknown>): Promise<unknown>;
  file(bytes: Uint8Array, name: string): unknown;
  onText(handle: (text: IncomingText) => Promise<unknown>): void;
  onPress(handle: (press: IncomingPress) => Promise<unknown>): void;
  /** Resolves, or rejects, when polling ends. */
  poll(): Promise<void>;
  stop(): Promise<void>;
  webhook(secret: string): RequestListener;
}

export interface Library {
  name: string;
  /** HTTP status this library gives a webhook request with the wrong secret. */
  wrongSecret: number;
  create(sim: Simulator, token: string): Client;
  refusal(error: unknown): Refusal;
}

const grammy: Library = {
  name: "grammY",
  wrongSecret: 401,
  create(sim, token) {
    const bot = new Bot(token, { client: { apiRoot: sim.url } });
    const raw = bot.api.raw as unknown as Record<string, (params: object) => Promise<unknown>>;
    return {
      api: async (method, params = {}) => raw[method]?.(params),
      file: (bytes, name) => new InputFile(bytes, name),
      onText: (handle) =>
        void bot.on("message:text", (c) =>
          handle({ chatId: c.chat.id, text: c.message.text }).then(() => undefined),
        ),
      onPress: (handle) =>
        void bot.on("callback_query:data", async (c) => {
          const { id, data, message } = c.callbackQuery;
          await handle({ id, data, chatId: message?.chat.id ?? 0, messageId: message?.message_id ?? 0 });
        }),
      poll: () => bot.start(),
      stop: () => bot.stop(),
      webhook: (secret) => webhookCallback(bot, "http", { secretToken: secret }),
    };
  },
  refusal(error) {
    if (error instanceof GrammyError)
      return { code: error.error_code, description: error.description, parameters: { ...error.parameters } };
    if (error instanceof HttpError) return { code: 0, description: "", parameters: {} };
    throw error;
  },
};

const telegraf: Library = {
  name: "telegraf",
  wrongSecret: 403,
  create(sim, token) {
    const bot = new Telegraf(token, { telegram: { apiRoot: sim.url, webhookReply: false } });
    bot.catch((error) => {
      throw error;
    });
    return {
      api: (method, params = {}) => bot.telegram.callApi(method as "getMe", params),
      file: (bytes, name) => ({ source: Buffer.from(bytes), filename: name }),
      onText: (handle) =>
        void bot.on("message", (c) =>
          "text" in c.message ? handle({ chatId: c.chat.id, text: c.message.text }) : undefined,
        ),
      onPress: (handle) =>
        void bot.on("callback_query", (c) => {
          const query = c.callbackQuery;
          const data = "data" in query ? query.data : "";
          return handle({
            id: query.id,
            data,
            chatId: c.chat?.id ?? 0,
            messageId: query.message?.message_id ?? 0,
          });
        }),
      poll: () => bot.launch(),
      stop: async () => bot.stop(),
      webhook: (secret) => bot.webhookCallback("/hook", { secretToken: secret }) as RequestListener,
    };
  },
  refusal(error) {
    if (error instanceof TelegramError)
      return { code: error.code, description: error.description, parameters: { ...error.parameters } };
    return { code: 0, description: "", parameters: {} };
  },
};

export const LIBRARIES = [grammy, telegraf];

/** What a call was refused with; fails when it was not refused. */
export async function refusalOf(library: Library, call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    return library.refusal(error);
  }
  throw new Error("the call was not refused");
}

/** A web server on this machine, for webhooks. */
export async function serve(listener: RequestListener): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface PlainAnswer {
  status: number;
  retryAfter: string | null;
  body: {
    ok: boolean;
    result?: unknown;
    description?: string;
    error_code?: number;
    parameters?: Record<string, unknown>;
  };
}

/** A call with no library between. */
export async function plain(
  sim: Simulator,
  token: string,
  method: string,
  params: object = {},
): Promise<PlainAnswer> {
  const response = await fetch(`${sim.url}/bot${token}/${method}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(params),
  });
  const body = (await response.json()) as PlainAnswer["body"];
  return { status: response.status, retryAfter: response.headers.get("retry-after"), body };
}

/** A valid PNG head of the given size, padded to `bytes`. */
export function png(width: number, height: number, bytes = 200): Uint8Array {
  const head = Buffer.alloc(Math.max(bytes, 33));
  head.writeUInt32BE(0x89504e47, 0);
  head.writeUInt32BE(0x0d0a1a0a, 4);
  head.writeUInt32BE(13, 8);
  head.write("IHDR", 12, "latin1");
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return new Uint8Array(head);
}

/** Lets I/O happen until the condition holds. */
export async function until(condition: () => boolean, what = "it"): Promise<void> {
  const giveUpAt = performance.now() + 5000;
  while (!condition()) {
    if (performance.now() > giveUpAt) throw new Error(`${what} never came`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
