import { normalize } from "../../domain/vietnamese/fold.ts";
import type { Ask, Register } from "../../domain/vietnamese/meaning.ts";
import { answer, pressed } from "../registering/answer.ts";
import { answerWithdraw, askWithdraw, startChange, withdraw } from "../registering/change.ts";
import { openList, registerList } from "../registering/list.ts";
import { readDraft } from "../registering/read-draft.ts";
import { readList } from "../registering/read-list.ts";
import {
  fresh,
  goOn,
  type Registration,
  readingPlace,
  registrationSchema,
  windowFault,
} from "../registering/registration.ts";
import { typedText } from "../registering/typed-text.ts";
import type { DialogueStep, Intent, MemberTurn, Turn } from "../turn.ts";
import { asMember } from "../who-may.ts";

/** A sentence, or a list of lines, that registers. */
async function begin(turn: MemberTurn, text: string): Promise<void> {
  const fault = windowFault(turn);
  if (fault) return turn.reply({ html: fault });
  const place = readingPlace(turn);
  const lines = readList(text, place);
  if (lines) return openList(turn, lines);
  const { draft, open } = readDraft(normalize(text).trim(), place);
  const candidates = open?.about === "value" ? open.candidates.map(Number) : [];
  const note = open?.about === "date" ? turn.say("register:ask.dayWrong") : undefined;
  await goOn(turn, { ...fresh(draft), candidates }, note);
}

/** What understand() made of the message decided that it registers; here its parts are read. */
export async function startRegistration(
  turn: MemberTurn,
  meaning: Register | Ask,
  text: string,
): Promise<void> {
  if (meaning.intent === "register" && meaning.title === null && !/\n/.test(text)) return begin(turn, "");
  await begin(turn, typedText(turn, text));
}

function openState(turn: Turn, version: string): Registration | null {
  if (turn.dialogue?.kind !== "register" || String(turn.dialogue.version) !== version) return null;
  const state = registrationSchema.safeParse(turn.dialogue.state);
  return state.success ? state.data : null;
}

const dangky = (turn: Turn, rest: string) =>
  asMember(turn, (member) =>
    begin(
      member,
      rest && turn.inbound.content.kind === "text"
        ? turn.inbound.content.text.replace(/^\s*\/\S+\s?/, "")
        : rest,
    ),
  );

export const register: Intent = {
  commands: { dangky, register: dangky },
  presses: {
    register: (turn, [version, choice = ""]) =>
      asMember(turn, async (member) => {
        if (version === undefined) return begin(member, "");
        const state = openState(turn, version);
        if (!state) return turn.reply({ html: turn.say("register:done") });
        await pressed(member, state, choice);
      }),
    change: (turn, [id]) => asMember(turn, (member) => startChange(member, Number(id) || 0)),
    withdraw: (turn, [id, yes]) =>
      asMember(turn, (member) =>
        yes === "yes" ? withdraw(member, Number(id) || 0) : askWithdraw(member, Number(id) || 0),
      ),
    ...registerList.presses,
  },
  dialogues: {
    async register(turn, stored) {
      const state = registrationSchema.safeParse(stored);
      const { content } = turn.inbound;
      if (!state.success || content.kind !== "text") return "pass";
      let step: DialogueStep = "handled";
      await asMember(turn, async (member) => {
        step = await answer(member, state.data, normalize(content.text).trim());
      });
      return step;
    },
    async withdraw(turn, stored) {
      const { content } = turn.inbound;
      if (content.kind !== "text") return "pass";
      let step: DialogueStep = "handled";
      await asMember(turn, async (member) => {
        step = await answerWithdraw(member, stored, normalize(content.text).trim());
      });
      return step;
    },
    ...registerList.dialogues,
  },
};
