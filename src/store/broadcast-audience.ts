import type { Temporal } from "temporal-polyfill";
import { z } from "zod";
import type { Calendar } from "../domain/calendar.ts";
import { lateUnits, missingReports } from "./call-list.ts";
import type { BroadcastRow } from "./find-broadcast.ts";
import type { Tx } from "./open.ts";
import { type Recipient, recipientsOf } from "./recipients.ts";
import { memberUnits } from "./standings.ts";

const roleShape = z.enum(["focalOfficial", "unitLeader"]);
/** Only people in that role; null: all. Rows written before it existed have none. */
const onlyRole = roleShape.nullable().default(null);
/** Who a broadcast is for. `late` names the units that were late when it was written; those that have reported since are left out. */
export const audienceShape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("all") }),
  z.object({ kind: z.literal("late"), unitIds: z.array(z.number()), role: onlyRole }),
  z.object({ kind: z.literal("units"), unitIds: z.array(z.number()), role: onlyRole }),
  z.object({ kind: z.literal("role"), role: roleShape }),
]);
export type BroadcastAudience = z.input<typeof audienceShape>;

/** A picture that goes out with it. */
export const imageShape = z.object({ sha256: z.string(), mediaType: z.string(), fileName: z.string() });

/** What the column holds besides the audience: what a picture is called, and the draft it was written from. */
export const storedAudience = z.object({
  audience: audienceShape,
  image: imageShape.omit({ sha256: true }).nullable(),
  draft: z.number().nullable(),
});

interface YearHere {
  id: number;
  addressForm: string;
  cluster: { id: number; kind: string };
}

/** Everybody in the year's units the audience means, once each, without whoever writes. */
export async function broadcastRecipients(
  tx: Tx,
  year: YearHere,
  audience: BroadcastAudience,
  byId: number,
): Promise<Recipient[]> {
  const members = (await memberUnits(tx, year.id)).map((unit) => unit.id);
  const named = "unitIds" in audience ? members.filter((id) => audience.unitIds.includes(id)) : members;
  const people = await recipientsOf(tx, {
    clusterId: year.cluster.id,
    addressForm: year.addressForm,
    clusterKind: year.cluster.kind,
    unitIds: named,
    roles: "role" in audience && audience.role ? [audience.role] : ["focalOfficial", "unitLeader"],
  });
  return people.filter((each) => each.personId !== byId);
}

/** Those the audience means at this moment. */
export async function recipientsNow(
  tx: Tx,
  row: BroadcastRow,
  { calendar, now }: { calendar: Calendar; now: Temporal.Instant },
): Promise<Recipient[]> {
  const { clusterYear } = row;
  const { cluster } = clusterYear;
  let audience: BroadcastAudience = storedAudience.parse(JSON.parse(row.audience)).audience;
  if (audience.kind === "late") {
    const missing = await missingReports(tx, { year: clusterYear, cluster, now, calendar });
    const late = new Set(lateUnits(missing).map((unit) => unit.id));
    audience = { ...audience, unitIds: audience.unitIds.filter((id) => late.has(id)) };
  }
  return broadcastRecipients(tx, clusterYear, audience, row.byId);
}
