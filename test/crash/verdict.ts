import type { Reply } from "../../src/shared/messages.ts";
import type { CallRecord } from "../support/bot-api/index.ts";
import type { House } from "./house.ts";

/** What was asked of the product. */
export interface Asked {
  /** The figures reported, each once: by the platform's id of who reported. */
  added: Map<number, number[]>;
  /** Texts of the broadcasts that were confirmed to have been made. */
  broadcasts: string[];
  /** Rows up to this one were there before. */
  sinceRow: number;
  /** Important messages that were on their way when their process was killed. */
  inFlight: number;
  /** The product's clock at the end. */
  now: Date;
}

export interface Verdict {
  breaches: string[];
  totals: Record<string, number>;
}

const mark = /\n<i>\(Gửi lại vì chưa rõ tin trước đã đến nơi\.\)<\/i>$/;
const keyOf = (chat: string | number, html: string, buttons: string[]) =>
  JSON.stringify([String(chat), html.replace(mark, ""), buttons]);

function keyOfCall(chat: number, { params }: CallRecord): string {
  const markup = params.reply_markup as { inline_keyboard?: { callback_data?: string }[][] } | undefined;
  const buttons = (markup?.inline_keyboard ?? []).flat().map((each) => each.callback_data ?? "");
  return keyOf(chat, String(params.text ?? params.caption ?? ""), buttons);
}

function keyOfRow(chat: string, payload: string): string {
  const reply = JSON.parse(payload) as Reply;
  return keyOf(
    chat,
    reply.html,
    (reply.choices ?? []).flat().map((each) => each.data),
  );
}

/** Holds what went over the wire and what lies in the database against delivery.md's promises. */
export async function judge(house: House, asked: Asked): Promise<Verdict> {
  const { store, people } = house;
  const breaches: string[] = [];
  const wire = new Map<string, CallRecord[]>();
  const arrived = new Set<string>();
  for (const person of people)
    for (const call of house.reached(person)) {
      const key = keyOfCall(person.id, call);
      const answer = call.answer as { result?: { message_id?: number } } | undefined;
      arrived.add(`${person.id} ${answer?.result?.message_id}`);
      // The one message that keeps showing how a broadcast stands changes all the time: what it said is not kept.
      if (/"broadcast:(stop|list|nudge)/.test(key)) continue;
      wire.set(key, [...(wire.get(key) ?? []), call]);
    }

  const entries = await store.db.progressEntry.findMany({
    where: { op: "add" },
    include: { person: { include: { addresses: true } } },
  });
  for (const [chat, amounts] of asked.added)
    for (const amount of amounts) {
      const found = entries.filter(
        (each) =>
          each.value === String(amount) &&
          each.person?.addresses.some((address) => address.externalId === String(chat)),
      );
      if (found.length !== 1) breaches.push(`recorded ${found.length} times: ${chat} reported ${amount}`);
    }
  const actions = new Set(entries.map((each) => each.actionId));
  for (const key of wire.keys()) {
    const undo = /"undo:(\d+)"/.exec(key)?.[1];
    if (undo !== undefined && !actions.has(Number(undo))) breaches.push(`acknowledged and gone: ${key}`);
  }

  const made = await store.db.broadcast.findMany();
  for (const text of asked.broadcasts)
    if (made.filter((each) => each.text === text).length !== 1) breaches.push(`not one broadcast “${text}”`);

  const chats = people.map((person) => String(person.id));
  const rows = await store.db.outboxMessage.findMany({
    where: {
      id: { gt: asked.sinceRow },
      channel: "telegram",
      operation: "send",
      address: { externalId: { in: chats } },
    },
    include: { address: { select: { externalId: true } } },
  });
  const byKey = new Map<string, typeof rows>();
  for (const row of rows) {
    const key = keyOfRow(row.address.externalId, row.payload);
    byKey.set(key, [...(byKey.get(key) ?? []), row]);
    if (["queued", "sending"].includes(row.state)) breaches.push(`still ${row.state}: ${row.dedupeKey}`);
    if (row.state === "sent" && !arrived.has(`${row.address.externalId} ${row.platformMessageId}`))
      breaches.push(`sent, but not on the wire: ${row.dedupeKey}`);
    const overdue = row.state === "uncertain" && row.expiresAt !== null && row.expiresAt <= asked.now;
    if (row.policy === "atLeastOnce" && !["sent", "expired", "dropped"].includes(row.state) && !overdue)
      breaches.push(`an important one is ${row.state}: ${row.dedupeKey} ${row.lastError ?? ""}`);
  }
  let repeats = 0;
  for (const [key, calls] of wire) {
    const same = byKey.get(key) ?? [];
    if (same.length === 0) breaches.push(`on the wire without a row: ${key}`);
    const again = Math.max(0, calls.length - same.length);
    repeats += again;
    if (again > 0 && same.every((row) => row.policy === "atMostOnce")) breaches.push(`repeated: ${key}`);
    if (again > same.reduce((sum, row) => sum + row.uncertain, 0))
      breaches.push(`repeated without need: ${key}`);
  }
  if (repeats > asked.inFlight) breaches.push(`${repeats} repeats, ${asked.inFlight} were in flight`);
  for (const row of await store.db.inboxMessage.findMany({ where: { state: { not: "done" } } }))
    breaches.push(`${row.state} in the inbox: ${row.externalId} ${row.lastError ?? ""}`);
  const ofKind = (kind: string) => rows.filter((row) => row.kind === kind).length;
  return {
    breaches,
    totals: {
      reports: [...asked.added.values()].reduce((sum, each) => sum + each.length, 0),
      messages: rows.length,
      broadcastCopies: ofKind("broadcast"),
      reminders: ofKind("reminder"),
      summaries: ofKind("summary"),
      repeats,
      inFlight: asked.inFlight,
      leftUncertain: rows.filter((row) => row.state === "uncertain").length,
    },
  };
}
