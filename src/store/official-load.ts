import { z } from "zod";
import type { OfficialDay } from "../domain/calendar-official.ts";
import { type LoadedLists, loadedLists, loadOfficialDays, putListsBack } from "./calendar.ts";
import type { Tx } from "./open.ts";
import { startAction } from "./progress.ts";
import { readSetting, writeSetting } from "./settings.ts";

const rowShape = z.object({ date: z.string(), kind: z.string(), reason: z.string(), source: z.string() });
const listsShape = z.object({
  rows: z.array(rowShape),
  hidden: z.array(z.object({ year: z.number(), value: z.string().nullable() })),
});
const loadShape = z.object({ years: z.array(z.number()), before: listsShape, after: listsShape });

const keyOf = (actionId: number) => `officialLoad:${actionId}`;

async function loadOf(tx: Tx, actionId: number): Promise<z.infer<typeof loadShape> | null> {
  const value = await readSetting(tx, keyOf(actionId));
  return value === null ? null : loadShape.parse(JSON.parse(value));
}

/** Puts the lists in place of those of their years, as one act of that person; answers the act. */
export async function loadAsAct(
  tx: Tx,
  by: { personId: number; clusterYearId: number; at: Date },
  days: OfficialDay[],
  years: number[],
): Promise<{ actionId: number }> {
  const before: LoadedLists = await loadedLists(tx, years);
  await loadOfficialDays(tx, days);
  const { id } = await startAction(tx, { ...by, kind: "officialDays" });
  const load: z.infer<typeof loadShape> = { years, before, after: await loadedLists(tx, years) };
  await writeSetting(tx, keyOf(id), JSON.stringify(load));
  return { actionId: id };
}

/** The years whose lists an act loaded. */
export const yearsLoadedBy = async (tx: Tx, actionId: number): Promise<number[]> =>
  (await loadOf(tx, actionId))?.years ?? [];

/** What lists say, whether their days are shown or wait behind typed ones. */
const printOf = ({ rows, hidden }: z.infer<typeof listsShape>): string => {
  const behind = hidden.flatMap(({ value }) =>
    value === null ? [] : z.array(rowShape).parse(JSON.parse(value)),
  );
  const days = [...rows, ...behind]
    .map((row) => `${row.date} ${row.kind} ${row.source} ${row.reason}`)
    .toSorted();
  return JSON.stringify([days, hidden.map(({ year, value }) => [year, value === null])]);
};

/** Are the lists of those years still as the act left them? */
export async function isStillLoaded(tx: Tx, actionId: number): Promise<boolean> {
  const load = await loadOf(tx, actionId);
  return load !== null && printOf(await loadedLists(tx, load.years)) === printOf(load.after);
}

/** Puts the lists of those years back as they were before the act; answers of how many years. */
export async function unload(tx: Tx, actionId: number): Promise<number> {
  const load = await loadOf(tx, actionId);
  if (!load) return 0;
  await putListsBack(tx, load.before);
  return load.years.length;
}
