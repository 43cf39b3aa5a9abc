import { targetCode } from "../../domain/target.ts";
import { readDate } from "../../domain/vietnamese/dates.ts";
import { fold } from "../../domain/vietnamese/fold.ts";
import type { Item, Meaning } from "../../domain/vietnamese/meaning.ts";
import { readNumber } from "../../domain/vietnamese/numbers.ts";
import { type Reply, readReply } from "../../domain/vietnamese/replies.ts";
import { understand, understandAbout } from "../../domain/vietnamese/understand.ts";
import type { Target } from "../../store/generated/sqlite/client.ts";
import { isoDay } from "../days.ts";
import { namedTargets } from "../evidencing/named-targets.ts";
import type { Turn } from "../turn.ts";
import { targetViews } from "../views.ts";
import { choicesOf } from "./show.ts";
import { asksSetOrAdd, findByCode, type OpenItem, openIndex, type QuestionState } from "./state.ts";

/** What words answer to a question: a button, the open part itself, or nothing to do with it. */
export type Answer =
  | { kind: "yes" | "no" | "skip" | "again" | "pass" }
  | { kind: "pick"; picked: string | number }
  /** The item, said anew. */
  | { kind: "item"; item: OpenItem };

const pass: Answer = { kind: "pass" };
/** A number that no button has is asked about again. */
const pick = (picked: string | number | undefined): Answer =>
  picked === undefined ? { kind: "again" } : { kind: "pick", picked };

const plain = (text: string) =>
  fold(text)
    .replace(/[.!?…,:;]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();

const ordinals: [RegExp, (count: number) => number][] = [
  [/^(?:cai |so |nut |y |phuong an )?(?:dau|dau tien|thu nhat|truoc)(?: a| nhe)*$/, () => 1],
  [/^(?:cai |so |nut |y |phuong an )?thu (?:hai|nhi)(?: a| nhe)*$/, () => 2],
  [/^(?:cai |so |nut |y |phuong an )?thu ba(?: a| nhe)*$/, () => 3],
  [/^(?:cai |so |nut |y |phuong an )?(?:sau|cuoi|cuoi cung)(?: a| nhe)*$/, (count) => count],
];

/** The place in the list that words name; null when they name none. */
function placeNamed(text: string, reply: Reply | null, count: number): number | null {
  if (reply?.kind === "choice") return reply.number;
  const words = plain(text);
  return ordinals.find(([form]) => form.test(words))?.[1](count) ?? null;
}

/** A button's label typed out. */
function labelTyped(turn: Turn, state: QuestionState, targets: Target[], text: string): Answer | null {
  const words = plain(text);
  const button = choicesOf(turn, state, targets, 0)
    .flat()
    .find((each) => plain(each.label) === words);
  const choice = button?.data.split(":")[2];
  if (choice === undefined) return null;
  if (choice === "yes" || choice === "no" || choice === "skip") return { kind: choice };
  return pick(state.candidates[Number(choice)]);
}

const oneItem = (meaning: Meaning): Item | null =>
  (meaning.intent === "progress" || meaning.intent === "ask") && meaning.items?.length === 1
    ? (meaning.items[0] ?? null)
    : null;

/** A figure in words ("7 cuộc", "thêm 3", "đến nay là 80%"), read as said of the target in question. */
function figureAnswer(
  turn: Turn,
  targets: Target[],
  target: Target,
  text: string,
  isChange: boolean,
): Answer {
  const code = targetCode(target.number);
  // "Thêm vài hồ sơ" was asked about: "khoảng 20" is how many more.
  const change =
    isChange && !/(?<![a-z])(?:tong|la|dat|thanh|them|giam|bot|den nay)(?![a-z])/.test(fold(text));
  const context = { units: [], today: isoDay(turn.today) };
  const asIs = understand(text, { ...context, targets: targetViews(targets) });
  const own = oneItem(asIs);
  const isBare = asIs.intent === "none" || (asIs.intent === "ask" && own?.target === null);
  if (!isBare && own?.target !== code) return pass;
  const meaning =
    isBare || change
      ? understandAbout(text, { code, change }, { ...context, targets: targetViews([target]) })
      : asIs;
  const item = meaning && oneItem(meaning);
  if (!meaning || item?.target !== code) return pass;
  if (meaning.intent === "progress") return { kind: "item", item: { ...item, sure: true } };
  if (meaning.intent !== "ask") return pass;
  if (meaning.about === "confirm") return { kind: "item", item: { ...item, odd: true } };
  // Words about the target without any figure are no answer.
  if (!/\d/.test(text) && !meaning.candidates) return pass;
  return { kind: "item", item: { ...item, readings: meaning.candidates ?? [] } };
}

function valueAnswer(turn: Turn, state: QuestionState, targets: Target[], text: string): Answer {
  const reply = readReply(text);
  const target = findByCode(targets, state.items[openIndex(state)]?.target ?? null);
  const { candidates } = state;
  if (asksSetOrAdd(state, target) && reply?.kind === "total") return pick(candidates[0]);
  if (asksSetOrAdd(state, target) && reply?.kind === "add") return pick(candidates[1]);
  const read = readNumber(text);
  // Several readings of one figure settle nothing.
  const number = typeof read === "number" ? read : null;
  // A figure that is one of the readings is that reading; otherwise a small number is a button's.
  if (number !== null && candidates.includes(number)) return pick(number);
  const place = placeNamed(text, reply, candidates.length) ?? number;
  if (place !== null && candidates[place - 1] !== undefined) return pick(candidates[place - 1]);
  const isChange = state.items[openIndex(state)]?.op === "add";
  return target ? figureAnswer(turn, targets, target, text, isChange) : pass;
}

/** Words that want to see something rather than name it. */
const asksFor = /\?|(?<![a-z])(?:bao nhieu|den dau|the nao|ra sao|xem|cho|may|chua|khong)(?![a-z])/;

function targetAnswer(turn: Turn, state: QuestionState, targets: Target[], text: string): Answer {
  const reply = readReply(text);
  const { candidates } = state;
  const place = placeNamed(text, reply, candidates.length);
  if (place !== null) {
    const listed = candidates[place - 1];
    const coded = reply?.kind === "choice" ? findByCode(targets, `CT${place}`) : undefined;
    const code = coded && targetCode(coded.number);
    // "2" is CT2 for one who reads the codes and the second button for one who counts.
    const isEither = listed !== undefined && code !== undefined && listed !== code;
    if (isEither && candidates.includes(code)) return { kind: "again" };
    return pick(listed ?? code);
  }
  const bare = /^(?:ct|chi tieu)(?: so)? ?0*(\d{1,3})(?: a| nhe| em| chi| anh)*$/.exec(plain(text))?.[1];
  if (bare) return findByCode(targets, `CT${bare}`) ? pick(`CT${bare}`) : { kind: "again" };
  const said = understand(text, { units: [], today: isoDay(turn.today), targets: targetViews(targets) });
  // A name by itself asks to see the target, unless it answers a question.
  const isName = said.intent === "targets" && !asksFor.test(fold(text));
  if (said.intent !== "none" && said.intent !== "ask" && !isName) return pass;
  // Besides its code a target is named without figures; others are a new message.
  if (/\d/.test(fold(text).replace(/(?:ct|chi tieu)\s*(?:so\s*)?\d+/g, ""))) return pass;
  const offered = targets.filter((each) => candidates.includes(targetCode(each.number)));
  const named = namedTargets(text, offered);
  const [only, more] = named.length > 0 ? named : namedTargets(text, targets);
  return only && !more ? pick(targetCode(only.number)) : pass;
}

function dateAnswer(turn: Turn, state: QuestionState, text: string): Answer {
  const reply = readReply(text);
  if (reply?.kind === "choice") return pick(state.candidates[reply.number - 1]);
  const day = readDate(text, isoDay(turn.today));
  if (!day || day.kind === "period" || day.date > isoDay(turn.today)) return pass;
  return pick(day.date);
}

/** "Ừ, đúng rồi", "dạ là tổng ạ": the assent before an answer that says more. */
const assent = /^(?:(?:dạ|vâng|ừ|ừm|uh|uhm|ờ|ok|à|em|thì)[\s,.]+)+(?=\p{L}|\d)/iu;

/** Reads what was typed while a question is open: a label, a number, words, or something else altogether (`pass`). */
export function readAnswer(turn: Turn, state: QuestionState, targets: Target[], typed: string): Answer {
  const text = readReply(typed) ? typed : typed.normalize("NFC").trim().replace(assent, "");
  const label = labelTyped(turn, state, targets, text);
  if (label) return label;
  const reply = readReply(text);
  if (state.about === "confirm") {
    const place = placeNamed(text, reply, 2);
    if (reply?.kind === "yes" || place === 1) return { kind: "yes" };
    return reply?.kind === "no" || reply?.kind === "skip" || place === 2 ? { kind: "no" } : pass;
  }
  if (reply?.kind === "skip" || reply?.kind === "no") return { kind: reply.kind };
  // "Vâng" to a choice settles nothing unless there is just one.
  const isFinish = state.about === "value" && /xong/.test(fold(text));
  if (reply?.kind === "yes" && !isFinish)
    return state.candidates.length === 1 ? pick(state.candidates[0]) : { kind: "again" };
  if (state.about === "target") return targetAnswer(turn, state, targets, text);
  return state.about === "value" ? valueAnswer(turn, state, targets, text) : dateAnswer(turn, state, text);
}
