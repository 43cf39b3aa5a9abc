import { isHead, isMember } from "../domain/permission.ts";
import type { SeatedTurn } from "./turn.ts";

/** Targets, entries and evidence: own rows for members, every submitted row for the head; nobody else sees any. */
export const maySee = (turn: SeatedTurn, unitId: number): boolean =>
  isHead(turn.seat.position) || (isMember(turn.seat.position) && turn.seat.unit?.id === unitId);

/** Says that somebody else's rows stay closed to them. */
export const refuseSight = (turn: SeatedTurn): Promise<void> =>
  turn.reply({
    html: turn.say(isMember(turn.seat.position) ? "targets:othersRefused" : "targets:observerRefused"),
    choices: [[{ label: turn.say.plain("common:button.standings"), data: "standings" }]],
  });
