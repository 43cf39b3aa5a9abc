import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { Calendar } from "../domain/calendar.ts";
import { yearOn } from "../domain/cluster.ts";
import { type ReportDue, reportDue } from "../domain/deadline.ts";
import { isReportMonth, type Month, monthOf, nextMonth, previousMonth } from "../domain/period.ts";
import type { ReminderCapacity } from "../domain/reminders.ts";
import { isReached } from "../domain/summary.ts";
import type { ChannelName } from "../shared/messages.ts";
import type { AddressForm, ClusterKind, Language } from "../shared/say.ts";
import { type ClusterYear, Prisma, type Target, type Unit } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
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

interface ClusterYears {
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
      WHERE ${working} AND r."code" = 'focalOfficial' AND r."clusterId" IN (${Prisma.join(clusterIds)})) d`,
  );
  const withOfficial = new Set(officials.map(([unitId]) => Number(unitId)));
  const headOf = new Map(
    clusters.map((each) => {
      const year = yearOn(each.years, now.toZonedDateTimeISO(each.timeZone).year);
      return [each.id, year?.headUnitId ?? null];
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
  const own = concerns.filter((each) => each.unitId === item.unitId);
  if (own.some((each) => each.capacity === "official")) return "official";
  if (own.length > 0) return "unitLeader";
  return concerns.some((each) => each.heads && each.clusterId === item.clusterId) ? "head" : null;
}

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
 * Whom a digest may go to (the people of these clusters who chose this hour, or one person) with the open items of all the
 * units they work for, in every cluster: those alike together.
 */
export async function digestReaders(
  tx: Tx,
  who: { clusterCodes: readonly string[]; time: string } | { personId: number },
  { now, today, calendar }: DigestDay,
): Promise<DigestReaders[]> {
  const whose =
    "personId" in who
      ? Prisma.sql`p."id" = ${who.personId}`
      : Prisma.sql`p."id" IN (SELECT h."personId" FROM "Role" h JOIN "Cluster" c ON c."id" = h."clusterId"
          WHERE h."endedAt" IS NULL AND c."code" IN (${Prisma.join([...who.clusterCodes])}))
          AND p."reminderTime" = ${who.time}`;
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
