import { readFileSync } from "node:fs";
import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import { type Calendar, type CalendarEntry, createCalendar } from "../domain/calendar.ts";
import { type OfficialDay, readOfficialDays } from "../domain/calendar-official.ts";
import type { Prisma } from "./generated/sqlite/client.ts";
import type { Db, Tx } from "./open.ts";
import { writeSetting } from "./settings.ts";

/** The yearly official days that come with the program. */
function officialDays(): OfficialDay[] {
  const file = new URL("../../prisma/calendar/official-days.json", import.meta.url);
  const outcome = readOfficialDays(JSON.parse(readFileSync(file, "utf8")) as unknown);
  if (!outcome.ok)
    throw new Error(
      `official-days.json: ${outcome.faults.map((each) => `${each.at} ${each.fault}`).join("; ")}`,
    );
  return outcome.days;
}

/** Working days as the rules and the official lists say: no database asked. */
export const loadOfficialCalendar = (): Calendar =>
  createCalendar({ official: officialDays(), overrides: [] });

const asEntry = (row: { date: string; kind: string; reason: string }): CalendarEntry => ({
  day: Temporal.PlainDate.from(row.date),
  kind: row.kind === "work" ? "work" : "off",
  reason: row.reason,
});

/**
 * A loaded year's list is the rows with a source. Where an administrator typed the same date, theirs stays; the list's own
 * day waits here, because a list counts as whole or not by how many days it has.
 */
const yearKey = (year: number) => `officialDays:${year}`;
const hiddenDays = z.array(
  z.object({ date: z.string(), kind: z.string(), reason: z.string(), source: z.string().nullish() }),
);

/** Everything in the database that working days depend on. */
async function entered(db: Db | Tx) {
  const rows = await db.calendarDay.findMany({ orderBy: { date: "asc" } });
  const lists = await db.setting.findMany({ where: { key: { startsWith: "officialDays:" } } });
  return { rows, lists };
}

function calendarOf({ rows, lists }: Awaited<ReturnType<typeof entered>>): Calendar {
  const loaded = new Set(lists.map((each) => Number(each.key.slice("officialDays:".length))));
  const hidden = lists.flatMap((each) => hiddenDays.parse(JSON.parse(each.value)));
  return createCalendar({
    official: [
      ...officialDays().filter((each) => !loaded.has(each.day.year)),
      ...rows.filter((each) => each.source !== null).map(asEntry),
      ...hidden.map(asEntry),
    ],
    overrides: rows.filter((each) => each.source === null).map(asEntry),
  });
}

/** Working days as the rules, the official lists and what an administrator entered say together. */
export async function loadCalendar(db: Db | Tx): Promise<Calendar> {
  return calendarOf(await entered(db));
}

/** The working days kept in memory. */
export interface LiveCalendar {
  current(): Calendar;
  /** Called within a transaction that changes days. */
  changed(): void;
  /** Called after a commit: what was changed in it is read again. */
  committed(): void;
  /** Reads again; another process may have changed days. */
  refresh(): Promise<void>;
  /** Resolves when nothing is being read. */
  settled(): Promise<void>;
}

export async function openCalendar(db: Db): Promise<LiveCalendar> {
  const printOf = (found: Awaited<ReturnType<typeof entered>>) => JSON.stringify(found);
  const first = await entered(db);
  let print = printOf(first);
  let calendar = calendarOf(first);
  let isStale = false;
  let reading: Promise<void> = Promise.resolve();
  const read = async () => {
    const found = await entered(db);
    if (printOf(found) === print) return;
    print = printOf(found);
    calendar = calendarOf(found);
  };
  /** One after the other: an older answer must not follow a newer one. */
  const refresh = () => {
    const mine = reading.then(read);
    reading = mine.catch(() => undefined);
    return mine;
  };
  return {
    current: () => calendar,
    changed() {
      isStale = true;
    },
    committed() {
      if (!isStale) return;
      isStale = false;
      // A failed reading is made up for by the next tick's.
      refresh().catch(() => undefined);
    },
    refresh,
    settled: () => reading,
  };
}

/** What loading these days would do. */
export interface OfficialLoad {
  years: number[];
  before: Calendar;
  after: Calendar;
  /** Days an administrator typed in these years: they stay as they are. */
  typed: CalendarEntry[];
  /** These very lists are in use already: nothing would change, not even a reason or a source. */
  isSame: boolean;
}

const yearsOf = (days: readonly OfficialDay[]) =>
  [...new Set(days.map((each) => each.day.year))].sort((a, b) => a - b);

/** Reckons with the days as if they were loaded; nothing is changed. */
export async function previewOfficialDays(tx: Db | Tx, days: readonly OfficialDay[]): Promise<OfficialLoad> {
  const years = yearsOf(days);
  const found = await entered(tx);
  const inYears = (date: string) => years.includes(Number(date.slice(0, 4)));
  const printOf = (list: readonly ListRow[]) =>
    list
      .map((each) => JSON.stringify(each))
      .toSorted()
      .join();
  const keys = new Set(years.map(yearKey));
  const after = calendarOf({
    rows: found.rows.filter((each) => each.source === null || !inYears(each.date)),
    lists: [
      ...found.lists.filter((each) => !keys.has(each.key)),
      ...years.map((year) => ({ key: yearKey(year), value: JSON.stringify(rowsOf(days, year)) })),
    ],
  });
  return {
    years,
    before: calendarOf(found),
    after,
    typed: found.rows.filter((each) => each.source === null && inYears(each.date)).map(asEntry),
    isSame: years.every((year) => printOf(rowsOf(days, year)) === printOf(listInUse(found, year))),
  };
}

type ListRow = ReturnType<typeof rowsOf>[number];

/** The list that is reckoned with in a year: the one that was loaded, with the days hidden by typed ones, or the program's. */
function listInUse({ rows, lists }: Awaited<ReturnType<typeof entered>>, year: number): ListRow[] {
  const loaded = lists.find((each) => each.key === yearKey(year));
  if (!loaded) return rowsOf(officialDays(), year);
  const shown = rows.filter((each) => each.source !== null && each.date.startsWith(`${year}-`));
  return [...shown, ...hiddenDays.parse(JSON.parse(loaded.value))].map(({ date, kind, reason, source }) => ({
    date,
    kind: kind === "work" ? "work" : "off",
    reason,
    source: source ?? "",
  }));
}

const rowsOf = (days: readonly OfficialDay[], year: number) =>
  days
    .filter((each) => each.day.year === year)
    .map((each) => ({
      date: each.day.toString(),
      kind: each.kind,
      reason: each.reason,
      source: each.source,
    }));

/** Where the lists of these years were read; none where the rules alone are reckoned with. */
export async function sourcesOf(
  tx: Tx,
  years: readonly number[],
): Promise<{ year: number; sources: string[] }[]> {
  const { rows, lists } = await entered(tx);
  const builtIn = officialDays();
  return years.map((year) => {
    const sources = lists.some((each) => each.key === yearKey(year))
      ? rows.filter((each) => each.date.startsWith(`${year}-`)).flatMap((each) => each.source ?? [])
      : builtIn.filter((each) => each.day.year === year).map((each) => each.source);
    return { year, sources: [...new Set(sources)] };
  });
}

/** Puts the lists in place of those of the same years; what an administrator typed stays. */
export async function loadOfficialDays(tx: Tx, days: readonly OfficialDay[]): Promise<void> {
  for (const year of yearsOf(days)) {
    const inYear = { date: { startsWith: `${year}-` } };
    await tx.calendarDay.deleteMany({ where: { ...inYear, source: { not: null } } });
    const typed = new Set((await tx.calendarDay.findMany({ where: inYear })).map((each) => each.date));
    const rows = rowsOf(days, year);
    await tx.calendarDay.createMany({ data: rows.filter((each) => !typed.has(each.date)) });
    const value = JSON.stringify(rows.filter((each) => typed.has(each.date)));
    const key = yearKey(year);
    await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
  }
}

/** The lists loaded for some years, as they lie in the database. */
export interface LoadedLists {
  rows: ListRow[];
  /** What waits behind typed days, by year; null: no list of that year was loaded. */
  hidden: { year: number; value: string | null }[];
}

export async function loadedLists(tx: Tx, years: readonly number[]): Promise<LoadedLists> {
  const { rows, lists } = await entered(tx);
  return {
    rows: rows.flatMap(({ date, kind, reason, source }) =>
      source !== null && years.includes(Number(date.slice(0, 4)))
        ? [{ date, kind: kind === "work" ? ("work" as const) : ("off" as const), reason, source }]
        : [],
    ),
    hidden: years.map((year) => ({
      year,
      value: lists.find((each) => each.key === yearKey(year))?.value ?? null,
    })),
  };
}

/** Puts lists back in place of those loaded since; what an administrator typed stays. */
export async function putListsBack(
  tx: Tx,
  { rows, hidden }: { rows: readonly Prisma.CalendarDayCreateManyInput[]; hidden: LoadedLists["hidden"] },
): Promise<void> {
  for (const { year, value } of hidden) {
    const inYear = { date: { startsWith: `${year}-` } };
    await tx.calendarDay.deleteMany({ where: { ...inYear, source: { not: null } } });
    const key = yearKey(year);
    if (value === null) {
      await tx.setting.deleteMany({ where: { key } });
      continue;
    }
    const typed = new Set((await tx.calendarDay.findMany({ where: inYear })).map((each) => each.date));
    const ofYear = rows.filter((row) => row.date.startsWith(`${year}-`));
    await tx.calendarDay.createMany({ data: ofYear.filter((row) => !typed.has(row.date)) });
    const behind = [...hiddenDays.parse(JSON.parse(value)), ...ofYear.filter((row) => typed.has(row.date))];
    await writeSetting(tx, key, JSON.stringify(behind));
  }
}

/** An administrator's own day, stronger than the lists and the rules. */
export async function addCalendarDay(
  tx: Tx,
  day: { date: string; kind: "off" | "work"; reason: string },
): Promise<void> {
  const { date, ...typed } = day;
  const before = await tx.calendarDay.findUnique({ where: { date } });
  if (before && before.source !== null) {
    const key = yearKey(Number(date.slice(0, 4)));
    const kept = await tx.setting.findUnique({ where: { key } });
    const value = JSON.stringify([...hiddenDays.parse(JSON.parse(kept?.value ?? "[]")), before]);
    await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
  }
  const data = { ...typed, source: null };
  await tx.calendarDay.upsert({ where: { date }, create: { date, ...data }, update: data });
}

/** What administrators entered from one day to another, by day (`YYYY-MM-DD`). */
export async function typedDays(tx: Db | Tx, from: string, to: string): Promise<CalendarEntry[]> {
  const rows = await tx.calendarDay.findMany({
    where: { source: null, date: { gte: from, lte: to } },
    orderBy: { date: "asc" },
  });
  return rows.map(asEntry);
}

/** Working days as they would be without what administrators entered for these days (`YYYY-MM-DD`). */
export async function calendarWithout(tx: Db | Tx, days: ReadonlySet<string>): Promise<Calendar> {
  const { rows, lists } = await entered(tx);
  return calendarOf({ rows: rows.filter((each) => each.source !== null || !days.has(each.date)), lists });
}

/** Takes an administrator's own day away: the lists and the rules decide again. */
export async function removeCalendarDay(tx: Tx, date: string): Promise<void> {
  await tx.calendarDay.deleteMany({ where: { date, source: null } });
}
