import type { Unit } from "../../store/generated/sqlite/client.ts";
import type { Intent, MemberTurn, Turn } from "../turn.ts";
import { asHead } from "../who-may.ts";

export async function remindUnits(turn: MemberTurn, _unit: Unit | null): Promise<void> {
  await turn.reply({ html: turn.say("common:staleButton") });
}

export async function callListText(turn: Turn, _clusterId: number): Promise<string> {
  return turn.say("common:staleButton");
}

export const callList: Intent = {
  commands: { chuanop: (turn) => asHead(turn, async () => undefined) },
  presses: { calls: (turn) => asHead(turn, async () => undefined) },
};
