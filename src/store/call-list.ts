import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import { yearOn } from "../domain/cluster.ts";
import type { ReportDue } from "../domain/deadline.ts";
import { isReportMonth, type Month, monthOf, monthsAskedFor } from "../domain/period.ts";
import { isNear } from "../domain/reminders.ts";
import { clusterYears, isAskedFor } from "./cluster-years.ts";
import type { ClusterYear, Unit } from "./generated/sqlite/client.ts";
import { reportsOfMonth } from "./months.ts";
import type { Tx } from "./open.ts";
import { type DueTarget, openTargets } from "./open-items.ts";
import { quotaError, unreachableError } from "./outbox-rows.ts";
import { type Recipient, recipientsOf } from "./recipients.ts";
import { regimeOf } from "./regime.ts";
import { memberUnits } from "./standings.ts";

export interface Here {
  year: Pick<ClusterYear, "id" | "addressForm">;
  cluster: { id: number; kind: string; timeZone: string };
  now: Temporal.Instant;
  calendar: Calendar;
}

/** A month whose report some units have not sent. */
export interface MissingReports {
  month: Month;
  due: ReportDue;
  overdue: boolean;
  /** Overdue, or so near its due day that the bot itself reminds of it: worth a call. */
  pressing: boolean;
  /** Working days since the due day; 0 while none is over. */
  workingDaysLate: number;
  units: Unit[];
  /** How many units there are. */
  of: number;
}

const todayOf = ({ now, cluster }: Here) => now.toZonedDateTimeISO(cluster.timeZone).toPlainDate();

/**
 * Who has not sent a report that has fallen due or is the next to, the oldest month first; months without anybody are left out.
 * Until the end of April last year's are among them.
 */
export async function missingReports(tx: Tx, here: Here): Promise<MissingReports[]> {
  const { cluster, now, calendar } = here;
  const years = await tx.clusterYear.findMany({ where: { clusterId: cluster.id } });
  const today = todayOf(here);
  const found: MissingReports[] = [];
  for (const month of monthsAskedFor(today)) {
    const year = years.find((each) => month.startsWith(`${each.year}-`));
    if (!year || !isReportMonth(month, regimeOf(year))) continue;
    const { due, units } = await reportsOfMonth(tx, year, month, calendar, cluster.timeZone);
    const missing = units.filter((each) => each.report === null).map((each) => each.unit);
    const overdue = Temporal.Instant.compare(now, due.at) > 0;
    const pressing = overdue || isNear(due.day, today, calendar);
    // A month that is still to come is nobody's concern before it is near.
    if (month > monthOf(today) && !pressing) continue;
    if (missing.length === 0 || !isAskedFor(year, due.at, missing.length < units.length)) continue;
    const workingDaysLate = overdue ? calendar.workingDaysBetween(due.day, today) : 0;
    found.push({ month, due, overdue, pressing, workingDaysLate, units: missing, of: units.length });
  }
  return found;
}

/** The units that are late with a report; while nobody is, those that have not sent this month's. */
export function lateUnits(missing: readonly MissingReports[]): Unit[] {
  const late = missing.filter((each) => each.overdue);
  const counted = late.length > 0 ? late : missing;
  return [...new Map(counted.flatMap((each) => each.units).map((unit) => [unit.id, unit])).values()];
}

/** A unit's targets whose due day is over, with the working days since. */
export interface OverdueTargets {
  unit: Unit;
  targets: { target: DueTarget; workingDays: number }[];
}

/** Overdue targets of the year, by unit in the order of the cluster's list. */
export async function overdueTargets(tx: Tx, here: Here): Promise<OverdueTargets[]> {
  const today = todayOf(here);
  const { calendar } = here;
  const clusters = await clusterYears(tx, [here.cluster.id]);
  const within = { clusterIds: [here.cluster.id], unitIds: [] };
  const items = await openTargets(tx, clusters, within, { today, calendar });
  const units = await memberUnits(tx, here.year.id);
  return units.flatMap((unit) => {
    const targets = items.flatMap(({ target, due, unit: owner }) =>
      owner.id === unit.id && Temporal.PlainDate.compare(due, today) < 0
        ? { target, workingDays: calendar.workingDaysBetween(due, today) }
        : [],
    );
    return targets.length > 0 ? { unit, targets } : [];
  });
}

/** Officials and leaders of the year's units. */
export async function unitPeople(tx: Tx, { cluster, year }: Here, unitIds?: number[]): Promise<Recipient[]> {
  const units = unitIds ?? (await memberUnits(tx, year.id)).map((unit) => unit.id);
  return recipientsOf(tx, {
    clusterId: cluster.id,
    addressForm: year.addressForm,
    clusterKind: cluster.kind,
    unitIds: units,
    roles: ["focalOfficial", "unitLeader"],
  });
}

/** The unit's officials; where it has none, its leaders. */
export function contactsOf(people: readonly Recipient[], unitId: number): Recipient[] {
  const own = people.filter((each) => each.unitId === unitId);
  const officials = own.filter((each) => each.role === "focalOfficial");
  return officials.length > 0 ? officials : own;
}

/** Messages of the last days that may not have arrived. */
export interface Doubtful {
  personId: number;
  /** Nobody knows whether they arrived. */
  uncertain: number;
  /** The platform refused them. */
  refused: number;
  /** The bot's monthly quota did not allow them, or not yet. */
  unpaid: number;
}

const doubtfulDays = 7;

/** From when on what went wrong is told. */
export const doubtfulSince = (now: Temporal.Instant): Date =>
  new Date(now.epochMilliseconds - doubtfulDays * 24 * 60 * 60 * 1000);

/** Who may have missed something in the last week, by person. */
export async function doubtfulSends(
  tx: Tx,
  people: readonly Recipient[],
  now: Temporal.Instant,
): Promise<Doubtful[]> {
  const rows = await tx.outboxMessage.findMany({
    where: {
      address: { personId: { in: people.map((each) => each.personId) } },
      createdAt: { gt: doubtfulSince(now) },
      operation: "send",
      OR: [
        { state: "uncertain" },
        { state: "queued", uncertain: { gt: 0 } },
        { state: { in: ["queued", "dropped"] }, lastError: quotaError, movedFromId: null },
        { state: "failed", NOT: { lastError: { startsWith: unreachableError("") } } },
      ],
    },
    select: { state: true, uncertain: true, address: { select: { personId: true } } },
  });
  const found = new Map<number, Doubtful>();
  for (const { state, uncertain, address } of rows) {
    const personId = address.personId ?? 0;
    const each = found.get(personId) ?? { personId, uncertain: 0, refused: 0, unpaid: 0 };
    if (state === "failed") each.refused += 1;
    else if (state === "uncertain" || uncertain > 0) each.uncertain += 1;
    else each.unpaid += 1;
    found.set(personId, each);
  }
  return [...found.values()];
}

/** A cluster in the year that is meant on its calendar day; null when it has none. */
export async function hereOf(
  tx: Tx,
  clusterId: number,
  now: Temporal.Instant,
  calendar: Calendar,
): Promise<Here | null> {
  const cluster = await tx.cluster.findUnique({ where: { id: clusterId }, include: { years: true } });
  const year = cluster && yearOn(cluster.years, now.toZonedDateTimeISO(cluster.timeZone).year);
  return cluster && year ? { year, cluster, now, calendar } : null;
}
