import type { Bit } from "./bits.ts";
import { isEvidence } from "./evidence.ts";
import { isTag } from "./parts.ts";
import { type Found, isSaid, isUnsure, wordAt } from "./remark-word-at.ts";
import type { Message } from "./tokens.ts";

/** What is demanded, wished, proposed, quoted is no report, unless a word of report stands before the figure. */
export const unreal: ReadonlySet<string> = new Set(["demand", "fancy", "proposed", "quoted", "looking"]);

/** The first bit of a part that opens a remark on what follows it; -1 if none does. Walked once, from the end. */
export function openedAt(message: Message, bits: readonly Bit[]): number {
  let opened = -1;
  let says = false;
  /** Which comes first behind the bit: something said, or thì. */
  let next: "said" | "then" | null = null;
  /** The same for a word of turn. */
  let turn: "said" | "turn" | null = null;
  /** The next thing said has a word of report before it. */
  let told = false;
  const hears = bits.some((bit) => isTag(bit, "rough") && hearsay.has(message.tokens[bit.start]?.fold ?? ""));
  for (let index = bits.length - 1; index >= 0; index--) {
    message.onStep?.();
    const bit = bits[index] as Bit;
    const plain = bit.kind === "word" || bit.kind === "tag";
    const found = plain ? wordAt(message, bit.start) : null;
    // "xin điều chỉnh kế hoạch ct1" is about the plan, "điều chỉnh chỉ tiêu 1" puts a figure right.
    const whole = found !== null && !cutsTarget(bits, index, found.next);
    if (bit.kind === "unit" && hears && says && turn !== "turn") opened = index;
    if (found && whole && !(isTag(bit, "fix") && found.next <= bit.next)) {
      const isOther = found.tag === "others" || found.tag === "formerly";
      const isCondition = found.tag === "thought" || found.tag === "whenever";
      if (unreal.has(found.tag) && says && !told && !isMeasured(message, bits, index, found)) opened = index;
      if (isOther && !isTag(bits[index - 1], "versus") && says && turn !== "turn") opened = index;
      const isNone = isTag(bits[index - 1], "not") && message.tokens[found.next - 1]?.fold === "nao";
      if (isCondition && next === "said" && !isNone) opened = index;
      if (found.tag === "intended" && says && !told && isWork(message, bits, index, found)) opened = index;
      if (found.tag === "heard" && bit.kind === "word" && says && !told && isNamed(bits[index + 1]))
        opened = index;
      if (found.tag === "upon" && awaits(message, bits, index, found.next, says)) opened = index;
    }
    if (isSaid(bit)) {
      says = true;
      next = "said";
      turn = "said";
      // "quy định xong rồi": a word of report behind a finish counts as well.
      told &&= bit.kind !== "figure";
    } else if (message.tokens[bit.start]?.fold === "thi") next = "then";
    if (found?.tag === "turn") turn = "turn";
    if (isEvidence(message, bits, index)) told = true;
  }
  return opened;
}

const hearsay = new Set("nghe thay nguoi ho doc".split(" "));
const changing = new Set("nang ha".split(" "));

const isNamed = (bit: Bit | undefined): boolean => bit?.kind === "target" || bit?.kind === "figure";

/** The phrase ends inside a target: "điều chỉnh [chỉ tiêu 1]". */
function cutsTarget(bits: readonly Bit[], index: number, end: number): boolean {
  for (let at = index + 1; (bits[at]?.start ?? end) < end; at++) if (bits[at]?.kind === "target") return true;
  return false;
}

/** "tính mở thêm 2 lớp", "tính nâng ct3 lên 97%". */
function isWork({ tokens }: Message, bits: readonly Bit[], index: number, { next: from }: Found): boolean {
  let at = index + 1;
  while ((bits[at]?.start ?? from) < from) at++;
  const next = bits[at];
  return isTag(next, "work") || (next?.kind === "word" && changing.has(tokens[next.start]?.fold ?? ""));
}

/** "ct3 yêu cầu 90%" names the plan, which is asked about; "ước đạt 90%" is a guess; "the", "mo" may be other words. */
function isMeasured(message: Message, bits: readonly Bit[], index: number, found: Found): boolean {
  const next = bits[index + 1];
  if (isUnsure(message, bits[index]?.start ?? 0, found)) return true;
  return (
    isTag(bits[index], "plan", "order", "rough", "roughNear") &&
    (next?.kind === "figure" || isTag(next, "total", "got", "rough", "roughNear"))
  );
}

/** "khi ct2 xong …", "để xong ct2 …"; but "cho ct2 xong" and "để ct3 85%" tell what to record. */
function awaits(message: Message, bits: readonly Bit[], index: number, from: number, says: boolean): boolean {
  let at = index + 1;
  while ((bits[at]?.start ?? from) < from) at++;
  const next = bits[at];
  if (isTag(next, "finish")) return true;
  const isTime = /^(?:khi|sau|ngay|truoc|luc)$/.test(message.tokens[bits[index]?.start ?? 0]?.fold ?? "");
  return next?.kind === "target" && says && isTime;
}
