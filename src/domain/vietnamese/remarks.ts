import type { Bit } from "./bits.ts";
import { hasTag, isFigure, isTag, type Part, saysSomething } from "./parts.ts";
import { manyWords, remarkWords } from "./remark-words.ts";
import type { Message } from "./tokens.ts";

// Figures and finishes that are spoken of, but not reported: judged, wished, awaited, somebody else's, of another time.
// README 2.1 calls a remark on a target `none`; where it may be a report after all ("ct1 150 nhiều quá"), it is confirmed;
// a finish that is denied ("xong đâu mà xong") is one that is not reached (2.4, not finished).
//
// | Group                | Stands                                        | Makes                                             |
// |----------------------|-----------------------------------------------|---------------------------------------------------|
// | others, formerly     | before the figure in its part                 | nothing, up to a word of turn ("nay", "nhưng")    |
// | thought, whenever    | before the figure, with no thì between        | nothing, up to thì with a report of its own       |
// | upon                 | right before a finish, or a target with one   | nothing                                           |
// | then                 | right behind                                  | nothing; after rồi to be confirmed                |
// | is + judgement       | right behind                                  | nothing, unless đã or rồi says that it is so      |
// | hard                 | right behind, without là                      | nothing, unless đạt, được, đã, rồi                |
// | size + intense       | right behind, without là                      | to be confirmed, unless đạt, được, đã, rồi        |
// | demanded             | right behind a figure, no figure after it     | nothing                                           |
// | later                | behind a finish, a pronoun between            | nothing; after rồi to be confirmed; after đã kept |
// | soon                 | behind a figure or finish                     | the same                                          |
// | either               | behind a finish, a pronoun between            | to be confirmed, unless đã or rồi                 |
// | denied               | right behind, at the end                      | not so                                            |

type Verdict = "nothing" | "doubt" | "denied";

type Group = NonNullable<ReturnType<typeof remarkWords.at>>["tag"];

interface Found {
  readonly tag: Group;
  readonly next: number;
}

function wordAt(message: Message, at: number): Found | null {
  const found = remarkWords.at(message, at);
  return found?.tag === "plain" ? null : found;
}

/** One syllable of a message without marks that may be another word. */
const isUnsure = (message: Message, at: number, found: Found): boolean =>
  !message.marked && found.next === at + 1 && manyWords.has(message.tokens[at]?.fold ?? "");

const isSaid = (bit: Bit | undefined): boolean =>
  bit?.kind === "figure" || isTag(bit, "finish", "nearly", "same");

const reports = (bits: readonly Bit[]): boolean =>
  saysSomething(bits) && bits.some((bit) => bit.kind === "target" || isFigure(bit));

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

interface Behind {
  readonly verdict: Verdict;
  /** First token that is no part of the remark. */
  readonly next: number;
}

/** What the words right behind a figure or finish make of it. */
function behind(message: Message, bits: readonly Bit[], index: number, end: number): Behind | null {
  const bit = bits[index] as Bit;
  let last = index;
  while (bits[last + 1]?.kind === "target") last++;
  let at = bits[last]?.next ?? bit.next;
  const already = hasTag(bits.slice(0, index), "already");
  if (isConsequence(message, bits, index) && !already && !hasTag(bits.slice(index), "done"))
    return { verdict: bits[index - 2]?.kind === "figure" ? "doubt" : "nothing", next: bit.next };
  if (at >= end) return null;
  const told = already || hasTag(bits.slice(0, index), "got", "total", "reached") || isTag(bit, "same");
  let done = false;
  while (at < end && ["roi", "r", "a"].includes(message.tokens[at]?.fold ?? "")) {
    done ||= message.tokens[at]?.fold !== "a";
    at++;
  }
  const first = wordAt(message, at);
  const isFinish = !isFigure(bit);
  if (first?.tag === "denied" && skip(message, first.next, closings) >= end)
    return { verdict: "denied", next: end };
  if (first?.tag === "denied" && repeats(message, first.next, bit)) return { verdict: "denied", next: end };
  if (first?.tag === "then")
    return hasOwnReport(bits, first.next)
      ? null
      : { verdict: done || already ? "doubt" : "nothing", next: first.next };
  if (first?.tag === "demanded" && !isFinish && !bits.slice(last + 1).some(isFigure))
    return { verdict: "nothing", next: first.next };
  const promised = (next: number): Behind | null =>
    already ? null : { verdict: done ? "doubt" : "nothing", next };
  const judged = judgement(message, at, end, told || done, already || done);
  if (judged) return judged;
  const verb = skip(message, at, pronouns);
  const act = wordAt(message, verb) ?? first;
  const reminded = message.tokens.slice(at, verb).some((token) => token.fold === "nho");
  if (act?.tag === "soon" || (act?.tag === "later" && (isFinish || reminded))) return promised(act.next);
  const goOn = message.tokens[at];
  if (first?.tag === "whenever" && ["neu", "mien", "tru"].includes(goOn?.fold ?? "") && !already)
    return { verdict: "doubt", next: first.next };
  if (!isFinish) return null;
  // "làm xong ct2 đi": somebody is told to.
  if (goOn?.fold === "di" && skip(message, at, closings) >= end && !already && !done)
    return { verdict: hasTag(bits.slice(0, index), "work", "order") ? "nothing" : "doubt", next: at + 1 };
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

/** "xong gì mà xong" */
function repeats(message: Message, at: number, bit: Bit): boolean {
  return message.tokens[at]?.fold === message.tokens[bit.start]?.fold;
}

/** A report after thì: "ct2 xong thì ct3 85%". */
function hasOwnReport(bits: readonly Bit[], from: number): boolean {
  const rest = bits.filter((bit) => bit.start >= from);
  const target = rest.findIndex((bit) => bit.kind === "target");
  return target >= 0 && rest.slice(target + 1).some(isSaid);
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

/** The first bit of a part that opens a remark on what follows it; -1 if none does. */
function openedAt(message: Message, bits: readonly Bit[]): number {
  return bits.findIndex((bit, index) => {
    if (bit.kind !== "word" && bit.kind !== "tag") return false;
    const found = wordAt(message, bit.start);
    if (!found || isTag(bit, "fix")) return false;
    const rest = bits.slice(index + 1);
    switch (found.tag) {
      case "others":
      case "formerly":
        return !isTag(bits[index - 1], "versus") && rest.some(isSaid) && !turnsBeforeSaid(message, rest);
      case "thought":
      case "whenever":
        return saidBeforeThen(message, rest);
      case "upon": {
        const next = rest.find((other) => other.start >= found.next);
        if (isTag(next, "finish")) return true;
        return next?.kind === "target" && found.tag === "upon" && awaits(message, bit, rest);
      }
      default:
        return false;
    }
  });
}

/** "khi ct2 xong …", but "cho ct2 xong", "để ct3 85%" tell what to record. */
function awaits(message: Message, bit: Bit, rest: readonly Bit[]): boolean {
  return /^(?:khi|sau|ngay|truoc|luc)$/.test(message.tokens[bit.start]?.fold ?? "") && rest.some(isSaid);
}

function saidBeforeThen(message: Message, rest: readonly Bit[]): boolean {
  for (const bit of rest) {
    if (isSaid(bit)) return true;
    if (message.tokens[bit.start]?.fold === "thi") return false;
  }
  return false;
}

function turnsBeforeSaid(message: Message, rest: readonly Bit[]): boolean {
  for (const bit of rest) {
    if (isSaid(bit)) return false;
    if (wordAt(message, bit.start)?.tag === "turn") return true;
  }
  return false;
}

/** What a part says after a word of turn ("nhưng", "nay") or after thì with a report of its own. */
function afterTurn(message: Message, bits: readonly Bit[], from: number): readonly Bit[] {
  const turn = bits.findIndex(
    (bit) =>
      bit.start >= from &&
      (wordAt(message, bit.start)?.tag === "turn" ||
        (message.tokens[bit.start]?.fold === "thi" && hasOwnReport(bits, bit.next))),
  );
  return turn < 0 ? [] : bits.slice(turn);
}

const tagBit = (at: number, tag: "rough" | "not"): Bit => ({ kind: "tag", start: at, next: at, tag });

interface Read {
  /** Runs of bits that still report; empty when the part is a remark altogether. */
  readonly kept: readonly (readonly Bit[])[];
  /** Targets a remark was made on, for what follows. */
  readonly targets: readonly Bit[];
}

/** `null` if the part is to be read as it stands. */
function readPart(message: Message, bits: readonly Bit[]): Read | null {
  const end = bits[bits.length - 1]?.next ?? 0;
  const opened = openedAt(message, bits);
  let cut = -1;
  let from = 0;
  const marked: Bit[] = [];
  for (const [index, bit] of bits.entries()) {
    if (opened >= 0 && index >= opened) break;
    const found = isSaid(bit) ? behind(message, bits, index, end) : null;
    if (found?.verdict === "nothing") {
      cut = startOfClaim(bits, index);
      from = found.next;
      break;
    }
    if (found?.verdict === "denied") marked.push(tagBit(bit.start, "not"));
    marked.push(bit);
    if (found?.verdict === "doubt") marked.push(tagBit(bit.next, "rough"));
  }
  const opener = bits[opened];
  const word = opener && wordAt(message, opener.start);
  if (cut < 0 && opener && word && isUnsure(message, opener.start, word))
    return { kept: [[tagBit(bits[0]?.start ?? 0, "rough"), ...bits]], targets: [] };
  if (cut < 0 && opened < 0 && supposes(message, bits))
    return { kept: [[tagBit(bits[0]?.start ?? 0, "rough"), ...marked]], targets: [] };
  if (cut < 0 && opened < 0) return marked.length > bits.length ? { kept: [marked], targets: [] } : null;
  const at = cut >= 0 ? cut : opened;
  const before = cut >= 0 ? bits.slice(0, at) : marked;
  const own = reports(before);
  const targets = bits.slice(own ? at : 0).filter((bit) => bit.kind === "target");
  const said = cut >= 0 ? from : (bits.find((bit, index) => index > opened && isSaid(bit))?.next ?? end);
  const rest = afterTurn(message, bits, said);
  const again = rest.some(isSaid) ? (readPart(message, rest)?.kept ?? [rest]) : [];
  const turned = again.map((run) => (run.some((bit) => bit.kind === "target") ? run : [...targets, ...run]));
  return { kept: [...(own ? [before] : []), ...turned], targets: turned.length > 0 ? [] : targets };
}

/** "nếu không tính hồ sơ tồn thì ct3 đạt 92%": so, if one counts that way. */
const supposes = (message: Message, bits: readonly Bit[]): boolean =>
  bits.some(
    (bit) =>
      (bit.kind === "word" || bit.kind === "tag") &&
      message.tokens[bit.start]?.fold === "neu" &&
      wordAt(message, bit.start)?.tag === "whenever",
  );

/** Where the claim begins that a figure belongs to: at its target, if something is reported before that. */
function startOfClaim(bits: readonly Bit[], index: number): number {
  for (let at = index; at > 0; at--) if (bits[at]?.kind === "target" && reports(bits.slice(0, at))) return at;
  return 0;
}

/** The parts without what is only remarked on. A part without a target goes on about the one a remark was made on. */
export function dropRemarks(message: Message, parts: readonly Part[]): Part[] {
  const kept: Part[] = [];
  let carried: readonly Bit[] = [];
  let sentence = -1;
  let supposed = false;
  for (const part of parts) {
    if (part.sentence !== sentence) {
      carried = [];
      supposed = false;
    }
    sentence = part.sentence;
    const read = part.question ? null : readPart(message, part.bits);
    if (read) {
      supposed ||= supposes(message, part.bits);
      for (const bits of read.kept) kept.push({ ...part, bits });
      carried = read.targets;
      continue;
    }
    const goesOn =
      carried.length > 0 && saysSomething(part.bits) && !part.bits.some((bit) => bit.kind === "target");
    kept.push(goesOn ? { ...part, bits: [...carried, ...part.bits] } : part);
    if (part.bits.some((bit) => bit.kind === "target")) carried = [];
  }
  return kept;
}
