import type { Db, Tx } from "./open.ts";
import { partKey, type RowState, readUnreachable } from "./outbox-rows.ts";

/** A message as a person looks at it: all of its parts together, the worst one counts. */
export interface Delivery {
  /** uncertain: it may have arrived; an important one is being repeated. */
  state: "waiting" | "sent" | "uncertain" | "expired" | "dropped" | "failed" | "unreachable";
  reason: string | null;
  /** When it was settled, on the product's clock. */
  at: Date | null;
}

/** What became of messages, by their dedupe keys; a key that was never enqueued is left out. */
export async function deliveryStates(db: Db | Tx, dedupeKeys: string[]): Promise<Map<string, Delivery>> {
  const found = new Map<string, Delivery>();
  // Later parts are rare: look for them only where an earlier one exists.
  for (let part = 0, keys = dedupeKeys; keys.length > 0; part += 1) {
    const next: string[] = [];
    for (let from = 0; from < keys.length; from += 500) {
      const byKey = new Map(keys.slice(from, from + 500).map((key) => [partKey(key, part), key]));
      const rows = await db.outboxMessage.findMany({
        where: { dedupeKey: { in: [...byKey.keys()] } },
        select: { dedupeKey: true, state: true, uncertain: true, lastError: true, settledAt: true },
      });
      for (const row of rows) {
        const key = byKey.get(row.dedupeKey);
        if (key === undefined) continue;
        next.push(key);
        found.set(key, worse(found.get(key), asDelivery(row)));
      }
    }
    keys = next;
  }
  return found;
}

const severity: Delivery["state"][] = [
  "sent",
  "waiting",
  "uncertain",
  "expired",
  "dropped",
  "failed",
  "unreachable",
];

function worse(one: Delivery | undefined, other: Delivery): Delivery {
  return one && severity.indexOf(one.state) > severity.indexOf(other.state) ? one : other;
}

function asDelivery(row: {
  state: string;
  uncertain: number;
  lastError: string | null;
  settledAt: Date | null;
}): Delivery {
  const reason = row.lastError;
  switch (row.state as RowState) {
    case "queued":
    case "sending":
      return { state: row.uncertain > 0 ? "uncertain" : "waiting", reason, at: null };
    case "failed":
      return readUnreachable(reason) === null
        ? { state: "failed", reason, at: row.settledAt }
        : { state: "unreachable", reason: readUnreachable(reason), at: row.settledAt };
    case "sent":
      return { state: "sent", reason: null, at: row.settledAt };
    case "uncertain":
      return { state: "uncertain", reason, at: row.settledAt };
    case "expired":
      return { state: "expired", reason, at: row.settledAt };
    case "dropped":
      return { state: "dropped", reason, at: row.settledAt };
  }
}
