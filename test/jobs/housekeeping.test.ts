import { Temporal } from "temporal-polyfill";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Occurrence } from "../../src/domain/schedule.ts";
import { keepHouse } from "../../src/jobs/housekeeping.ts";
import { openFiles } from "../../src/shared/files.ts";
import { loadLocales } from "../../src/shared/say.ts";
import { loadOfficialCalendar } from "../../src/store/calendar.ts";
import { createSqlite, type TestDatabase } from "../support/database.ts";

const zone = "Asia/Ho_Chi_Minh";
const now = Temporal.Instant.from("2019-06-12T02:30:00+07:00");
const daysAgo = (days: number) => new Date(now.subtract({ hours: 24 * days }).epochMilliseconds);

let database: TestDatabase;

beforeEach(async () => {
  database = await createSqlite();
});
afterEach(() => database.remove());

async function night(outcome: Occurrence["outcome"] = "run"): Promise<void> {
  const calendar = loadOfficialCalendar();
  const services = {
    locales: await loadLocales(),
    files: openFiles("unused"),
    calendar: () => calendar,
    timeZone: zone,
  };
  const occurrence: Occurrence = {
    job: "housekeeping",
    scope: "installation",
    dueAt: now,
    outcome,
    month: null,
  };
  await database.store.transaction((tx) => keepHouse({ tx, services, now, occurrence, lastRun: null }));
}

async function message(
  dedupeKey: string,
  row: { kind: string; state: string; createdAt: Date; settledAt: Date | null },
): Promise<void> {
  const { db } = database.store;
  const address =
    (await db.address.findFirst()) ??
    (await db.address.create({
      data: { channel: "web", externalId: "a", kind: "private", title: "A", createdAt: daysAgo(900) },
    }));
  await db.outboxMessage.create({
    data: {
      channel: "web",
      addressId: address.id,
      policy: "atMostOnce",
      payload: '{"html":"x"}',
      priority: 5,
      dedupeKey,
      ...row,
    },
  });
}

async function inbound(externalId: string, row: { state: string; receivedAt: Date; doneAt: Date | null }) {
  await database.store.db.inboxMessage.create({
    data: { channel: "web", externalId, chat: "web:a", payload: "{}", ...row },
  });
}

describe("housekeeping", () => {
  beforeEach(async () => {
    await inbound("handled 31 days ago", { state: "done", receivedAt: daysAgo(31), doneAt: daysAgo(31) });
    await inbound("handled 29 days ago", { state: "done", receivedAt: daysAgo(29), doneAt: daysAgo(29) });
    await inbound("still waiting", { state: "new", receivedAt: daysAgo(40), doneAt: null });
    await inbound("given up", { state: "dead", receivedAt: daysAgo(40), doneAt: daysAgo(40) });
    const at = (days: number) => ({ createdAt: daysAgo(days), settledAt: daysAgo(days) });
    await message("old answer", { kind: "reply", state: "sent", ...at(91) });
    await message("old answer, uncertain", { kind: "reply", state: "uncertain", ...at(91) });
    await message("answer", { kind: "reply", state: "sent", ...at(89) });
    await message("old answer, queued", {
      kind: "reply",
      state: "queued",
      createdAt: daysAgo(91),
      settledAt: null,
    });
    await message("this year's summary", { kind: "summary", state: "sent", ...at(120) });
    await message("this year's broadcast", { kind: "broadcast", state: "failed", ...at(120) });
    await message("last year's reminder", { kind: "reminder", state: "sent", ...at(200) });
    const invite = { purpose: "join", createdAt: daysAgo(90), maxUses: 2 };
    await database.store.db.invite.create({
      data: { ...invite, codeHash: "gone", expiresAt: daysAgo(31) },
    });
    await database.store.db.invite.create({
      data: { ...invite, codeHash: "expired", expiresAt: daysAgo(29) },
    });
  });

  const left = async () => {
    const { db } = database.store;
    return {
      inbox: (await db.inboxMessage.findMany({ orderBy: { id: "asc" } })).map((row) => row.externalId),
      outbox: (await db.outboxMessage.findMany({ orderBy: { id: "asc" } })).map((row) => row.dedupeKey),
      invites: (await db.invite.findMany()).map((row) => row.codeHash),
    };
  };

  it("puts away what is old and settled, and nothing that waits or belongs to this year's record", async () => {
    await night();
    const expected = {
      inbox: ["handled 29 days ago", "still waiting", "given up"],
      outbox: ["answer", "old answer, queued", "this year's summary", "this year's broadcast"],
      invites: ["expired"],
    };
    expect(await left()).toEqual(expected);
    await night();
    expect(await left()).toEqual(expected);
  });

  it("ends the ledgers of hours that nobody has any longer, and no others", async () => {
    const { db } = database.store;
    const cluster = await db.cluster.create({
      data: { code: "A", kind: "cum", name: "A", shortName: "A", timeZone: zone, createdAt: daysAgo(9) },
    });
    const person = await db.person.create({
      data: {
        displayName: "A",
        reminderTime: "14:00",
        noticeVersion: 1,
        agreedAt: daysAgo(9),
        createdAt: daysAgo(9),
      },
    });
    await db.role.create({
      data: { personId: person.id, clusterId: cluster.id, code: "observer", since: daysAgo(9) },
    });
    const row = { outcome: "done", dueAt: daysAgo(1), claimedAt: daysAgo(1) };
    for (const scope of ["A 08:00", "A 10:00", "A 14:00", "B 14:00"])
      await db.tickLedger.create({ data: { job: "digest", scope, ...row } });
    await db.tickLedger.create({ data: { job: "monthlySummary", scope: "A", ...row } });
    await night();
    expect((await db.tickLedger.findMany({ orderBy: { id: "asc" } })).map((each) => each.scope)).toEqual([
      "A 08:00",
      "A 14:00",
      "A",
    ]);
  });

  it("does nothing for a night that was skipped", async () => {
    const before = await left();
    await night("skip");
    expect(await left()).toEqual(before);
  });
});
