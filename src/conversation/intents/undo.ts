import { isMember, maySetUp } from "../../domain/permission.ts";
import { targetCode } from "../../domain/target.ts";
import type { Choice } from "../../shared/messages.ts";
import { type ActionRow, findAction } from "../../store/actions.ts";
import { instantOf } from "../../store/months.ts";
import type { DialogueStep, Intent, SeatedTurn, Turn } from "../turn.ts";
import { keepAsIs, rightFigureDialogue } from "../undoing/right-figure.ts";
import { describe, faultOf, liveTargetIds, undoable, undoLast, undoOne } from "../undoing/take-back.ts";
import { asMember, asSeated } from "../who-may.ts";
import { inYear } from "../year-turn.ts";

async function listOf(
  turn: SeatedTurn,
  actions: ActionRow[],
): Promise<{ lines: string[]; choices: Choice[][] }> {
  const lines: string[] = [];
  const choices: Choice[][] = [];
  for (const [index, action] of actions.entries()) {
    const when = instantOf(action.at).toZonedDateTimeISO(turn.zone);
    const at = `${turn.say.time(when.toPlainTime())} ${turn.say.shortDay(when.toPlainDate())}`;
    lines.push(turn.say("undo:row", { number: index + 1, at, what: await describe(turn, action) }));
    choices.push([
      { label: turn.say.plain("undo:button.row", { number: index + 1 }), data: `undo:${action.id}` },
    ]);
  }
  // Several to a row, so that ten fit a phone.
  const rows: Choice[][] = [];
  for (let from = 0; from < choices.length; from += 2) rows.push(choices.slice(from, from + 2).flat());
  return { lines, choices: rows };
}

async function showList(turn: SeatedTurn): Promise<void> {
  const actions = await undoable(turn);
  if (actions.length === 0) return turn.reply({ html: turn.say("undo:nothing") });
  const { lines, choices } = await listOf(turn, actions);
  await turn.reply({ html: [turn.say("undo:list"), ...lines].join("\n"), choices, awaitsChoice: true });
}

/** A button: the whole action, or its part about some targets. */
async function pressed(turn: SeatedTurn, id: number, part: number[]): Promise<void> {
  const { say } = turn;
  const action = await findAction(turn.tx, id);
  if (!action || !(await inYear(turn, { id: action.clusterYearId }))) {
    return turn.reply({ html: say("common:staleButton") });
  }
  if (action.personId !== turn.person.id) return turn.reply({ html: say("undo:notYours") });
  const fault = await faultOf(turn, action);
  if (fault === null) {
    const live = liveTargetIds(action, []).filter((each) => part.includes(each));
    if (part.length > 0 && live.length === 0) return turn.reply({ html: say("undo:fault.undone") });
    return undoOne(turn, action, part.length > 0 ? live : undefined);
  }
  const at = action.undoneAt ? say.moment(instantOf(action.undoneAt).toZonedDateTimeISO(turn.zone)) : "";
  await turn.reply({
    html: say(`undo:fault.${fault === "undone" && at ? "undoneAt" : fault}`, {
      what: await describe(turn, action),
      at,
    }),
    choices: [[{ label: say.plain("common:button.myTargets"), data: "targets" }]],
  });
}

const codesIn = (text: string) =>
  [...text.matchAll(/ct\s*0*(\d{1,3})/gi)].map((found) => targetCode(Number(found[1])));

/** Whoever may have done something that can be taken back: they report, or enter days off. */
async function asDoer(turn: Turn, step: (turn: SeatedTurn) => Promise<void>): Promise<void> {
  await asSeated(turn, async (seated) => {
    const { position } = seated.seat;
    if (isMember(position) || maySetUp(position)) return step(seated);
    await turn.reply({ html: turn.say("common:membersOnly") });
  });
}

const hoantac = (turn: Turn, rest: string) =>
  asDoer(turn, async (doer) => {
    await undoLast(doer, codesIn(rest));
  });

async function press(turn: SeatedTurn, id: string | undefined, part: string | undefined): Promise<void> {
  if (id === "keep") return keepAsIs(turn);
  if (id === "list" || id === undefined) return showList(turn);
  await pressed(turn, Number(id) || 0, (part ?? "").split(",").filter(Boolean).map(Number));
}

export const undo: Intent = {
  commands: { hoantac, undo: hoantac },
  presses: {
    undo: (turn, [id, part]) => asDoer(turn, (doer) => press(doer, id, part)),
  },
  dialogues: {
    async rightFigure(turn, stored) {
      let step: DialogueStep = "handled";
      await asMember(turn, async (member) => {
        step = await rightFigureDialogue(member, stored);
      });
      return step;
    },
  },
};
