import type { Bit, FigureBit } from "./bits.ts";
import { type Amount, convert, totalOf, unitSaid } from "./convert.ts";
import { realDay } from "./day.ts";
import { type Around, type Read, roleOf } from "./figure-roles.ts";
import type { TargetView } from "./meaning.ts";
import { tidy } from "./numbers.ts";
import { hasTag, isFigure } from "./parts.ts";
import type { Message } from "./tokens.ts";

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

const times = new Set(["ngày", "tuần", "tháng", "giờ", "phút", "tiếng", "năm"]);
const isTime = (measure: FigureBit["measure"]): boolean => measure !== null && times.has(measure.name);

const mostFigures = 12;

/** Reads the figures of a claim; `null` if it has none. `target` is `null` when it isn't known which is meant. */
export function readAmount(
  message: Message,
  bits: readonly Bit[],
  target: TargetView | null,
  around: Around,
): Amount | null {
  const said = bits.filter(isFigure);
  const figures = said.length;
  if (figures === 0) return null;
  // "hoàn thành sớm 10 ngày": by how much time, not how much.
  if (
    hasTag(bits, "finish") &&
    said.every(({ measure }) => isTime(measure) && measure?.name !== target?.unit)
  )
    return null;
  // Nobody means so many figures for one target; and comparing them all would take its time.
  if (figures > mostFigures) return open(null);
  let reads = roleOf(message, bits, around);
  let day: Amount["day"];
  for (const read of reads.slice()) {
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
  return open(...choices(fitting, target, totals.length === 0 ? "add" : "set"));
}

/**
 * "figure A, figure B for one target": both are candidates (README 2.4). Candidates are compared with each other and one
 * `unit` stands for all, so they are kept as said only if all were said in one measure. Otherwise ("CT1 250%, 12"), or with
 * a fraction of a rate or a change among totals, they are the new totals in the target's own measure, and `unit` is `null`.
 */
function choices(
  reads: readonly Read[],
  target: TargetView | null,
  op: "set" | "add",
): [unit: string | null, values: number[], op: "set" | "add"] {
  const sign = (read: Read): number => (read.role === "less" ? -1 : 1);
  const isChange = (read: Read): boolean => read.role === "add" || read.role === "less";
  const [unit = null, ...others] = new Set(reads.map((read) => unitSaid(read.figure, target)));
  const alike =
    others.length === 0 &&
    (op === "add" || !reads.some(isChange)) &&
    (target?.kind !== "percent" || reads.every((read) => read.figure.of === null));
  const values = reads.flatMap((read) => {
    const converted = target && convert(read.figure, target);
    return (converted?.values ?? read.figure.values).map((value) => {
      const signed = sign(read) * value;
      if (alike || !target) return signed;
      const { of } = read.figure;
      const added = isChange(read);
      const share = { unit: converted?.unit ?? null, ...(of === null || added ? {} : { of }) };
      const size = totalOf({ op: "set", value: signed, ...share }, target);
      return op === "set" && added ? target.current + size : size;
    });
  });
  return [alike ? unit : null, values, op];
}

/** A change and the total it leads to may bring the figure down. */
function isOnlyLower(amount: Amount, target: TargetView, around: Around): boolean {
  return totalOf(amount, target) < target.current && !around.rough;
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
  const { unit, values, of, ofPlan } = converted;
  if (of === 0) return open(unit);
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
  const amount: Amount = { op, value, unit, odd: false, ...(of === null ? {} : { of }) };
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
  const size = figure.measure?.kind === "money" ? 1e6 : 1;
  return {
    op,
    value: tidy((sign * value) / size),
    unit: figure.measure?.kind === "money" ? "triệu đồng" : unit,
    odd: false,
    ...(figure.of === null ? {} : { of: tidy(figure.of / size) }),
  };
}
