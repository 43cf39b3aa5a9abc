import { approvalOf } from "../../domain/permission.ts";
import { type Recipient, recipientsOf } from "../../store/recipients.ts";
import type { MemberTurn, SeatedTurn } from "../turn.ts";

/** The people who act for a unit, without one of them. */
export async function peopleOf(
  turn: SeatedTurn,
  unitId: number,
  without: number | null,
): Promise<Recipient[]> {
  const { seat } = turn;
  const people = await recipientsOf(turn.tx, {
    clusterId: seat.cluster.id,
    addressForm: seat.year.addressForm,
    clusterKind: seat.cluster.kind,
    unitIds: [unitId],
    roles: ["focalOfficial", "unitLeader"],
  });
  return people.filter((each) => each.personId !== without);
}

/** Who may decide on what this person registers: the head, for the head's own rows the deputy or a second person there. */
export async function decidersFor(turn: MemberTurn): Promise<Recipient[]> {
  const { headUnitId, deputyUnitId } = turn.seat.year;
  const unitId = turn.seat.unit.id;
  const by = unitId === headUnitId ? (deputyUnitId ?? headUnitId) : headUnitId;
  if (by === null) return [];
  const people = await peopleOf(turn, by, turn.person.id);
  const row = { unitId, createdById: turn.person.id };
  return people.filter((each) => {
    const position = { personId: each.personId, role: each.role, unitId: by, headUnitId, deputyUnitId };
    return approvalOf(position, row) !== "no";
  });
}

/** The year's deputy unit by name; null when there is none. */
export async function deputyName(turn: MemberTurn): Promise<string | null> {
  const { deputyUnitId } = turn.seat.year;
  return (await turn.units()).find((each) => each.id === deputyUnitId)?.name ?? null;
}
