import { Temporal } from "temporal-polyfill";
import { dayOf, firstDay, instantAt, monthOf, nextMonth } from "../../src/domain/period.ts";
import { members, zone } from "./cast.ts";
import { type Breach, type Checks, keyOfCall } from "./checks.ts";
import type { WireCall } from "./platform.ts";
import type { Told } from "./steps.ts";
import type { World } from "./world.ts";

interface LedgerRow {
  job: string;
  scope: string;
  dueAt: string;
  outcome: string;
}

/** What must be true once all has come to rest. */
export async function checkEnd(world: World, told: Told, checks: Checks): Promise<Breach[]> {
  return [
    ...(await checkSettled(world)),
    ...(await checkUpdates(world, told)),
    ...checkImportant(world, checks, { gone: await goneChats(world), open: await openRequests(world) }),
    ...(await checkLedger(world)),
  ];
}

async function checkSettled({ disk, platform }: World): Promise<Breach[]> {
  const inbox = await disk.rows<{ id: number; payload: string; lastError: string | null; state: string }>(
    `SELECT "id", "payload", "lastError", "state" FROM "InboxMessage" WHERE "state" <> 'done'`,
  );
  const outbox = await disk.rows<{ dedupeKey: string; state: string }>(
    `SELECT "dedupeKey", "state" FROM "OutboxMessage" WHERE "state" IN ('queued', 'sending')`,
  );
  return [
    ...inbox.map((row) => `${row.state} in the inbox: ${row.payload.slice(0, 120)} ${row.lastError ?? ""}`),
    ...outbox.map((row) => `still ${row.state}: ${row.dedupeKey}`),
    ...platform.updates
      .filter((update) => !update.confirmed)
      .map((update) => `never confirmed: ${update.inbound.externalId}`),
  ];
}

/** Each update was handled once, and its figure stands; each target is the sum of its entries. */
async function checkUpdates({ disk }: World, told: Told): Promise<Breach[]> {
  const breaches: Breach[] = [];
  const entries = await disk.rows<{ value: string; chat: string }>(
    `SELECT e."value", a."externalId" AS "chat" FROM "ProgressEntry" e JOIN "Address" a ON a."personId" = e."personId"`,
  );
  const recorded = new Set(entries.map((each) => `${each.chat} ${each.value}`));
  const gone = await goneChats({ disk });
  for (const { chat, amount } of told.progress.values())
    if (!recorded.has(`${chat} ${amount}`) && !gone.has(chat))
      breaches.push(`lost: ${chat} reported ${amount}`);
  const sums = await disk.rows<{ id: number; current: string | null; total: number | null }>(
    `SELECT t."id", t."current", sum(CASE WHEN e."voidedAt" IS NULL THEN CAST(e."value" AS INTEGER) END) AS "total"
     FROM "Target" t LEFT JOIN "ProgressEntry" e ON e."targetId" = t."id" WHERE t."number" = 1 GROUP BY t."id"`,
  );
  for (const { id, current, total } of sums)
    if (Number(current ?? 0) !== Number(total ?? 0))
      breaches.push(`target ${id} says ${current}, its entries add up to ${total}`);
  return breaches;
}

/** Of those who left the cluster. */
async function goneChats({ disk }: Pick<World, "disk">): Promise<Set<string>> {
  const left = await disk.rows<{ chat: string }>(
    `SELECT a."externalId" AS "chat" FROM "Address" a JOIN "Role" r ON r."personId" = a."personId" WHERE r."endedAt" IS NOT NULL`,
  );
  return new Set(left.map((each) => each.chat));
}

/** What somebody is still asked to do, by the key of the message that asks for it, without its reader. */
async function openRequests({ disk }: Pick<World, "disk">): Promise<Set<string>> {
  const rows = await disk.rows<{ key: string }>(
    `SELECT 'registered:' || "actionId" AS "key" FROM "TargetRevision" WHERE "decision" = 'awaiting'
     UNION SELECT 'attest:' || "id" FROM "MonthlyReport" WHERE "attestedAt" IS NULL AND "voidedAt" IS NULL`,
  );
  return new Set(rows.map((each) => each.key));
}

/** An important message arrives, unless the platform refused it, its time was over, or its reader is gone by now. */
function checkImportant(
  { platform, productNow }: World,
  checks: Checks,
  { gone, open }: { gone: Set<string>; open: Set<string> },
): Breach[] {
  const now = productNow().epochMilliseconds;
  const accepted = new Set(platform.wire.filter((call) => call.accepted).map(keyOfCall));
  const breaches: Breach[] = [];
  for (const [key, rows] of checks.rows())
    for (const row of rows) {
      if (row.policy !== "atLeastOnce" || row.operation !== "send") continue;
      if (["expired", "dropped"].includes(row.state)) continue;
      const heard = (kind: string, of: (call: WireCall) => boolean) =>
        platform.wire.some((call) => of(call) && call.heard?.outcome.kind === kind);
      const refused = heard("refused", (call) => keyOfCall(call) === key);
      const outOfReach =
        row.lastError?.startsWith("unreachable") && heard("unreachable", (call) => call.chatId === row.chat);
      // Its time was over before anybody could know.
      const tooLate = row.state === "uncertain" && row.expiresAt !== null && Date.parse(row.expiresAt) <= now;
      // Nobody repeats it for somebody who has left; whether it arrived before stays unknown.
      const forNobody = row.state === "uncertain" && gone.has(row.chat);
      // Nor is anybody asked again for what is done by now.
      const request = /^(?:registered|attest):\d+/.exec(row.dedupeKey)?.[0];
      const done = row.state === "uncertain" && request !== undefined && !open.has(request);
      if (done || accepted.has(key) || refused || outOfReach || tooLate || forNobody) continue;
      breaches.push(`never arrived (${row.state}): ${row.dedupeKey}`);
    }
  return breaches;
}

/** Every occurrence since a job began is in its ledger once: computed here from the days alone. */
async function checkLedger({ disk, calendar, productNow }: World): Promise<Breach[]> {
  const rows = await disk.rows<LedgerRow>(`SELECT "job", "scope", "dueAt", "outcome" FROM "TickLedger"`);
  const breaches: Breach[] = [];
  const instant = (text: string) => Temporal.Instant.from(text);
  for (const cluster of new Set(members.map((each) => each.cluster)))
    if (!rows.some((row) => row.job === "monthlySummary" && row.scope === cluster))
      breaches.push(`no ledger of ${cluster}'s summary`);
  for (const begun of rows.filter((row) => row.outcome === "started")) {
    const { job, scope } = begun;
    const since = instant(begun.dueAt);
    const expected: string[] = [];
    const add = (day: Temporal.PlainDate, time: string) => {
      const at = instantAt(day, time, zone);
      if (Temporal.Instant.compare(at, since) > 0 && Temporal.Instant.compare(at, productNow()) <= 0)
        expected.push(at.toString());
    };
    const last = dayOf(productNow(), zone);
    for (
      let day = dayOf(since, zone);
      Temporal.PlainDate.compare(day, last) <= 0;
      day = day.add({ days: 1 })
    ) {
      if (job === "housekeeping") add(day, "02:30");
      if (job === "digest" && calendar.isWorkingDay(day)) add(day, scope.slice(scope.lastIndexOf(" ") + 1));
    }
    if (job === "monthlySummary")
      for (
        let month = monthOf(dayOf(since, zone).subtract({ months: 1 }));
        month < monthOf(last);
        month = nextMonth(month)
      )
        add(calendar.nextWorkingDay(firstDay(nextMonth(month))), "08:00");
    const found = rows
      .filter((row) => row.job === job && row.scope === scope && row.outcome !== "started")
      .map((row) => instant(row.dueAt).toString());
    const missing = expected.filter((each) => !found.includes(each));
    const more = found.filter((each, index) => !expected.includes(each) || found.indexOf(each) !== index);
    if (missing.length > 0) breaches.push(`${job} ${scope} lacks ${missing.join(", ")}`);
    if (more.length > 0) breaches.push(`${job} ${scope} has beside that ${more.join(", ")}`);
  }
  return breaches;
}
