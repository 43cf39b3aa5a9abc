import { type ClusterKind, type RoleCode, yearOn } from "../domain/cluster.ts";
import type { Position } from "../domain/permission.ts";
import type { Cluster, ClusterYear, Person, Role, Unit } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";

/** One role somebody holds, with the cluster, the year and the unit it stands for. */
export interface Seat {
  role: Role & { code: RoleCode };
  cluster: Cluster & { kind: ClusterKind };
  year: ClusterYear;
  unit: Unit | null;
  position: Position;
}

type RoleRow = Role & { cluster: (Cluster & { years: ClusterYear[] }) | null; unit: Unit | null };

const include = { cluster: { include: { years: true } }, unit: true } as const;

function seatOf(role: RoleRow, calendarYear: number): Seat | null {
  const year = role.cluster && yearOn(role.cluster.years, calendarYear);
  if (!role.cluster || !year) return null;
  return {
    role: role as Seat["role"],
    cluster: role.cluster as Seat["cluster"],
    year,
    unit: role.unit,
    position: {
      personId: role.personId,
      role: role.code as RoleCode,
      unitId: role.unitId,
      headUnitId: year.headUnitId,
      deputyUnitId: year.deputyUnitId,
    },
  };
}

/** Every role the person holds now, oldest first. */
export async function seatsOf(tx: Tx, personId: number, calendarYear: number): Promise<Seat[]> {
  const roles = await tx.role.findMany({
    where: { personId, endedAt: null },
    include,
    orderBy: { id: "asc" },
  });
  return roles.flatMap((role) => seatOf(role, calendarYear) ?? []);
}

/** The role the person acts in: the one they picked, else the first. Read anew at each step, so a change of role counts at once. */
export async function activeSeat(tx: Tx, person: Person, calendarYear: number): Promise<Seat | null> {
  const seats = await seatsOf(tx, person.id, calendarYear);
  return seats.find((seat) => seat.role.id === person.activeRoleId) ?? seats[0] ?? null;
}
