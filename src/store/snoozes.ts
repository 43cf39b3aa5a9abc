import type { Temporal } from "temporal-polyfill";
import type { Tx } from "./open.ts";

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);

/** Asks for the digest again at that instant, in place of any time asked for before; false when it was that one. */
export async function snooze(
  tx: Tx,
  personId: number,
  dueAt: Temporal.Instant,
  now: Temporal.Instant,
): Promise<boolean> {
  await tx.snooze.deleteMany({ where: { personId, doneAt: null, dueAt: { not: asDate(dueAt) } } });
  return snoozeBeside(tx, personId, dueAt, now);
}

/** The same beside a time asked for before. */
export async function snoozeBeside(
  tx: Tx,
  personId: number,
  dueAt: Temporal.Instant,
  now: Temporal.Instant,
): Promise<boolean> {
  const count = await tx.$executeRaw`
    INSERT INTO "Snooze" ("personId", "dueAt", "createdAt") VALUES (${personId}, ${asDate(dueAt)}, ${asDate(now)})
    ON CONFLICT DO NOTHING`;
  return count === 1;
}

/** When the person asked to be reminded again and was not yet, earliest first, and when that was asked for. */
export async function openSnoozes(tx: Tx, personId: number): Promise<{ dueAt: Date; createdAt: Date }[]> {
  return tx.snooze.findMany({ where: { personId, doneAt: null }, orderBy: { dueAt: "asc" } });
}

/** Drops those of them. */
export async function cancelSnoozes(tx: Tx, personId: number, dueAts: readonly Date[]): Promise<void> {
  await tx.snooze.deleteMany({ where: { personId, doneAt: null, dueAt: { in: [...dueAts] } } });
}

/** What was asked for by then was sent, or came too late to be sent. */
export async function endSnooze(
  tx: Tx,
  personId: number,
  dueAt: Temporal.Instant,
  now: Temporal.Instant,
): Promise<void> {
  await tx.snooze.updateMany({
    where: { personId, dueAt: { lte: asDate(dueAt) }, doneAt: null },
    data: { doneAt: asDate(now) },
  });
}

/** How much and at which hour (HH:MM) somebody wants to be reminded. */
export async function changeReminders(
  tx: Tx,
  personId: number,
  change: { reminderLevel?: "all" | "lastCall" | "overdueOnly"; reminderTime?: string },
): Promise<void> {
  await tx.person.update({ where: { id: personId }, data: change });
}
