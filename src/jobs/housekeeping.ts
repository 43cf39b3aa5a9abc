import { dayOf } from "../domain/period.ts";
import { putAway } from "../store/housekeeping.ts";
import { endUnusedLedgers } from "../store/ledger.ts";
import type { Job } from "./job.ts";

/** Days that handled messages, answers and expired invites are kept (thi-dua.md 13). */
const inboxDays = 30;
const outboxDays = 90;
const inviteDays = 30;

/**
 * Every night: what came in, what was answered, old invites and the ledgers of hours that nobody has go; what this year's people
 * were told stays on record.
 */
export const keepHouse: Job = async ({ tx, services, now, occurrence }) => {
  if (occurrence.outcome === "skip") return;
  const daysAgo = (days: number) => new Date(now.subtract({ hours: 24 * days }).epochMilliseconds);
  const newYear = dayOf(now, services.timeZone).with({ month: 1, day: 1 });
  await putAway(tx, {
    handledBefore: daysAgo(inboxDays),
    answeredBefore: daysAgo(outboxDays),
    sentBefore: daysAgo(outboxDays),
    yearBegan: new Date(newYear.toZonedDateTime(services.timeZone).epochMilliseconds),
    expiredBefore: daysAgo(inviteDays),
  });
  await endUnusedLedgers(tx);
};
