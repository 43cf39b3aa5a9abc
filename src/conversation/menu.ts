import { isHead, isMember } from "../domain/permission.ts";
import type { Choice } from "../shared/messages.ts";
import type { Turn } from "./turn.ts";

/** The few things this person does most, as buttons. */
export function mainMenu(turn: Pick<Turn, "say" | "seat">): Choice[][] {
  const { say, seat } = turn;
  if (!seat) return [];
  const button = (label: string, data: string): Choice => ({ label: say.plain(label), data });
  const standings = button("common:button.standings", "standings");
  if (isMember(seat.position)) {
    const rows = [
      [button("common:button.reportProgress", "progress"), button("common:button.myTargets", "targets")],
      [button("common:button.sendMonthReport", "report"), standings],
    ];
    if (isHead(seat.position)) {
      rows.push([button("common:button.approve", "approve"), button("common:button.callList", "calls")]);
      rows.push([button("common:button.broadcast", "broadcast"), button("common:button.unit", "unit")]);
    }
    return rows;
  }
  return [[standings, button("common:button.unit", "unit")]];
}
