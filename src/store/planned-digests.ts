import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import { yearOn } from "../domain/cluster.ts";
import { reportDue } from "../domain/deadline.ts";
import { isReportMonth, type Month, monthsAskedFor } from "../domain/period.ts";
import type { ReminderCapacity, ReminderItem, ReminderLevel } from "../domain/reminders.ts";
import { isAskedFor } from "./cluster-years.ts";
import { hearsAsOfficial, isWorking } from "./concerns.ts";
import { Prisma } from "./generated/sqlite/client.ts";
import { jsonInstant, jsonRows, jsonSql, jsonTable } from "./json-sql.ts";
import type { Tx } from "./open.ts";
import { lastDueDay } from "./open-items.ts";
import type { Occasion } from "./outbox-rows.ts";
import { isPreferredAddress } from "./preferred-address.ts";
import { regimeOf } from "./regime.ts";

interface Year {
  id: number;
  year: number;
  headUnitId: number | null;
  timeZone: string;
  /** As the database writes it into JSON. */
  createdAt: string;
  regime: ReturnType<typeof regimeOf>;
}

type YearFields = [number, number, number, number | null, string, number, string, string];

/** Every year of these clusters, cluster by cluster. */
async function yearsOf(tx: Tx, clusterCodes: readonly string[]): Promise<Year[][]> {
  const { row, list } = jsonSql(tx);
  const [found] = await tx.$queryRaw<{ years: string | null }[]>`
    SELECT CAST((SELECT ${list}(${row}(y."clusterId", y."id", y."year", y."headUnitId", c."timeZone", y."reportDueDay",
        y."reportDueTime", y."createdAt"))
      FROM ${jsonTable(clusterCodes.map((each) => [each]))} v JOIN "Cluster" c ON c."code" = v."value" ->> 0
        JOIN "ClusterYear" y ON y."clusterId" = c."id") AS TEXT) AS "years"`;
  const clusters = new Map<number, Year[]>();
  for (const [
    clusterId,
    id,
    year,
    headUnitId,
    timeZone,
    reportDueDay,
    reportDueTime,
    createdAt,
  ] of jsonRows<YearFields>(found?.years ?? null)) {
    const regime = regimeOf({ reportDueDay, reportDueTime, windowFromDay: null, windowToDay: null });
    const one = { id, year, headUnitId, timeZone, createdAt, regime };
    clusters.set(clusterId, [...(clusters.get(clusterId) ?? []), one]);
  }
  return [...clusters.values()];
}

const onTargets = Prisma.sql`t."done" = false AND t."approval" IN ('approved', 'awaiting') AND t."kind" <> 'title'`;

/**
 * The days up to `last` on which any target falls due, of whatever cluster and year: from one day to the next by the index, for there
 * are some hundred days and many thousands of targets.
 */
async function targetDays(tx: Tx, last: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ due: string }[]>`
    WITH RECURSIVE "day" AS (
      SELECT MIN(t."dueOn") AS "due" FROM "Target" t
      UNION ALL
      SELECT (SELECT MIN(t."dueOn") FROM "Target" t WHERE t."dueOn" > d."due") FROM "day" d WHERE d."due" <= ${last}
    ) SELECT "due" FROM "day" WHERE "due" <= ${last}`;
  return rows.map((each) => each.due);
}

/** Of these months those for which somebody did report, as "2019-06 12". */
async function reportedIn(tx: Tx, all: readonly { id: number; month: Month }[]): Promise<Set<string>> {
  if (all.length === 0) return new Set();
  const rows = await tx.$queryRaw<{ month: string; id: number }[]>`
    SELECT DISTINCT r."month", r."clusterYearId" AS "id" FROM ${jsonTable(all.map((each) => [each.id, each.month]))} v
      JOIN "MonthlyReport" r ON r."clusterYearId" = CAST(v."value" ->> 0 AS INTEGER) AND r."month" = v."value" ->> 1
    WHERE r."voidedAt" IS NULL`;
  return new Set(rows.map(({ month, id }) => `${month} ${id}`));
}

interface OwedReport {
  /** Of the cluster's year that the month lies in. */
  id: number;
  /** The unit that hears of everybody's. */
  headUnitId: number | null;
  month: Month;
  due: Temporal.PlainDate;
  /** To whom it is a reason: see `bits`. */
  wishes: number;
}

/** The months whose reports these clusters owe, as far as their due days are a reason to somebody. */
async function owedReports(
  tx: Tx,
  clusters: readonly Year[][],
  { day: today, calendar }: Morning,
  wishesOn: (due: Temporal.PlainDate) => number,
): Promise<OwedReport[]> {
  const months = monthsAskedFor(today);
  // Most clusters have the same rule, and on most days no month's report is a reason to anybody.
  const known = new Map<
    string,
    { month: Month; day: Temporal.PlainDate; at: Temporal.Instant; wishes: number }[]
  >();
  const dueUnder = ({ regime, timeZone }: Year) => {
    const rule = `${regime.dueDay} ${regime.dueTime} ${timeZone}`;
    const due =
      known.get(rule) ??
      months.flatMap((month) => {
        const { day, at } = reportDue(regime, month, calendar, timeZone);
        const wishes = isReportMonth(month, regime) ? wishesOn(day) : 0;
        return wishes === 0 ? [] : [{ month, day, at, wishes }];
      });
    known.set(rule, due);
    return due;
  };
  const all = clusters.flatMap((ofCluster) =>
    ofCluster.flatMap((year) =>
      dueUnder(year)
        .filter(({ month }) => Number(month.slice(0, 4)) === year.year)
        .flatMap(({ month, day: due, at, wishes }) => {
          const setUp = { createdAt: jsonInstant(year.createdAt) };
          const headUnitId = yearOn(ofCluster, today.year)?.headUnitId ?? null;
          // Whether somebody reported decides only where the year was set up about then.
          if (!isAskedFor(setUp, at, true)) return [];
          return [{ id: year.id, headUnitId, month, due, wishes, owed: isAskedFor(setUp, at, false) }];
        }),
    ),
  );
  const early = all.filter(({ owed }) => !owed);
  const begun = await reportedIn(tx, early);
  return all.filter(({ id, month, owed }) => owed || begun.has(`${month} ${id}`));
}

/** One message a person and day, whatever the cluster or the hour. The day comes first: a morning's keys lie side by side. */
export const digestKey = (personId: number | "", day: Temporal.PlainDate): string =>
  `digest:${day.toString()}:${personId}`;

const capacities: readonly ReminderCapacity[] = ["official", "unitLeader", "head"];
const levels: readonly ReminderLevel[] = ["all", "lastCall", "overdueOnly"];

/** Whom something is a reason for a digest to: people who hear of it in that capacity and want that much. */
export interface Wish {
  capacity: ReminderCapacity;
  level: ReminderLevel;
}
export const allWishes: readonly Wish[] = capacities.flatMap((capacity) =>
  levels.map((level) => ({ capacity, level })),
);

/** The wishes as one number, a bit for each: the statement compares it with a person's for some hundred thousand pairs. */
const bits = (wishes: readonly Wish[]): number =>
  wishes.reduce(
    (sum, { capacity, level }) =>
      sum | (1 << (capacities.indexOf(capacity) * levels.length + levels.indexOf(level))),
    0,
  );
const bitsOf = (isMeant: (wish: Wish) => boolean) => Prisma.raw(String(bits(allWishes.filter(isMeant))));

const everybodys = bitsOf(({ capacity }) => capacity === "head");
const own = bitsOf(({ capacity }) => capacity !== "head");
/** Which wishes are those of a person p by level, and of one with the role r by capacity. */
const byLevel = Prisma.sql`CASE p."reminderLevel" ${Prisma.join(
  levels.map(
    (each) => Prisma.sql`WHEN ${Prisma.raw(`'${each}'`)} THEN ${bitsOf(({ level }) => level === each)}`,
  ),
  " ",
)} ELSE 0 END`;
const byCapacity = Prisma.sql`CASE WHEN ${hearsAsOfficial} THEN ${bitsOf(({ capacity }) => capacity !== "unitLeader")}
  ELSE ${bitsOf(({ capacity }) => capacity !== "official")} END`;

/** One hour of one morning for several clusters. */
export interface Morning {
  clusterCodes: readonly string[];
  /** HH:MM that the people chose. */
  time: string;
  day: Temporal.PlainDate;
  since: Temporal.PlainDate | null;
  calendar: Calendar;
  occasion: Occasion;
}

type Reached = (kind: ReminderItem["kind"], due: Temporal.PlainDate) => readonly Wish[];

/**
 * Decimal text against decimal text, for a higher-is-better target: what a floating-point number cannot tell apart counts as
 * not reached, and the last look at the digest decides. The order matters: a title's plan is a name.
 */
const isNotReached = Prisma.sql`CASE WHEN t."kind" = 'title' OR t."direction" <> 'higher' OR t."current" IS NULL THEN true
  WHEN CAST(t."plan" AS DOUBLE PRECISION) <= 0 THEN true
  ELSE t."current" <> t."plan" AND CAST(t."current" AS DOUBLE PRECISION) <= CAST(t."plan" AS DOUBLE PRECISION) END`;

/**
 * Plans a digest, one a person and day, for everybody of these clusters who chose that hour and whom something concerns that
 * has reached a step: who that is, the database finds, and nobody passes through here. `reached` says for whom items of a due day
 * have. What the digest says is written when it is sent.
 */
export async function planDigests(tx: Tx, morning: Morning, reached: Reached): Promise<void> {
  const { clusterCodes, time, day, since, calendar, occasion } = morning;
  const clusters = await yearsOf(tx, clusterCodes);
  const years = clusters.flatMap((all) => yearOn(all, day.year) ?? []);
  const dueDays: [due: string, wishes: number][] = [];
  for (const due of await targetDays(tx, lastDueDay({ today: day, calendar }))) {
    const wishes = bits(reached("target", Temporal.PlainDate.from(due)));
    if (wishes !== 0) dueDays.push([due, wishes]);
  }
  const targetYears = dueDays.length > 0 ? years : [];
  const reports = await owedReports(tx, clusters, morning, (due) => bits(reached("monthReport", due)));
  if (targetYears.length === 0 && reports.length === 0) return;
  const { kind, priority, expiresAt, createdAt } = occasion;
  const guardEnd = `,"since":${JSON.stringify(since?.toString() ?? null)},"asked":false}`;
  // Values get their types before anything is compared with them: once for each, and SQLite indexes only what has one.
  await tx.$executeRaw`
    INSERT INTO "OutboxMessage" ("channel", "addressId", "kind", "policy", "operation", "payload", "dedupeKey", "guard",
      "priority", "expiresAt", "createdAt")
    WITH "dueDay" AS MATERIALIZED (
      SELECT CAST(v."value" ->> 0 AS TEXT) AS "due", CAST(v."value" ->> 1 AS INTEGER) AS "wishes"
      FROM ${jsonTable(dueDays)} v
    ), "year" AS MATERIALIZED (
      SELECT CAST(v."value" ->> 0 AS INTEGER) AS "id", CAST(v."value" ->> 1 AS INTEGER) AS "headUnitId"
      FROM ${jsonTable(targetYears.map((each) => [each.id, each.headUnitId]))} v
    ), "owed" AS MATERIALIZED (
      SELECT CAST(v."value" ->> 0 AS INTEGER) AS "id", v."value" ->> 1 AS "month",
        CAST(v."value" ->> 2 AS INTEGER) AS "headUnitId", CAST(v."value" ->> 3 AS INTEGER) AS "wishes",
        v."value" ->> 4 AS "due"
      FROM ${jsonTable(reports.map((each) => [each.id, each.month, each.headUnitId, each.wishes, each.due.toString()]))} v
    ), "item" AS MATERIALIZED (
      SELECT t."unitId", y."headUnitId", d."wishes" FROM "dueDay" d CROSS JOIN "year" y CROSS JOIN "Target" t
      WHERE t."clusterYearId" = y."id" AND t."dueOn" = d."due" AND ${onTargets} AND ${isNotReached}
      UNION ALL
      SELECT m."unitId", o."headUnitId", o."wishes" FROM "owed" o CROSS JOIN "Membership" m
      WHERE m."clusterYearId" = o."id" AND (m."since" IS NULL OR m."since" < o."due") AND NOT EXISTS (SELECT 1 FROM "MonthlyReport" r
        WHERE r."unitId" = m."unitId" AND r."month" = o."month" AND r."voidedAt" IS NULL)
    ), "heard" AS (
      SELECT "unitId", "wishes" & ${own} AS "wishes" FROM "item"
      UNION
      SELECT "headUnitId", "wishes" & ${everybodys} FROM "item" WHERE "wishes" & ${everybodys} <> 0
    )
    SELECT a."channel", a."id", ${kind}, 'atMostOnce', 'send', '{"html":""}',
      ${digestKey("", day)} || CAST(p."id" AS TEXT),
      '{"kind":"plannedDigest","personId":' || CAST(p."id" AS TEXT) || ${guardEnd}, ${priority}, ${expiresAt}, ${createdAt}
    FROM "heard" h CROSS JOIN "Role" r CROSS JOIN "Person" p CROSS JOIN "Address" a
    WHERE r."unitId" = h."unitId" AND p."id" = r."personId" AND a."personId" = p."id" AND ${isWorking}
      AND p."reminderTime" = ${time} AND h."wishes" & ${byLevel} & ${byCapacity} <> 0 AND ${isPreferredAddress}
    ON CONFLICT ("dedupeKey") DO NOTHING`;
}
