import { Described } from "./call.ts";
import { botByToken, type Core } from "./core.ts";
import { ApiFailure, refuse, refuseFlood } from "./errors.ts";
import type { CallFault } from "./faults.ts";
import type { CallRecord } from "./journal.ts";
import { isTelegramMethod } from "./methods/known.ts";
import { findMethod, isSend } from "./methods/table.ts";
import type { Params } from "./params.ts";
import type { BotState } from "./state/world.ts";

/** What goes back to the caller. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
  retryAfter: number | undefined;
}

export interface Request {
  core: Core;
  bot: BotState;
  method: string;
  params: Params;
  signal: AbortSignal;
  record: CallRecord;
}

/** Finds the bot of a token, or refuses the token. */
export function authorize(core: Core, token: string): BotState {
  if (!token.includes(":") || token.startsWith("0") || token.length > 80) throw refuse("tokenInvalid");
  const bot = botByToken(core, token);
  if (!bot || bot.revoked) throw refuse("unauthorized");
  if (bot.loggedOut) throw refuse("loggedOut");
  return bot;
}

/** Carries out one call and writes the verdict down. Never throws. */
export async function execute(request: Request): Promise<Answer> {
  const { core, record } = request;
  let answer: Answer;
  try {
    const result = await run(request);
    const described = result instanceof Described;
    answer = {
      status: 200,
      retryAfter: undefined,
      body: described
        ? { ok: true, result: result.result, description: result.description }
        : { ok: true, result },
    };
    record.verdict = "applied";
  } catch (error) {
    answer = failureAnswer(error);
    record.verdict = "refused";
    if (answer.status === 501) core.journal.counts.gaps.push(record.method);
    // A fault of the simulator must not pass for one of Telegram's own.
    if (!(error instanceof ApiFailure)) core.journal.counts.gaps.push(`${record.method}: ${String(error)}`);
  }
  record.status = answer.status;
  record.answer = answer.body;
  return answer;
}

/** Parameters that would change who sees a message: ignoring one would pass a leak off as a success. */
const NOT_SIMULATED = [
  "ephemeral_message_parameters",
  "business_connection_id",
  "message_thread_id",
  "direct_messages_topic_id",
  "inline_message_id",
];

async function run({ core, bot, method, params, signal, record }: Request): Promise<unknown> {
  core.flood.weather(bot.id);
  const handler = findMethod(method);
  if (!handler) throw isTelegramMethod(method) ? refuse("notSimulated", method) : refuse("methodNotFound");
  const foreign = NOT_SIMULATED.find((name) => params.has(name));
  if (foreign !== undefined) throw refuse("notSimulated", `${method} with ${foreign}`);
  if (isSend(method)) {
    const key = `${bot.id}:${record.chatId}`;
    // The caller of this function counted this very call already.
    if ((core.inFlight.get(key) ?? 0) > core.settings.maxCallsPerChat) await holdThenRefuse(core);
    await spaceUploads(core, bot, params);
  }
  return handler({ core, bot, params, signal });
}

function holdThenRefuse(core: Core): Promise<never> {
  return new Promise((_, reject) => void core.clock.after(3000, () => reject(refuseFlood(60))));
}

const BIG_UPLOAD = 100_000;

/** Uploads of equal size over 100 kB are spaced out, and refused when more than five seconds behind (Client.cpp). */
async function spaceUploads(core: Core, bot: BotState, params: Params): Promise<void> {
  let size = 0;
  for (const file of params.files.values()) size += file.bytes.length;
  if (size <= BIG_UPLOAD) return;
  const now = core.clock.monotonic();
  const key = `${bot.id}:${size}`;
  const last = core.uploads.get(key) ?? Number.NEGATIVE_INFINITY;
  if (last > now + 5000) await holdThenRefuse(core);
  const gap = Math.min(900, Math.max(200, size * 1e-4));
  const mine = Math.max(last + gap, now - 1000);
  core.uploads.set(key, mine);
  if (mine > now) await new Promise<void>((resolve) => void core.clock.after(mine - now, resolve));
}

export function failureAnswer(error: unknown): Answer {
  const failure =
    error instanceof ApiFailure
      ? error
      : new ApiFailure(
          500,
          `Internal Server Error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        );
  const { code, description, parameters } = failure;
  const body: Record<string, unknown> = { ok: false, error_code: code, description };
  if (parameters) body.parameters = parameters;
  return { status: code, body, retryAfter: parameters?.retry_after };
}

/** The answer of a fault that stands in the way of the call, undefined when the call goes through. */
export function faultAnswer(fault: CallFault): Answer | undefined {
  if (fault.kind === "flood") return failureAnswer(refuseFlood(fault.retryAfter));
  if (fault.kind === "error")
    return failureAnswer(new ApiFailure(fault.code, fault.description, fault.parameters));
  return undefined;
}
