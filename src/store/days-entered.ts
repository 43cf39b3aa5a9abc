import { z } from "zod";
import { addCalendarDay, removeCalendarDay, typedDays } from "./calendar.ts";
import type { Tx } from "./open.ts";
import { startAction } from "./progress.ts";
import { readSetting, writeSetting } from "./settings.ts";

const entryShape = z.object({ kind: z.enum(["off", "work"]), reason: z.string() }).nullable();
type Entry = z.infer<typeof entryShape>;
const changesShape = z.array(z.object({ date: z.string(), before: entryShape, after: entryShape }));
/** What was entered for one day (`YYYY-MM-DD`) before and after; null: nothing. */
export type EnteredDay = z.infer<typeof changesShape>[number];

const keyOf = (actionId: number) => `enteredDays:${actionId}`;

async function entryOf(tx: Tx, date: string): Promise<Entry> {
  const [typed] = await typedDays(tx, date, date);
  return typed ? { kind: typed.kind, reason: typed.reason } : null;
}

const put = (tx: Tx, date: string, entry: Entry): Promise<void> =>
  entry ? addCalendarDay(tx, { date, ...entry }) : removeCalendarDay(tx, date);

/** Enters days, or takes away what was entered for them, as one act of that person; answers the act. */
export async function enterDays(
  tx: Tx,
  by: { personId: number; clusterYearId: number; at: Date },
  days: readonly { date: string; after: Entry }[],
): Promise<{ actionId: number }> {
  const { id } = await startAction(tx, { ...by, kind: "daysOff" });
  const changes: EnteredDay[] = [];
  for (const { date, after } of days) {
    changes.push({ date, before: await entryOf(tx, date), after });
    await put(tx, date, after);
  }
  await writeSetting(tx, keyOf(id), JSON.stringify(changes));
  return { actionId: id };
}

/** What an act entered. */
export async function enteredBy(tx: Tx, actionId: number): Promise<EnteredDay[]> {
  return changesShape.parse(JSON.parse((await readSetting(tx, keyOf(actionId))) ?? "[]"));
}

/** Of an act's days those that nobody changed since. */
export async function stillEntered(tx: Tx, actionId: number): Promise<EnteredDay[]> {
  const found: EnteredDay[] = [];
  for (const each of await enteredBy(tx, actionId))
    if ((await entryOf(tx, each.date))?.kind === each.after?.kind) found.push(each);
  return found;
}

/** Puts the days of an act back as they were before it, except those that were changed since; answers how many. */
export async function takeDaysBack(tx: Tx, actionId: number): Promise<number> {
  const days = await stillEntered(tx, actionId);
  for (const { date, before } of days) await put(tx, date, before);
  return days.length;
}
