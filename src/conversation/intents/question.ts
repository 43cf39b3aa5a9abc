import { z } from "zod";
import { targetCode } from "../../domain/target.ts";
import { readDate } from "../../domain/vietnamese/dates.ts";
import type { Ask, Item } from "../../domain/vietnamese/meaning.ts";
import { readNumber } from "../../domain/vietnamese/numbers.ts";
import { readReply } from "../../domain/vietnamese/replies.ts";
import { type Choice, escapeHtml } from "../../shared/messages.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import { targetsOfUnit } from "../../store/targets.ts";
import { isoDay, readDay } from "../days.ts";
import { recordProgress } from "../record-progress.ts";
import { figureText, targetName } from "../target-text.ts";
import type { DialogueStep, Intent, MemberTurn, Turn } from "../turn.ts";
import { asMember } from "../who-may.ts";

const itemState = z.object({
  target: z.string().nullable(),
  op: z.enum(["set", "add"]),
  value: z.number().nullable(),
  unit: z.string().nullable(),
  of: z.number().optional(),
  done: z.literal(true).optional(),
  on: z.string().nullable().optional(),
});

/** What is known already, and which part is open. Nothing is saved before the last part is answered. */
const questionState = z.object({
  about: z.enum(["target", "value", "date", "confirm"]),
  items: z.array(itemState).min(1),
  /** Values, codes or days that can be picked; empty when the answer is open. */
  candidates: z.array(z.union([z.string(), z.number()])),
});
type QuestionState = z.infer<typeof questionState>;

const asItem = (item: z.infer<typeof itemState>): Item => {
  const { of, done, on, ...rest } = item;
  return {
    ...rest,
    ...(of === undefined ? {} : { of }),
    ...(done === undefined ? {} : { done }),
    ...(on === undefined ? {} : { on }),
  };
};

/** The item the question is about: the first with the open part. */
function openIndex(state: QuestionState): number {
  const isOpen = (item: QuestionState["items"][number]) =>
    state.about === "target"
      ? item.target === null
      : state.about === "value"
        ? item.value === null
        : item.on === null;
  return state.about === "confirm" ? 0 : Math.max(0, state.items.findIndex(isOpen));
}

/** The part to ask about next; null when everything is known. */
function nextOpen(items: QuestionState["items"]): QuestionState["about"] | null {
  if (items.some((item) => item.target === null)) return "target";
  if (items.some((item) => item.value === null)) return "value";
  return items.some((item) => item.on === null) ? "date" : null;
}

const find = (targets: Target[], code: string | null) =>
  targets.find((each) => targetCode(each.number) === code);

/** Decimal text of a JSON number, as people read it. */
const figure = (turn: Turn, target: Target | undefined, value: number) =>
  target ? figureText(turn.say, target, String(value)) : turn.say.figure(String(value));

/** With [v, current + v] the question is whether v is the new total or an addition. */
function asksSetOrAdd(state: QuestionState, target: Target | undefined): boolean {
  const [value, total, more] = state.candidates;
  return (
    state.about === "value" &&
    more === undefined &&
    typeof value === "number" &&
    typeof total === "number" &&
    Math.abs(total - value - Number(target?.current ?? 0)) < 1e-9 &&
    Number(target?.current ?? 0) !== 0
  );
}

function itemText(turn: Turn, targets: Target[], item: QuestionState["items"][number]): string {
  const target = find(targets, item.target);
  const name = target ? targetName(target) : (item.target ?? "");
  if (item.value === null) return name;
  const sign = item.op === "add" && item.value >= 0 ? "+" : "";
  const value =
    item.unit === "%" && target?.kind === "quantity"
      ? `${turn.say.figure(String(item.value))}%`
      : figure(turn, target, item.value);
  const of = item.of === undefined ? "" : `/${turn.say.figure(String(item.of))}`;
  const on = item.on ? ` (${turn.say.shortDay(readDay(item.on))})` : "";
  return `${name}: <b>${sign}${value}${of}</b>${on}`;
}

function choicesOf(turn: Turn, state: QuestionState, targets: Target[], version: number): Choice[][] {
  const { say } = turn;
  const index = openIndex(state);
  const item = state.items[index];
  const target = find(targets, item?.target ?? null);
  const press = (name: string | number) => `ask:${version}:${name}`;
  if (state.about === "confirm") {
    return [
      [
        { label: say.plain("progress:button.right"), data: press("yes") },
        { label: say.plain("progress:button.wrong"), data: press("no") },
      ],
    ];
  }
  const skip = {
    label:
      state.items.length > 1 && item?.target
        ? say.plain("progress:button.skip", { code: item.target })
        : say.plain(state.items.length > 1 ? "progress:button.skipThis" : "common:button.cancel"),
    data: press("skip"),
  };
  if (asksSetOrAdd(state, target)) {
    const [value = 0, total = 0] = state.candidates.map(Number);
    return [
      [
        {
          label: say.plain("progress:button.newTotal", { value: plainFigure(turn, target, value) }),
          data: press(0),
        },
        {
          label: say.plain("progress:button.addTo", {
            value: plainFigure(turn, target, value),
            total: plainFigure(turn, target, total),
          }),
          data: press(1),
        },
      ],
      [skip],
    ];
  }
  const options = state.candidates.map((candidate, at) => ({
    label: optionLabel(turn, state, targets, target, candidate),
    data: press(at),
  }));
  const perRow = state.about === "target" ? 1 : 2;
  const rows: Choice[][] = [];
  for (let at = 0; at < options.length; at += perRow) rows.push(options.slice(at, at + perRow));
  return [...rows, [skip]];
}

const plainFigure = (turn: Turn, target: Target | undefined, value: number) =>
  target?.kind === "percent" ? `${turn.say.figure(String(value))}%` : turn.say.figure(String(value));

function optionLabel(
  turn: Turn,
  state: QuestionState,
  targets: Target[],
  target: Target | undefined,
  candidate: string | number,
): string {
  if (state.about === "target") {
    const named = find(targets, String(candidate));
    return named ? `${targetCode(named.number)} ${named.title}` : String(candidate);
  }
  if (state.about === "date") return turn.say.longDay(readDay(String(candidate)));
  return plainFigure(turn, target, Number(candidate));
}

/** Asks the one open part, with what is known kept beside it. */
async function askOpenPart(turn: MemberTurn, state: QuestionState): Promise<void> {
  const { say } = turn;
  const targets = (await targetsOfUnit(turn.tx, turn.seat.year.id, turn.seat.unit.id)).filter(
    (each) => each.kind !== "title",
  );
  if (targets.length === 0) return turn.reply({ html: say("progress:noTargets") });
  // An open question about a target can always be answered from the list.
  const full: QuestionState =
    state.about === "target" && state.candidates.length === 0
      ? { ...state, candidates: targets.map((each) => targetCode(each.number)) }
      : state;
  const version = await turn.ask("question", full);
  const index = openIndex(full);
  const item = full.items[index];
  const target = find(targets, item?.target ?? null);
  const name = target ? targetName(target) : "";
  const lines: string[] = [];
  if (full.about === "target") {
    const what =
      item?.value == null
        ? say("progress:ask.targetUnknown")
        : `<b>${turn.say.figure(String(item.value))}${item.unit ? (item.unit === "%" ? "%" : ` ${escapeHtml(item.unit)}`) : ""}</b>`;
    lines.push(say("progress:ask.target", { what }));
  } else if (full.about === "value") {
    if (asksSetOrAdd(full, target)) {
      lines.push(
        say("progress:ask.setOrAdd", {
          target: name,
          current: plainFigure(turn, target, Number(target?.current ?? 0)),
          value: plainFigure(turn, target, Number(full.candidates[0])),
        }),
      );
    } else if (full.candidates.length > 0) lines.push(say("progress:ask.value", { target: name }));
    else
      lines.push(
        say("progress:ask.valueOpen", {
          target: name,
          example: `${item?.target ?? ""} ${target?.kind === "percent" ? "85%" : "12"}`.trim(),
        }),
      );
  } else if (full.about === "date") lines.push(say("progress:ask.date", { target: name }));
  else {
    lines.push(
      say("progress:ask.confirm"),
      ...full.items.map((each) => itemText(turn, targets, each)),
      say("progress:ask.confirmEnd"),
    );
  }
  const others = full.items.filter((each, at) => at !== index && each.target !== null && each.value !== null);
  if (full.about !== "confirm" && others.length > 0) {
    lines.push(
      say("progress:ask.others", { others: others.map((each) => itemText(turn, targets, each)).join("; ") }),
    );
  }
  await turn.reply({ html: lines.join("\n"), choices: choicesOf(turn, full, targets, version) });
}

/** Opens the question that a message left open. */
export async function openQuestion(turn: MemberTurn, ask: Ask): Promise<void> {
  if (ask.about === "unit" || !ask.items?.length) return;
  await askOpenPart(turn, { about: ask.about, items: ask.items, candidates: ask.candidates ?? [] });
}

/** Puts the answer in; asks the next open part, or records everything. */
async function settle(turn: MemberTurn, items: QuestionState["items"]): Promise<void> {
  await turn.closeDialogue();
  if (items.length === 0) return turn.reply({ html: turn.say("progress:none") });
  const about = nextOpen(items);
  if (about) return askOpenPart(turn, { about, items, candidates: [] });
  await recordProgress(turn, items.map(asItem));
}

async function answer(turn: MemberTurn, state: QuestionState, picked: string | number): Promise<void> {
  const index = openIndex(state);
  const filled = state.items.map((item, at) => {
    if (at !== index) return item;
    if (state.about === "target") return { ...item, target: String(picked) };
    if (state.about === "value") return { ...item, value: Number(picked), op: "set" as const };
    return { ...item, on: String(picked) };
  });
  await settle(turn, filled);
}

const skipOpen = (turn: MemberTurn, state: QuestionState) =>
  settle(
    turn,
    state.items.filter((_, at) => at !== openIndex(state)),
  );

async function refuse(turn: MemberTurn): Promise<void> {
  await turn.closeDialogue();
  await turn.reply({ html: turn.say("common:cancelled") });
}

/** A typed answer: a button's number or words, a figure, a day, a code, yes or no. Anything else is a new message. */
async function typedAnswer(turn: MemberTurn, state: QuestionState, text: string): Promise<DialogueStep> {
  const reply = readReply(text);
  const index = openIndex(state);
  const item = state.items[index];
  if (state.about === "confirm") {
    if (reply?.kind === "yes" || (reply?.kind === "choice" && reply.number === 1))
      await settle(turn, state.items);
    else if (
      reply?.kind === "no" ||
      reply?.kind === "skip" ||
      (reply?.kind === "choice" && reply.number === 2)
    )
      await refuse(turn);
    else return "pass";
    return "handled";
  }
  if (reply?.kind === "skip" || reply?.kind === "no") {
    await (state.items.length > 1 && reply.kind === "skip" ? skipOpen(turn, state) : refuse(turn));
    return "handled";
  }
  const targets = await targetsOfUnit(turn.tx, turn.seat.year.id, turn.seat.unit.id);
  const target = find(targets, item?.target ?? null);
  const setOrAdd = asksSetOrAdd(state, target);
  const [first, second] = state.candidates;
  if (setOrAdd && reply?.kind === "total" && first !== undefined) {
    await answer(turn, state, first);
    return "handled";
  }
  if (setOrAdd && reply?.kind === "add" && second !== undefined) {
    await answer(turn, state, second);
    return "handled";
  }
  const read = readNumber(text);
  // Several readings of one figure settle nothing.
  const number = typeof read === "number" ? read : null;
  // A figure that is one of the readings is that reading; otherwise a small number picks a button.
  if (state.about === "value" && number !== null) {
    const isChoice =
      reply?.kind === "choice" && state.candidates.length > 0 && !state.candidates.includes(number);
    const chosen = isChoice && reply.kind === "choice" ? state.candidates[reply.number - 1] : number;
    if (chosen === undefined) return "pass";
    await answer(turn, state, chosen);
    return "handled";
  }
  if (reply?.kind === "choice") {
    const chosen = state.candidates[reply.number - 1];
    if (chosen === undefined) return "pass";
    await answer(turn, state, chosen);
    return "handled";
  }
  if (state.about === "target") {
    const code = /^(?:ct|chi tieu)?\s*0*(\d+)$/i.exec(text.normalize("NFD").replace(/\p{M}/gu, ""))?.[1];
    const named = code && find(targets, `CT${code}`);
    if (!named) return "pass";
    await answer(turn, state, targetCode(named.number));
    return "handled";
  }
  if (state.about === "date") {
    const day = readDate(text, isoDay(turn.today));
    if (!day || day.kind === "period" || day.date > isoDay(turn.today)) return "pass";
    await answer(turn, state, day.date);
    return "handled";
  }
  return "pass";
}

export const question: Intent = {
  presses: {
    ask: (turn, [version, choice = ""]) =>
      asMember(turn, async (member) => {
        const state = questionState.safeParse(turn.dialogue?.state);
        if (
          turn.dialogue?.kind !== "question" ||
          String(turn.dialogue.version) !== version ||
          !state.success
        ) {
          return turn.reply({ html: turn.say("common:staleButton") });
        }
        if (choice === "yes") return settle(member, state.data.items);
        if (choice === "no") return refuse(member);
        if (choice === "skip")
          return state.data.items.length > 1 ? skipOpen(member, state.data) : refuse(member);
        const picked = state.data.candidates[Number(choice)];
        if (picked === undefined) return turn.reply({ html: turn.say("common:staleButton") });
        await answer(member, state.data, picked);
      }),
  },
  dialogues: {
    async question(turn, stored) {
      const state = questionState.safeParse(stored);
      const { content } = turn.inbound;
      if (!state.success || content.kind !== "text") return "pass";
      let step: DialogueStep = "handled";
      await asMember(turn, async (member) => {
        step = await typedAnswer(member, state.data, content.text);
      });
      return step;
    },
  },
};
