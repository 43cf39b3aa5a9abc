import { redact } from "../../shared/log.ts";

/** The connection was never there, so not a byte of the call was written. */
export class NotConnected extends Error {
  override name = "NotConnected";
}

/** Zalo's own answer, `ok: false`. Its codes (bot.zaloplatforms.com/docs) come with HTTP 200, as a number or as text. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly code: number;
  constructor(code: number, description: string) {
    super(description);
    this.code = code;
  }
}

/** Something answered that is not Zalo's application: a gateway's page, half an answer. */
export class NotAnAnswer extends Error {
  override name = "NotAnAnswer";
  /** HTTP status. */
  readonly status: number;
  constructor(status: number) {
    super(`HTTP ${status} without an answer of Zalo's`);
    this.status = status;
  }
}

/** The code of Zalo's answer, or of the gateway in front of it where that says as much; null when nothing is certain. */
export function codeOf(error: unknown): number | null {
  if (error instanceof Refusal) return error.code;
  // The gateway turns callers away before Zalo sees the call.
  if (error instanceof NotAnAnswer && error.status === 429) return 429;
  return null;
}

/** What went wrong in words for the log and the outbox row, without the token that is part of every URL. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown error";
  if (error instanceof Refusal) return redact(`${error.code}: ${error.message}`);
  const code = "code" in error && typeof error.code === "string" ? `${error.code}: ` : "";
  return redact(error.message.startsWith(code) ? error.message : code + error.message);
}
