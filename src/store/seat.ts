import { type ClusterKind, type RoleCode, yearOn } from "../domain/cluster.ts";
import type { Position } from "../domain/permission.ts";
import { type Cluster, type ClusterYear, type Person, Prisma, type Unit } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

/** One role somebody holds, with the cluster, the year and the unit it stands for. */
export interface Seat {
  role: { id: number; code: RoleCode };
  cluster: Cluster & { kind: ClusterKind };
  year: ClusterYear;
  unit: Unit | null;
  position: Position;
}

/** One role in one year; columns are prefixed with the table they come from. */
export interface SeatRow {
  roleId: number;
  roleCode: string;
  clusterId: number;
  clusterCode: string;
  clusterKind: string;
  clusterName: string;
  clusterShortName: string;
  timeZone: string;
  clusterCreatedAt: string | Date;
  yearCreatedAt: string | Date;
  yearId: number;
  year: number;
  theme: string | null;
  motto: string | null;
  headUnitId: number | null;
  deputyUnitId: number | null;
  registrationFrom: string;
  registrationTo: string;
  reportDueDay: number;
  reportDueTime: string;
  windowFromDay: number | null;
  windowToDay: number | null;
  provisionalVisible: boolean | number;
  addressForm: string;
  sampleLabel: string | null;
  unitId: number | null;
  unitCode: string | null;
  unitName: string | null;
  unitShortName: string | null;
  unitAliases: string | null;
}

function seatOf(row: SeatRow, personId: number): Seat {
  const unit =
    row.unitId === null
      ? null
      : {
          id: row.unitId,
          clusterId: row.clusterId,
          code: row.unitCode ?? "",
          name: row.unitName ?? "",
          shortName: row.unitShortName ?? "",
          aliases: row.unitAliases ?? "[]",
        };
  const role = row.roleCode as RoleCode;
  const { headUnitId, deputyUnitId } = row;
  return {
    role: { id: row.roleId, code: role },
    cluster: {
      id: row.clusterId,
      code: row.clusterCode,
      kind: row.clusterKind as ClusterKind,
      name: row.clusterName,
      shortName: row.clusterShortName,
      timeZone: row.timeZone,
      createdAt: new Date(row.clusterCreatedAt),
    },
    year: {
      id: row.yearId,
      clusterId: row.clusterId,
      year: row.year,
      theme: row.theme,
      motto: row.motto,
      headUnitId,
      deputyUnitId,
      registrationFrom: row.registrationFrom,
      registrationTo: row.registrationTo,
      reportDueDay: row.reportDueDay,
      reportDueTime: row.reportDueTime,
      windowFromDay: row.windowFromDay,
      windowToDay: row.windowToDay,
      provisionalVisible: Boolean(row.provisionalVisible),
      addressForm: row.addressForm,
      sampleLabel: row.sampleLabel,
      createdAt: new Date(row.yearCreatedAt),
    },
    unit,
    position: { personId, role, unitId: row.unitId, headUnitId, deputyUnitId },
  };
}

/** What a seat is made of: the columns, and the tables joined to a role `r`. */
export const seatColumns = Prisma.sql`r."id" AS "roleId", r."code" AS "roleCode",
  c."id" AS "clusterId", c."code" AS "clusterCode", c."kind" AS "clusterKind", c."name" AS "clusterName",
  c."shortName" AS "clusterShortName", c."timeZone", c."createdAt" AS "clusterCreatedAt",
  y."createdAt" AS "yearCreatedAt", y."id" AS "yearId", y."year", y."theme", y."motto", y."headUnitId",
  y."deputyUnitId", y."registrationFrom", y."registrationTo", y."reportDueDay", y."reportDueTime",
  y."windowFromDay", y."windowToDay", y."provisionalVisible", y."addressForm", y."sampleLabel",
  u."id" AS "unitId", u."code" AS "unitCode", u."name" AS "unitName", u."shortName" AS "unitShortName",
  u."aliases" AS "unitAliases"`;

/** Each role with every year of its cluster: those of the year that is meant are the seats, oldest role first. */
export function seatsFrom(rows: readonly SeatRow[], personId: number, calendarYear: number): Seat[] {
  const byRole = new Map<number, SeatRow[]>();
  for (const row of rows) byRole.set(row.roleId, [...(byRole.get(row.roleId) ?? []), row]);
  return [...byRole.values()].flatMap((years) => {
    const meant = yearOn(years, calendarYear);
    return meant ? [seatOf(meant, personId)] : [];
  });
}

/** Every role the person holds now, oldest first, each in the year that is meant on a day of `calendarYear`. */
export async function seatsOf(tx: Tx, personId: number, calendarYear: number): Promise<Seat[]> {
  const rows = await tx.$queryRaw<SeatRow[]>`
    SELECT ${seatColumns} FROM "Role" r
    JOIN "Cluster" c ON c."id" = r."clusterId"
    JOIN "ClusterYear" y ON y."clusterId" = c."id"
    LEFT JOIN "Unit" u ON u."id" = r."unitId"
    WHERE r."personId" = ${personId} AND r."endedAt" IS NULL
    ORDER BY r."id"`;
  return seatsFrom(rows, personId, calendarYear);
}

/** The role the person acts in: the one they picked, else the first. */
export const pickSeat = (seats: readonly Seat[], activeRoleId: number | null): Seat | null =>
  seats.find((seat) => seat.role.id === activeRoleId) ?? seats[0] ?? null;

/** The role the person acts in, read anew at each step, so that a change of role counts at once. */
export async function activeSeat(
  tx: Tx,
  person: Pick<Person, "id" | "activeRoleId">,
  calendarYear: number,
): Promise<Seat | null> {
  return pickSeat(await seatsOf(tx, person.id, calendarYear), person.activeRoleId);
}

/** The same seat in another of its cluster's years, whose head and deputy then decide; null when it has no such year. */
export async function seatIn(
  tx: Tx,
  seat: Seat,
  which: { year: number } | { id: number },
): Promise<Seat | null> {
  const year = await tx.clusterYear.findFirst({ where: { ...which, clusterId: seat.cluster.id } });
  if (!year) return null;
  const { headUnitId, deputyUnitId } = year;
  return { ...seat, year, position: { ...seat.position, headUnitId, deputyUnitId } };
}
