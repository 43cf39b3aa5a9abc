import { z } from "zod";
import { targetCode } from "../../domain/target.ts";
import type { Item, TargetView } from "../../domain/vietnamese/meaning.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { understand, understandAbout } from "../../domain/vietnamese/understand.ts";
import type { Choice } from "../../shared/messages.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import { targetsOfUnit } from "../../store/targets.ts";
import { isoDay } from "../days.ts";
import { recordProgress } from "../record-progress.ts";
import { figureAgainstPlan, targetName } from "../target-text.ts";
import type { DialogueStep, Intent, MemberTurn, Turn } from "../turn.ts";
import { targetViews } from "../views.ts";
import { asMember } from "../who-may.ts";
import { openQuestion } from "./question.ts";

const howMuchState = z.object({ targetId: z.number() });

async function reportable(turn: MemberTurn): Promise<Target[]> {
  const all = await targetsOfUnit(turn.tx, turn.seat.year.id, turn.seat.unit.id);
  return all.filter((target) => target.kind !== "title");
}

/** The list to pick from, unfinished targets first. */
async function pick(turn: MemberTurn): Promise<void> {
  const targets = await reportable(turn);
  if (targets.length === 0) return turn.reply({ html: turn.say("progress:noTargets") });
  const inOrder = [...targets.filter((each) => !each.done), ...targets.filter((each) => each.done)];
  const choices: Choice[][] = inOrder
    .slice(0, 20)
    .map((target) => [
      { label: `${targetCode(target.number)} ${target.title}`, data: `progress:${target.id}` },
    ]);
  await turn.reply({ html: turn.say("progress:pick"), choices, awaitsChoice: true });
}

/** Asks for the figure of one target. */
async function askHowMuch(turn: MemberTurn, targetId: number): Promise<void> {
  const target = (await reportable(turn)).find((each) => each.id === targetId);
  if (!target) return turn.reply({ html: turn.say("progress:gone") });
  const version = await turn.ask("howMuch", { targetId });
  const buttons: Choice[] =
    target.kind === "percent"
      ? []
      : [{ label: turn.say.plain("progress:button.done"), data: `howMuch:${version}:done` }];
  if (target.kind === "yesno") {
    buttons.push({ label: turn.say.plain("progress:button.notYet"), data: `howMuch:${version}:notYet` });
  }
  buttons.push({ label: turn.say.plain("common:button.cancel"), data: `howMuch:${version}:cancel` });
  await turn.reply({
    html: turn.say(`progress:howMuch.${target.kind}`, {
      target: targetName(target),
      figure: figureAgainstPlan(turn.say, target, false),
    }),
    choices: [buttons],
  });
}

const finished = (target: TargetView): Item => ({
  target: target.code,
  op: "set",
  value: target.kind === "yesno" ? 1 : target.plan,
  unit: null,
  done: true,
});

/** An answer is read as a message about this one target, so that it need not be named. */
async function readHowMuch(turn: MemberTurn, targetId: number, text: string): Promise<DialogueStep> {
  const target = (await reportable(turn)).find((each) => each.id === targetId);
  const view = target && targetViews([target])[0];
  if (!view) return "pass";
  const reply = readReply(text);
  if (reply?.kind === "no" && view.kind !== "yesno") {
    await turn.closeDialogue();
    await turn.reply({ html: turn.say("common:cancelled") });
    return "handled";
  }
  if (view.kind === "yesno" && (reply?.kind === "yes" || reply?.kind === "no")) {
    await turn.closeDialogue();
    await recordProgress(turn, [
      reply.kind === "yes" ? finished(view) : { target: view.code, op: "set", value: 0, unit: null },
    ]);
    return "handled";
  }
  const context = { units: [], today: isoDay(turn.today), targets: [view] };
  const asIs = understand(text, context);
  const meaning = asIs.intent === "none" ? understandAbout(text, { code: view.code }, context) : asIs;
  if (meaning?.intent === "progress" && meaning.items.every((item) => item.target === view.code)) {
    await turn.closeDialogue();
    await recordProgress(turn, meaning.items);
    return "handled";
  }
  if (
    meaning?.intent === "ask" &&
    meaning.about !== "target" &&
    meaning.about !== "unit" &&
    meaning.items?.length
  ) {
    await openQuestion(turn, meaning);
    return "handled";
  }
  return "pass";
}

async function pressHowMuch(
  turn: Turn,
  version: string | undefined,
  choice: string | undefined,
): Promise<void> {
  await asMember(turn, async (member) => {
    const state = howMuchState.safeParse(turn.dialogue?.state);
    if (turn.dialogue?.kind !== "howMuch" || String(turn.dialogue.version) !== version || !state.success) {
      return turn.reply({ html: turn.say("common:staleButton") });
    }
    await turn.closeDialogue();
    if (choice === "cancel") return turn.reply({ html: turn.say("common:cancelled") });
    const target = (await reportable(member)).find((each) => each.id === state.data.targetId);
    const view = target && targetViews([target])[0];
    if (!view) return turn.reply({ html: turn.say("progress:gone") });
    await recordProgress(member, [
      choice === "done" ? finished(view) : { target: view.code, op: "set", value: 0, unit: null },
    ]);
  });
}

async function tiendo(turn: Turn): Promise<void> {
  await asMember(turn, pick);
}

export const progress: Intent = {
  commands: { tiendo, progress: tiendo },
  presses: {
    progress: (turn, [id]) =>
      asMember(turn, (member) => (id ? askHowMuch(member, Number(id)) : pick(member))),
    howMuch: (turn, [version, choice]) => pressHowMuch(turn, version, choice),
  },
  dialogues: {
    async howMuch(turn, stored) {
      const state = howMuchState.safeParse(stored);
      const { content } = turn.inbound;
      if (!state.success || content.kind !== "text") return "pass";
      let step: DialogueStep = "handled";
      await asMember(turn, async (member) => {
        step = await readHowMuch(member, state.data.targetId, content.text);
      });
      return step;
    },
  },
};
