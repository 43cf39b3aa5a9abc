import { z } from "zod";
import { fold } from "../domain/vietnamese/fold.ts";
import { type ListAnswer, readListAnswer } from "../domain/vietnamese/list-answer.ts";
import { plainText, type Reply } from "../shared/messages.ts";
import {
  allReplies,
  askedWhich,
  type ChatList,
  listsOfChat,
  markPicked,
  openLists,
} from "../store/chat-lists.ts";
import { asDate } from "./days.ts";
import { plainCommand } from "./plain-words.ts";
import type { Turn } from "./turn.ts";

/** What a message meant as an answer to a list: a press as a button would have made it, or it was answered; null: neither. */
export type Listed = { turn: Turn; data: string } | "answered" | null;

/** Dialogues that ask nothing: they only know better what comes next. */
const listensAlong = new Set(["evidencePlaced"]);

/** The step as a channel without buttons needs it: choices that answer a question are known by the question's kind. */
export function noteQuestions(turn: Turn): Turn {
  let asked: string | null = null;
  const noted = (reply: Reply): Reply =>
    asked !== null && reply.choices ? { ...reply, asks: asked } : reply;
  return {
    ...turn,
    reply: (reply) => turn.reply(noted(reply)),
    replace: (reply) => turn.replace(noted(reply)),
    ask: (kind, state) => {
      asked = listensAlong.has(kind) ? null : kind;
      return turn.ask(kind, state);
    },
    closeDialogue: () => {
      asked = null;
      return turn.closeDialogue();
    },
  };
}

/** UTF-16 units of a list's first line, where it is named. */
const longestAbout = 70;
/** Lists that fit a phone's screen; older ones have their codes all the same. */
const mostNamed = 8;
/** Longer texts are no label. */
const longestLabel = 80;

interface Chat {
  all: ChatList[];
  open: ChatList[];
}

async function chatOf(turn: Turn, replies?: number): Promise<Chat> {
  const all = await listsOfChat(turn.tx, turn.address.id, replies);
  return { all, open: openLists(all, turn.dialogue?.kind ?? null, asDate(turn.now)) };
}

const numbered = (turn: Turn): boolean =>
  !turn.services.hasButtons(turn.inbound.channel) && turn.inbound.chat.kind === "private";

/** What a list was about: the first line above it. */
function about({ reply }: ChatList): string {
  const line = plainText(reply.html)
    .split("\n")
    .find((each) => each.trim() !== "");
  const text = (line ?? "").trim();
  if (text.length <= longestAbout) return text;
  const cut = text.slice(0, longestAbout).replace(/[\uD800-\uDBFF]$/, "");
  return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), longestAbout / 2)).trimEnd()}…`;
}

const row = (turn: Turn, list: ChatList) => turn.say("lists:row", { code: list.code, about: about(list) });

/** What waits for an answer now, if anything does. */
const waiting = (turn: Turn, open: readonly ChatList[]): string[] =>
  open.length > 0
    ? [turn.say("lists:waiting"), ...open.slice(0, mostNamed).map((list) => row(turn, list))]
    : [];

/** The list once more, for somebody who named it without saying which choice. */
const again = (turn: Turn, list: ChatList): string =>
  [
    row(turn, list),
    ...list.choices.map((choice, at) => turn.say("lists:choice", { number: at + 1, label: choice.label })),
    turn.say("lists:answer", { example: `${list.code} 1` }),
  ].join("\n");

/** Asks which list a choice is of, when several have it; `numberIn` is its number in each. */
async function askWhich(
  turn: Turn,
  lists: readonly ChatList[],
  numberIn: (list: ChatList) => number,
  whichNumber?: number,
): Promise<Listed> {
  const [first] = lists;
  if (!first) return null;
  await turn.reply({
    html: [
      turn.say("lists:which"),
      ...lists.slice(0, mostNamed).map((list) =>
        turn.say("lists:whichRow", {
          answer: `${list.code} ${numberIn(list)}`,
          about: about(list),
          label: list.choices[numberIn(list) - 1]?.label ?? "",
        }),
      ),
      turn.say("lists:answer", { example: `${first.code} ${numberIn(first)}` }),
    ].join("\n"),
    ...(whichNumber === undefined ? {} : { whichNumber }),
  });
  return "answered";
}

/** What became of a list that waits for nothing any more, and what does wait. */
function howItEnded(turn: Turn, { open }: Chat, list: ChatList): string {
  const { picked } = list.reply.list ?? {};
  const taken = picked === undefined ? undefined : list.choices[picked - 1];
  return [
    turn.say("lists:over", { about: about(list) }),
    ...(taken ? [turn.say("lists:picked", { label: taken.label })] : []),
    ...waiting(
      turn,
      open.filter((each) => each !== list),
    ),
  ].join("\n");
}

/** The press of a list's choice. What the button calls old is a question that is over, and is told as that. */
async function press(turn: Turn, chat: Chat, list: ChatList, number: number): Promise<Listed> {
  const choice = list.choices[number - 1];
  if (!choice) {
    await turn.reply({
      html: [turn.say("lists:noSuch", { code: list.code, number }), again(turn, list)].join("\n"),
    });
    return "answered";
  }
  const over = howItEnded(turn, chat, list);
  await markPicked(turn.tx, [list, ...chat.open.filter((each) => each !== list)], choice.data);
  const say = Object.assign(
    (key: string, values?: Record<string, string | number>) =>
      key === "common:staleButton" ? over : turn.say(key, values),
    turn.say,
  );
  return { turn: { ...turn, say }, data: choice.data };
}

async function pressCoded(turn: Turn, answer: Extract<ListAnswer, { kind: "coded" }>): Promise<Listed> {
  const chat = await chatOf(turn, allReplies);
  const code = `K${answer.code}`;
  const list = chat.all.find((each) => each.code === code);
  if (!list) {
    if (answer.number === null) return null;
    await turn.reply({ html: [turn.say("lists:unknown", { code }), ...waiting(turn, chat.open)].join("\n") });
    return "answered";
  }
  if (answer.number !== null) return press(turn, chat, list, answer.number);
  if (answer.words !== "") {
    const labelled = placeOf(list, answer.words);
    return labelled === null ? null : press(turn, chat, list, labelled);
  }
  const asked = await askedWhich(turn.tx, turn.address.id);
  if (asked !== null) return press(turn, chat, list, asked);
  const { asks, list: mark } = list.reply;
  const isOver = mark?.picked !== undefined || (asks !== undefined && asks !== turn.dialogue?.kind);
  await turn.reply({ html: isOver ? howItEnded(turn, chat, list) : again(turn, list) });
  return "answered";
}

const bareWords = (text: string): string =>
  fold(text)
    .replace(/[^\p{L}\p{N}%]+/gu, " ")
    .trim();

/** The number of the choice that words name; null when they name none, or more than one. */
function placeOf(list: ChatList, words: string): number | null {
  const meant = bareWords(words);
  const places = list.choices.flatMap(({ label }, at) => (bareWords(label) === meant ? [at + 1] : []));
  return meant !== "" && places.length === 1 ? (places[0] ?? null) : null;
}

const hasNumber = (number: number) => (list: ChatList) => list.choices[number - 1] !== undefined;

/** Whether a choice does the same whichever list it is taken from. */
const isOneAct = (lists: readonly ChatList[], numberIn: (list: ChatList) => number): boolean =>
  new Set(lists.map((list) => list.choices[numberIn(list) - 1]?.data)).size === 1;

const question = z.object({ about: z.string(), candidates: z.array(z.unknown()) });
const step = z.object({ step: z.string() });
const figureKinds = new Set(["howMuch", "approveWeight", "selfScore", "appraiseRow", "unitSetting"]);

/** The open question asks for a figure: a number is meant as that. */
function awaitsFigure({ kind, state }: NonNullable<Turn["dialogue"]>): boolean {
  if (kind === "question") {
    const asked = question.safeParse(state).data;
    return asked?.about === "value" && asked.candidates.length === 0;
  }
  if (kind === "register") return ["plan", "weight"].includes(step.safeParse(state).data?.step ?? "");
  return figureKinds.has(kind);
}

/**
 * Before the open question hears a message: an answer with a list's code ("K7 1"), and a number alone that could as well
 * be meant for a list that came after the question.
 */
export async function answerBeforeQuestion(turn: Turn, text: string): Promise<Listed> {
  if (!numbered(turn)) return null;
  const answer = readListAnswer(text);
  if (answer?.kind === "coded") return pressCoded(turn, answer);
  const { dialogue } = turn;
  if (!answer || !dialogue || awaitsFigure(dialogue)) return null;
  const { all, open } = await chatOf(turn);
  const has = hasNumber(answer.number);
  const own = all.find((list) => list.kind === "reply");
  if (own?.reply.asks !== dialogue.kind || !has(own)) return null;
  const later = open.filter((list) => list.number > own.number && has(list));
  if (later.length === 0) return null;
  return askWhich(turn, [...later, own], () => answer.number, answer.number);
}

/** A number alone, or the words of a choice, which the open question did not take. */
export async function answerAfterQuestion(turn: Turn, text: string): Promise<Listed> {
  if (!numbered(turn)) return null;
  const answer = readListAnswer(text);
  if (answer?.kind === "coded") return null;
  if (answer) return pressNumber(turn, answer.number);
  const isLabel = text.length <= longestLabel && !/^\s*ct\s*\d/i.test(text) && plainCommand(text) === null;
  return isLabel ? pressWords(turn, text) : null;
}

async function pressNumber(turn: Turn, number: number): Promise<Listed> {
  const chat = await chatOf(turn);
  const has = hasNumber(number);
  const [newest] = chat.all;
  if (!newest) return null;
  const { dialogue } = turn;
  const isOwn = dialogue !== null && newest.reply.asks === dialogue.kind;
  const isCurrent = newest.reply.list?.picked === undefined;
  if (has(newest) && isCurrent && isOwn) return press(turn, chat, newest, number);
  const meant = [...(isCurrent && !chat.open.includes(newest) ? [newest] : []), ...chat.open].filter(has);
  const [first] = meant;
  // Nothing waits for it: what the newest list offered says itself how it stands.
  if (!first) return has(newest) && chat.open.length === 0 ? press(turn, chat, newest, number) : null;
  const isClear = meant.length === 1 && (first === newest || chat.open.length === 1);
  if (isClear || isOneAct(meant, () => number)) return press(turn, chat, first, number);
  return askWhich(turn, meant, () => number, number);
}

async function pressWords(turn: Turn, text: string): Promise<Listed> {
  const chat = await chatOf(turn);
  const [newest] = chat.all;
  const lists = newest && !chat.open.includes(newest) ? [newest, ...chat.open] : chat.open;
  const meant = lists.filter((list) => placeOf(list, text) !== null);
  const [first] = meant;
  if (!first) return null;
  const numberIn = (list: ChatList) => placeOf(list, text) ?? 0;
  return isOneAct(meant, numberIn)
    ? press(turn, chat, first, numberIn(first))
    : askWhich(turn, meant, numberIn);
}
