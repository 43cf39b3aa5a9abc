import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import { reportDue } from "../domain/deadline.ts";
import {
  defaultRegime,
  isReportMonth,
  type Month,
  monthsAskedFor,
  oldestYearAskedFor,
} from "../domain/period.ts";
import {
  lastNearDay,
  type ReminderCapacity,
  type ReminderItem,
  type ReminderLevel,
} from "../domain/reminders.ts";
import { isYearOn, setUpBefore } from "./cluster-years.ts";
import { hearsAsOfficial, isWorking } from "./concerns.ts";
import { plannedGuard } from "./digest-guard.ts";
import { Prisma } from "./generated/sqlite/client.ts";
import { jsonDate, jsonInstant, jsonSql, jsonTable } from "./json-sql.ts";
import type { Tx } from "./open.ts";
import type { Occasion } from "./outbox-rows.ts";
import { isPreferredAddress } from "./preferred-address.ts";

/** How the reports of some clusters' years fall due. */
interface Rule {
  year: number;
  dueDay: number;
  /** HH:MM. */
  dueTime: string;
  zone: string;
  /** When the first of them was set up here, as the database writes it. */
  firstSetUp: string;
}

/** The rules of whatever cluster that still has reports asked for: most have the same, so there are a few in thousands of years. */
const rules = (tx: Tx, oldestYear: number): Promise<Rule[]> =>
  tx.$queryRaw<Rule[]>`
    SELECT y."year", y."reportDueDay" AS "dueDay", y."reportDueTime" AS "dueTime", c."timeZone" AS "zone",
      CAST(MIN(y."createdAt") AS TEXT) AS "firstSetUp"
    FROM "ClusterYear" y JOIN "Cluster" c ON c."id" = y."clusterId" WHERE y."year" >= ${oldestYear}
    GROUP BY y."year", y."reportDueDay", y."reportDueTime", c."timeZone"`;

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

interface DueReport extends Rule {
  month: Month;
  due: Temporal.PlainDate;
  at: Temporal.Instant;
  /** To whom it is a reason: see `bits`. */
  wishes: number;
}

/** The months whose reports are asked for under these rules, as far as their due days are a reason to somebody. */
const dueReports = (
  found: readonly Rule[],
  { day: today, calendar }: Morning,
  wishesOn: (due: Temporal.PlainDate) => number,
): DueReport[] =>
  found.flatMap((rule) => {
    const { year, dueDay, dueTime, zone } = rule;
    const firstSetUp = jsonInstant(rule.firstSetUp).getTime();
    const regime = { ...defaultRegime, dueDay, dueTime };
    return monthsAskedFor(today).flatMap((month) => {
      if (Number(month.slice(0, 4)) !== year || !isReportMonth(month, regime)) return [];
      const { day: due, at } = reportDue(regime, month, calendar, zone);
      const isHistory = setUpBefore(at).ifReported.epochMilliseconds <= firstSetUp;
      const wishes = isHistory ? 0 : wishesOn(due);
      return wishes === 0 ? [] : [{ ...rule, month, due, at, wishes }];
    });
  });

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

/** As the statement below reads it. */
const asRow = ({ year, dueDay, dueTime, zone, month, due, at, wishes }: DueReport) => {
  const { anyway, ifReported } = setUpBefore(at);
  return [year, dueDay, dueTime, zone, month, due.toString(), wishes, jsonDate(anyway), jsonDate(ifReported)];
};

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
  const oldestYear = oldestYearAskedFor(day);
  const dueDays: [due: string, wishes: number][] = [];
  for (const due of await targetDays(tx, lastNearDay(day, calendar).toString())) {
    const wishes = bits(reached("target", Temporal.PlainDate.from(due)));
    if (wishes !== 0) dueDays.push([due, wishes]);
  }
  const reports = dueReports(await rules(tx, oldestYear), morning, (due) =>
    bits(reached("monthReport", due)),
  );
  if (dueDays.length === 0 && reports.length === 0) return;
  const { instant } = jsonSql(tx);
  const { kind, priority, expiresAt, createdAt } = occasion;
  const guard = JSON.stringify(plannedGuard({ since, asked: false }));
  // Values get their types before anything is compared with them: once for each, and SQLite indexes only what has one.
  await tx.$executeRaw`
    INSERT INTO "OutboxMessage" ("channel", "addressId", "kind", "policy", "operation", "payload", "dedupeKey", "guard",
      "priority", "expiresAt", "createdAt")
    WITH "dueDay" AS MATERIALIZED (
      SELECT CAST(v."value" ->> 0 AS TEXT) AS "due", CAST(v."value" ->> 1 AS INTEGER) AS "wishes"
      FROM ${jsonTable(dueDays)} v
    ), "dueReport" AS MATERIALIZED (
      SELECT CAST(v."value" ->> 0 AS INTEGER) AS "year", CAST(v."value" ->> 1 AS INTEGER) AS "dueDay", v."value" ->> 2 AS "dueTime",
        v."value" ->> 3 AS "zone", v."value" ->> 4 AS "month", v."value" ->> 5 AS "due", CAST(v."value" ->> 6 AS INTEGER) AS "wishes",
        ${instant(Prisma.sql`v."value" ->> 7`)} AS "setUpBefore", ${instant(Prisma.sql`v."value" ->> 8`)} AS "reportedSetUpBefore"
      FROM ${jsonTable(reports.map(asRow))} v
    ), "year" AS MATERIALIZED (
      SELECT y."id", y."clusterId", y."headUnitId", c."timeZone" FROM ${jsonTable(clusterCodes.map((each) => [each]))} v
        JOIN "Cluster" c ON c."code" = v."value" ->> 0 JOIN "ClusterYear" y ON ${isYearOn(day.year)} AND y."year" >= ${oldestYear}
    ), "owed" AS MATERIALIZED (
      SELECT o."id", d."month", n."headUnitId", d."wishes", d."due"
      FROM "dueReport" d CROSS JOIN "year" n CROSS JOIN "ClusterYear" o
      WHERE o."clusterId" = n."clusterId" AND o."year" = d."year" AND o."reportDueDay" = d."dueDay"
        AND o."reportDueTime" = d."dueTime" AND n."timeZone" = d."zone"
        AND (o."createdAt" < d."setUpBefore" OR (o."createdAt" < d."reportedSetUpBefore" AND EXISTS (SELECT 1 FROM "MonthlyReport" r
          WHERE r."clusterYearId" = o."id" AND r."month" = d."month" AND r."voidedAt" IS NULL)))
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
      ${digestKey("", day)} || CAST(p."id" AS TEXT), ${guard}, ${priority}, ${expiresAt}, ${createdAt}
    FROM "heard" h CROSS JOIN "Role" r CROSS JOIN "Person" p CROSS JOIN "Address" a
    WHERE r."unitId" = h."unitId" AND p."id" = r."personId" AND a."personId" = p."id" AND ${isWorking}
      AND p."reminderTime" = ${time} AND h."wishes" & ${byLevel} & ${byCapacity} <> 0 AND ${isPreferredAddress}
    ON CONFLICT ("dedupeKey") DO NOTHING`;
}
