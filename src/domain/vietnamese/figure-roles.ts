import type { Bit, DateBit, FigureBit } from "./bits.ts";
import { isEvidence } from "./evidence.ts";
import { hasTag, isFigure, isTag } from "./parts.ts";
import type { Message } from "./tokens.ts";

// What each figure of a claim is: the value, a change, a plan, an aside.

/** What a figure is in its claim. Only the first four can be the value. */
type Role = "total" | "add" | "less" | "plain" | "aside" | "negated" | "remain";

export interface Read {
  readonly figure: FigureBit;
  readonly role: Role;
  /** A total word of README 2.4 step 2 stands with it. */
  readonly isTotal: boolean;
  /** giảm còn, giảm xuống: it may be lower. */
  readonly lowered: boolean;
  /** "không phải A mà là B", "à nhầm B": it may be lower. */
  readonly corrected: boolean;
  readonly work: "none" | "open" | "done";
  readonly got: boolean;
  readonly rough: boolean;
}

/** What is said around a claim: in the head of the message, or anywhere in it. */
export interface Around {
  readonly total: boolean;
  readonly workPeriod: boolean;
  readonly fix: boolean;
  readonly over: boolean;
  readonly rough: boolean;
}

/** A total word among the bits, given that hoàn thành is one but xong is not. */
function isTotalTag(bit: Bit, message: Message): boolean {
  if (isTag(bit, "total", "reached", "lowered")) return true;
  return isTag(bit, "finish") && /^ho?an$/.test(message.tokens[bit.start]?.fold ?? "");
}

/** "hết quý 1", "đến hết 31/5", "từ đầu năm đến nay", "năm nay": a day or period up to which is counted. */
export function isTotalDate(bit: Bit): boolean {
  if (bit.kind !== "date") return false;
  const { form, deadline } = bit.phrase;
  if (deadline === "by" || (form?.type === "edge" && form.edge === "last")) return true;
  if (form?.type === "range") return form.to.type === "shift" && form.to.days === 0;
  return (
    form?.type === "period" &&
    form.period.unit === "year" &&
    form.period.year === null &&
    form.period.shift === 0
  );
}

/** "hôm nay", "tuần này": a time in which work is counted. */
export function isWorkPeriod(bit: Bit): boolean {
  if (isTag(bit, "bound")) return true;
  const form = bit.kind === "date" && bit.phrase.deadline === null ? bit.phrase.form : null;
  if (form?.type === "shift") return form.days <= 0;
  if (form?.type !== "period") return false;
  const { period } = form;
  if (period.unit === "week") return period.shift <= 0;
  return (
    (period.unit === "month" || period.unit === "quarter") && period.number === null && period.shift <= 0
  );
}

interface Slice {
  readonly figure: FigureBit;
  /** Before it in its comma part. */
  readonly before: readonly Bit[];
  /** After it in its comma part, up to the next figure. */
  readonly after: readonly Bit[];
  /** A correction stands between the figure before and this one. */
  readonly fixed: boolean;
}

function slices(bits: readonly Bit[]): Slice[] {
  const found: Slice[] = [];
  let start = 0;
  let fixed = false;
  bits.forEach((bit, index) => {
    if (bit.kind === "comma") start = index + 1;
    fixed ||= isTag(bit, "fix");
    if (!isFigure(bit)) return;
    let end = index + 1;
    while (end < bits.length && bits[end]?.kind !== "comma" && bits[end]?.kind !== "figure") end++;
    found.push({
      figure: bit,
      before: bits.slice(start, index),
      after: bits.slice(index + 1, end),
      fixed: fixed && found.length > 0,
    });
    start = index + 1;
    fixed = false;
  });
  return found;
}

const near = (bits: readonly Bit[], figure: FigureBit): Bit | undefined => {
  const last = bits[bits.length - 1];
  return last && last.next === figure.start ? last : undefined;
};

export function roleOf(message: Message, bits: readonly Bit[], around: Around): Read[] {
  const all = slices(bits);
  const dated = bits.some(isTotalDate);
  const asideFrom = bits.find((bit) => isTag(bit, "inside"))?.start ?? Number.POSITIVE_INFINITY;
  const reads = all.map(({ figure, before, after, fixed }, index): Read => {
    for (let step = 0; step <= before.length + after.length; step++) message.onStep?.();
    const adjacent = near(before, figure);
    const ops = before.filter(
      (bit) => isTag(bit, "add", "less") || isTotalTag(bit, message) || isTag(bit, "but"),
    );
    const op = ops[ops.length - 1];
    const next = all[index + 1];
    const goesOn =
      next !== undefined &&
      next.before.some((bit) => isTag(bit, "reached", "lowered") || bit.kind === "arrow");
    const versus = before.findIndex((bit) => isTag(bit, "versus"));
    const negation = before.findIndex((bit) => isTag(bit, "not"));
    const last = all[index - 1];
    const replaces = last !== undefined && isReplaced(message, last.figure, all[index] as Slice);
    const corrected = hasTag(before, "but") || fixed || (replaces && fixes(bits, last.figure));
    let role: Role = "plain";
    if (
      hasTag(before, "notBut") &&
      !hasTag(before.slice(before.findIndex((bit) => isTag(bit, "notBut"))), "but")
    )
      role = "aside";
    else if (goesOn && (isTag(adjacent, "fromTo") || next?.before.some((bit) => bit.kind === "arrow")))
      role = "aside";
    else if (next && isReplaced(message, figure, next) && (isTag(adjacent, "fromTo") || fixes(bits, figure)))
      role = "aside";
    else if (figure.start > asideFrom) role = "aside";
    else if (
      versus >= 0 &&
      !before.slice(versus).some((bit) => isTag(bit, "add", "less") || isTotalTag(bit, message))
    )
      role = "aside";
    else if (all.length > 1 && isPlan(message, before, figure)) role = "aside";
    else if (isOver(before, figure)) role = all.length > 1 ? "aside" : "remain";
    else if (isTag(adjacent, "remain") && (around.fix || afterLess(all, index))) role = "total";
    else if (isTag(adjacent, "remain") || (isTag(op, "add") && hasTag(before, "remain"))) role = "remain";
    else if (hasTag(after, "wrong")) role = "negated";
    else if (all.length === 1 && namesPlan(message, before)) role = "remain";
    else if (negation >= 0 && isNegated(before.slice(negation + 1), message)) role = "negated";
    else if (figure.sign !== null) role = figure.sign > 0 ? "add" : "less";
    else if (isTag(op, "add")) role = isShortOf(message, after) ? "remain" : "add";
    else if (isTag(op, "less")) role = "less";
    else if (hasTag(after, "more")) role = isShortOf(message, after) ? "remain" : "add";
    else if (op) role = "total";
    const colon = before.some(
      (bit, at) =>
        bit.kind === "equals" &&
        before.slice(at + 1).every((other) => isTag(other, "rough", "roughNear", "got")),
    );
    const isTotal =
      role === "total" ||
      (role === "plain" &&
        (colon ||
          figure.of !== null ||
          around.total ||
          dated ||
          hasTag(after, "plan") ||
          hasTag(before, "plan")));
    const verb = before.some((bit) => isTag(bit, "work")) || isTag(after[0], "work");
    const got = hasTag(before, "got");
    const done = got || hasTag(before, "already") || hasTag(after.slice(0, 1), "already");
    return {
      figure,
      role,
      isTotal,
      lowered: isTag(op, "lowered"),
      corrected,
      work: verb ? (done ? "done" : "open") : "none",
      got,
      rough: isRough(message, before, after, figure),
    };
  });
  return reads;
}

/** "20 hồ sơ nữa là xong", "thêm 5 lớp nữa mới đủ": what is still lacking. */
function isShortOf(message: Message, after: readonly Bit[]): boolean {
  const more = after.find((bit) => isTag(bit, "more"));
  return more !== undefined && ["la", "thi", "moi", "se"].includes(message.tokens[more.next]?.fold ?? "");
}

const replacing = new Set("thanh sang qua la con ve lai bang".split(" "));

/** "80 thành 81", "130 sang 135": only words of replacing between the two. */
function isReplaced(message: Message, { next }: FigureBit, { figure, before }: Slice): boolean {
  if (figure.start === next || figure.start > next + 3) return false;
  const between = message.tokens.slice(next, figure.start);
  return before.length > 0 && between.every((token) => token.kind === "word" && replacing.has(token.fold));
}

/** "sửa ct3 80 thành 81": the correction stands before the figure that is replaced. */
const fixes = (bits: readonly Bit[], figure: FigureBit): boolean =>
  bits.some((bit) => isTag(bit, "fix") && bit.next <= figure.start);

/** "giảm 10, còn 110": what is left is the total. */
function afterLess(all: readonly Slice[], index: number): boolean {
  const before = all[index - 1];
  return before !== undefined && hasTag(before.before, "less");
}

function isPlan(message: Message, before: readonly Bit[], figure: FigureBit): boolean {
  const last = near(before, figure);
  if (isTag(last, "plan")) return true;
  if (isTag(last, "total") && message.tokens[last?.start ?? 0]?.fold === "la")
    return isTag(before[before.length - 2], "plan", "aim");
  return last?.kind === "equals" && isTag(before[before.length - 2], "plan");
}

/** "kế hoạch ct1 là 200", "ct1 mục tiêu 200": what was promised, not what is done. "đạt kế hoạch 90%" is done. */
function namesPlan(message: Message, before: readonly Bit[]): boolean {
  const rest = before.filter(
    (bit) =>
      bit.kind !== "target" &&
      bit.kind !== "equals" &&
      bit.kind !== "date" &&
      !(isTag(bit, "total") && message.tokens[bit.start]?.fold === "nam"),
  );
  const last = rest[rest.length - 1];
  const linked = isTag(last, "total") && message.tokens[last?.start ?? 0]?.fold === "la";
  if (linked) rest.pop();
  // "mục tiêu năm nay của ct6 là 600 triệu": whose it is may stand between, if it is linked.
  const plan = linked ? rest.findLast((bit) => bit.kind !== "word") : rest[rest.length - 1];
  return (
    (isTag(plan, "plan") ||
      (isTag(plan, "order") && !(rest.length > 1 && isEvidence(message, rest, rest.length - 2)))) &&
    !rest.some((bit) =>
      isTag(bit, "total", "finish", "work", "got", "over", "already", "add", "less", "more"),
    )
  );
}

/** "vượt 5%", "vượt kế hoạch 10 hồ sơ": by how much, not the figure itself. */
function isOver(before: readonly Bit[], figure: FigureBit): boolean {
  const last = near(before, figure);
  // "hoàn thành vượt mức 104 điểm" names the figure that is over it.
  if (hasTag(before, "finish") && figure.measure?.kind === "noun") return false;
  return isTag(last, "over") && figure.of === null;
}

function isNegated(between: readonly Bit[], message: Message): boolean {
  if (between.some((bit) => bit.kind === "date" || isTag(bit, "but", "fix"))) return false;
  const finish = between.findIndex((bit) => isTag(bit, "finish"));
  if (finish < 0) return true;
  return (
    between.slice(finish + 1).every((bit) => bit.kind === "word" || isTag(bit, "got")) &&
    !between.slice(finish + 1).some((bit) => message.tokens[bit.start]?.fold === "moi")
  );
}

function isRough(
  message: Message,
  before: readonly Bit[],
  after: readonly Bit[],
  figure: FigureBit,
): boolean {
  if (figure.word === "half" || hasTag(before, "rough", "nearly") || hasTag(after, "rough")) return true;
  if (before.some((bit, index) => isDoubt(message, bit, before[index + 1]))) return true;
  const last = near(before, figure);
  if (isTag(last, "roughNear")) return true;
  if (isTag(last, "got") || isTag(last, "total")) return isTag(before[before.length - 2], "roughNear");
  return isTag(after[0], "roughNear") && after.length === 1;
}

/** "sắp lên 90%", "chuẩn bị đạt 90%", "có thể ct3 85%". */
function isDoubt(message: Message, bit: Bit, next: Bit | undefined): boolean {
  const word = message.tokens[bit.start]?.fold;
  return (
    (isTag(bit, "going") && (word === "sap" || word === "chuan")) ||
    (isTag(bit, "roughNear") && word === "co" && next?.kind === "target")
  );
}

/** The days said in a claim, but not those it is compared with ("so với tháng trước"). */
export function datesOf(bits: readonly Bit[]): DateBit[] {
  const dates: DateBit[] = [];
  let compared = false;
  for (const bit of bits) {
    if (bit.kind === "comma") compared = false;
    else if (isTag(bit, "versus")) compared = true;
    else if (bit.kind === "date" && !compared) dates.push(bit);
  }
  return dates;
}
