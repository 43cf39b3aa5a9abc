import type { Bit } from "./bits.ts";
import { markKey } from "./fold.ts";
import { isTag } from "./parts.ts";
import type { Message } from "./tokens.ts";

/** Verbs of handing in a figure: "em báo ct3 85%", "kế toán chốt ct6 1 tỷ". */
const telling = new Set(["báo", "bc", "chốt", "gửi", "gởi", "nhập"].map(markKey));
const tellingFolds = new Set("bao bc chot gui goi nhap".split(" "));
const justNow = markKey("vừa");
/** Total words that set no figure in the present: "mong năm nay …", "mong đạt …". */
const timeless = new Set("nam dat la thanh tong".split(" "));

/**
 * Whether a word tells that the figure beside it is reported: đã, rồi, vẫn, mới được, hiện, đến nay, báo, chốt. Such a word
 * outweighs a wish or an order in the same clause ("anh yêu cầu em báo ct3 85%").
 */
export function isEvidence({ tokens, marked }: Message, bits: readonly Bit[], index: number): boolean {
  const bit = bits[index] as Bit;
  // "em gửi" is one bit.
  const at = bit.kind === "tag" && bit.tag === "plain" ? bit.next - 1 : bit.start;
  const token = tokens[at];
  const word = token?.fold ?? "";
  // "bảo" is no báo, "vua" without marks may be vừa.
  const isBare = !marked || token?.key === word;
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
  if (word === "vua" && (isBare || token?.key === justNow)) return true;
  // "sang tháng mới mở 2 lớp"
  if (word === "moi" && ["thang", "nam", "tuan"].includes(tokens[at - 1]?.fold ?? "")) return false;
  if (word === "moi")
    return (
      next?.kind === "figure" ||
      isTag(next, "got", "work", "already") ||
      (isTag(next, "total") && tokens[next?.start ?? 0]?.fold === "dat")
    );
  // "báo động", "chốt chặn": the verb stands before what it hands in, or before somebody.
  const tells = isBare ? tellingFolds.has(word) : telling.has(token?.key ?? "");
  return tells && tokens[at - 1]?.fold !== "phai";
}
