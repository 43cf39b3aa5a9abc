import { Temporal } from "temporal-polyfill";
import { inWorkingHours } from "../../src/domain/deadline.ts";
import type { Reply } from "../../src/shared/messages.ts";
import { members, nameOf, strangers, zone } from "./cast.ts";
import type { WireCall } from "./platform.ts";
import { repeatMark } from "./process.ts";
import type { Told } from "./steps.ts";
import type { World } from "./world.ts";

/** A broken promise, in words. */
export type Breach = string;

export interface Row {
  id: number;
  kind: string;
  policy: string;
  operation: string;
  state: string;
  uncertain: number;
  lastError: string | null;
  dedupeKey: string;
  payload: string;
  expiresAt: string | null;
  platformMessageId: string | null;
  chat: string;
}

export interface Checks {
  /** What is broken now; looks only at what changed since it was last asked. */
  step(): Promise<Breach[]>;
  /** Every outbox row by what the platform sees of it. */
  rows(): Map<string, Row[]>;
}

/** What a message is to the person who gets it: a repeat is the same message with a mark. */
function keyOf(chat: string, { html, choices = [], image, document }: Reply): string {
  const text = html.endsWith(repeatMark) ? html.slice(0, -repeatMark.length) : html;
  const buttons = choices.flat().map((each) => each.data);
  return JSON.stringify([chat, text, buttons, image?.sha256 ?? null, document?.sha256 ?? null]);
}
export const keyOfCall = (call: WireCall): string => keyOf(call.chatId, call.reply);
const keyOfRow = (row: Row): string => keyOf(row.chat, JSON.parse(row.payload));

const clusterOf = (chat: string) => members.find((each) => each.chat === chat)?.cluster;
/** Nobody asked for these at that moment: they keep to working hours. */
const unasked = new Set(["reminder", "summary", "notice"]);
const onlyForMembers = new Set(["reminder", "summary", "broadcast", "notice"]);
const chatGapMs = 1000;
/** What is uncertain may come back to life only where somebody took a safeguard out. */
const ended = new Set(["sent", "failed", "expired", "dropped"]);

/** The invariants of delivery.md that must hold at every moment. */
export function createChecks(world: World, told: Told): Checks {
  const { platform, disk, calendar } = world;
  const rows = new Map<number, Row>();
  const byKey = new Map<string, Row[]>();
  const callsByKey = new Map<string, WireCall[]>();
  const lastAnswer = new Map<string, string>();
  const ranAlready = new Set<string>();
  const pausedUntil = new Map<string, { from: number; until: number }>();
  let lastRow = 0;
  let open: number[] = [];
  let seenCalls = 0;
  let seenRan = 0;
  let lastCall: WireCall | null = null;
  const lastOfChat = new Map<string, WireCall>();

  /** New rows, and those that had not ended when they were last read. */
  async function readRows(): Promise<Row[]> {
    const found = await disk.rows<Row>(
      `SELECT o."id", o."kind", o."policy", o."operation", o."state", o."uncertain", o."lastError", o."dedupeKey", o."payload", o."expiresAt",
        o."platformMessageId", a."externalId" AS "chat"
       FROM "OutboxMessage" o JOIN "Address" a ON a."id" = o."addressId"
       WHERE o."id" > ${lastRow} OR o."id" IN (${open.join()}) ORDER BY o."id"`,
    );
    for (const row of found) {
      const key = keyOfRow(row);
      const known = rows.get(row.id);
      const same = byKey.get(key) ?? [];
      if (known?.payload !== row.payload || !known) byKey.set(key, [...same, row]);
      else
        byKey.set(
          key,
          same.map((each) => (each.id === row.id ? row : each)),
        );
      rows.set(row.id, row);
    }
    lastRow = Math.max(lastRow, found.at(-1)?.id ?? 0);
    open = found.filter((row) => !ended.has(row.state)).map((row) => row.id);
    return found;
  }

  function checkCall(call: WireCall): Breach[] {
    const breaches: Breach[] = [];
    const about = `call ${call.number} to ${call.chatId} (${call.reply.html.slice(0, 60)})`;
    const sameKey = callsByKey.get(keyOfCall(call)) ?? [];
    callsByKey.set(keyOfCall(call), [...sameKey, call]);
    // One sender at a time: another takes over only when the first died, stopped, or was held up.
    if (lastCall && lastCall.life !== call.life && lastCall.at >= world.disturbedAt && lastCall.life.alive)
      breaches.push(
        `two senders at once: ${about}, after ${lastCall.life.name}'s at ${lastCall.at - call.at} ms`,
      );
    const before = lastOfChat.get(call.chatId);
    if (before?.life === call.life && call.at - before.at < chatGapMs && call.at > world.disturbedAt)
      breaches.push(`${call.at - before.at} ms after the last to this chat: ${about}`);
    const pause = pausedUntil.get(call.life.name);
    if (pause && call.at > pause.from && call.at < pause.until)
      breaches.push(`in the pause of a 429: ${about}`);
    if (call.operation === "send") lastCall = call;
    lastOfChat.set(call.chatId, call);
    const [row] = byKey.get(keyOfCall(call)) ?? [];
    if (!row) {
      if (call.operation === "send") breaches.push(`no row for ${about}`);
      return breaches;
    }
    const productAt = Temporal.Instant.fromEpochMilliseconds(Math.floor(call.productAt));
    if (unasked.has(row.kind) && !inWorkingHours(productAt, zone, calendar))
      breaches.push(
        `${row.kind} out of hours, at ${productAt.toZonedDateTimeISO(zone).toPlainDateTime()}: ${about}`,
      );
    if (row.expiresAt !== null && call.productAt >= Date.parse(row.expiresAt))
      breaches.push(`after its expiry: ${about}`);
    const leftAt = told.left.get(call.chatId);
    if (leftAt !== undefined && call.at > leftAt && onlyForMembers.has(row.kind))
      breaches.push(`a ${row.kind} to somebody who has left: ${about}`);
    const cluster = clusterOf(call.chatId);
    if (row.kind !== "reply" && strangers.includes(call.chatId)) breaches.push(`to a stranger: ${about}`);
    for (const other of new Set(members.map((each) => each.cluster)))
      if (cluster !== undefined && other !== cluster && call.reply.html.includes(nameOf(other)))
        breaches.push(`of ${other}'s affairs, to ${cluster}: ${about}`);
    return breaches;
  }

  function checkCounts(): Breach[] {
    const breaches: Breach[] = [];
    for (const [key, calls] of callsByKey) {
      if (calls.length < 2) continue;
      const same = byKey.get(key) ?? [];
      if (same.length === 0 || same.some((row) => row.policy === "idempotent" || row.operation === "edit"))
        continue;
      const accepted = calls.filter((call) => call.accepted).length;
      const once = same.every((row) => row.policy === "atMostOnce");
      // A repeat needs a reason: an answer that never came, or a process that died before it could write it down.
      const doubtful = calls.filter(
        (call) =>
          !call.heard ||
          call.heard.outcome.kind === "unknown" ||
          !call.life.alive ||
          call.at < world.disturbedAt,
      ).length;
      if (accepted > same.length + (once ? 0 : doubtful))
        breaches.push(
          `${accepted} times on the wire, ${same.length} rows, ${doubtful} in doubt: ${key.slice(0, 90)}`,
        );
    }
    return breaches;
  }

  function checkRow(row: Row): Breach[] {
    if (row.state !== "sent" || row.operation !== "send") return [];
    const calls = callsByKey.get(keyOfRow(row)) ?? [];
    return calls.some((call) => call.accepted && call.messageId === row.platformMessageId)
      ? []
      : [`row ${row.id} is sent, but the platform has not got it: ${row.dedupeKey}`];
  }

  /** Answers reach a chat in the order in which they were caused. */
  function checkOrder(call: WireCall): Breach[] {
    const same = (byKey.get(keyOfCall(call)) ?? []).filter((row) => row.operation === "send");
    const [row] = same;
    if (same.length !== 1 || !row?.dedupeKey.startsWith("reply:") || !call.accepted) return [];
    const place = row.dedupeKey
      .split(/[:#]/)
      .slice(1)
      .map((part) => part.padStart(8, "0"))
      .join(":");
    const before = lastAnswer.get(call.chatId) ?? "";
    lastAnswer.set(call.chatId, place);
    return place < before ? [`answers out of order in ${call.chatId}: ${place} after ${before}`] : [];
  }

  function checkRan(): Breach[] {
    const breaches: Breach[] = [];
    for (const { job, scope, dueAt } of world.ran.slice(seenRan)) {
      const key = `${job} ${scope} ${dueAt}`;
      if (ranAlready.has(key)) breaches.push(`run twice: ${key}`);
      ranAlready.add(key);
    }
    seenRan = world.ran.length;
    return breaches;
  }

  /** Everything reported was recorded at most once, and what was answered is there. */
  async function checkProgress(): Promise<Breach[]> {
    const breaches: Breach[] = [];
    const entries = await disk.rows<{ value: string; chat: string; actionId: number; undone: number }>(
      `SELECT e."value", a."externalId" AS "chat", e."actionId", e."voidedAt" IS NOT NULL AS "undone" FROM "ProgressEntry" e
       JOIN "Address" a ON a."personId" = e."personId" ORDER BY e."id"`,
    );
    const others = await disk.rows<{ actionId: number }>(
      `SELECT "actionId" FROM "TargetRevision" WHERE "actionId" IS NOT NULL
       UNION SELECT "actionId" FROM "MonthlyReport" WHERE "actionId" IS NOT NULL`,
    );
    const amounts = new Map<string, number>();
    const actions = new Set(others.map((each) => Number(each.actionId)));
    for (const entry of entries) {
      const key = `${entry.chat} ${entry.value}`;
      amounts.set(key, (amounts.get(key) ?? 0) + 1);
      actions.add(Number(entry.actionId));
      if (Number(entry.undone) === 1 && !told.undo.has(Number(entry.actionId)))
        breaches.push(`undone, but nobody asked: ${key}`);
    }
    for (const [key, count] of amounts) if (count > 1) breaches.push(`recorded ${count} times: ${key}`);
    const wanted = new Set([...told.progress.values()].map(({ chat, amount }) => `${chat} ${amount}`));
    for (const key of amounts.keys())
      if (!wanted.has(key)) breaches.push(`recorded, but nobody reported it: ${key}`);
    for (const call of platform.wire) {
      const undo = call.accepted && call.reply.choices?.flat().find((each) => /^undo:\d+$/.test(each.data));
      if (undo && !actions.has(Number(undo.data.slice(5))))
        breaches.push(`acknowledged and gone: ${undo.data}`);
    }
    return breaches;
  }

  return {
    rows: () => byKey,
    async step() {
      const changed = await readRows();
      const fresh = platform.wire.slice(seenCalls);
      seenCalls = platform.wire.length;
      const breaches = fresh.flatMap((call) => [...checkCall(call), ...checkOrder(call)]);
      for (const call of fresh) {
        const { heard } = call;
        if (heard?.outcome.kind === "paused")
          pausedUntil.set(call.life.name, { from: heard.at, until: heard.at + heard.outcome.retryAfterMs });
      }
      return [
        ...breaches,
        ...checkCounts(),
        ...changed.flatMap(checkRow),
        ...checkRan(),
        ...(await checkProgress()),
      ];
    },
  };
}
