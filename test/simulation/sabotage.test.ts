import { describe, expect, it } from "vitest";
import { simulate } from "./simulate.ts";

/** A safeguard that is taken out, as SQL on the database, and what the simulation then has to say. */
const sabotages = {
  "the inbox's key": {
    sql: [
      `CREATE TRIGGER forget AFTER INSERT ON "InboxMessage" BEGIN
        UPDATE "InboxMessage" SET "externalId" = NEW."externalId" || ' ' || NEW."id" WHERE "id" = NEW."id"; END`,
    ],
    found: /recorded \d+ times/,
  },
  "the ledger's unique claim": {
    sql: [`DROP INDEX "TickLedger_job_scope_dueAt_key"`],
    found: /run twice/,
  },
  "the lane's lease": {
    sql: ["INSERT", "UPDATE"].map(
      (event) => `CREATE TRIGGER lose_on_${event} AFTER ${event} ON "Lease" BEGIN
        DELETE FROM "Lease" WHERE "name" = NEW."name"; END`,
    ),
    found: /two senders at once/,
  },
  "the rule that a reply is sent at most once": {
    sql: [
      `CREATE TRIGGER insist AFTER UPDATE ON "OutboxMessage" WHEN NEW."state" = 'uncertain' BEGIN
        UPDATE "OutboxMessage" SET "state" = 'queued', "notBefore" = NULL WHERE "id" = NEW."id"; END`,
    ],
    found: /times on the wire/,
  },
};

describe("the simulation can fail: it finds what happens without", () => {
  it.each(Object.entries(sabotages))("%s", { timeout: 120_000 }, async (_, { sql, found }) => {
    const seen: string[] = [];
    for (let seed = 1; seed <= 12; seed += 1) {
      const { breaches } = await simulate(seed, { sabotage: sql });
      seen.push(...breaches);
      if (breaches.some((each) => found.test(each))) return;
    }
    expect(seen.join("\n")).toMatch(found);
  });
});
