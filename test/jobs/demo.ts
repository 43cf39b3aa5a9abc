import { Temporal } from "temporal-polyfill";
import type { Occurrence } from "../../src/domain/schedule.ts";
import type { Job, JobServices } from "../../src/jobs/job.ts";
import { lastLook } from "../../src/jobs/write-digest.ts";
import { joinPersonas } from "../../src/sandbox/personas.ts";
import { openFiles } from "../../src/shared/files.ts";
import { plainText } from "../../src/shared/messages.ts";
import { loadLocales } from "../../src/shared/say.ts";
import { loadOfficialCalendar } from "../../src/store/calendar.ts";
import { demoClusters, demoTargets } from "../../src/store/demo-files.ts";
import { plannedDigestOf } from "../../src/store/digest-guard.ts";
import type { OutboxRow } from "../../src/store/outbox-rows.ts";
import { loadCluster, loadTargets } from "../../src/store/seed.ts";
import { createFilled, type TestDatabase } from "../support/database.ts";

const zone = "Asia/Ho_Chi_Minh";
const code = "SNV-BACBO-2019";

export const local = (text: string): Temporal.Instant =>
  Temporal.PlainDateTime.from(text).toZonedDateTime(zone).toInstant();
export const asDate = (instant: Temporal.Instant): Date => new Date(instant.epochMilliseconds);

/** A row of the outbox as its reader sees it. */
export interface Sent {
  /** The chat on the page. */
  chat: string;
  text: string;
  buttons: string[];
  data: string[];
  policy: string;
  key: string;
  expiresAt: string | null;
  guard: unknown;
}

export const createDemo = createFilled(async (store) => {
  const start = asDate(local("2019-06-12T08:00"));
  const locales = await loadLocales();
  await store.transaction(async (tx) => {
    const file = demoClusters().find((each) => each.code === code);
    if (!file) throw new Error(`no ${code}`);
    const cluster = await loadCluster(tx, file, zone, start);
    await loadTargets(tx, demoTargets(), { cluster, year: file.year }, loadOfficialCalendar());
    await joinPersonas(tx, cluster, locales, "group-1", start);
  });
});

/** The demo cluster of 12 June 2019 with everybody joined, without channels: what jobs put into the outbox is looked at. */
export async function openDemo(): Promise<Demo> {
  const database = await createDemo();
  const locales = await loadLocales();
  const calendar = loadOfficialCalendar();
  const services: JobServices = {
    locales,
    files: openFiles("/nowhere"),
    calendar: () => calendar,
    timeZone: zone,
  };
  const { store } = database;
  return {
    database,
    services,
    run: (job, occurrence, { now, lastRun } = {}) =>
      store.transaction((tx) =>
        job({
          tx,
          services,
          now: local(now ?? occurrence.at),
          lastRun: lastRun ? local(lastRun) : null,
          occurrence: {
            ...occurrence,
            dueAt: local(occurrence.at),
            outcome: occurrence.outcome ?? "run",
            month: null,
          },
        }),
      ),
    async sent(kind, at) {
      const rows = await store.db.outboxMessage.findMany({
        where: { kind },
        include: { address: true },
        orderBy: { id: "asc" },
      });
      const looked = rows.map(async ({ address, ...row }) => {
        const now = at ? local(at) : Temporal.Instant.fromEpochMilliseconds(row.createdAt.getTime());
        const before: OutboxRow = {
          ...row,
          channel: "web",
          bot: address.bot,
          chatId: address.externalId,
          unreachable: null,
          policy: row.policy as OutboxRow["policy"],
          operation: "send",
          reply: JSON.parse(row.payload) as OutboxRow["reply"],
          guard: row.guard === null ? null : (JSON.parse(row.guard) as object),
          messageId: row.platformMessageId,
        };
        // A text that is there already is shown whatever became of it.
        const isPlanned = plannedDigestOf(before.guard) !== null;
        const look = () => store.transaction((tx) => lastLook(tx, before, { services, now }));
        const answer = isPlanned ? await look() : "send";
        if (answer === "drop" || (answer !== "send" && "waitUntil" in answer)) return [];
        const { reply, policy, guard } = answer === "send" ? before : answer;
        const choices = (reply.choices ?? []).flat();
        return {
          chat: address.externalId,
          text: plainText(reply.html),
          buttons: choices.map(({ label }) => label),
          data: choices.map(({ data }) => data),
          policy,
          key: row.dedupeKey,
          expiresAt: row.expiresAt?.toISOString() ?? null,
          guard,
        };
      });
      return (await Promise.all(looked)).flat();
    },
    async personId(chat) {
      const address = await store.db.address.findFirstOrThrow({ where: { externalId: chat } });
      if (address.personId === null) throw new Error(`${chat} has not joined`);
      return address.personId;
    },
  };
}

export interface Demo {
  database: TestDatabase;
  services: JobServices;
  run(
    job: Job,
    occurrence: { job: Occurrence["job"]; scope: string; at: string; outcome?: "run" | "skip" },
    times?: { now?: string; lastRun?: string },
  ): Promise<void>;
  /** As they go out at that time; left out: at once. */
  sent(kind: string, at?: string): Promise<Sent[]>;
  personId(chat: string): Promise<number>;
}
