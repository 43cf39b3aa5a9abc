import { isMember } from "../domain/permission.ts";
import type { Inbound } from "../shared/messages.ts";
import { type AtHand, type AtHandRow, atHandColumns, atHandOf } from "./at-hand.ts";
import type { StoredDialogue } from "./dialogues.ts";
import { type Address, type Person, Prisma } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { pickSeat, type Seat, type SeatRow, seatColumns, seatsFrom } from "./seat.ts";

/** Somebody who has joined, writing in their own chat: all that a step of the talk begins with. */
export interface Speaker {
  address: Address;
  person: Person;
  seat: Seat | null;
  dialogue: StoredDialogue | null;
  /** What a text is understood with, in the role's year; made of what was read when it is asked for. */
  atHand(): AtHand;
}

type Moment = string | Date;
type Row = Omit<SeatRow, "roleId"> & {
  roleId: number | null;
  addressId: number;
  addressBot: string;
  addressTitle: string;
  addressCreatedAt: Moment;
  unreachableSince: Moment | null;
  personId: number;
  displayName: string;
  language: string;
  activeRoleId: number | null;
  preferredChannel: string | null;
  reminderLevel: string;
  reminderTime: string;
  noticeVersion: number;
  agreedAt: Moment;
  personCreatedAt: Moment;
  erasedAt: Moment | null;
  dialogueKind: string | null;
  dialogueState: string | null;
  dialogueVersion: number | null;
} & AtHandRow;

const date = (moment: Moment | null) => (moment === null ? null : new Date(moment));

/**
 * Who writes, in which role, which question is open, and what a text is understood with, in one statement: it is asked before
 * every answer. Null for a
 * group, a stranger, somebody who was unreachable until now: they are looked up table by table.
 */
export async function speakerOf(tx: Tx, inbound: Inbound, calendarYear: number): Promise<Speaker | null> {
  if (inbound.chat.kind === "group") return null;
  const rows = await tx.$queryRaw<Row[]>`
    SELECT a."id" AS "addressId", a."bot" AS "addressBot", a."title" AS "addressTitle", a."createdAt" AS "addressCreatedAt", a."unreachableSince",
      p."id" AS "personId", p."displayName", p."language", p."activeRoleId", p."preferredChannel", p."reminderLevel", p."reminderTime",
      p."noticeVersion", p."agreedAt", p."createdAt" AS "personCreatedAt", p."erasedAt",
      d."kind" AS "dialogueKind", d."state" AS "dialogueState", d."version" AS "dialogueVersion",
      ${seatColumns}, ${atHandColumns(tx, Prisma.sql`y."id"`, Prisma.sql`r."unitId"`)}
    FROM "Address" a
    JOIN "Person" p ON p."id" = a."personId"
    LEFT JOIN "Dialogue" d ON d."key" = 'person:' || p."id"
    LEFT JOIN "Role" r ON r."personId" = p."id" AND r."endedAt" IS NULL
    LEFT JOIN "Cluster" c ON c."id" = r."clusterId"
    LEFT JOIN "ClusterYear" y ON y."clusterId" = c."id"
    LEFT JOIN "Unit" u ON u."id" = r."unitId"
    WHERE a."channel" = ${inbound.channel} AND a."externalId" = ${inbound.chat.id}
    ORDER BY r."id"`;
  const [row] = rows;
  if (!row || row.unreachableSince !== null) return null;
  const held = rows.filter((each): each is Row & SeatRow => each.roleId !== null && each.yearId !== null);
  const seat = pickSeat(seatsFrom(held, row.personId, calendarYear), row.activeRoleId);
  const seated = held.find((each) => each.roleId === seat?.role.id && each.yearId === seat.year.id);
  return {
    address: {
      id: row.addressId,
      channel: inbound.channel,
      bot: row.addressBot,
      externalId: inbound.chat.id,
      kind: "private",
      title: row.addressTitle,
      personId: row.personId,
      clusterId: null,
      unreachableSince: null,
      unreachableReason: null,
      createdAt: new Date(row.addressCreatedAt),
    },
    person: {
      id: row.personId,
      displayName: row.displayName,
      language: row.language,
      activeRoleId: row.activeRoleId,
      preferredChannel: row.preferredChannel,
      reminderLevel: row.reminderLevel,
      reminderTime: row.reminderTime,
      noticeVersion: row.noticeVersion,
      agreedAt: new Date(row.agreedAt),
      createdAt: new Date(row.personCreatedAt),
      erasedAt: date(row.erasedAt),
    },
    seat,
    dialogue: row.dialogueKind
      ? {
          kind: row.dialogueKind,
          state: JSON.parse(row.dialogueState ?? "{}") as unknown,
          version: row.dialogueVersion ?? 0,
        }
      : null,
    atHand: () =>
      seat && seated
        ? atHandOf(seated, isMember(seat.position) ? seat.position.unitId : null)
        : { units: [], targets: [] },
  };
}
