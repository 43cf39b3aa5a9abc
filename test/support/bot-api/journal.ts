import type { Params } from "./params.ts";
import type { UpdateType } from "./state/world.ts";

/**
 * `applied`: done and answered. `refused`: answered with an error, nothing done. `unanswered`: done, but the caller
 * got no usable answer. `dropped`: neither done nor answered.
 */
export type Verdict = "pending" | "applied" | "refused" | "unanswered" | "dropped";

export interface CallRecord {
  id: number;
  /** ms on the wall clock */
  at: number;
  connection: number;
  botId: number;
  method: string;
  /** Parameters with JSON values parsed; uploads as `{ fileName, size }`. */
  params: Record<string, unknown>;
  /** `chat_id` as sent, "" when there is none. */
  chatId: string;
  verdict: Verdict;
  /** HTTP status of the answer, 0 when there was none. */
  status: number;
  answer: unknown;
  fromWebhook: boolean;
}

export interface WebhookAttempt {
  at: number;
  botId: number;
  updateId: number;
  lane: string;
  /** HTTP status, 0 when there was no answer yet or none at all. */
  status: number;
  error: string;
}

type UpdateFate = "pending" | "confirmed" | "expired" | "dropped";

interface UpdateRecord {
  botId: number;
  updateId: number;
  type: UpdateType;
  at: number;
  deliveries: number;
  fate: UpdateFate;
}

export interface CallFilter {
  bot?: number;
  chat?: number;
  verdict?: Verdict;
}

/** Everything that went over the wire, for tests to count. Tokens are never stored. */
export interface Journal {
  readonly entries: CallRecord[];
  readonly attempts: WebhookAttempt[];
  readonly updates: Map<string, UpdateRecord>;
  readonly counts: { expired: number; overflow: number; gaps: string[] };
  open(
    fields: Pick<CallRecord, "at" | "connection" | "botId" | "method" | "fromWebhook"> & { params: Params },
  ): CallRecord;
  update(botId: number, updateId: number): UpdateRecord | undefined;
}

export function createJournal(): Journal {
  const entries: CallRecord[] = [];
  const updates = new Map<string, UpdateRecord>();
  return {
    entries,
    attempts: [],
    updates,
    counts: { expired: 0, overflow: 0, gaps: [] },
    open({ params, ...fields }) {
      const record: CallRecord = {
        id: entries.length + 1,
        ...fields,
        params: readable(params),
        chatId: params.text("chat_id"),
        verdict: "pending",
        status: 0,
        answer: undefined,
      };
      entries.push(record);
      return record;
    },
    update: (botId, updateId) => updates.get(`${botId}:${updateId}`),
  };
}

export function findCalls(journal: Journal, method?: string, filter: CallFilter = {}): CallRecord[] {
  const wanted = method?.toLowerCase();
  return journal.entries.filter(
    (c) =>
      (wanted === undefined || c.method === wanted) &&
      (filter.bot === undefined || c.botId === filter.bot) &&
      (filter.chat === undefined || c.chatId === String(filter.chat)) &&
      (filter.verdict === undefined || c.verdict === filter.verdict),
  );
}

function readable(params: Params): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of params.values)
    out[name] = /^[[{]/.test(value) ? (params.json(name) ?? value) : value;
  for (const [name, file] of params.files) out[name] = { fileName: file.fileName, size: file.bytes.length };
  return out;
}
