import type { Bit, DateBit, FigureBit } from "./bits.ts";
import { realDay } from "./day.ts";
import type { TargetView } from "./meaning.ts";
import { sameNoun, worth } from "./measures.ts";
import { tidy } from "./numbers.ts";
import { hasTag, isFigure, isTag } from "./parts.ts";
import type { Message } from "./tokens.ts";

/** What a figure is in its claim. Only the first four can be the value. */
type Role = "total" | "add" | "less" | "plain" | "aside" | "negated" | "remain";

interface Read {
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

/** The figure of a claim against its target, or what is open about it. */
export interface Amount {
  readonly op: "set" | "add";
  readonly value: number | null;
  readonly unit: string | null;
  readonly of?: number;
  readonly done?: true;
  /** Values to choose from, ascending, if the value is open. */
  readonly candidates?: readonly number[];
  /** Complete, but odd: to be confirmed. */
  readonly odd: boolean;
  /** A stroke turned out to be this day. */
  readonly day?: { readonly d: number; readonly m: number };
}

const open = (unit: string | null, candidates?: readonly number[], op: "set" | "add" = "set"): Amount => {
  const sorted = candidates && [...new Set(candidates.map(tidy))].sort((a, b) => a - b);
  return {
    op,
    value: null,
    unit,
    odd: false,
    ...(sorted && sorted.length > 0 ? { candidates: sorted } : {}),
  };
};

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

function roleOf(message: Message, bits: readonly Bit[], around: Around): Read[] {
  const all = slices(bits);
  const asideFrom = bits.find((bit) => isTag(bit, "inside"))?.start ?? Number.POSITIVE_INFINITY;
  const reads = all.map(({ figure, before, after, fixed }, index): Read => {
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
    const corrected = hasTag(before, "but") || fixed;
    let role: Role = "plain";
    if (
      hasTag(before, "notBut") &&
      !hasTag(before.slice(before.findIndex((bit) => isTag(bit, "notBut"))), "but")
    )
      role = "aside";
    else if (goesOn && (isTag(adjacent, "fromTo") || next?.before.some((bit) => bit.kind === "arrow")))
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
    else if (negation >= 0 && isNegated(before.slice(negation + 1), message)) role = "negated";
    else if (figure.sign !== null) role = figure.sign > 0 ? "add" : "less";
    else if (isTag(op, "add")) role = "add";
    else if (isTag(op, "less")) role = "less";
    else if (hasTag(after, "more")) role = "add";
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
          before.some(isTotalDate) ||
          bits.some(isTotalDate) ||
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
      rough: isRough(before, after, figure),
    };
  });
  return reads;
}

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

/** "vượt 5%", "vượt kế hoạch 10 hồ sơ": by how much, not the figure itself. */
function isOver(before: readonly Bit[], figure: FigureBit): boolean {
  const last = near(before, figure);
  return isTag(last, "over") && figure.of === null;
}

function isNegated(between: readonly Bit[], message: Message): boolean {
  if (between.some((bit) => bit.kind === "date" || isTag(bit, "but", "fix"))) return false;
  const finish = between.findIndex((bit) => isTag(bit, "finish"));
  if (finish < 0) return true;
  return (
    between.slice(finish + 1).every((bit) => bit.kind === "word") &&
    !between.slice(finish + 1).some((bit) => message.tokens[bit.start]?.fold === "moi")
  );
}

function isRough(before: readonly Bit[], after: readonly Bit[], figure: FigureBit): boolean {
  if (figure.word === "half" || hasTag(before, "rough", "nearly") || hasTag(after, "rough")) return true;
  const last = near(before, figure);
  if (isTag(last, "roughNear")) return true;
  if (isTag(last, "got") || isTag(last, "total")) return isTag(before[before.length - 2], "roughNear");
  return isTag(after[0], "roughNear") && after.length === 1;
}

/** The figure converted to the target's measure; `null` if it can't be. */
interface Converted {
  readonly values: readonly number[];
  readonly unit: string | null;
  /** Per cent of the plan of a quantity. */
  readonly ofPlan: boolean;
}

function convert(figure: FigureBit, target: TargetView): Converted | null {
  const { measure } = figure;
  const percentage = measure?.kind === "percent" || target.kind === "percent";
  const values = percentage && figure.asPercent !== null ? [figure.asPercent] : figure.values;
  if (target.kind === "yesno") {
    const plain = !measure && values.every((value) => value === 0 || value === 1) && figure.of === null;
    return plain ? { values, unit: null, ofPlan: false } : null;
  }
  if (!measure || measure.guessed) return { values, unit: null, ofPlan: false };
  if (measure.kind === "percent") return { values, unit: "%", ofPlan: target.kind === "quantity" };
  if (target.kind === "percent")
    return figure.of !== null && measure.kind === "noun" ? { values, unit: null, ofPlan: false } : null;
  if (measure.kind === "money") {
    const size = worth(target.unit);
    return size === null
      ? null
      : { values: values.map((value) => tidy(value / size)), unit: target.unit, ofPlan: false };
  }
  const same = target.unit !== null && sameNoun(measure.name, target.unit);
  return same ? { values, unit: target.unit, ofPlan: false } : null;
}

/** A stroke is a fraction or a date; `null` when nothing decides or both do. */
function strokeKind(
  { figure }: Read,
  all: readonly Read[],
  target: TargetView | null,
): "fraction" | "date" | null {
  if (!figure.stroke) return "fraction";
  const { d, m } = figure.stroke;
  if (realDay(2024, m, d) === null) return "fraction";
  if (figure.measure) return "fraction";
  const byPlan = target !== null && figure.of === target.plan;
  const others = all.filter((read) => read.figure !== figure && read.role !== "aside");
  const consistent = others.some(({ figure: other }) => {
    const share = ((figure.values[0] ?? 0) * 100) / (figure.of ?? 1);
    return other.measure?.kind === "percent" && Math.abs((other.values[0] ?? 0) - share) < 1;
  });
  if (consistent) return "fraction";
  if (byPlan !== others.length > 0) return byPlan ? "fraction" : "date";
  return null;
}

/** Reads the figures of a claim; `null` if it has none. `target` is `null` when it isn't known which is meant. */
export function readAmount(
  message: Message,
  bits: readonly Bit[],
  target: TargetView | null,
  around: Around,
): Amount | null {
  if (!bits.some(isFigure)) return null;
  let reads = roleOf(message, bits, around);
  let day: Amount["day"];
  for (const read of [...reads]) {
    const kind = strokeKind(read, reads, target);
    if (kind === null) return open(null);
    if (kind === "date") {
      day = read.figure.stroke ?? undefined;
      reads = reads.filter((other) => other !== read);
    }
  }
  const amount = decide(bits, reads, target, around);
  return amount && { ...amount, ...(day ? { day } : {}) };
}

function decide(
  bits: readonly Bit[],
  reads: readonly Read[],
  target: TargetView | null,
  around: Around,
): Amount | null {
  const firstFixed = reads.findIndex((read, index) => index > 0 && read.corrected && read.role !== "aside");
  let usable = (firstFixed > 0 ? reads.slice(firstFixed) : reads).filter((read) => read.role !== "aside");
  const valued = usable.filter((read) => read.role !== "negated" && read.role !== "remain");
  if (valued.length > 0) usable = valued;
  const [only] = usable;
  if (!only) return null;
  if (only.role === "negated" || only.role === "remain") return open(unitSaid(only.figure, target));
  if (usable.length === 1) return single(bits, only, target, around, firstFixed > 0);
  return several(bits, usable, target, around);
}

function unitSaid(figure: FigureBit, target: TargetView | null): string | null {
  if (target) return convert(figure, target)?.unit ?? null;
  if (figure.measure?.kind === "percent") return "%";
  return figure.measure && !figure.measure.guessed ? figure.measure.name : null;
}

function several(
  bits: readonly Bit[],
  reads: readonly Read[],
  target: TargetView | null,
  around: Around,
): Amount {
  const fitting = target ? reads.filter((read) => convert(read.figure, target) !== null) : reads;
  const said = fitting.filter((read) => read.figure.measure && !read.figure.measure.guessed);
  if (fitting.length === 1 || (fitting.length < reads.length && fitting.length > 0)) {
    const [first] = fitting;
    if (first && fitting.length === 1) return single(bits, first, target, around, false);
    return several(bits, fitting, target, around);
  }
  const changes = fitting.filter((read) => read.role === "add" || read.role === "less");
  const totals = fitting.filter((read) => read.role !== "add" && read.role !== "less");
  const [change] = changes;
  const [total] = totals;
  if (changes.length === 1 && totals.length === 1 && change && total) {
    const amount = single(bits, { ...total, isTotal: true, work: "none" }, target, around, false);
    if (amount.value === null || !target) return amount;
    const by = (change.role === "less" ? -1 : 1) * (change.figure.values[0] ?? 0);
    const converted = convert(change.figure, target);
    const step = converted?.values.length === 1 ? Math.sign(by) * (converted.values[0] ?? 0) : by;
    const agrees = converted?.ofPlan
      ? true
      : Math.abs(target.current + step - totalOf(amount, target)) < 1e-6;
    const unit = amount.unit ?? (converted?.ofPlan ? null : (converted?.unit ?? null));
    return agrees
      ? { ...amount, unit, odd: amount.odd && !isOnlyLower(amount, target, around) }
      : { ...amount, unit, odd: true };
  }
  const first = said[0] ?? totals[0];
  if (target && changes.length === 0 && first && totals.every((read) => sameAmount(read, first, target))) {
    const best =
      totals.find((read) => read.figure.of !== null) ??
      totals.find((read) => read.figure.measure?.kind === "noun") ??
      first;
    return single(bits, { ...best, isTotal: totals.some((read) => read.isTotal) }, target, around, false);
  }
  const values = fitting.flatMap((read) =>
    target ? (convert(read.figure, target)?.values ?? []) : read.figure.values,
  );
  const units = new Set(fitting.map((read) => unitSaid(read.figure, target)));
  const op = totals.length === 0 ? "add" : "set";
  return open(units.size === 1 ? ([...units][0] ?? null) : null, values, op);
}

/** A change and the total it leads to may bring the figure down. */
function isOnlyLower(amount: Amount, target: TargetView, around: Around): boolean {
  return totalOf(amount, target) < target.current && !around.rough;
}

/** The new figure in the target's measure. */
function totalOf(amount: Pick<Amount, "op" | "value" | "unit" | "of">, target: TargetView): number {
  const value = amount.value ?? 0;
  if (amount.op === "add") return tidy(target.current + value);
  if (target.kind === "quantity" && amount.unit === "%") return tidy((value * target.plan) / 100);
  if (target.kind === "percent" && amount.of) return tidy((value * 100) / amount.of);
  return value;
}

function sameAmount(a: Read, b: Read, target: TargetView): boolean {
  const size = (read: Read): number => {
    const converted = convert(read.figure, target);
    const of = read.figure.of;
    return totalOf(
      {
        op: "set",
        value: converted?.values[0] ?? null,
        unit: converted?.unit ?? null,
        ...(of === null ? {} : { of }),
      },
      target,
    );
  };
  const scale = target.kind === "percent" ? 100 : target.plan;
  return Math.abs(size(a) - size(b)) <= scale * 0.006;
}

function single(
  bits: readonly Bit[],
  read: Read,
  target: TargetView | null,
  around: Around,
  corrected: boolean,
): Amount {
  const { figure, role } = read;
  const op = role === "add" || role === "less" ? "add" : "set";
  if (!target) return unknownTarget(read, op);
  const converted = convert(figure, target);
  if (!converted) return open(null, undefined, "set");
  const { unit, values, ofPlan } = converted;
  if (figure.of === 0) return open(unit);
  if (op === "add" && ofPlan) return percentChange(values, role === "less" ? -1 : 1, target);
  if (target.kind === "yesno" && op === "add") return open(null);
  const sign = role === "less" ? -1 : 1;
  if (values.length === 0 || figure.word === "vague") return open(unit, undefined, op);
  if (values.length > 1 || figure.repaired)
    return open(
      unit,
      values.map((value) => sign * value),
      op,
    );
  const value = tidy(sign * (values[0] ?? 0));
  const amount: Amount = { op, value, unit, odd: false, ...(figure.of === null ? {} : { of: figure.of }) };
  const total = totalOf(amount, target);
  if (op === "add" && total < 0) return open(unit, undefined, "add");
  const doubled = op === "set" ? twoReadings(read, amount, target, around, corrected) : null;
  if (doubled) return doubled;
  const full = target.kind === "percent" ? target.plan : target.plan;
  const done = hasTag(bits, "finish") && !hasTag(bits, "not", "going") && total >= full;
  const odd =
    read.rough ||
    around.rough ||
    isOdd(amount, total, target, around) ||
    (op === "set" && isLower(read, total, target, around, corrected));
  return { ...amount, ...(done ? { done: true as const } : {}), odd };
}

/** Total or addition? `null` if only one reading is left. */
function twoReadings(
  read: Read,
  amount: Amount,
  target: TargetView,
  around: Around,
  corrected: boolean,
): Amount | null {
  const value = amount.value ?? 0;
  const percentage = target.kind === "percent" || amount.unit === "%";
  const now =
    target.kind === "quantity" && amount.unit === "%"
      ? tidy((target.current * 100) / target.plan)
      : target.current;
  const sum = tidy(now + value);
  if (sum === value || read.isTotal || (percentage && sum > 100)) return null;
  const ask = open(amount.unit, [value, sum]);
  const fixed = around.fix || corrected || read.corrected || read.lowered;
  if (read.work === "open" || (read.work === "done" && around.workPeriod)) return fixed ? null : ask;
  if (read.work === "none" && around.workPeriod && !fixed) return ask;
  return !fixed && value < now && totalOf(amount, target) < target.current ? ask : null;
}

function isLower(read: Read, total: number, target: TargetView, around: Around, corrected: boolean): boolean {
  return total < target.current && !(around.fix || corrected || read.corrected || read.lowered);
}

function isOdd(amount: Amount, total: number, target: TargetView, around: Around): boolean {
  const value = amount.value ?? 0;
  if (amount.of !== undefined && target.kind === "quantity" && amount.of !== target.plan) return true;
  if (around.over) return false;
  if (amount.of !== undefined && value > amount.of) return true;
  if (target.kind === "percent") return total > 100;
  return amount.unit === "%" ? value > 100 : total > target.plan;
}

/** "ct1 tăng 5%": of the figure so far, or of the plan? */
function percentChange(values: readonly number[], sign: number, target: TargetView): Amount {
  const totals = values.flatMap((value) =>
    [target.current, target.plan].map((base) => target.current + (sign * value * base) / 100),
  );
  return open(
    null,
    totals.filter((total) => total >= 0),
  );
}

function unknownTarget({ figure, role }: Read, op: "set" | "add"): Amount {
  const percent = figure.measure?.kind === "percent";
  const values = percent && figure.asPercent !== null ? [figure.asPercent] : figure.values;
  const unit = unitSaid(figure, null);
  const sign = role === "less" ? -1 : 1;
  const [value] = values;
  if (values.length !== 1 || value === undefined || figure.repaired)
    return { op, value: null, unit, odd: false };
  const scaled = figure.measure?.kind === "money" ? value / 1e6 : value;
  return {
    op,
    value: tidy(sign * scaled),
    unit: figure.measure?.kind === "money" ? "triệu đồng" : unit,
    odd: false,
    ...(figure.of === null ? {} : { of: figure.of }),
  };
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
