import type { Bit } from "./bits.ts";
import { hasTag, isFigure, isTag } from "./parts.ts";
import { isSaid, wordAt } from "./remark-word-at.ts";
import type { Message } from "./tokens.ts";

// What stands right behind a figure or finish and makes it a remark. The table of all groups is in remarks.ts.

type Verdict = "nothing" | "doubt" | "denied";

const pronouns = new Set(
  "em anh chi toi minh ben don vi tui bon chung bac co chu se thi xin lai la moi e a thang nho hay cu nhe".split(
    " ",
  ),
);
const closings = new Set(
  "di a ah nhe nha nhi em anh chi oi day vay the ma ha thoi dau bac co chu luon nua lam qua roi".split(" "),
);
const promisers = new Set("em anh chi minh toi".split(" "));
const own = new Set("em minh toi don ben ca".split(" "));
const intense = new Set("qua lam the ghe kinh".split(" "));
const evidence = new Set("minh chung anh hinh file tai lieu ban chup".split(" "));

function skip(message: Message, at: number, words: ReadonlySet<string>): number {
  let next = at;
  while (message.tokens[next]?.kind === "word" && words.has(message.tokens[next]?.fold ?? "")) next++;
  return next;
}

export interface Behind {
  readonly verdict: Verdict;
  /** First token that is no part of the remark. */
  readonly next: number;
}

/** What was said in the part before a figure or finish. */
export interface Before {
  readonly already: boolean;
  /** được, đạt, lên: the figure is reached. */
  readonly reached: boolean;
  /** Work, or somebody told to do it. */
  readonly work: boolean;
  /** A target is named. */
  readonly named: boolean;
}

/** What the words right behind a figure or finish make of it; `end` is the first token after the part. */
export function behind(
  message: Message,
  bits: readonly Bit[],
  index: number,
  end: number,
  { already, reached, work, named }: Before,
): Behind | null {
  const bit = bits[index] as Bit;
  let last = index;
  while (bits[last + 1]?.kind === "target") last++;
  let at = bits[last]?.next ?? bit.next;
  if (isConsequence(message, bits, index) && !already && !hasTag(bits.slice(index), "done"))
    return { verdict: bits[index - 2]?.kind === "figure" ? "doubt" : "nothing", next: bit.next };
  if (at >= end) return null;
  const told = already || reached || isTag(bit, "same");
  let done = false;
  while (at < end && ["roi", "r", "a"].includes(message.tokens[at]?.fold ?? "")) {
    done ||= message.tokens[at]?.fold !== "a";
    at++;
  }
  const compared = likeOthers(message, bits, last, at);
  if (compared >= 0) {
    if (wordAt(message, compared)?.tag === "thus" && !hasOwnReport(bits, last + 1))
      return { verdict: done || already ? "doubt" : "nothing", next: compared };
    if (!told && !done) {
      return { verdict: named ? "doubt" : "nothing", next: compared };
    }
  }
  if (isThreshold(message, at) && !already) return { verdict: "nothing", next: at + 2 };
  const first = wordAt(message, at);
  const isFinish = !isFigure(bit);
  if (first?.tag === "denied" && skip(message, first.next, closings) >= end)
    return { verdict: "denied", next: end };
  if (first?.tag === "denied" && repeats(message, first.next, bit)) return { verdict: "denied", next: end };
  if (first?.tag === "thus")
    return hasOwnReport(bits, last + 1)
      ? null
      : { verdict: done || already ? "doubt" : "nothing", next: first.next };
  // "ct3 mà lên 200% chắc em bay lên trời"
  if (isBeyondAll(message, at, end)) return { verdict: "nothing", next: end };
  if (isJest(message, bits, index, at) && !already && !done) return { verdict: "nothing", next: at + 1 };
  if (first?.tag === "demanded" && !isFinish && !bits.slice(last + 1).some(isFigure))
    return { verdict: "nothing", next: first.next };
  const promised = (next: number): Behind | null =>
    already ? null : { verdict: done ? "doubt" : "nothing", next };
  const judged = judgement(message, at, end, told || done, already || done);
  if (judged) return judged;
  const verb = skip(message, at, pronouns);
  const act = wordAt(message, verb) ?? first;
  const reminded = message.tokens.slice(at, verb).some((token) => token.fold === "nho");
  // "họp xong em báo luôn: ct3 87%": told right away.
  const tells =
    hasOwnReport(bits, last + 1) ||
    bits.slice(last + 1, last + 1 + nearBits).some((other) => other.kind === "equals");
  if (!tells && (act?.tag === "soon" || (act?.tag === "later" && (isFinish || reminded))))
    return promised(act.next);
  const goOn = message.tokens[at];
  if (first?.tag === "whenever" && ["neu", "mien", "tru"].includes(goOn?.fold ?? "") && !already)
    return { verdict: "doubt", next: first.next };
  if (!isFinish) return null;
  // "làm xong ct2 đi": somebody is told to.
  if (goOn?.fold === "di" && skip(message, at, closings) >= end && !already && !done)
    return { verdict: work ? "nothing" : "doubt", next: at + 1 };
  if (act?.tag === "either" && !already && !done && !evidence.has(message.tokens[act.next]?.fold ?? ""))
    return { verdict: "doubt", next: act.next };
  return null;
}

/** "ký là xong", "200 hồ sơ là xong": what would be, not what is; "thế là xong ct2" is a report. */
function isConsequence(message: Message, bits: readonly Bit[], index: number): boolean {
  const link = bits[index - 1];
  return (
    isTag(link, "total") &&
    message.tokens[link?.start ?? 0]?.fold === "la" &&
    (isTag(bits[index - 2], "work") || bits[index - 2]?.kind === "figure")
  );
}

const places = new Set("ben tinh so cua".split(" "));

/** "98% như tỉnh bạn …", "95% như bên Hải Phòng …": the first token behind whose figure it is, or -1. */
function likeOthers(message: Message, bits: readonly Bit[], last: number, from: number): number {
  const link = wordAt(message, from);
  if (link?.tag !== "like") return -1;
  const who = skip(message, link.next, places);
  const others = [link.next, who].map((at) => wordAt(message, at)).find((word) => word?.tag === "others");
  if (others) return others.next;
  const unit = bits.slice(last + 1, last + 5).find((bit) => bit.kind === "unit");
  return unit?.start === who ? unit.next : -1;
}

/** "từ 90% trở lên là hoàn thành": a rule, no figure of anybody. */
const isThreshold = ({ tokens }: Message, at: number): boolean =>
  tokens[at]?.fold === "tro" &&
  ["len", "xuong"].includes(tokens[at + 1]?.fold ?? "") &&
  ["la", "thi", "moi"].includes(tokens[at + 2]?.fold ?? "");

/** "… mà 200% chắc em nghỉ hưu": mà before the figure, and behind it what would happen then. */
const isJest = ({ tokens }: Message, bits: readonly Bit[], index: number, at: number): boolean =>
  tokens[at]?.fold === "chac" &&
  promisers.has(tokens[at + 1]?.fold ?? "") &&
  bits.slice(Math.max(0, index - 4), index).some((bit) => tokens[bit.start]?.fold === "ma");

/** "24 bài ai viết cho nổi", "sao làm xuể" */
const isBeyondAll = ({ tokens }: Message, at: number, end: number): boolean =>
  ["ai", "sao"].includes(tokens[at]?.text ?? "") &&
  tokens.slice(at, Math.min(end, at + 12)).some(({ text }) => text === "nổi" || text === "xuể");

/** "xong gì mà xong" */
function repeats(message: Message, at: number, bit: Bit): boolean {
  return message.tokens[at]?.fold === message.tokens[bit.start]?.fold;
}

/** No report is further behind thì than this. */
const nearBits = 40;

/** A report after thì: "ct2 xong thì ct3 85%". */
export function hasOwnReport(bits: readonly Bit[], from: number): boolean {
  let named = false;
  for (const bit of bits.slice(from, from + nearBits)) {
    if (named && isSaid(bit)) return true;
    named ||= bit.kind === "target";
  }
  return false;
}

function judgement(message: Message, from: number, end: number, told: boolean, sure: boolean): Behind | null {
  let at = from;
  let linked = false;
  for (let word = wordAt(message, at); at < end && word; word = wordAt(message, at)) {
    if (word.tag === "is") linked = true;
    else if (word.tag !== "degree") break;
    at = word.next;
  }
  // "ct3 đạt 90% là em khao": a promise that hangs on it.
  if (
    linked &&
    !sure &&
    promisers.has(message.tokens[at]?.fold ?? "") &&
    message.tokens[at + 1]?.kind === "word"
  )
    return { verdict: "doubt", next: at };
  const word = at < end ? wordAt(message, at) : null;
  // "95% ct3 là thấy ngán", "dưới 85% là bị trừ điểm"
  const feels = linked || ["thay", "nghe"].includes(message.tokens[at - 1]?.fold ?? "");
  if (word?.tag === "dread") return feels && !sure ? { verdict: "nothing", next: word.next } : null;
  if (word?.tag === "outcome") return linked && !sure ? { verdict: "nothing", next: word.next } : null;
  if (!word) return null;
  const after = wordAt(message, word.next);
  if (after?.tag === "most") return null;
  const closes = skip(message, word.next, closings) >= end;
  if (linked) {
    if (word.tag === "otherThing" || word.tag === "formerly") return { verdict: "denied", next: word.next };
    const isOwn =
      own.has(message.tokens[word.next]?.fold ?? "") && wordAt(message, word.next)?.tag !== "others";
    if (word.tag === "of" && !isOwn) return { verdict: "nothing", next: word.next };
    const judges =
      word.tag === "hard" || word.tag === "size" || word.tag === "good" || (word.tag === "enough" && closes);
    return judges && !sure ? { verdict: "nothing", next: word.next } : null;
  }
  if (told) return null;
  if (word.tag === "hard") return { verdict: "nothing", next: word.next };
  return word.tag === "size" && intense.has(message.tokens[word.next]?.fold ?? "")
    ? { verdict: "doubt", next: word.next }
    : null;
}
