import { z } from "zod";
import { firstDay, lastDay } from "../../domain/period.ts";
import { isHead } from "../../domain/permission.ts";
import type { Ask, NamedPeriod } from "../../domain/vietnamese/meaning.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { readUnit } from "../../domain/vietnamese/units.ts";
import type { Choice } from "../../shared/messages.ts";
import type { Unit } from "../../store/generated/sqlite/client.ts";
import { memberUnits } from "../../store/standings.ts";
import { askedTime } from "../asked-time.ts";
import { isoDay } from "../days.ts";
import { pageOf } from "../paging.ts";
import type { DialogueStep, Intent, SeatedTurn, Turn } from "../turn.ts";
import { unitViews } from "../views.ts";
import { asHead, asSeated } from "../who-may.ts";
import { remindUnits } from "./call-list.ts";
import { showReminderSettings } from "./reminders.ts";
import { showReport } from "./report.ts";
import { showStandings } from "./standings.ts";
import { showTargets } from "./targets.ts";

const whichUnitState = z.object({
  wanted: z.enum(["remind", "report", "standings", "targets"]),
  /** The units that can be picked. */
  unitIds: z.array(z.number()).min(1),
  /** One unit was guessed: "Có phải …?" */
  guess: z.boolean(),
  /** The page of the list that is shown. */
  page: z.number(),
  /** What was asked, for the day it names. */
  text: z.string(),
});
type WhichUnitState = z.infer<typeof whichUnitState>;

async function picked(turn: SeatedTurn, state: WhichUnitState): Promise<Unit[]> {
  const units = await memberUnits(turn.tx, turn.seat.year.id);
  return state.unitIds.flatMap((id) => units.find((unit) => unit.id === id) ?? []);
}

function choicesOf(turn: Turn, state: WhichUnitState, units: Unit[], version: number): Choice[][] {
  const pick = (unit: Unit, label: string): Choice => ({ label, data: `whichUnit:${version}:${unit.id}` });
  const cancel = { label: turn.say.plain("common:button.cancel"), data: `whichUnit:${version}:no` };
  const [only] = units;
  if (state.guess && only) return [[pick(only, turn.say.plain("which-unit:yes")), cancel]];
  const list = pageOf(
    turn,
    units,
    state.page,
    (unit) => pick(unit, unit.shortName),
    `whichUnitPage:${version}`,
  );
  return [...list, [cancel]];
}

/** Asks which unit was meant, then goes on with what was wanted of it. */
export async function askWhichUnit(turn: SeatedTurn, ask: Ask, units: Unit[]): Promise<void> {
  const { say, seat } = turn;
  const cluster = seat.cluster.shortName;
  if (units.length === 0) return turn.reply({ html: say("which-unit:noUnits", { cluster }) });
  const names = ask.candidates ?? [];
  const candidates = units.filter((unit) => names.includes(unit.name));
  const known = candidates.length > 0 ? candidates : units;
  const { content } = turn.inbound;
  const state: WhichUnitState = {
    wanted: ask.wanted ?? "targets",
    unitIds: known.map((unit) => unit.id),
    guess: candidates.length === 1,
    page: 0,
    text: content.kind === "text" ? content.text : "",
  };
  const version = await turn.ask("whichUnit", state);
  const html =
    candidates.length === 0
      ? say("which-unit:none", { cluster })
      : state.guess
        ? say("which-unit:isIt", { unit: known[0]?.name ?? "" })
        : say("which-unit:which");
  await turn.reply({ html, choices: choicesOf(turn, state, known, version) });
}

/** The days that the question named, for the report. */
function periodIn(turn: SeatedTurn, text: string): NamedPeriod | null {
  const time = askedTime(text, turn.today, turn.seat.year.year);
  if (time.kind === "period") return { from: isoDay(time.from), to: isoDay(time.to) };
  return time.kind === "month"
    ? { from: isoDay(firstDay(time.month)), to: isoDay(lastDay(time.month)) }
    : null;
}

async function goOn(turn: SeatedTurn, state: WhichUnitState, unit: Unit): Promise<void> {
  await turn.closeDialogue();
  switch (state.wanted) {
    case "standings":
      return showStandings(turn, { unit, text: state.text });
    case "targets":
      return showTargets(turn, { unit, codes: [] });
    case "report":
      return showReport(turn, { period: periodIn(turn, state.text), unit });
    case "remind":
      if (!isHead(turn.seat.position)) return showReminderSettings(turn);
      return asHead(turn, (head) => remindUnits(head, unit));
  }
}

/** The open question that a button belongs to; null for an old one. */
function openState(turn: Turn, version: string | undefined): WhichUnitState | null {
  if (turn.dialogue?.kind !== "whichUnit" || String(turn.dialogue.version) !== version) return null;
  return whichUnitState.safeParse(turn.dialogue.state).data ?? null;
}

/** A button of the open question, pressed or answered by its number. */
async function choose(turn: SeatedTurn, state: WhichUnitState, choice: string | undefined): Promise<void> {
  if (choice === "no") {
    await turn.closeDialogue();
    return turn.reply({ html: turn.say("common:cancelled") });
  }
  const unit = (await picked(turn, state)).find((each) => String(each.id) === choice);
  if (!unit) return turn.reply({ html: turn.say("common:staleButton") });
  await goOn(turn, state, unit);
}

/** Leafs through the list; the question stays open. */
async function turnTo(turn: SeatedTurn, state: WhichUnitState, page: number): Promise<void> {
  const leafed = { ...state, page: Number.isInteger(page) && page > 0 ? page : 0 };
  const version = await turn.ask("whichUnit", leafed);
  await turn.replace({
    html: turn.say("which-unit:which"),
    choices: choicesOf(turn, leafed, await picked(turn, leafed), version),
  });
}

async function typed(turn: SeatedTurn, state: WhichUnitState, text: string): Promise<DialogueStep> {
  const units = await picked(turn, state);
  const reply = readReply(text);
  const named = readUnit(text, unitViews(units));
  const unit =
    (reply?.kind === "yes" && units.length === 1 ? units[0] : undefined) ??
    units.find((each) => each.name === named);
  const numbered =
    reply?.kind === "choice" ? choicesOf(turn, state, units, 0).flat()[reply.number - 1] : undefined;
  const [name, , choice] = numbered?.data.split(":") ?? [];
  if (unit) await goOn(turn, state, unit);
  else if (reply?.kind === "no") await choose(turn, state, "no");
  else if (name === "whichUnitPage") await turnTo(turn, state, Number(choice));
  else if (name === "whichUnit") await choose(turn, state, choice);
  else return "pass";
  return "handled";
}

export const whichUnit: Intent = {
  presses: {
    whichUnit: (turn, [version, choice]) =>
      asSeated(turn, async (seated) => {
        const state = openState(turn, version);
        if (!state) return turn.reply({ html: turn.say("common:staleButton") });
        await choose(seated, state, choice);
      }),
    whichUnitPage: (turn, [version, page]) =>
      asSeated(turn, async (seated) => {
        const state = openState(turn, version);
        if (!state) return turn.reply({ html: turn.say("common:staleButton") });
        await turnTo(seated, state, Number(page));
      }),
  },
  dialogues: {
    async whichUnit(turn, stored) {
      const state = whichUnitState.safeParse(stored);
      const { content } = turn.inbound;
      if (!state.success || content.kind !== "text") return "pass";
      let step: DialogueStep = "handled";
      await asSeated(turn, async (seated) => {
        step = await typed(seated, state.data, content.text);
      });
      return step;
    },
  },
};
