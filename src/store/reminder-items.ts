import { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { Calendar } from "../domain/calendar.ts";
import { yearOn } from "../domain/cluster.ts";
import { reportDue } from "../domain/deadline.ts";
import { isReportMonth, type Month, monthOf, nextMonth, previousMonth } from "../domain/period.ts";
import type { ReminderCapacity } from "../domain/reminders.ts";
import { isReached } from "../domain/summary.ts";
import type { Cluster, ClusterYear, Target, Unit } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { type Recipient, recipientsOf } from "./recipients.ts";
import { regimeOf } from "./regime.ts";

type OwingUnit = Pick<Unit, "id" | "name" | "shortName">;

/** A target that is not reached, or a month's report that was not sent. */
export interface OpenItem {
  kind: "target" | "monthReport";
  /** The last day that is still on time. */
  due: Temporal.PlainDate;
  clusterId: number;
  unit: OwingUnit;
  /** For a target. */
  target: Target | null;
  /** For a report: its month, and the time (HH:MM) of the due day. */
  report: { month: Month; time: string } | null;
  /** Said wherever invented figures are shown; null for a real cluster. */
  sampleLabel: string | null;
}

/** Whether nobody need be reminded of the target. A limit that is kept so far is no finished work: only a report says so. */
const isDone = (target: Target) =>
  target.done || (target.direction === "higher" && isReached({ ...target, direction: "higher" }));

/** Reportable and counted, or about to be; a title is decided after the year. */
const inForce = { approval: { in: ["approved", "awaiting"] }, kind: { not: "title" } };

type WithYears = Cluster & { years: ClusterYear[] };

/**
 * Is the month's report due in this cluster at all? Not one that was due before the cluster's year was set up here, unless
 * somebody did report then.
 */
export function isOwed(year: ClusterYear, dueAt: Temporal.Instant, reported: boolean): boolean {
  return reported || dueAt.epochMilliseconds > year.createdAt.getTime();
}

async function openTargets(
  tx: Tx,
  clusters: WithYears[],
  today: Temporal.PlainDate,
  calendar: Calendar,
): Promise<OpenItem[]> {
  const years = new Map<number, ClusterYear>();
  for (const cluster of clusters) {
    const year = yearOn(cluster.years, today.year);
    if (year) years.set(year.id, year);
  }
  // No digest looks further ahead than 10 working days.
  const last = calendar.addWorkingDays(today, 10);
  const rows = await tx.target.findMany({
    where: {
      clusterYearId: { in: [...years.keys()] },
      done: false,
      dueOn: { not: null, lte: last.toString() },
      ...inForce,
    },
    include: { unit: { select: { id: true, name: true, shortName: true } } },
    orderBy: [{ unitId: "asc" }, { number: "asc" }],
  });
  return rows.flatMap(({ unit, ...target }) =>
    isDone(target) || target.dueOn === null
      ? []
      : {
          kind: "target" as const,
          due: Temporal.PlainDate.from(target.dueOn),
          clusterId: years.get(target.clusterYearId)?.clusterId ?? 0,
          unit,
          target,
          report: null,
          sampleLabel: years.get(target.clusterYearId)?.sampleLabel ?? null,
        },
  );
}

async function openReports(
  tx: Tx,
  clusters: WithYears[],
  today: Temporal.PlainDate,
  calendar: Calendar,
): Promise<OpenItem[]> {
  const now = monthOf(today);
  const months = [previousMonth(now), now, nextMonth(now)];
  const yearIds = clusters.flatMap((each) => each.years.map((year) => year.id));
  const members = await tx.membership.findMany({
    where: { clusterYearId: { in: yearIds } },
    include: { unit: { select: { id: true, name: true, shortName: true } } },
    orderBy: { position: "asc" },
  });
  const reports = await tx.monthlyReport.findMany({
    where: { clusterYearId: { in: yearIds }, month: { in: months }, voidedAt: null },
    select: { clusterYearId: true, unitId: true, month: true },
  });
  const sent = new Set(reports.map((each) => `${each.month} ${each.unitId}`));
  const begun = new Set(reports.map((each) => `${each.month} ${each.clusterYearId}`));
  const items: OpenItem[] = [];
  for (const cluster of clusters) {
    for (const month of months) {
      const year = cluster.years.find((each) => each.year === Number(month.slice(0, 4)));
      const regime = regimeOf(year);
      if (!year || !isReportMonth(month, regime)) continue;
      const due = reportDue(regime, month, calendar, cluster.timeZone);
      if (!isOwed(year, due.at, begun.has(`${month} ${year.id}`))) continue;
      for (const { clusterYearId, unit } of members) {
        if (clusterYearId !== year.id || sent.has(`${month} ${unit.id}`)) continue;
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

/** Everything that is open in these clusters: targets due within 10 working days or overdue, and reports of last, this and next month. */
export async function openItems(
  tx: Tx,
  clusterIds: number[],
  today: Temporal.PlainDate,
  calendar: Calendar,
): Promise<OpenItem[]> {
  const clusters = await tx.cluster.findMany({
    where: { id: { in: clusterIds } },
    include: { years: true },
    orderBy: { id: "asc" },
  });
  return [
    ...(await openTargets(tx, clusters, today, calendar)),
    ...(await openReports(tx, clusters, today, calendar)),
  ];
}

/** One unit somebody works for, and whether that unit heads its cluster this year. */
interface Concern {
  clusterId: number;
  unitId: number;
  capacity: "official" | "unitLeader";
  heads: boolean;
}

async function concernsOf(
  tx: Tx,
  personIds: number[],
  now: Temporal.Instant,
): Promise<Map<number, Concern[]>> {
  const roles = await tx.role.findMany({
    where: {
      personId: { in: personIds },
      endedAt: null,
      unitId: { not: null },
      code: { in: ["focalOfficial", "unitLeader"] },
      person: { erasedAt: null },
    },
    include: { cluster: { include: { years: true } } },
    orderBy: { id: "asc" },
  });
  const units = [...new Set(roles.flatMap((role) => role.unitId ?? []))];
  const officials = await tx.role.findMany({
    where: { unitId: { in: units }, endedAt: null, code: "focalOfficial", person: { erasedAt: null } },
    select: { unitId: true },
  });
  const withOfficial = new Set(officials.map((each) => each.unitId));
  const found = new Map<number, Concern[]>();
  for (const role of roles) {
    if (!role.cluster || role.unitId === null) continue;
    const year = yearOn(role.cluster.years, now.toZonedDateTimeISO(role.cluster.timeZone).year);
    const own = found.get(role.personId) ?? [];
    found.set(role.personId, own);
    own.push({
      clusterId: role.cluster.id,
      unitId: role.unitId,
      // Where nobody else does the daily work, the leader is told what an official would be.
      capacity: role.code === "focalOfficial" || !withOfficial.has(role.unitId) ? "official" : "unitLeader",
      heads: year?.headUnitId === role.unitId,
    });
  }
  return found;
}

/** Why the item is this person's concern, or null when it is not. */
function capacityOf(
  concerns: Concern[],
  item: { clusterId: number; unitId: number },
): ReminderCapacity | null {
  const own = concerns.filter((each) => each.unitId === item.unitId);
  if (own.some((each) => each.capacity === "official")) return "official";
  if (own.length > 0) return "unitLeader";
  return concerns.some((each) => each.heads && each.clusterId === item.clusterId) ? "head" : null;
}

/** Somebody who may get a digest, with what is open in their capacity. */
export interface DigestReader {
  recipient: Recipient;
  items: (OpenItem & { capacity: ReminderCapacity; done: false })[];
}

/** The cluster's people (of one hour, or one person) with the open items of all the units they work for, in every cluster. */
export async function digestReaders(
  tx: Tx,
  who: { clusterId: number; time: string } | { personId: number },
  { now, today, calendar }: { now: Temporal.Instant; today: Temporal.PlainDate; calendar: Calendar },
): Promise<DigestReader[]> {
  const personIds = "personId" in who ? [who.personId] : undefined;
  const clusterId = "clusterId" in who ? who.clusterId : await homeClusterOf(tx, who.personId);
  const cluster =
    clusterId === null
      ? null
      : await tx.cluster.findUnique({ where: { id: clusterId }, include: { years: true } });
  if (!cluster) return [];
  const recipients = (
    await recipientsOf(tx, {
      clusterId: cluster.id,
      addressForm: yearOn(cluster.years, today.year)?.addressForm ?? "dongChi",
      clusterKind: cluster.kind,
      roles: ["focalOfficial", "unitLeader"],
      ...(personIds ? { personIds } : {}),
    })
  ).filter((each) => !("time" in who) || each.reminderTime === who.time);
  const concerns = await concernsOf(
    tx,
    recipients.map((each) => each.personId),
    now,
  );
  const clusterIds = new Set([...concerns.values()].flat().map((each) => each.clusterId));
  const items = await openItems(tx, [...clusterIds], today, calendar);
  return recipients.map((recipient) => {
    const own = concerns.get(recipient.personId) ?? [];
    return {
      recipient,
      items: items.flatMap((item) => {
        const capacity = capacityOf(own, { clusterId: item.clusterId, unitId: item.unit.id });
        return capacity ? { ...item, capacity, done: false as const } : [];
      }),
    };
  });
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
  const concerns = (await concernsOf(tx, [personId], now)).get(personId);
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
