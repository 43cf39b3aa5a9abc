import type { Bit } from "./bits.ts";
import type { Amount } from "./convert.ts";
import type { TargetView } from "./meaning.ts";
import { hasTag, isTag } from "./parts.ts";
import { phraseAt } from "./phrases.ts";
import { titleVerbAt } from "./title-index.ts";
import type { Message } from "./tokens.ts";

// Claims without a figure: finished, unchanged, not finished, or only a remark.

/** No figure: finished, unchanged, not finished, or only a remark (`null`). */
export function stateOf(message: Message, bits: readonly Bit[], target: TargetView | null): Amount | null {
  const nothing: Amount = { op: "set", value: null, unit: null, odd: false };
  const verb = target?.kind === "yesno" ? titleVerbDone(message, bits, target) : null;
  for (const [index, bit] of bits.entries()) {
    if (isTag(bit, "same")) return { op: "add", value: 0, unit: null, odd: false };
    if (isTag(bit, "not", "going", "nearly")) {
      if (isRemark(message, bits)) return null;
      const follows =
        isTag(bit, "nearly") ||
        // "chưa có"
        (isTag(bit, "not") && bit.next > bit.start + 1 && message.tokens[bit.next - 1]?.fold === "co") ||
        bits.slice(index + 1).some((other) => other.kind !== "comma" && !isParticle(message, other));
      return target?.kind === "yesno" && follows
        ? { op: "set", value: 0, unit: null, odd: target.current > 0 }
        : nothing;
    }
    if (isTag(bit, "finish")) {
      const value = target?.kind === "quantity" ? target.plan : target?.kind === "yesno" ? 1 : null;
      return { op: "set", value, unit: null, done: true, odd: hasTag(bits, "rough") };
    }
    if (verb !== null && index >= verb)
      return { op: "set", value: 1, unit: null, done: true, odd: hasTag(bits, "rough") };
  }
  const state = hasTag(bits, "state", "already", "done") || bits.some((bit) => isTag(bit, "work"));
  const bare = bits.every(
    (bit) => bit.kind === "target" || bit.kind === "equals" || bit.kind === "date" || bit.kind === "comma",
  );
  return (state || bare) && !isRemark(message, bits) ? nothing : null;
}

export const isParticle = (message: Message, bit: Bit): boolean =>
  bit.kind === "word" &&
  "a ah nhe nha em anh chi vang da".split(" ").includes(message.tokens[bit.start]?.fold ?? "");

/** A promise to look or report later, thanks and the like. */
function isRemark(message: Message, bits: readonly Bit[]): boolean {
  const from = Math.min(...bits.map((bit) => bit.start));
  const to = Math.max(...bits.map((bit) => bit.next));
  for (let at = Math.max(0, from - 3); at < to; at++) {
    if (
      [
        "để em",
        "để tôi",
        "để mình",
        "để bên",
        "để anh",
        "để chị",
        "báo sau",
        "gửi sau",
        "kiểm tra lại",
        "xem lại",
        "không sao",
        "không vấn đề",
        "minh chứng",
        "hình ảnh",
        "gửi ảnh",
        "gửi file",
        "gửi tài liệu",
        "em báo",
        "đã báo",
        "vừa báo",
        "em hỏi",
        "em gửi",
      ].some((words) => phraseAt(message, at, words) > 0)
    ) {
      return true;
    }
  }
  return false;
}

/** For yes/no: "đã ban hành", "ký rồi", "có rồi"; the place of the verb, or `null`. */
function titleVerbDone(message: Message, bits: readonly Bit[], target: TargetView): number | null {
  if (hasTag(bits, "not", "going")) return null;
  for (const [index, bit] of bits.entries()) {
    if (phraseAt(message, bit.start, "có rồi") > 0 || phraseAt(message, bit.start, "đã có rồi") > 0)
      return index;
    const before = bits.slice(0, index).some((other) => isTag(other, "already"));
    const after = bits.slice(index + 1).some((other) => isTag(other, "done"));
    if ((before || after) && titleVerbAt(message, bit, target)) return index;
    if (isTag(bit, "done") && message.tokens[bit.start - 1]?.fold === "co") return index;
  }
  return null;
}
