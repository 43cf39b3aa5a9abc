import { targetCode } from "../../domain/target.ts";
import { type Choice, escapeHtml } from "../../shared/messages.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import { readDay } from "../days.ts";
import { figureText, targetName } from "../target-text.ts";
import type { Turn } from "../turn.ts";
import { asksSetOrAdd, findByCode, type OpenItem, openIndex, type QuestionState } from "./state.ts";
import { whyAsked } from "./why-asked.ts";

const plainFigure = (turn: Turn, target: Target | undefined, value: number) =>
  `${turn.say.figure(String(value))}${target?.kind === "percent" ? "%" : ""}`;

function itemText(turn: Turn, targets: Target[], item: OpenItem): string {
  const target = findByCode(targets, item.target);
  const name = target ? targetName(target) : (item.target ?? "");
  if (item.value === null) return name;
  const sign = item.op === "add" && item.value >= 0 ? "+" : "";
  const isShare = item.unit === "%" && target?.kind === "quantity";
  const figure = turn.say.figure(String(item.value));
  const measure = target?.kind === "quantity" && target.measure ? ` ${escapeHtml(target.measure)}` : "";
  const value =
    item.of !== undefined
      ? `${figure}/${turn.say.figure(String(item.of))}${measure}`
      : isShare || !target
        ? `${figure}${isShare ? "%" : ""}`
        : figureText(turn.say, target, String(item.value));
  const on = item.on ? ` (${turn.say.shortDay(readDay(item.on))})` : "";
  return `${name}: <b>${sign}${value}</b>${on}`;
}

function optionLabel(
  turn: Turn,
  state: QuestionState,
  targets: Target[],
  target: Target | undefined,
  candidate: string | number,
): string {
  if (state.about === "target") {
    const named = findByCode(targets, String(candidate));
    return named ? `${targetCode(named.number)} ${named.title}` : String(candidate);
  }
  if (state.about === "date") return turn.say.longDay(readDay(String(candidate)));
  return plainFigure(turn, target, Number(candidate));
}

function setOrAddLabels(turn: Turn, state: QuestionState, target: Target | undefined): [string, string] {
  const [first = 0, second = 0] = state.candidates.map(Number);
  const value = plainFigure(turn, target, first);
  const total = plainFigure(turn, target, second);
  return [
    turn.say.plain("progress:button.newTotal", { value }),
    turn.say.plain("progress:button.addTo", { value, total }),
  ];
}

/** The question's buttons; an answer in words may be a label too. */
export function choicesOf(turn: Turn, state: QuestionState, targets: Target[], version: number): Choice[][] {
  const { say } = turn;
  const item = state.items[openIndex(state)];
  const target = findByCode(targets, item?.target ?? null);
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
  const labels = asksSetOrAdd(state, target)
    ? setOrAddLabels(turn, state, target)
    : state.candidates.map((candidate) => optionLabel(turn, state, targets, target, candidate));
  const options = labels.map((label, at) => ({ label, data: press(at) }));
  const perRow = state.about === "target" ? 1 : 2;
  const rows: Choice[][] = [];
  for (let at = 0; at < options.length; at += perRow) rows.push(options.slice(at, at + perRow));
  return [...rows, [skip]];
}

function valueLine(turn: Turn, state: QuestionState, item: OpenItem | undefined, target?: Target): string {
  const { say } = turn;
  const name = target ? targetName(target) : "";
  if (asksSetOrAdd(state, target)) {
    return say("progress:ask.setOrAdd", {
      target: name,
      current: plainFigure(turn, target, Number(target?.current ?? 0)),
      value: plainFigure(turn, target, Number(state.candidates[0])),
    });
  }
  if (state.candidates.length > 0) return say("progress:ask.value", { target: name });
  const example = `${item?.target ?? ""} ${target?.kind === "percent" ? "85%" : "12"}`.trim();
  return say("progress:ask.valueOpen", { target: name, example });
}

/** The question in words: the open part, and what waits beside it. */
export function questionLines(turn: Turn, state: QuestionState, targets: Target[]): string[] {
  const { say } = turn;
  const index = openIndex(state);
  const item = state.items[index];
  const target = findByCode(targets, item?.target ?? null);
  if (state.about === "confirm") {
    return [
      say("progress:ask.confirm"),
      ...state.items.map((each) => {
        const of = findByCode(targets, each.target);
        const why = of ? whyAsked(turn, state, each, of) : [];
        const text = itemText(turn, targets, each);
        return why.length > 0 ? `${text} (${why.join("; ")})` : text;
      }),
      say("progress:ask.confirmEnd"),
    ];
  }
  const lines: string[] = [];
  if (state.about === "target") {
    const unit = item?.unit === "%" ? "%" : item?.unit ? ` ${escapeHtml(item.unit)}` : "";
    const what =
      item?.value == null
        ? say("progress:ask.targetUnknown")
        : `<b>${say.figure(String(item.value))}${unit}</b>`;
    lines.push(say("progress:ask.target", { what }));
  } else if (state.about === "value") lines.push(valueLine(turn, state, item, target));
  else lines.push(say("progress:ask.date", { target: target ? targetName(target) : "" }));
  const others = state.items.filter(
    (each, at) => at !== index && each.target !== null && each.value !== null,
  );
  if (others.length > 0) {
    const texts = others.map((each) => itemText(turn, targets, each)).join("; ");
    lines.push(say("progress:ask.others", { others: texts }));
  }
  return lines;
}
