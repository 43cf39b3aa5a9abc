import { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import type { RoleCode } from "../domain/cluster.ts";
import { endOfDay, firstDay, instantAt, lastDay, nextMonth } from "../domain/period.ts";
import type { ClusterFile, TargetsFile } from "./cluster-file.ts";
import type { Cluster, ClusterYear, Unit } from "./generated/sqlite/client.ts";
import { issueJoinCode } from "./invites.ts";
import type { Tx } from "./open.ts";
import { createReport, figuresNow } from "./reports.ts";
import { standingsAt } from "./standings.ts";

const asDate = (instant: Temporal.Instant) => new Date(instant.epochMilliseconds);

export type Loaded = Cluster & { years: ClusterYear[]; units: Unit[] };

/** Loads a cluster's year with its units and pledge; a year that is there already stays as it is, a later one is added to it. */
export async function loadCluster(tx: Tx, file: ClusterFile, timeZone: string, now: Date): Promise<Loaded> {
  const include = { years: true, units: { orderBy: { id: "asc" } } } as const;
  const known = await tx.cluster.findUnique({ where: { code: file.code }, include });
  if (known?.years.some((each) => each.year === file.year)) return known;
  const cluster =
    known ??
    (await tx.cluster.create({
      data: {
        code: file.code,
        kind: file.kind,
        name: file.name,
        shortName: file.shortName,
        timeZone,
        createdAt: now,
      },
    }));
  const units = new Map<string, Unit>();
  for (const { aliases, ...unit } of file.units) {
    units.set(
      unit.code,
      known?.units.find((each) => each.code === unit.code) ??
        (await tx.unit.create({
          data: { ...unit, aliases: JSON.stringify(aliases), clusterId: cluster.id },
        })),
    );
  }
  const idOf = (code: string | null) => (code === null ? null : (units.get(code)?.id ?? null));
  await tx.clusterYear.create({
    data: {
      clusterId: cluster.id,
      year: file.year,
      theme: file.theme,
      motto: file.motto,
      headUnitId: idOf(file.headUnit),
      deputyUnitId: idOf(file.deputyUnit),
      registrationFrom: `${file.year}-01-01`,
      registrationTo: `${file.year}-07-31`,
      createdAt: now,
      memberships: { create: [...units.values()].map((unit, position) => ({ unitId: unit.id, position })) },
      pledgeItems: { create: file.pledgeItems.map(({ no, ...item }) => ({ ...item, number: no })) },
      titleTargets: {
        create: file.titleTargets.map((each) => ({
          ...each,
          percent: each.percent === null ? null : String(each.percent),
        })),
      },
    },
  });
  return tx.cluster.findUniqueOrThrow({ where: { id: cluster.id }, include });
}

/** The figures are recorded at 09:00 of their day. */
const recordedAtTime = "09:00";

/** Loads a year's targets with their history of progress, monthly reports and closed months. A year that has targets already is left alone. */
export async function loadTargets(
  tx: Tx,
  file: TargetsFile,
  { cluster, year: number }: { cluster: Loaded; year: number },
  calendar: Calendar,
): Promise<void> {
  const part = file.clusters.find((each) => each.clusterCode === cluster.code);
  const year = cluster.years.find((each) => each.year === number);
  if (!part || !year || (await tx.target.count({ where: { clusterYearId: year.id } })) > 0) return;
  const zone = cluster.timeZone;
  const at = (day: string) => instantAt(Temporal.PlainDate.from(day), recordedAtTime, zone);
  const registered = asDate(at(`${year.year}-01-02`));
  await tx.clusterYear.update({ where: { id: year.id }, data: { sampleLabel: file.label } });
  const items = await tx.pledgeItem.findMany({ where: { clusterYearId: year.id } });
  for (const unit of part.units) {
    const unitId = cluster.units.find((each) => each.code === unit.unitCode)?.id;
    if (unitId === undefined) throw new Error(`${cluster.code} has no unit ${unit.unitCode}`);
    for (const target of unit.targets) {
      const fields = {
        title: target.title,
        kind: target.kind,
        direction: target.direction,
        measure: target.unit,
        plan: target.plan === true ? "1" : String(target.plan),
        weight: String(target.weight),
        dueOn: target.dueOn,
      };
      const last = target.entries.at(-1);
      await tx.target.create({
        data: {
          ...fields,
          clusterYearId: year.id,
          unitId,
          number: Number(target.code.slice(2)),
          pledgeItemId: items.find((item) => item.number === target.pledgeItemNo)?.id ?? null,
          approval: "approved",
          createdAt: registered,
          current: last ? String(last.value) : null,
          currentOn: last?.on ?? null,
          done: last !== undefined && target.kind === "yesno" && last.value === 1,
          revisions: {
            create: {
              ...fields,
              number: 1,
              createdAt: registered,
              decision: "approved",
              decidedAt: registered,
            },
          },
          entries: {
            create: target.entries.map((entry) => ({
              clusterYearId: year.id,
              unitId,
              op: "set",
              value: String(entry.value),
              total: String(entry.value),
              done: target.kind === "yesno" && entry.value === 1,
              onDay: entry.on,
              recordedAt: asDate(at(entry.on)),
            })),
          },
        },
      });
    }
  }
  for (const unit of part.units) {
    const unitId = cluster.units.find((each) => each.code === unit.unitCode)?.id ?? 0;
    for (const report of unit.reports) {
      if (report.submittedOn === null) continue;
      await createReport(tx, {
        clusterYearId: year.id,
        unitId,
        month: report.month,
        sentAt: asDate(at(report.submittedOn)),
        sentById: null,
        figures: await figuresAt(tx, year.id, unitId, at(report.submittedOn)),
        actionId: null,
        attested: false,
      });
    }
  }
  for (const month of part.closedMonths) {
    const rows = await standingsAt(tx, year.id, endOfDay(lastDay(month), zone));
    const closedOn = calendar.nextWorkingDay(firstDay(nextMonth(month)));
    await tx.closedMonth.create({
      data: {
        clusterYearId: year.id,
        month,
        closedAt: asDate(instantAt(closedOn, "08:00", zone)),
        standings: JSON.stringify(rows),
      },
    });
  }
}

/** A past report's figures: the targets as of then. */
async function figuresAt(tx: Tx, clusterYearId: number, unitId: number, at: Temporal.Instant) {
  const figures = await figuresNow(tx, clusterYearId, unitId, at);
  const entries = await tx.progressEntry.findMany({
    where: { clusterYearId, unitId, recordedAt: { lte: asDate(at) } },
    include: { target: { select: { number: true } } },
    orderBy: { id: "asc" },
  });
  const current = new Map(entries.map((each) => [`CT${each.target.number}`, each]));
  return {
    ...figures,
    targets: figures.targets.map((each) => ({
      ...each,
      current: current.get(each.code)?.total ?? null,
      done: current.get(each.code)?.done ?? false,
    })),
  };
}

export interface IssuedInvite {
  cluster: string;
  /** The unit's name; null for a role of the whole cluster. */
  unit: string | null;
  role: RoleCode;
  code: string;
}

/** A fresh code per unit and role, and for the cluster's observers and operator. */
export async function issueInvites(tx: Tx, cluster: Loaded, now: Date): Promise<IssuedInvite[]> {
  const wanted: { unit: Unit | null; role: RoleCode }[] = [
    ...cluster.units.flatMap((unit) => [
      { unit, role: "focalOfficial" as const },
      { unit, role: "unitLeader" as const },
    ]),
    { unit: null, role: "observer" },
    { unit: null, role: "operator" },
  ];
  const issued: IssuedInvite[] = [];
  for (const { unit, role } of wanted) {
    const code = await issueJoinCode(
      tx,
      { clusterId: cluster.id, unitId: unit?.id ?? null, role, issuedById: null },
      now,
    );
    issued.push({ cluster: cluster.code, unit: unit?.name ?? null, role, code });
  }
  return issued;
}
