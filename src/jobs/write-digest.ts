import type { Temporal } from "temporal-polyfill";
import { dayOf } from "../domain/period.ts";
import { planDigest, type ReminderLevel, snoozeUntil } from "../domain/reminders.ts";
import { digestGuard, type PlannedDigest, plannedDigestOf } from "../store/digest-guard.ts";
import { type DigestReader, digestReader } from "../store/digest-reader.ts";
import type { Tx } from "../store/open.ts";
import type { OutboxRow } from "../store/outbox-rows.ts";
import { mayStillSend } from "../store/send-guard.ts";
import { digestReply } from "./digest-text.ts";
import type { JobServices } from "./job.ts";

interface Writing {
  services: Pick<JobServices, "locales" | "calendar" | "timeZone">;
  now: Temporal.Instant;
}

/** The items a reader's digest goes out for today, and all that are in it; null when nothing is a reason for one. */
export function digestOf(
  reader: Pick<DigestReader, "items" | "level">,
  { since, asked }: Pick<PlannedDigest, "since" | "asked">,
  { services, now }: Writing,
) {
  const calendar = services.calendar();
  const day = dayOf(now, services.timeZone);
  const level = reader.level as ReminderLevel;
  return planDigest({ day, since, items: reader.items, level, asked, calendar });
}

/** The row with what is to be said now; null when nothing of it is left to say. */
async function written(
  tx: Tx,
  row: OutboxRow,
  planned: PlannedDigest,
  writing: Writing,
): Promise<OutboxRow | null> {
  const { services, now } = writing;
  const { timeZone: zone } = services;
  const calendar = services.calendar();
  const today = dayOf(now, zone);
  const address = await tx.address.findUnique({ where: { id: row.addressId }, select: { personId: true } });
  const personId = address?.personId ?? null;
  if (personId === null) return null;
  const reader = await digestReader(tx, personId, { today, calendar });
  const digest = reader && digestOf(reader, planned, writing);
  if (!reader || !digest) return null;
  const say = services.locales.say(reader.language, reader.addressForm, reader.clusterKind);
  const laterToday = dayOf(snoozeUntil("today", now, zone, calendar), zone).equals(today);
  const reasons = planned.asked ? digest.items : digest.items.filter(({ rung }) => rung !== null);
  return {
    ...row,
    policy: digest.policy,
    reply: digestReply(say, digest, { today, laterToday }),
    guard: digestGuard(personId, reasons),
  };
}

/** The last look at a row before it is sent: a digest that was planned is written now, from what is true at this moment. */
export async function lastLook(
  tx: Tx,
  row: OutboxRow,
  writing: Writing,
): Promise<OutboxRow | Awaited<ReturnType<typeof mayStillSend>>> {
  const { services, now } = writing;
  const answer = await mayStillSend(tx, row, {
    now,
    zone: services.timeZone,
    calendar: services.calendar(),
  });
  const planned = plannedDigestOf(row.guard);
  if (answer !== "send" || !planned) return answer;
  return (await written(tx, row, planned, writing)) ?? "drop";
}
