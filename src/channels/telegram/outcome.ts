import { GrammyError, HttpError } from "grammy";
import { redact } from "../../shared/log.ts";
import type { Outcome } from "../channel.ts";

/** The connection was never there, so not a byte of the call was written. */
export class NotConnected extends Error {
  override name = "NotConnected";
}

/** A revoked token or a wrong API root concerns every message alike: the queue is kept and looked at again after this long. */
const misconfiguredPauseMs = 60_000;

/** Node's timers hold 31 bits, and longer than that nobody is to wait. */
const longestPauseMs = 2 ** 31 - 1;

/** How long a 429 asks to wait (ms): Telegram's are whole seconds from one on. */
export function patienceMs({ description, parameters }: GrammyError): number {
  const seconds = Number(parameters?.retry_after ?? /retry after (\d+)/.exec(description)?.[1]) || 1;
  return Math.min(Math.max(1, seconds) * 1000, longestPauseMs);
}

/** node-fetch (uploads) has no other sign of a call that was never written. */
const notSentCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPROTO",
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

const codeOf = (error: unknown): string | null =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;

/** What went wrong in words for the log and the outbox row, without the token that is part of every URL. */
export function reasonOf(error: unknown): string {
  const inner = error instanceof HttpError ? error.error : error;
  if (inner instanceof GrammyError) return redact(inner.description);
  if (!(inner instanceof Error)) return "unknown error";
  const code = codeOf(inner);
  return redact(code === null ? inner.message : `${code}: ${inner.message}`);
}

/** Telegram refused the call (400) in words like these. */
export function isRefusal(error: unknown, words: RegExp): boolean {
  return error instanceof GrammyError && error.error_code === 400 && words.test(error.description);
}

function unreachable(description: string): Outcome {
  const has = (part: string) => description.toLowerCase().includes(part);
  if (has("deactivated")) return { kind: "unreachable", reason: "deactivated" };
  if (has("kicked") || has("not a member") || has("was deleted"))
    return { kind: "unreachable", reason: "kicked" };
  if (has("can't initiate") || has("to the bot") || has("to bots") || has("not found"))
    return { kind: "unreachable", reason: "notFound" };
  return { kind: "unreachable", reason: "blocked" };
}

function answered(error: GrammyError): Outcome {
  const { error_code: code, description, parameters } = error;
  const reason = redact(description);
  if (parameters?.migrate_to_chat_id !== undefined)
    return { kind: "migrated", chatId: String(parameters.migrate_to_chat_id) };
  if (code === 429) return { kind: "paused", retryAfterMs: patienceMs(error) };
  if (code === 403) return unreachable(description);
  if (code === 400 && /chat not found|PEER_ID_INVALID|user not found/i.test(description))
    return { kind: "unreachable", reason: "notFound" };
  if (code === 401 || (code === 404 && !description.includes("method not found")))
    return { kind: "paused", retryAfterMs: misconfiguredPauseMs };
  if (code === 409) return { kind: "notSent", reason };
  if (code >= 400 && code < 500) return { kind: "refused", reason };
  return { kind: "unknown", reason };
}

/**
 * What a failed call tells. Source: the error tables of the Bot API server (tdlib/telegram-bot-api Client.cpp).
 * A GrammyError is Telegram's own answer; anything else left no answer, and unless nothing was written the
 * message may have been sent.
 */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof GrammyError) return answered(error);
  const inner = error instanceof HttpError ? error.error : error;
  if (inner instanceof NotConnected || notSentCodes.has(codeOf(inner) ?? ""))
    return { kind: "notSent", reason: reasonOf(error) };
  return { kind: "unknown", reason: reasonOf(error) };
}
