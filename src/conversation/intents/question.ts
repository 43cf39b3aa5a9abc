import { targetCode } from "../../domain/target.ts";
import type { Ask } from "../../domain/vietnamese/meaning.ts";
import { targetsWithout } from "../../store/edited-messages.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import { targetsOfUnit } from "../../store/targets.ts";
import { lookAgain } from "../asking/look-again.ts";
import { choicesOf, questionLines } from "../asking/show.ts";
import {
  asItem,
  type OpenItem,
  openIndex,
  type QuestionState,
  questionOf,
  questionSchema,
  saidIn,
} from "../asking/state.ts";
import { type Answer, readAnswer } from "../asking/typed-answer.ts";
import { unknownCodes } from "../asking/unknown-codes.ts";
import { recordProgress } from "../record-progress.ts";
import type { DialogueStep, Intent, MemberTurn, Turn } from "../turn.ts";
import { replaceable } from "../undoing/take-back.ts";
import { asMember } from "../who-may.ts";

/** The targets that can be reported on, as they stand without what the answer replaces. */
async function reportable(turn: MemberTurn, replaces: number | null): Promise<Target[]> {
  const all = await targetsOfUnit(turn.tx, turn.seat.year.id, turn.seat.unit.id);
  const own = all.filter((each) => each.kind !== "title");
  return replaces === null ? own : targetsWithout(turn.tx, own, replaces);
}

/** Asks the one open part, with what is known kept beside it. */
async function askOpenPart(turn: MemberTurn, state: QuestionState, note: string[] = []): Promise<void> {
  const targets = await reportable(turn, state.replaces);
  if (targets.length === 0) return turn.reply({ html: turn.say("progress:noTargets") });
  // An open question about a target can always be answered from the list.
  const full: QuestionState =
    state.about === "target" && state.candidates.length === 0
      ? { ...state, candidates: targets.map((each) => targetCode(each.number)) }
      : state;
  const version = await turn.ask("question", full);
  await turn.reply({
    html: [...note, ...questionLines(turn, full, targets)].join("\n"),
    choices: choicesOf(turn, full, targets, version),
  });
}

/** Opens the question that a message left open; `replaces` is the report whose message was edited. */
export async function openQuestion(
  turn: MemberTurn,
  ask: Ask,
  replaces: number | null = null,
): Promise<void> {
  const text = saidIn(turn);
  const state = questionOf(ask, text, replaces);
  if (!state) return;
  const isUnnamed = state.items.some((each) => each.target === null);
  const own = isUnnamed ? await targetsOfUnit(turn.tx, turn.seat.year.id, turn.seat.unit.id) : [];
  const codes = isUnnamed ? unknownCodes(text, own) : [];
  await askOpenPart(
    turn,
    state,
    codes.length > 0 ? [turn.say("progress:ask.unknownCode", { codes: codes.join(", ") })] : [],
  );
}

/** Asks the next open part, or records everything. */
async function settle(turn: MemberTurn, state: QuestionState, items: OpenItem[]): Promise<void> {
  await turn.closeDialogue();
  if (items.length === 0) return turn.reply({ html: turn.say("progress:none") });
  const next = (about: QuestionState["about"], known: OpenItem[], candidates: QuestionState["candidates"]) =>
    askOpenPart(turn, { ...state, about, items: known, candidates });
  if (items.some((each) => each.target === null)) return next("target", items, []);
  // What was answered can be odd in its turn: "12" may be far below what CT2 has.
  const targets = await reportable(turn, state.replaces);
  const checked = items.map((each) => lookAgain(each, targets, state));
  const open = checked.find((each) => each.value === null);
  if (open) return next("value", checked, open.readings ?? []);
  const undated = checked.find((each) => each.on === null);
  if (undated) {
    const days = (undated.readings ?? []).filter((each) => typeof each === "string");
    return next("date", checked, days);
  }
  if (checked.some((each) => each.odd && !each.sure)) return next("confirm", checked, []);
  const replaces = state.replaces === null ? null : await replaceable(turn, state.replaces);
  await recordProgress(turn, checked.map(asItem), { corrects: state.corrects, replaces });
}

function picked(state: QuestionState, item: OpenItem, answer: string | number): OpenItem {
  if (state.about === "target") return { ...item, target: String(answer) };
  if (state.about === "date") return { ...item, on: String(answer) };
  // Whether the figure picked reaches the plan shows when it is recorded.
  const { done: _, ...rest } = item;
  return { ...rest, value: Number(answer), op: "set", sure: true };
}

/** A figure said anew keeps the day that was said before. */
const saidAnew = (item: OpenItem, anew: OpenItem): OpenItem =>
  item.on === undefined || anew.on !== undefined ? anew : { ...anew, on: item.on };

async function act(turn: MemberTurn, state: QuestionState, answer: Answer): Promise<DialogueStep> {
  const index = openIndex(state);
  const replaced = (change: (item: OpenItem) => OpenItem) =>
    state.items.map((item, at) => (at === index ? change(item) : item));
  switch (answer.kind) {
    case "pass":
      return "pass";
    case "again":
      await askOpenPart(turn, state);
      return "handled";
    case "no":
      await turn.closeDialogue();
      await turn.reply({ html: turn.say("common:cancelled") });
      return "handled";
    case "skip": {
      const rest = state.items.filter((_, at) => at !== index);
      if (rest.length === 0 || state.about === "confirm") return act(turn, state, { kind: "no" });
      await settle(turn, state, rest);
      return "handled";
    }
    case "yes":
      await settle(
        turn,
        state,
        state.items.map((item): OpenItem => ({ ...item, sure: true })),
      );
      return "handled";
    case "pick":
      await settle(
        turn,
        state,
        replaced((item) => picked(state, item, answer.picked)),
      );
      return "handled";
    case "item":
      await settle(
        turn,
        state,
        replaced((item) => saidAnew(item, answer.item)),
      );
      return "handled";
  }
}

const readState = (turn: Turn): QuestionState | null =>
  turn.dialogue?.kind === "question" ? (questionSchema.safeParse(turn.dialogue.state).data ?? null) : null;

/** A button of the question. */
function pressed(state: QuestionState, choice: string): Answer {
  if (choice === "yes" || choice === "no") return { kind: state.about === "confirm" ? choice : "pass" };
  if (choice === "skip") return { kind: "skip" };
  const answer = state.candidates[/^\d+$/.test(choice) ? Number(choice) : -1];
  return answer === undefined ? { kind: "pass" } : { kind: "pick", picked: answer };
}

export const question: Intent = {
  presses: {
    ask: (turn, [version, choice = ""]) =>
      asMember(turn, async (member) => {
        const state = String(turn.dialogue?.version) === version ? readState(turn) : null;
        const step = state ? await act(member, state, pressed(state, choice)) : "pass";
        if (step === "pass") await turn.reply({ html: turn.say("common:staleButton") });
      }),
  },
  dialogues: {
    async question(turn) {
      const state = readState(turn);
      const { content } = turn.inbound;
      if (!state || content.kind !== "text") return "pass";
      let step: DialogueStep = "handled";
      await asMember(turn, async (member) => {
        const targets = await reportable(member, state.replaces);
        step = await act(member, state, readAnswer(member, state, targets, content.text));
      });
      return step;
    },
  },
};
