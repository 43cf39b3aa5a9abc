import type { Temporal } from "temporal-polyfill";
import type { Calendar } from "../domain/calendar.ts";
import type { UnitFacts } from "../domain/score-facts.ts";
import { targetCode } from "../domain/target.ts";
import type { ClusterYear } from "./generated/sqlite/client.ts";
import type { Tx } from "./open.ts";
import { reportsOfYear } from "./report-year.ts";

/** What is known of each member unit that a scoring table may ask for, by unit id. */
export async function unitFacts(
  tx: Tx,
  year: ClusterYear,
  here: { calendar: Calendar; zone: string; now: Temporal.Instant },
): Promise<Map<number, UnitFacts>> {
  const targets = await tx.target.findMany({
    where: { clusterYearId: year.id, approval: "approved" },
    orderBy: { number: "asc" },
  });
  return new Map(
    (await reportsOfYear(tx, year, here)).map(({ unit, marks }) => [
      unit.id,
      {
        reports: marks
          .filter((each) => each.mark !== "notDue")
          .map((each) => ({
            dueOn: each.due.day.toString(),
            sentAt: each.sentAt?.toString() ?? null,
            late: each.mark === "late",
          })),
        targets: targets
          .filter((each) => each.unitId === unit.id)
          .map(({ number, title, kind, plan, current }) => ({
            code: targetCode(number),
            title,
            kind,
            plan,
            current,
          })),
      },
    ]),
  );
}
