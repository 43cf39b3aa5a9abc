import type { Bit } from "./bits.ts";
import type { Place } from "./date-resolve.ts";
import { resolvePhrase } from "./dates.ts";
import { hasTag, isFigure, isTag, type Part, saysSomething } from "./parts.ts";

// The future is not progress: clauses with sẽ, dự kiến, phấn đấu … are dropped, and with them what hangs on them.

const isPresent = (bits: readonly Bit[]): boolean =>
  hasTag(bits, "already", "done") || bits.some((bit) => isTag(bit, "total") && bit.next - bit.start > 1);

const reports = (bits: readonly Bit[]): boolean =>
  saysSomething(bits) && bits.some((bit) => bit.kind === "target" || isFigure(bit));

/** A finish "before" a day still to come is a promise, unless it is said to be done. */
function isPromise(bits: readonly Bit[], place: Place): boolean {
  if (bits.some(isFigure) || hasTag(bits, "already", "done", "not", "going")) return false;
  return (
    hasTag(bits, "finish") &&
    bits.some((bit) => {
      if (bit.kind !== "date" || bit.phrase.deadline === null || bit.phrase.form === null) return false;
      return (resolvePhrase(bit.phrase, { ...place, back: false })?.to ?? place.today) > place.today;
    })
  );
}

/** "cần thêm 5 hồ sơ", "định mở 2 lớp", but not "em muốn báo CT3 85%". */
const plansWork = (bit: Bit | undefined): boolean =>
  bit?.kind === "figure" || isTag(bit, "add", "work", "finish");

/** The parts without what is only wished, planned or promised. */
export function dropFuture(parts: readonly Part[], place: Place): Part[] {
  const kept: Part[] = [];
  /** The sentence, or the lines under a heading, that hang on a dropped clause. */
  let dropping: "no" | "rest" | "loose" | "lines" = "no";
  let sentence = -1;
  let keptHere = false;
  for (const part of parts) {
    if (part.sentence !== sentence) {
      sentence = part.sentence;
      keptHere = false;
      if (dropping !== "lines" || part.heading) dropping = "no";
    }
    const at = part.bits.findIndex(
      (bit, index) => isTag(bit, "future") || (isTag(bit, "wish") && plansWork(part.bits[index + 1])),
    );
    if (at >= 0) {
      const before = part.bits.slice(0, at);
      if (reports(before)) {
        kept.push({ ...part, bits: before });
        dropping = "loose";
      } else dropping = keptHere ? "loose" : part.heading ? "lines" : "rest";
      keptHere ||= reports(before);
      continue;
    }
    const hangs =
      dropping === "lines" ||
      (dropping === "rest" && !isPresent(part.bits)) ||
      (dropping === "loose" && !part.bits.some((bit) => bit.kind === "target"));
    if (hangs || isPromise(part.bits, place)) continue;
    kept.push(part);
    keptHere ||= reports(part.bits);
  }
  return kept;
}
