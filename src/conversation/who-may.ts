import { isHead, isMember, maySetUp } from "../domain/permission.ts";
import type { MemberTurn, SeatedTurn, Turn } from "./turn.ts";
import { inYear } from "./year-turn.ts";

/** Runs the step for somebody who holds a role; others are told how to join. */
export async function asSeated(turn: Turn, step: (turn: SeatedTurn) => Promise<void>): Promise<void> {
  if (turn.person && turn.seat) return step(turn as SeatedTurn);
  await turn.reply({ html: turn.say(turn.person ? "common:noRole" : "join:codeNeeded") });
}

/** Runs the step for a focal official or leader of a member unit. */
export async function asMember(turn: Turn, step: (turn: MemberTurn) => Promise<void>): Promise<void> {
  await asSeated(turn, async (seated) => {
    if (isMember(seated.seat.position)) return step(seated as MemberTurn);
    await turn.reply({ html: turn.say("common:membersOnly") });
  });
}

/** Runs the step for a person of the year's head unit. */
export async function asHead(turn: Turn, step: (turn: MemberTurn) => Promise<void>): Promise<void> {
  await asSeated(turn, async (seated) => {
    if (isHead(seated.seat.position)) return step(seated as MemberTurn);
    await turn.reply({ html: turn.say("common:headOnly") });
  });
}

/** The same in the year that something belongs to, whose head decides about it; `null`, or no such year: in today's. */
export async function asHeadIn(
  turn: Turn,
  which: { year: number } | { id: number } | null,
  step: (turn: MemberTurn) => Promise<void>,
): Promise<void> {
  await asSeated(turn, async (here) => asHead((which && (await inYear(here, which))) ?? here, step));
}

/** Runs the step for the operator or a person of the head unit. */
export async function asSetter(turn: Turn, step: (turn: SeatedTurn) => Promise<void>): Promise<void> {
  await asSeated(turn, async (seated) => {
    if (maySetUp(seated.seat.position)) return step(seated);
    await turn.reply({ html: turn.say("common:operatorOnly") });
  });
}
