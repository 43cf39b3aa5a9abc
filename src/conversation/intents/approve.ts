import { z } from "zod";
import { normalize } from "../../domain/vietnamese/fold.ts";
import { readNumber } from "../../domain/vietnamese/numbers.ts";
import {
  approveAll,
  approveOne,
  askReason,
  askWeight,
  decidable,
  returnWith,
  weigh,
} from "../approving/decide.ts";
import { showRow, showUnit, showWaiting } from "../approving/waiting.ts";
import type { DialogueStep, Intent, MemberTurn, Turn } from "../turn.ts";
import { asMember } from "../who-may.ts";

/** Is there anything this person might ever decide on? Otherwise they are told whose task it is. */
function decides(turn: MemberTurn): boolean {
  const { unitId, headUnitId, deputyUnitId } = turn.seat.position;
  return unitId !== null && (unitId === headUnitId || unitId === deputyUnitId);
}

async function asDecider(turn: Turn, step: (turn: MemberTurn) => Promise<void>): Promise<void> {
  await asMember(turn, async (member) => {
    if (decides(member)) return step(member);
    await turn.reply({ html: turn.say("common:headOnly") });
  });
}

/** The row that a reason or a weight is asked for. */
const questionSchema = z.object({ revisionId: z.number() });

const duyet = (turn: Turn) => asDecider(turn, showWaiting);

const inDialogue =
  (step: (turn: MemberTurn, id: number, text: string) => Promise<DialogueStep>) =>
  async (turn: Turn, stored: unknown): Promise<DialogueStep> => {
    const state = questionSchema.safeParse(stored);
    const { content } = turn.inbound;
    if (!state.success || content.kind !== "text") return "pass";
    let result: DialogueStep = "handled";
    await asDecider(turn, async (member) => {
      result = await step(member, state.data.revisionId, normalize(content.text).trim());
    });
    return result;
  };

export const approve: Intent = {
  commands: { duyet, approve: duyet },
  presses: {
    approve: (turn, [name, id, extra]) =>
      asDecider(turn, async (member) => {
        const number = Number(id) || 0;
        switch (name) {
          case undefined:
            return showWaiting(member);
          case "u":
            return showUnit(member, number, extra === undefined ? null : Number(extra) || 0);
          case "r": {
            const revision = await decidable(member, number);
            return revision ? showRow(member, revision) : undefined;
          }
          case "ok":
            return approveOne(member, number);
          case "fix":
            return askReason(member, number);
          case "w":
            return askWeight(member, number);
          case "all":
            return approveAll(member, number, Number(extra) || 0);
        }
        await turn.reply({ html: turn.say("common:staleButton") });
      }),
    weigh: (turn, [version, value]) =>
      asDecider(turn, async (member) => {
        const state = questionSchema.safeParse(turn.dialogue?.state);
        const isOpen = turn.dialogue?.kind === "approveWeight" && String(turn.dialogue.version) === version;
        if (!isOpen || !state.success) return turn.reply({ html: turn.say("common:staleButton") });
        await weigh(member, state.data.revisionId, Number(value) || 0);
      }),
  },
  dialogues: {
    approveReason: inDialogue(returnWith),
    approveWeight: inDialogue(async (turn, id, text) => {
      const value = readNumber(text);
      if (typeof value !== "number") return "pass";
      await weigh(turn, id, value);
      return "handled";
    }),
  },
};
