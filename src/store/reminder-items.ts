import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { Calendar } from "../domain/calendar.ts";
import { yearOn } from "../domain/cluster.ts";
import { type ReportDue, reportDue } from "../domain/deadline.ts";
import { isReportMonth, type Month, monthOf, nextMonth, previousMonth } from "../domain/period.ts";
import type { ReminderCapacity } from "../domain/reminders.ts";
import { isReached } from "../domain/summary.ts";
import type { ChannelName, Reply } from "../shared/messages.ts";
import type { AddressForm, ClusterKind, Language } from "../shared/say.ts";
import { type ClusterYear, Prisma, type Target, type Unit } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import type { Occasion, Policy } from "./outbox.ts";
import { packedDate, packedRows } from "./packed-rows.ts";
import { addressesByPreference } from "./preferred-address.ts";
import { regimeOf } from "./regime.ts";

type OwingUnit = Pick<Unit, "id" | "name" | "shortName">;
export type DueTarget = Pick<
  Target,
  "id" | "number" | "title" | "kind" | "direction" | "measure" | "plan" | "current" | "done"
>;

/** A target that is not reached, or a month's report that was not sent. */
export interface OpenItem {
  kind: "target" | "monthReport";
  /** The last day that is still on time. */
  due: Temporal.PlainDate;
  clusterId: number;
  unit: OwingUnit;
  /** For a target. */
  target: DueTarget | null;
  /** For a report: its month, and the time (HH:MM) of the due day. */
  report: { month: Month; time: string } | null;
  /** Said wherever invented figures are shown; null for a real cluster. */
  sampleLabel: string | null;
}

/** Whether nobody need be reminded of the target. A limit that is kept so far is no finished work: only a report says so. */
const isDone = (target: Pick<Target, "done" | "direction" | "plan" | "current">) =>
  target.done || (target.direction === "higher" && isReached({ ...target, direction: "higher" }));

/** Reportable and counted, or about to be; a title is decided after the year. */
const inForce = { approval: { in: ["approved", "awaiting"] }, kind: { not: "title" } };

type Year = Pick<
  ClusterYear,
  | "id"
  | "clusterId"
  | "year"
  | "headUnitId"
  | "reportDueDay"
  | "reportDueTime"
  | "windowFromDay"
  | "windowToDay"
  | "sampleLabel"
  | "addressForm"
  | "createdAt"
>;

export interface ClusterYears {
  id: number;
  code: string;
  kind: string;
  timeZone: string;
  years: Year[];
}

/**
 * Is the month's report due in this cluster at all? Not one that was due before the cluster's year was set up here, unless
 * somebody did report then.
 */
export function isOwed(
  year: Pick<ClusterYear, "createdAt">,
  dueAt: Temporal.Instant,
  reported: boolean,
): boolean {
  return reported || dueAt.epochMilliseconds > year.createdAt.getTime();
}

const numberOrNull = (text: string | undefined) => (text ? Number(text) : null);

/** Clusters with their years, in order of id. */
async function clusterYears(tx: Tx, where: Prisma.Sql): Promise<ClusterYears[]> {
  const rows = await packedRows(
    tx,
    [
      Prisma.sql`c."id"`,
      Prisma.sql`c."code"`,
      Prisma.sql`c."kind"`,
      Prisma.sql`c."timeZone"`,
      Prisma.sql`y."id"`,
      Prisma.sql`y."year"`,
      Prisma.sql`y."headUnitId"`,
      Prisma.sql`y."reportDueDay"`,
      Prisma.sql`y."reportDueTime"`,
      Prisma.sql`y."windowFromDay"`,
      Prisma.sql`y."windowToDay"`,
      Prisma.sql`y."sampleLabel"`,
      Prisma.sql`y."addressForm"`,
      Prisma.sql`y."createdAt"`,
    ],
    Prisma.sql`FROM "Cluster" c JOIN "ClusterYear" y ON y."clusterId" = c."id" WHERE ${where}`,
  );
  const found = new Map<number, ClusterYears>();
  for (const [
    id,
    code = "",
    kind = "",
    timeZone = "",
    yearId,
    year,
    head,
    dueDay,
    dueTime = "",
    ...rest
  ] of rows) {
    const clusterId = Number(id);
    const cluster = found.get(clusterId) ?? { id: clusterId, code, kind, timeZone, years: [] };
    found.set(clusterId, cluster);
    const [from, to, sampleLabel = "", addressForm = "", createdAt = ""] = rest;
    cluster.years.push({
      id: Number(yearId),
      clusterId,
      year: Number(year),
      headUnitId: numberOrNull(head),
      reportDueDay: Number(dueDay),
      reportDueTime: dueTime,
      windowFromDay: numberOrNull(from),
      windowToDay: numberOrNull(to),
      sampleLabel: sampleLabel === "" ? null : sampleLabel,
      addressForm,
      createdAt: packedDate(createdAt),
    });
  }
  return [...found.values()].sort((a, b) => a.id - b.id);
}

/** One object for each day: what was reckoned with it can be remembered by it. */
function dayReader(): (text: string) => Temporal.PlainDate {
  const days = new Map<string, Temporal.PlainDate>();
  return (text) => {
    let day = days.get(text);
    if (!day) {
      day = Temporal.PlainDate.from(text);
      days.set(text, day);
    }
    return day;
  };
}

type Units = ReadonlyMap<number, OwingUnit>;

async function unitsOf(tx: Tx, clusters: readonly ClusterYears[]): Promise<Units> {
  const ids = clusters.map((each) => each.id);
  const rows = await packedRows(
    tx,
    [Prisma.sql`"id"`, Prisma.sql`"name"`, Prisma.sql`"shortName"`],
    Prisma.sql`FROM "Unit" WHERE "clusterId" IN (${Prisma.join(ids)})`,
  );
  return new Map(
    rows.map(([id, name = "", shortName = ""]) => [Number(id), { id: Number(id), name, shortName }]),
  );
}

async function openTargets(
  tx: Tx,
  clusters: readonly ClusterYears[],
  units: Units,
  today: Temporal.PlainDate,
  calendar: Calendar,
): Promise<OpenItem[]> {
  const years = new Map<number, Year>();
  for (const cluster of clusters) {
    const year = yearOn(cluster.years, today.year);
    if (year) years.set(year.id, year);
  }
  // No digest looks further ahead than 10 working days.
  const last = calendar.addWorkingDays(today, 10).toString();
  const rows = await packedRows(
    tx,
    [
      Prisma.sql`"id"`,
      Prisma.sql`"clusterYearId"`,
      Prisma.sql`"unitId"`,
      Prisma.sql`"number"`,
      Prisma.sql`"title"`,
      Prisma.sql`"kind"`,
      Prisma.sql`"direction"`,
      Prisma.sql`"measure"`,
      Prisma.sql`"plan"`,
      Prisma.sql`"current"`,
      Prisma.sql`"dueOn"`,
    ],
    Prisma.sql`FROM "Target" WHERE "clusterYearId" IN (${Prisma.join([...years.keys()])}) AND "done" = false
      AND "dueOn" <= ${last} AND "approval" IN ('approved', 'awaiting') AND "kind" <> 'title'`,
  );
  const dayOfText = dayReader();
  const items: (OpenItem & { target: DueTarget })[] = [];
  for (const row of rows) {
    const [id, yearId, unitId, number, title = "", kind = "", direction = "", measure = "", plan = ""] = row;
    const [current = "", dueOn = ""] = row.slice(9);
    const year = years.get(Number(yearId));
    const unit = units.get(Number(unitId));
    const target: DueTarget = {
      id: Number(id),
      number: Number(number),
      title,
      kind,
      direction,
      measure: measure === "" ? null : measure,
      plan,
      current: current === "" ? null : current,
      done: false,
    };
    if (!year || !unit || isDone(target)) continue;
    items.push({
      kind: "target",
      due: dayOfText(dueOn),
      clusterId: year.clusterId,
      unit,
      target,
      report: null,
      sampleLabel: year.sampleLabel,
    });
  }
  return items.sort((a, b) => a.unit.id - b.unit.id || a.target.number - b.target.number);
}

async function openReports(
  tx: Tx,
  clusters: readonly ClusterYears[],
  units: Units,
  today: Temporal.PlainDate,
  calendar: Calendar,
): Promise<OpenItem[]> {
  const now = monthOf(today);
  const months = [previousMonth(now), now, nextMonth(now)];
  const yearIds = clusters.flatMap((each) => each.years.map((year) => year.id));
  const members = new Map<number, { unitId: number; position: number }[]>();
  const memberRows = await packedRows(
    tx,
    [Prisma.sql`"clusterYearId"`, Prisma.sql`"unitId"`, Prisma.sql`"position"`],
    Prisma.sql`FROM "Membership" WHERE "clusterYearId" IN (${Prisma.join(yearIds)})`,
  );
  for (const [yearId, unitId, position] of memberRows) {
    const ofYear = members.get(Number(yearId)) ?? [];
    members.set(Number(yearId), ofYear);
    ofYear.push({ unitId: Number(unitId), position: Number(position) });
  }
  const reports = await packedRows(
    tx,
    [Prisma.sql`"clusterYearId"`, Prisma.sql`"unitId"`, Prisma.sql`"month"`],
    Prisma.sql`FROM "MonthlyReport" WHERE "clusterYearId" IN (${Prisma.join(yearIds)})
      AND "month" IN (${Prisma.join(months)}) AND "voidedAt" IS NULL`,
  );
  const sent = new Set(reports.map(([, unitId, month]) => `${month} ${unitId}`));
  const begun = new Set(reports.map(([yearId, , month]) => `${month} ${yearId}`));
  // Most clusters have the same rule: each due day is worked out once.
  const known = new Map<string, ReportDue>();
  const dueOf = (regime: ReturnType<typeof regimeOf>, month: Month, zone: string) => {
    const key = `${month} ${regime.dueDay} ${regime.dueTime} ${zone}`;
    const due = known.get(key) ?? reportDue(regime, month, calendar, zone);
    known.set(key, due);
    return due;
  };
  const items: OpenItem[] = [];
  for (const cluster of clusters) {
    for (const month of months) {
      const year = cluster.years.find((each) => each.year === Number(month.slice(0, 4)));
      const regime = regimeOf(year);
      if (!year || !isReportMonth(month, regime)) continue;
      const due = dueOf(regime, month, cluster.timeZone);
      if (!isOwed(year, due.at, begun.has(`${month} ${year.id}`))) continue;
      const ofYear = members.get(year.id) ?? [];
      for (const { unitId } of ofYear.sort((a, b) => a.position - b.position)) {
        const unit = units.get(unitId);
        if (!unit || sent.has(`${month} ${unitId}`)) continue;
        items.push({
          kind: "monthReport",
          due: due.day,
          clusterId: cluster.id,
          unit,
          target: null,
          report: { month, time: regime.dueTime },
          sampleLabel: year.sampleLabel,
        });
      }
    }
  }
  return items;
}

async function openItemsOf(
  tx: Tx,
  clusters: readonly ClusterYears[],
  today: Temporal.PlainDate,
  calendar: Calendar,
): Promise<OpenItem[]> {
  if (clusters.length === 0) return [];
  const units = await unitsOf(tx, clusters);
  return [
    ...(await openTargets(tx, clusters, units, today, calendar)),
    ...(await openReports(tx, clusters, units, today, calendar)),
  ];
}

/** Everything that is open in these clusters: targets due within 10 working days or overdue, and reports of last, this and next month. */
export async function openItems(
  tx: Tx,
  clusterIds: number[],
  today: Temporal.PlainDate,
  calendar: Calendar,
): Promise<OpenItem[]> {
  const clusters = await clusterYears(tx, Prisma.sql`c."id" IN (${Prisma.join(clusterIds)})`);
  return openItemsOf(tx, clusters, today, calendar);
}

/** One unit somebody works for, and whether that unit heads its cluster this year. */
interface Concern {
  clusterId: number;
  unitId: number;
  capacity: "official" | "unitLeader";
  heads: boolean;
}

interface HeldRole {
  id: number;
  personId: number;
  clusterId: number;
  unitId: number;
  code: string;
}

const working = Prisma.sql`r."endedAt" IS NULL AND r."code" IN ('focalOfficial', 'unitLeader') AND r."unitId" IS NOT NULL
  AND r."clusterId" IS NOT NULL AND p."erasedAt" IS NULL`;

async function rolesWhere(tx: Tx, where: Prisma.Sql): Promise<HeldRole[]> {
  const rows = await packedRows(
    tx,
    [
      Prisma.sql`r."id"`,
      Prisma.sql`r."personId"`,
      Prisma.sql`r."clusterId"`,
      Prisma.sql`r."unitId"`,
      Prisma.sql`r."code"`,
    ],
    Prisma.sql`FROM "Role" r JOIN "Person" p ON p."id" = r."personId" WHERE ${working} AND ${where}`,
  );
  return rows
    .map(([id, personId, clusterId, unitId, code = ""]) => ({
      id: Number(id),
      personId: Number(personId),
      clusterId: Number(clusterId),
      unitId: Number(unitId),
      code,
    }))
    .sort((a, b) => a.id - b.id);
}

/** By the units, which have an index. */
const inClusters = (clusterIds: readonly number[]) =>
  Prisma.sql`r."unitId" IN (SELECT "id" FROM "Unit" WHERE "clusterId" IN (${Prisma.join([...clusterIds])}))`;

/** What each of these people answers for, in every cluster; and the clusters they work in. */
async function concernsOf(
  tx: Tx,
  whose: Prisma.Sql,
  now: Temporal.Instant,
): Promise<{ concerns: Map<number, Concern[]>; clusters: ClusterYears[] }> {
  const held = await rolesWhere(tx, whose);
  const concerns = new Map<number, Concern[]>();
  if (held.length === 0) return { concerns, clusters: [] };
  const clusterIds = [...new Set(held.map((each) => each.clusterId))];
  const clusters = await clusterYears(tx, Prisma.sql`c."id" IN (${Prisma.join(clusterIds)})`);
  const officials = await packedRows(
    tx,
    [Prisma.sql`d."unitId"`],
    Prisma.sql`FROM (SELECT DISTINCT r."unitId" FROM "Role" r JOIN "Person" p ON p."id" = r."personId"
      WHERE ${working} AND r."code" = 'focalOfficial' AND ${inClusters(clusterIds)}) d`,
  );
  const withOfficial = new Set(officials.map(([unitId]) => Number(unitId)));
  const headOf = new Map(
    clusters.map((each) => {
      return [each.id, yearOf(each, now)?.headUnitId ?? null];
    }),
  );
  for (const role of held) {
    const own = concerns.get(role.personId) ?? [];
    concerns.set(role.personId, own);
    own.push({
      clusterId: role.clusterId,
      unitId: role.unitId,
      // Where nobody else does the daily work, the leader is told what an official would be.
      capacity: role.code === "focalOfficial" || !withOfficial.has(role.unitId) ? "official" : "unitLeader",
      heads: headOf.get(role.clusterId) === role.unitId,
    });
  }
  return { concerns, clusters };
}

/** Why the item is this person's concern, or null when it is not. */
function capacityOf(
  concerns: readonly Concern[],
  item: { clusterId: number; unitId: number },
): ReminderCapacity | null {
  let found: ReminderCapacity | null = null;
  for (const { unitId, capacity, heads, clusterId } of concerns) {
    if (unitId === item.unitId) {
      if (capacity === "official") return "official";
      found = "unitLeader";
    } else if (found === null && heads && clusterId === item.clusterId) found = "head";
  }
  return found;
}

/** One unit's people of some roles, who are reminded of the same. */
export interface UnitReaders {
  clusterCode: string;
  clusterKind: ClusterKind;
  addressForm: AddressForm;
  unitId: number;
  codes: ("focalOfficial" | "unitLeader")[];
  items: (OpenItem & { capacity: ReminderCapacity; done: false })[];
}

/** What the people of these clusters want: each combination there is. */
export interface Wish {
  level: string;
  language: Language;
}

/** Everything a digest of several clusters is planned from. */
export interface ClusterDigests {
  units: UnitReaders[];
  wishes: Wish[];
  /** People who need a look of their own: with several roles, or with several addresses or none. */
  others: number[];
}

/**
 * The people of these clusters who chose this hour, unit by unit, with what is open; nobody is read by name. Units are left
 * out where no item `mayCount` today, and with none left everything is: somebody who also works in another cluster is found
 * there.
 */
export async function clusterDigests(
  tx: Tx,
  { clusterCodes, time }: { clusterCodes: readonly string[]; time: string },
  { now, today, calendar }: DigestDay,
  mayCount: (clusterCode: string, item: OpenItem) => boolean,
): Promise<ClusterDigests> {
  const nobody = { units: [], wishes: [], others: [] };
  const clusters = await clusterYears(tx, Prisma.sql`c."code" IN (${Prisma.join([...clusterCodes])})`);
  const items = await openItemsOf(tx, clusters, today, calendar);
  const byId = new Map(clusters.map((each) => [each.id, each]));
  /** Units with an item that counts, and the clusters of those, whose head unit hears of all. */
  const counting = new Map<number, ClusterYears>();
  const heads = new Map(clusters.map((each) => [each.id, yearOf(each, now)?.headUnitId ?? null]));
  for (const item of items) {
    const cluster = byId.get(item.clusterId);
    if (!cluster || !mayCount(cluster.code, item)) continue;
    counting.set(item.unit.id, cluster);
    const headUnitId = heads.get(cluster.id);
    if (headUnitId) counting.set(headUnitId, cluster);
  }
  if (counting.size === 0) return nobody;
  const here = inClusters([...new Set([...counting.values()].map((each) => each.id))]);
  const hour = Prisma.sql`p."reminderTime" = ${time}`;
  const from = Prisma.sql`FROM "Role" r JOIN "Person" p ON p."id" = r."personId" WHERE ${working} AND ${here}`;
  const officials = await packedRows(
    tx,
    [Prisma.sql`d."unitId"`],
    Prisma.sql`FROM (SELECT DISTINCT r."unitId" ${from} AND r."code" = 'focalOfficial') d`,
  );
  const wishes = await packedRows(
    tx,
    [Prisma.sql`d."reminderLevel"`, Prisma.sql`d."language"`],
    Prisma.sql`FROM (SELECT DISTINCT p."reminderLevel", p."language" ${from} AND ${hour}) d`,
  );
  const others = await packedRows(
    tx,
    [Prisma.sql`d."personId"`],
    Prisma.sql`FROM (SELECT DISTINCT r."personId" ${from} AND ${hour} AND NOT (${isPlain})) d`,
  );
  const withOfficial = new Set(officials.map(([unitId]) => Number(unitId)));
  const itemsOf = byUnitAndCluster(items);
  const units: UnitReaders[] = [];
  for (const [unitId, cluster] of [...counting].sort(([a], [b]) => a - b)) {
    const clusterId = cluster.id;
    const isHead = heads.get(clusterId) === unitId;
    const addressForm = (yearOn(cluster.years, today.year)?.addressForm ?? "dongChi") as AddressForm;
    const whose = new Map<Concern["capacity"], UnitReaders["codes"]>();
    for (const code of ["focalOfficial", "unitLeader"] as const) {
      const capacity = code === "focalOfficial" || !withOfficial.has(unitId) ? "official" : "unitLeader";
      whose.set(capacity, [...(whose.get(capacity) ?? []), code]);
    }
    for (const [capacity, codes] of whose)
      units.push({
        clusterCode: cluster.code,
        clusterKind: cluster.kind as ClusterKind,
        addressForm,
        unitId,
        codes,
        items: itemsOf([{ clusterId, unitId, capacity, heads: isHead }]),
      });
  }
  return {
    units,
    wishes: wishes.map(([level = "", language = ""]) => ({ level, language: language as Language })),
    others: others.map(([id]) => Number(id)),
  };
}

/** One role, and one address to be reached at: nothing to choose between. */
const isPlain = Prisma.sql`NOT EXISTS (SELECT 1 FROM "Role" o WHERE o."personId" = r."personId" AND o."id" <> r."id"
    AND o."endedAt" IS NULL)
  AND (SELECT COUNT(*) FROM "Address" a WHERE a."personId" = r."personId" AND a."kind" = 'private') = 1`;

/** A digest for everybody of one unit, role and wish. */
export interface UnitDigest {
  unitId: number;
  codes: readonly string[];
  wish: Wish;
  policy: Policy;
  reply: Reply;
  reasons: readonly OpenItem[];
}

/**
 * Puts each digest into the outbox for everybody it is for, in one statement: who that is, the database finds, and no person
 * passes through here. `others` (see `clusterDigests`) get nothing by it.
 */
export async function enqueueUnitDigests(
  tx: Tx,
  {
    time,
    day,
    occasion,
    others,
  }: { time: string; day: Temporal.PlainDate; occasion: Occasion; others: readonly number[] },
  digests: readonly UnitDigest[],
): Promise<void> {
  const notOthers =
    others.length === 0 ? Prisma.sql`true` : Prisma.sql`p."id" NOT IN (${Prisma.join([...others])})`;
  for (let from = 0; from < digests.length; from += 500) {
    const packed = digests.slice(from, from + 500).map(({ unitId, codes, wish, policy, reply, reasons }) => {
      const code = codes.length === 1 ? codes[0] : "";
      const { kind: _, personId: __, ...rest } = digestGuard(0, reasons);
      // The person's id is put before it.
      return [
        unitId,
        code,
        wish.level,
        wish.language,
        policy,
        JSON.stringify(reply),
        JSON.stringify(rest).slice(1),
      ];
    });
    const { kind, priority, expiresAt, createdAt } = occasion;
    await tx.$executeRaw`
      INSERT INTO "OutboxMessage" ("channel", "addressId", "kind", "policy", "operation", "payload", "dedupeKey", "guard",
        "priority", "expiresAt", "createdAt")
      SELECT t."channel", t."id", ${kind}, m."value" ->> 4, 'send', m."value" ->> 5,
        'digest:' || CAST(p."id" AS TEXT) || ${`:${day.toString()}`},
        '{"kind":"digest","personId":' || CAST(p."id" AS TEXT) || ',' || (m."value" ->> 6), ${priority}, ${expiresAt}, ${createdAt}
      FROM json_each(${JSON.stringify(Object.fromEntries(packed.entries()))}) m
        CROSS JOIN "Role" r JOIN "Person" p ON p."id" = r."personId"
        JOIN "Address" t ON t."personId" = p."id" AND t."kind" = 'private'
      WHERE r."unitId" = CAST(m."value" ->> 0 AS INTEGER) AND (r."code" = m."value" ->> 1 OR m."value" ->> 1 = '') AND ${working}
        AND p."reminderTime" = ${time} AND p."reminderLevel" = m."value" ->> 2 AND p."language" = m."value" ->> 3
        AND ${notOthers}
      ON CONFLICT ("dedupeKey") DO NOTHING`;
  }
}

const yearOf = (cluster: ClusterYears, now: Temporal.Instant) =>
  cluster.years.length === 1
    ? cluster.years[0]
    : yearOn(cluster.years, now.toZonedDateTimeISO(cluster.timeZone).year);

/** How a digest is written, and what for: people who are alike in all of it get the same one. */
export interface DigestReaders {
  language: Language;
  addressForm: AddressForm;
  clusterKind: ClusterKind;
  level: string;
  /** The scope's cluster, for which the digest is planned. */
  clusterCode: string;
  items: (OpenItem & { capacity: ReminderCapacity; done: false })[];
  people: { personId: number; address: { id: number; channel: ChannelName }; time: string }[];
}

interface DigestDay {
  now: Temporal.Instant;
  today: Temporal.PlainDate;
  calendar: Calendar;
}

interface Reader {
  personId: number;
  clusterId: number;
  language: string;
  level: string;
  time: string;
  preferredChannel: string | null;
  addresses: { id: number; channel: string; externalId: string; unreachableSince: Date | null }[];
}

/** Those who hold a role in these clusters, each with every private address, once in each cluster, oldest role first. */
async function readersOf(tx: Tx, where: Prisma.Sql): Promise<Reader[]> {
  const rows = await packedRows(
    tx,
    [
      Prisma.sql`r."id"`,
      Prisma.sql`p."id"`,
      Prisma.sql`r."clusterId"`,
      Prisma.sql`p."language"`,
      Prisma.sql`p."reminderLevel"`,
      Prisma.sql`p."reminderTime"`,
      Prisma.sql`p."preferredChannel"`,
      Prisma.sql`a."id"`,
      Prisma.sql`a."channel"`,
      Prisma.sql`a."externalId"`,
      Prisma.sql`a."unreachableSince"`,
    ],
    Prisma.sql`FROM "Role" r JOIN "Person" p ON p."id" = r."personId"
      JOIN "Address" a ON a."personId" = p."id" AND a."kind" = 'private' WHERE ${working} AND ${where}`,
  );
  rows.sort((a, b) => Number(a[0]) - Number(b[0]) || Number(a[7]) - Number(b[7]));
  const found = new Map<string, Reader & { roleId: number }>();
  for (const row of rows) {
    const [roleId, personId, clusterId, language = "", level = "", time = "", preferred = ""] = row;
    const [addressId, channel = "", externalId = "", unreachable = ""] = row.slice(7);
    const key = `${personId} ${clusterId}`;
    let reader = found.get(key);
    if (!reader) {
      reader = {
        roleId: Number(roleId),
        personId: Number(personId),
        clusterId: Number(clusterId),
        language,
        level,
        time,
        preferredChannel: preferred === "" ? null : preferred,
        addresses: [],
      };
      found.set(key, reader);
    }
    // A second role brings the same addresses again.
    if (reader.roleId !== Number(roleId)) continue;
    const unreachableSince = unreachable === "" ? null : packedDate(unreachable);
    reader.addresses.push({ id: Number(addressId), channel, externalId, unreachableSince });
  }
  return [...found.values()];
}

/** Where each is reached now; most have one address. */
async function placesOf(
  tx: Tx,
  readers: readonly Reader[],
): Promise<Map<number, Reader["addresses"][number]>> {
  const several = readers.filter((each) => each.addresses.length > 1);
  const ordered = await addressesByPreference(
    tx,
    several.map(({ personId, preferredChannel, addresses }) => ({
      id: personId,
      preferredChannel,
      addresses,
    })),
  );
  return new Map(
    readers.flatMap(({ personId, addresses }) => {
      const place = addresses.length > 1 ? ordered.get(personId)?.[0] : addresses[0];
      return place ? [[personId, place]] : [];
    }),
  );
}

/**
 * Whom a digest may go to (one person, or some for whom it is planned in these clusters) with the open items of all the units
 * they work for, in every cluster: those alike together.
 */
export async function digestReaders(
  tx: Tx,
  who: { clusterCodes: readonly string[]; personIds: readonly number[] } | { personId: number },
  { now, today, calendar }: DigestDay,
): Promise<DigestReaders[]> {
  const whose =
    "personId" in who
      ? Prisma.sql`p."id" = ${who.personId}`
      : Prisma.sql`p."id" IN (${Prisma.join([...who.personIds])})`;
  const { concerns, clusters } = await concernsOf(tx, whose, now);
  if (clusters.length === 0) return [];
  const home = "personId" in who ? await homeClusterOf(tx, who.personId) : null;
  const scope = new Map(
    clusters
      .filter((each) => ("personId" in who ? each.id === home : who.clusterCodes.includes(each.code)))
      .map((each) => [each.id, each]),
  );
  const readers = (await readersOf(tx, whose)).filter((each) => scope.has(each.clusterId));
  const places = await placesOf(tx, readers);
  const items = await openItemsOf(tx, clusters, today, calendar);
  const itemsOf = byUnitAndCluster(items);
  const groups = new Map<string, DigestReaders>();
  const seen = new Set<number>();
  for (const { personId, clusterId, language, level, time } of readers) {
    const address = places.get(personId);
    const cluster = scope.get(clusterId);
    const own = concerns.get(personId);
    // Somebody who works in two clusters gets one message a day.
    if (!address || !cluster || !own || seen.has(personId)) continue;
    seen.add(personId);
    const form = yearOn(cluster.years, today.year)?.addressForm ?? "dongChi";
    const what = own.map((each) => `${each.unitId}${each.capacity}${each.heads ? "+" : ""}`).join();
    const key = `${clusterId} ${what} ${language} ${level}`;
    let group = groups.get(key);
    if (!group) {
      group = {
        language: language as Language,
        addressForm: form as AddressForm,
        clusterKind: cluster.kind as ClusterKind,
        level,
        clusterCode: cluster.code,
        items: itemsOf(own),
        people: [],
      };
      groups.set(key, group);
    }
    group.people.push({
      personId,
      address: { id: address.id, channel: address.channel as ChannelName },
      time,
    });
  }
  return [...groups.values()];
}

/** The items of one person's concerns, in the order given, each with why it is theirs. */
function byUnitAndCluster(items: readonly OpenItem[]): (own: readonly Concern[]) => DigestReaders["items"] {
  const ofUnit = new Map<number, { order: number; item: OpenItem }[]>();
  const ofCluster = new Map<number, { order: number; item: OpenItem }[]>();
  for (const [order, item] of items.entries())
    for (const [map, id] of [
      [ofUnit, item.unit.id],
      [ofCluster, item.clusterId],
    ] as const) {
      const list = map.get(id);
      if (list) list.push({ order, item });
      else map.set(id, [{ order, item }]);
    }
  return (own) => {
    const found = new Map<number, OpenItem>();
    for (const { unitId, clusterId, heads } of own)
      for (const { order, item } of (heads ? ofCluster.get(clusterId) : ofUnit.get(unitId)) ?? [])
        found.set(order, item);
    const inOrder = own.length > 1 ? [...found].sort(([a], [b]) => a - b) : [...found];
    return inOrder.flatMap(([, item]) => {
      const capacity = capacityOf(own, { clusterId: item.clusterId, unitId: item.unit.id });
      return capacity ? { ...item, capacity, done: false as const } : [];
    });
  };
}

async function homeClusterOf(tx: Tx, personId: number): Promise<number | null> {
  const roles = await tx.role.findMany({
    where: { personId, endedAt: null, unitId: { not: null } },
    include: { activeFor: { select: { id: true } } },
    orderBy: { id: "asc" },
  });
  return (roles.find((role) => role.activeFor.length > 0) ?? roles[0])?.clusterId ?? null;
}

const digestGuardShape = z.object({
  kind: z.literal("digest"),
  personId: z.number(),
  targets: z.array(z.number()),
  reports: z.array(z.object({ unitId: z.number(), month: z.string() })),
});

/** What a digest goes out for: it is dropped when all of it was done before it was sent. */
type DigestGuard = z.infer<typeof digestGuardShape>;

export function digestGuard(personId: number, reasons: readonly OpenItem[]): DigestGuard {
  return {
    kind: "digest",
    personId,
    targets: reasons.flatMap((each) => each.target?.id ?? []),
    reports: reasons.flatMap((each) =>
      each.report ? { unitId: each.unit.id, month: each.report.month } : [],
    ),
  };
}

/** Is anything the digest was written for still open, and still this person's concern? */
export async function digestStillDue(tx: Tx, guard: unknown, now: Temporal.Instant): Promise<boolean> {
  const { personId, targets, reports } = digestGuardShape.parse(guard);
  const found = await concernsOf(tx, Prisma.sql`p."id" = ${personId}`, now);
  const concerns = found.concerns.get(personId);
  if (!concerns) return false;
  const open = await tx.target.findMany({
    where: { id: { in: targets }, done: false, ...inForce },
    include: { clusterYear: { select: { clusterId: true } } },
  });
  const concerned = (clusterId: number, unitId: number) =>
    capacityOf(concerns, { clusterId, unitId }) !== null;
  if (open.some((each) => !isDone(each) && concerned(each.clusterYear.clusterId, each.unitId))) return true;
  for (const { unitId, month } of reports) {
    const sent = await tx.monthlyReport.count({ where: { unitId, month, voidedAt: null } });
    const unit = await tx.unit.findUnique({ where: { id: unitId }, select: { clusterId: true } });
    if (sent === 0 && unit && concerned(unit.clusterId, unitId)) return true;
  }
  return false;
}
