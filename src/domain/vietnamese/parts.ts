import type { Bit, FigureBit, TagBit } from "./bits.ts";
import type { Tag } from "./lexicon.ts";
import { remarkWords } from "./remark-words.ts";
import type { Scan } from "./scan.ts";
import type { Message } from "./tokens.ts";

/** A comma part of a sentence. */
export interface Part {
  readonly bits: readonly Bit[];
  /** Number of the sentence in the message; a line is a sentence, too. */
  readonly sentence: number;
  readonly line: number;
  /** Ends with a colon: what follows stands under it. */
  readonly heading: boolean;
  /** Read as a question. */
  readonly question: boolean;
}

export const isTag = (bit: Bit | undefined, ...tags: readonly Tag[]): boolean =>
  bit?.kind === "tag" && tags.includes(bit.tag);

export const hasTag = (bits: readonly Bit[], ...tags: readonly Tag[]): boolean =>
  bits.some((bit) => isTag(bit, ...tags));

export const isFigure = (bit: Bit): bit is FigureBit => bit.kind === "figure";

/** Something is said about a target: a figure, a finish, a state. */
export const saysSomething = (bits: readonly Bit[]): boolean =>
  bits.some((bit) => bit.kind === "figure" || isTag(bit, "finish", "same", "nearly"));

/** Whether "và", "còn" or a dash joins two reports, and not two words. */
function joinsReports(bits: readonly Bit[], index: number, before: readonly Bit[]): boolean {
  const next = bits[index + 1];
  if (next?.kind === "target")
    return before.some((bit) => bit.kind === "target" || bit.kind === "figure" || isTag(bit, "finish"));
  return (
    bits[index]?.kind === "tag" && next?.kind === "figure" && before.some((bit) => bit.kind === "figure")
  );
}

/** Bits of talk before a report. */
const longestTalk = 40;
const joints = new Set("ma nhung nen chu".split(" "));

/** "tưởng không kịp mà ct4 …", "nói vui thôi chứ ct3 …": talk before, the report after. "nếu mà ct3 …" is one word. */
function opensReport(message: Message, bits: readonly Bit[], index: number, before: readonly Bit[]): boolean {
  const bit = bits[index] as Bit;
  if (before.length === 0 || before.length > longestTalk || bits[index + 1]?.kind !== "target") return false;
  if (!joints.has(message.tokens[bit.next - 1]?.fold ?? "")) return false;
  const last = before[before.length - 1] as Bit;
  if ((remarkWords.at(message, last.start)?.next ?? 0) > bit.start) return false;
  return !saysSomething(before) && !before.some((other) => other.kind === "target" && other.by === "code");
}

interface Draft {
  bits: Bit[];
  sentence: number;
  line: number;
  heading: boolean;
}

/** Cuts the bits into sentences and their comma parts, and marks the parts that are questions. */
export function cutParts({ message, bits }: Scan): Part[] {
  const drafts: Draft[] = [];
  const asking = new Set<number>();
  let sentence = 0;
  let line = 0;
  let current: Bit[] = [];
  const close = (heading = false): void => {
    if (current.length > 0) drafts.push({ bits: current, sentence, line, heading });
    current = [];
  };
  bits.forEach((bit, index) => {
    const before = current;
    switch (bit.kind) {
      case "comma":
        close();
        return;
      case "line":
      case "sentence":
      case "question": {
        if (bit.kind === "question") {
          asking.add(sentence);
          if (bits[index + 1]?.kind === "question") return;
        }
        close(before[before.length - 1]?.kind === "equals");
        sentence++;
        if (bit.kind === "line") line++;
        return;
      }
      case "dash":
        if (joinsReports(bits, index, before)) close();
        else current.push(bit);
        return;
      case "word":
        if (opensReport(message, bits, index, before)) close();
        else current.push(bit);
        return;
      case "tag":
        if ((bit.tag === "but" || bit.tag === "wish") && opensReport(message, bits, index, before)) {
          close();
          return;
        }
        if ((bit.tag === "and" || isBareStill(bit, message)) && joinsReports(bits, index, before)) {
          close();
          return;
        }
        current.push(bit);
        return;
      default:
        current.push(bit);
    }
  });
  close(current[current.length - 1]?.kind === "equals");
  const parts: Part[] = [];
  for (let from = 0; from < drafts.length; ) {
    let to = from;
    while (to < drafts.length && drafts[to]?.sentence === drafts[from]?.sentence) to++;
    parts.push(...markQuestions(message, drafts.slice(from, to), asking.has(drafts[from]?.sentence ?? -1)));
    from = to;
  }
  return parts;
}

const isBareStill = (bit: TagBit, message: Message): boolean =>
  bit.tag === "remain" && message.tokens[bit.start]?.fold === "con" && bit.next === bit.start + 1;

const closings = new Set(
  "a ah vay the em anh chi nhi ta ban bot oi nhe nha ha ad sep thay co bac day nho di ka".split(" "),
);

/** Tags that ask whether the statement before them is right. */
const confirming = /^(?:phai|dung|duoc|dc|co phai|phai chua)\b/;

const replies = new Set("thi bao nhan".split(" "));
const results = new Set("thi se bi phai".split(" "));

/** "khi nào ct3 90% thì nghỉ", "bao giờ xong ct2 em báo", "đơn vị nào ct2 dưới 50% sẽ bị phê bình": no question, if something is said and goes on. */
function isCondition(message: Message, bits: readonly Bit[], index: number): boolean {
  const first = message.tokens[bits[index]?.start ?? 0]?.fold ?? "";
  if (!/^(?:khi|bao|luc|chung|nao)$/.test(first)) return false;
  const outcomes = first === "nao" ? results : replies;
  const talk = bits.slice(index + 1, index + longestTalk);
  const said = talk.findIndex((bit) => saysSomething([bit]));
  return (
    said >= 0 &&
    talk.slice(said + 1).some((bit) => {
      return outcomes.has(message.tokens[bit.start]?.fold ?? "");
    })
  );
}

function isMuch(message: Message, bits: readonly Bit[], index: number): boolean {
  const after = message.tokens[bits[index]?.next ?? 0]?.fold ?? "";
  return ["qua", "lam", "hon", "nhat", "the"].includes(after) || bits.slice(0, index).some(isFigure);
}

/** "bún chả": no word that ends a question. */
const denials = /^ch(?:a|ang)$/;

const isBeyond = (message: Message, at: number): boolean =>
  ["nổi", "xuể"].includes(message.tokens[at]?.text ?? "");

type Asked = "whole" | "part" | null;

function askedBy(message: Message, { bits }: Draft, marked: boolean): Asked {
  const negated = bits.findIndex((bit) => isTag(bit, "not"));
  for (const [index, bit] of bits.entries()) {
    if (!isTag(bit, "ask")) continue;
    const words = message.tokens
      .slice(bit.start, bit.next)
      .map((token) => token.fold)
      .join(" ");
    if (confirming.test(words)) return "whole";
    // "24 bài ai viết cho nổi": nobody is asked.
    if (
      (words === "ai" || words === "sao") &&
      !marked &&
      bits.slice(index, index + 12).some(({ start }) => isBeyond(message, start))
    )
      continue;
    if (!marked && isCondition(message, bits, index)) continue;
    // "150 ho so la nhieu qua": without marks nhiêu is nhiều as well.
    if (!marked && words === "nhieu" && isMuch(message, bits, index)) continue;
    // "chưa nộp hồ sơ nào", "chưa có gì"
    if (negated >= 0 && negated < index && /^(?:nao|gi|ai)$/.test(words) && !marked) continue;
    return "part";
  }
  const vague = bits.find(
    (bit) => isFigure(bit) && bit.word === "vague" && /^may$/.test(message.tokens[bit.start]?.fold ?? ""),
  );
  if (vague && (marked || hasTag(bits, "done"))) return "part";
  let last = bits.length - 1;
  while (
    last > 0 &&
    bits[last]?.kind === "word" &&
    closings.has(message.tokens[bits[last]?.start ?? 0]?.fold ?? "")
  )
    last--;
  const closing = bits[last];
  const says = bits
    .slice(0, last)
    .some(
      (bit) => bit.kind === "tag" || bit.kind === "figure" || (bit.kind === "target" && bit.by === "title"),
    );
  if (
    closing &&
    isTag(closing, "not") &&
    !denials.test(message.tokens[closing.start]?.fold ?? "") &&
    closing.next === closing.start + 1 &&
    says
  )
    return "whole";
  const end = bits[bits.length - 1];
  if (end?.kind === "word" && message.tokens[end.start]?.key === "a1" && saysSomething(bits)) return "whole";
  return marked ? "whole" : null;
}

/** Which parts of one sentence are questions: the one that asks and, if it asks whether they are right, the others. */
function markQuestions(message: Message, sentence: readonly Draft[], marked: boolean): Part[] {
  const verdicts = sentence.map((draft, index) =>
    askedBy(message, draft, marked && index === sentence.length - 1),
  );
  const asker = sentence[verdicts.indexOf("whole")];
  const about = asker?.bits.some((bit) => bit.kind === "target") || saysSomething(asker?.bits ?? []);
  const tagOnly =
    asker?.bits.every((bit) => bit.kind === "word" || isTag(bit, "ask", "not")) && asker.bits.length <= 4;
  return sentence.map((draft, index) => {
    const question =
      verdicts[index] === "part" || draft === asker || (asker !== undefined && Boolean(about || tagOnly));
    return { ...draft, question };
  });
}
