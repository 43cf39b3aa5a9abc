import type { Bit } from "./bits.ts";
import { isTag } from "./parts.ts";
import type { Message } from "./tokens.ts";

/** Verbs of handing in a figure: "em báo ct3 85%", "kế toán chốt ct6 1 tỷ". */
const telling = new Set("bao bc chot gui nhap".split(" "));
/** Total words that set no figure in the present: "mong năm nay …", "mong đạt …". */
const timeless = new Set("nam dat la thanh tong".split(" "));

/**
 * Whether a word tells that the figure beside it is reported: đã, rồi, vẫn, mới được, hiện, đến nay, báo, chốt. Such a word
 * outweighs a wish or an order in the same clause ("anh yêu cầu em báo ct3 85%").
 */
export function isEvidence({ tokens }: Message, bits: readonly Bit[], index: number): boolean {
  const bit = bits[index] as Bit;
  // "em gửi" is one bit.
  const at = bit.kind === "tag" && bit.tag === "plain" ? bit.next - 1 : bit.start;
  const word = tokens[at]?.fold ?? "";
  if (bit.kind === "tag") {
    if (bit.tag === "already" || bit.tag === "done" || bit.tag === "same") return true;
    if (bit.tag === "total") return !timeless.has(word);
    if (bit.tag === "state") return word === "van";
    if (bit.tag === "got") return bit.next > bit.start + 1;
    if (bit.tag === "work") return word === "nhap";
    if (bit.tag !== "plain") return false;
  }
  if (bit.kind !== "word" && bit.kind !== "tag") return false;
  const next = bits[index + 1];
  if (word === "vua") return true;
  // "sang tháng mới mở 2 lớp"
  if (word === "moi" && ["thang", "nam", "tuan"].includes(tokens[at - 1]?.fold ?? "")) return false;
  if (word === "moi") return next?.kind === "figure" || isTag(next, "got", "total", "work", "already");
  // "báo động", "chốt chặn": the verb stands before what it hands in, or before somebody.
  return telling.has(word) && tokens[at - 1]?.fold !== "phai";
}
