import type { Bit } from "./bits.ts";
import type { Place } from "./date-resolve.ts";
import { resolvePhrase } from "./dates.ts";
import { isEvidence } from "./evidence.ts";
import { hasTag, isFigure, isTag, type Part, saysSomething } from "./parts.ts";
import type { Message } from "./tokens.ts";

// The future is not progress: clauses with sẽ, dự kiến, phấn đấu … are dropped, and with them what hangs on them.

const shifted = new Set("thang nam tuan quy sau toi".split(" "));

/** How it is now, beside what was promised: "hứa cuối tháng xong, hiện ct1 146 hồ sơ", "còn giờ ct3 mới 86%". */
const isPresent = (message: Message, bits: readonly Bit[]): boolean =>
  hasTag(bits, "already", "done") ||
  bits.some((bit, index) => {
    const next = bits[index + 1];
    const word = message.tokens[bit.start]?.fold;
    if (isTag(bit, "total")) return bit.next - bit.start > 1 || isEvidence(message, bits, index);
    if (isTag(bit, "state")) return isEvidence(message, bits, index);
    if (bit.kind !== "word") return false;
    if (word === "moi")
      return (
        (next?.kind === "figure" || isTag(next, "got")) &&
        !shifted.has(message.tokens[bit.start - 1]?.fold ?? "")
      );
    return word === "gio" && (next?.kind === "target" || next?.kind === "figure" || isTag(next, "got"));
  });

/** "không dám hứa nhiều": nothing is promised, so nothing hangs on it. */
const isDeclined = (bits: readonly Bit[], at: number): boolean =>
  isTag(bits[at], "future") && bits.slice(Math.max(0, at - 2), at).some((bit) => isTag(bit, "not"));

const reports = (bits: readonly Bit[]): boolean =>
  saysSomething(bits) && bits.some((bit) => bit.kind === "target" || isFigure(bit));

/** Days ahead that a day without a year is looked for; further on it is the last one. */
const ahead = 183;

/** "lo cho anh ct1 đủ 200 hồ sơ trước 30/9": a figure "before" a day still to come, and nothing says that it is reached. */
function isWanted(message: Message, bits: readonly Bit[], place: Place): boolean {
  if (hasTag(bits, "got", "not", "going", "add", "less", "total", "reached", "lowered")) return false;
  const figure = bits.findIndex(isFigure);
  if (figure < 0 || !bits.some((bit) => bit.kind === "target")) return false;
  const date = bits.findIndex(
    (bit, at) => at > figure && bit.kind === "date" && bit.phrase.deadline === "before",
  );
  const bit = bits[date];
  if (bit?.kind !== "date" || bit.phrase.form === null) return false;
  const to = resolvePhrase(bit.phrase, { ...place, back: false })?.to ?? place.today;
  return (
    to >= place.today && to < place.today + ahead && !bits.some((_, at) => isEvidence(message, bits, at))
  );
}

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

/** "cần thêm 5 hồ sơ", "định mở 2 lớp", "hy vọng ct3 đạt 90%", "phải đạt 95%", but not "em muốn báo CT3 85%"; "phải làm lại" tells a state. */
function plansWork(
  wish: string,
  bit: Bit | undefined,
  says: boolean,
  wordAt: (at: number) => string,
): boolean {
  // "xin thêm 20 hồ sơ" asks for a change of the plan; "xin báo ct3 85%" reports.
  if (wish === "xin") return isTag(bit, "add", "less", "reached", "lowered");
  if (bit?.kind === "figure") return wish !== "phai" || !insists(bit, wordAt);
  if (bit?.kind === "target") return wish !== "phai" && says;
  if (wish === "phai" && isTag(bit, "work") && !says) return false;
  return (
    isTag(bit, "add", "less", "finish", "reached", "lowered") ||
    (isTag(bit, "work") && wordAt(bit?.start ?? 0) !== "nhap") ||
    (isTag(bit, "got") && wish === "phai") ||
    (isTag(bit, "total") && ["dat", "la"].includes(wordAt(bit?.start ?? 0)))
  );
}

/** "95% là khó làm": said of a figure, it plans nothing. */
const judges = (bits: readonly Bit[], at: number, wordAt: (at: number) => string): boolean =>
  wordAt(bits[at]?.start ?? 0) === "kho" && isTag(bits[at - 1], "total");

/** "kế hoạch mở thêm 2 lớp", but not "kế hoạch năm: đã mở 2 lớp". */
const plans = (bit: Bit, next: Bit | undefined, wordAt: (at: number) => string): boolean =>
  isTag(bit, "plan") &&
  wordAt(bit.start) === "ke" &&
  bit.next === bit.start + 2 &&
  isTag(next, "work", "add");

const obliging = new Set("phai dinh muon".split(" "));

/** "ct4 phải mở đủ 6 lớp", "các em phải giữ ct3 từ 84% trở lên", "định sang tháng mở 2 lớp". */
const obliges = (bit: Bit, next: Bit | undefined, wordAt: (at: number) => string): boolean =>
  isTag(bit, "wish") &&
  obliging.has(wordAt(bit.next - 1)) &&
  !(next?.kind === "figure" && insists(next, wordAt));

const speakers = new Set("em anh chi minh toi don vi theo nay a thi".split(" "));

/** "ngân hàng hỗ trợ nên ct11 lên 60%": therefore; "theo em nên để ct1 30 bài" advises. */
const concludes = (bits: readonly Bit[], at: number, wordAt: (at: number) => string): boolean =>
  wordAt(bits[at]?.start ?? 0) === "nen" &&
  bits
    .slice(Math.max(0, at - 8), at)
    .some((bit) => (bit.kind === "word" && !speakers.has(wordAt(bit.start))) || bit.kind === "tag");

/** "phải 85% chứ", "phải 85% mới đúng": a figure put right. */
const insists = ({ next }: Bit, wordAt: (at: number) => string): boolean =>
  ["chu", "co"].includes(wordAt(next)) || (wordAt(next) === "moi" && wordAt(next + 1) === "dung");

/** "chúc ct3 đạt 95%", "hoan hô Hải Phòng xong ct2", but not "chúc cả nhà vui vẻ, ct3 95%". */
const cheersFor = (next: Bit | undefined, says: boolean): boolean =>
  says && (next?.kind === "target" || next?.kind === "unit");

/** "nhờ anh em cố gắng", "cố gắng mãi": made already, not promised. */
function isEffortMade(bits: readonly Bit[], at: number, wordAt: (at: number) => string): boolean {
  const bit = bits[at] as Bit;
  if (!efforts.has(wordAt(bit.start))) return false;
  const closing = [wordAt(bit.next), wordAt(bit.next + 1)];
  return (
    closing.some((word) => word === "lam" || word === "mai" || word === "suot") ||
    bits.slice(Math.max(0, at - 6), at).some(({ start }) => wordAt(start) === "nho")
  );
}

const efforts = new Set("co phan quyet no rang gang".split(" "));

/**
 * Where a clause turns to what is wished, planned, supposed, ordered or cheered; -1 if it doesn't. An order names the work before
 * what it is done on ("… hoàn thành CT2"); "ghi nhận CT2 hoàn thành" is a report.
 */
function turnsAway(message: Message, bits: readonly Bit[]): number {
  const wordAt = (at: number): string => message.tokens[at]?.fold ?? "";
  let found = -1;
  // What follows the bit: from the end, so that a long clause is walked once.
  let says = false;
  let told = false;
  let figures = false;
  let counted = false;
  let finished = false;
  let ordered = false;
  /** The next figure has no word of report before it, and no rồi behind it. */
  let demanded = false;
  let settled = false;
  const already = hasTag(bits, "already");
  for (let at = bits.length - 1; at >= 0; at--) {
    const bit = bits[at] as Bit;
    const next = bits[at + 1];
    const wished =
      (isTag(bit, "wish") &&
        !judges(bits, at, wordAt) &&
        !concludes(bits, at, wordAt) &&
        plansWork(wordAt(bit.start), next, says, wordAt)) ||
      plans(bit, next, wordAt) ||
      (demanded && obliges(bit, next, wordAt));
    if (
      wished ||
      (isTag(bit, "future") && !isEffortMade(bits, at, wordAt)) ||
      (isTag(bit, "suppose") && says && !(counted && !message.marked && wordAt(bit.start) === "cho")) ||
      (isTag(bit, "order") && ordered && !told && !figures && !already) ||
      (isTag(bit, "cheer") && ((finished && !figures) || cheersFor(next, says)))
    )
      found = at;
    says ||= saysSomething([bit]);
    told ||= isTag(bit, "already", "done");
    figures ||= isFigure(bit);
    counted ||= isFigure(bit) && !bit.weak;
    settled ||= isTag(bit, "done");
    if (isFigure(bit)) demanded = !settled;
    else if (isEvidence(message, bits, at)) demanded = false;
    finished ||= isTag(bit, "finish");
    if (isTag(bit, "finish")) ordered = true;
    else if (bit.kind === "target") ordered = false;
  }
  return found;
}

/** The parts without what is only wished, planned or promised. */
export function dropFuture(message: Message, parts: readonly Part[], place: Place): Part[] {
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
    const at = part.heading && isTag(part.bits[0], "plan") ? 0 : turnsAway(message, part.bits);
    if (at >= 0) {
      const before = part.bits.slice(0, at);
      if (reports(before)) {
        kept.push({ ...part, bits: before });
        dropping = "loose";
      } else dropping = keptHere || isDeclined(part.bits, at) ? "loose" : part.heading ? "lines" : "rest";
      keptHere ||= reports(before);
      continue;
    }
    const hangs =
      dropping === "lines" ||
      (dropping === "rest" && !isPresent(message, part.bits)) ||
      (dropping === "loose" && !part.bits.some((bit) => bit.kind === "target"));
    if (hangs || isPromise(part.bits, place) || isWanted(message, part.bits, place)) continue;
    kept.push(part);
    keptHere ||= reports(part.bits);
  }
  return kept;
}
