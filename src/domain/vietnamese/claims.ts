import type { Bit, DateBit, TargetBit } from "./bits.ts";
import { isParticle } from "./claim-state.ts";
import type { Context } from "./meaning.ts";
import { sameNoun } from "./measures.ts";
import { hasTag, isFigure, isTag, type Part, saysSomething } from "./parts.ts";
import type { Message } from "./tokens.ts";

/** What one part of a message says about one target. */
export interface Claim {
  /** The target named; several codes: it is one of them, or the code and the title disagree; none: not named, or not in the list. */
  readonly codes: readonly string[];
  readonly named: boolean;
  /** "ct 1 5": the figure can't be told either. */
  readonly open: boolean;
  readonly bits: Bit[];
  readonly sentence: number;
  /** Shares its figure or finish with other targets. */
  readonly shared: boolean;
}

interface Group {
  readonly targets: readonly TargetBit[];
  readonly bits: readonly Bit[];
}

const isTarget = (bit: Bit): bit is TargetBit => bit.kind === "target";

const hasPredicate = (bits: readonly Bit[]): boolean =>
  hasTag(bits, "not", "going", "state", "already", "done");

/** Splits a comma part with several targets, so that each has its own figure. */
function splitPart(bits: readonly Bit[]): Group[] {
  const targets = bits.filter(isTarget);
  if (targets.length < 2) return [{ targets, bits }];
  const firstTarget = bits.findIndex(isTarget);
  const valueFirst = saysSomething(bits.slice(0, firstTarget)) && bits.slice(firstTarget).some(isFigure);
  const groups: Bit[][] = [[]];
  bits.forEach((bit, index) => {
    const group = groups[groups.length - 1] ?? [];
    const filled = group.some(isTarget) && saysSomething(group);
    const opens = valueFirst ? isFigure(bit) && filled : isTarget(bit) && filled;
    if (opens && index > 0) groups.push([bit]);
    else group.push(bit);
  });
  return mergeTail(groups).map((group) => ({ targets: group.filter(isTarget), bits: group }));
}

/** A title after the figure belongs to the figure before it, unless it has its own. */
function mergeTail(groups: readonly Bit[][]): Bit[][] {
  const merged: Bit[][] = [];
  for (const group of groups) {
    const last = merged[merged.length - 1];
    const bare = !saysSomething(group) && !hasPredicate(group);
    const title = group.find(isTarget)?.by === "title";
    const same = last?.some((bit) => isTarget(bit) && sharesCode(bit, group.find(isTarget)));
    if (last && ((bare && title) || same)) last.push(...group);
    else merged.push([...group]);
  }
  return merged;
}

const sharesCode = (a: TargetBit, b: TargetBit | undefined): boolean =>
  b?.codes.some((code) => a.codes.includes(code)) ?? false;

interface Naming {
  readonly codes: readonly string[];
  readonly open: boolean;
}

/** The targets a group names: one entry each. Code and title of different targets are one entry with both (T4). */
function nameTargets(targets: readonly TargetBit[], order: readonly string[]): Naming[] {
  const codes = targets.filter((bit) => bit.by === "code");
  const titles = targets.filter((bit) => bit.by === "title");
  const titled = narrow(titles);
  if (codes.length === 0) return titled ? [{ codes: titled, open: false }] : [];
  const seen = new Map(codes.map((bit) => [bit.codes.join(), bit] as const));
  const listed = [...seen.values()].map((bit) => ({ codes: bit.codes, open: bit.open }));
  if (!titled) return listed;
  const agreed = listed.some(({ codes: known }) => known.some((code) => titled.includes(code)));
  if (agreed)
    return listed.map((name) =>
      name.codes.length > 1 ? { ...name, codes: name.codes.filter((code) => titled.includes(code)) } : name,
    );
  // T4 is about the words of one other target; "hồ sơ tồn" beside a code may be anything.
  if (titled.length > 1 && listed.every((name) => name.codes.length === 1)) return listed;
  const all = [...listed.flatMap((name) => name.codes), ...titled];
  return [{ codes: order.filter((code) => all.includes(code)), open: false }];
}

/** Several titles named in one group: the targets all of them fit, or, if there is none, all they may mean. */
function narrow(titles: readonly TargetBit[]): readonly string[] | null {
  const [first, ...others] = titles;
  if (!first) return null;
  let codes: readonly string[] = first.codes;
  for (const { codes: more } of others) {
    const both = codes.filter((code) => more.includes(code));
    codes = both.length > 0 ? both : [...new Set([...codes, ...more])];
  }
  return codes;
}

export interface Claims {
  readonly claims: readonly Claim[];
  /** Bits before anything is reported: day, total, correction for all. */
  readonly head: readonly Bit[];
  /** Of them, those in the sentence of the first claim. */
  readonly near: readonly Bit[];
  /** Targets named without figure, finish or state. */
  readonly bare: readonly Naming[];
}

const seam = (at: number): Bit => ({ kind: "comma", start: at, next: at });

/** Gathers what the statements of a message claim, each with its target. */
export function gatherClaims(message: Message, parts: readonly Part[], context: Context): Claims {
  const order = context.targets.map((target) => target.code);
  const claims: Claim[] = [];
  const head: Bit[] = [];
  const near: Bit[] = [];
  let bare: { names: Naming[]; bits: Bit[]; sentence: number; line: number }[] = [];
  const ignored: Naming[] = [];
  let under: DateBit | null = null;
  let firstSentence = -1;
  const add = (names: readonly Naming[], bits: readonly Bit[], sentence: number): void => {
    const own =
      under && !bits.some((bit) => bit.kind === "date") ? [under, seam(under.next), ...bits] : [...bits];
    if (firstSentence < 0) firstSentence = sentence;
    if (names.length === 0)
      claims.push({ codes: [], named: false, open: false, bits: own, sentence, shared: false });
    for (const { codes, open } of names) {
      claims.push({
        codes,
        named: true,
        open,
        bits: names.length > 1 ? [...own] : own,
        sentence,
        shared: names.length > 1,
      });
    }
  };
  const dropBare = (): void => {
    for (const { names } of bare) ignored.push(...names);
    bare = [];
  };
  for (const part of parts) {
    if (part.question) {
      dropBare();
      continue;
    }
    for (const group of splitPart(part.bits)) {
      const { targets, bits } = group;
      const says = saysSomething(bits);
      const last = claims[claims.length - 1];
      if (targets.length > 0) {
        const names = nameTargets(targets, order);
        const waiting = bare.filter(
          ({ line, sentence }) => sentence === part.sentence || line === part.line - 1,
        );
        const openFigure =
          last && !last.named && last.sentence === part.sentence && saysSomething(last.bits) && !says;
        if (openFigure && last && names.length === 1) {
          claims.pop();
          add(names, [...last.bits, seam(bits[0]?.start ?? 0), ...bits], part.sentence);
        } else if (last && closesFinish(message, last, part)) {
          add(names, [...last.bits.filter((bit) => bit.kind !== "target"), ...targets], part.sentence);
        } else if (says || hasPredicate(bits) || names.some((name) => name.open)) {
          const figures = bits.some(isFigure);
          const share =
            waiting.length > 0 &&
            waiting.every(({ sentence }) => sentence === part.sentence) &&
            (!figures || hasTag(bits, "each"));
          const pending = bare;
          bare = [];
          if (share) add([...pending.flatMap((group) => group.names), ...names], bits, part.sentence);
          else {
            for (const { names: alone, bits: own, sentence } of pending) add(alone, own, sentence);
            if (names.length > 1 && figures && !hasTag(bits, "each")) {
              add(names.slice(0, -1), targets.slice(0, -1), part.sentence);
              add(names.slice(-1), bits, part.sentence);
            } else add(names, bits, part.sentence);
          }
        } else if (last?.shared !== undefined && sharesFinish(last, part)) {
          add(names, [...last.bits.filter((bit) => bit.kind !== "target"), ...targets], part.sentence);
        } else {
          bare.push({ names, bits: [...bits], sentence: part.sentence, line: part.line });
        }
        continue;
      }
      const pending = bare[bare.length - 1];
      if (says || (hasPredicate(bits) && pending)) {
        if (
          pending &&
          (pending.sentence === part.sentence || pending.line === part.line - 1 || pending.line === part.line)
        ) {
          const names = bare.flatMap((group) => group.names);
          const own = bare.flatMap((group) => group.bits);
          bare = [];
          add(names, [...own, seam(bits[0]?.start ?? 0), ...bits], part.sentence);
        } else if (last && continues(last, part, bits, context))
          last.bits.push(seam(bits[0]?.start ?? 0), ...bits);
        else if (says) add([], bits, part.sentence);
        continue;
      }
      const date = bits.find((bit) => bit.kind === "date");
      if (claims.length === 0 && bare.length === 0) {
        head.push(...bits, seam(bits[bits.length - 1]?.next ?? 0));
        if (part.heading && date?.kind === "date") near.length = 0;
      } else if (date?.kind === "date" && part.heading) under = date;
      else if (date && isOnlyDate(message, bits)) closeWithDate(claims, last, part, bits);
      else if (last?.sentence === part.sentence)
        last.bits.push(...bits.filter((bit) => isTag(bit, "over", "rough", "fix", "but")));
    }
  }
  for (const { names, bits, sentence } of bare) {
    if (
      bits.every((bit) => bit.kind === "target" || bit.kind === "equals" || bit.kind === "date") &&
      claims.length > 0
    )
      add(names, bits, sentence);
    else ignored.push(...names);
  }
  const first = claims[0];
  if (first) {
    const start = first.bits.findIndex((bit) => bit.kind === "target" || saysSomething([bit]));
    const lead = first.bits.slice(0, Math.max(0, start));
    head.push(...lead);
    near.push(...lead);
    const opening = new Set(
      parts.filter((part) => part.sentence === first.sentence).flatMap((part) => part.bits),
    );
    near.push(...head.filter((bit) => opening.has(bit)));
  }
  return { claims, head, near, bare: ignored };
}

/** "xong ct1, ct2, ct4": targets alone after a finish share it. */
function sharesFinish(last: Claim, part: Part): boolean {
  if (last.sentence !== part.sentence || last.bits.some(isFigure)) return false;
  const finish = last.bits.findIndex((bit) => isTag(bit, "finish", "same"));
  const target = last.bits.findIndex(isTarget);
  return (
    finish >= 0 &&
    finish < target &&
    part.bits.every((bit) => bit.kind === "target" || bit.kind === "word" || isTag(bit, "done"))
  );
}

/** "xong ct4 với ct5 rồi nhé": the rồi closes the finish that both share. */
const closesFinish = (message: Message, last: Claim, part: Part): boolean =>
  hasTag(part.bits, "done") &&
  sharesFinish(last, part) &&
  part.bits.every((bit) => bit.kind !== "word" || isParticle(message, bit));

/** Whether a part without a target goes on about the claim before it. */
function continues(last: Claim, part: Part, bits: readonly Bit[], context: Context): boolean {
  const { targets } = context;
  if (!saysSomething(last.bits)) return true;
  const fixes = hasTag(bits, "fix", "notBut", "but") || hasTag(last.bits.slice(-2), "fix");
  if (fixes) return true;
  const result = hasTag(bits, "total", "reached", "lowered") && hasTag(last.bits, "add", "less");
  // "văn thư chốt xong, đạt 86%", "chưa xong đâu, mới được 18": the figure counts.
  if (!last.named && targets.length === 1 && !last.bits.some(isFigure) && bits.some(isFigure))
    return last.sentence === part.sentence;
  if (!last.named) return result && last.sentence === part.sentence;
  if (countsOther(last, bits, context)) return false;
  return (
    last.sentence === part.sentence ||
    (last.sentence === part.sentence - 1 && hasTag(bits, "add", "less", "over"))
  );
}

/** "CT1 150, thêm 3 lớp": the measure is another target's. */
function countsOther(last: Claim, bits: readonly Bit[], { targets }: Context): boolean {
  const own = targets.find((target) => target.code === last.codes[0]);
  return bits.some((bit) => {
    if (bit.kind !== "figure" || bit.measure?.kind !== "noun" || bit.measure.guessed || bit.of !== null)
      return false;
    const { name } = bit.measure;
    const fits = (unit: string | null | undefined): boolean =>
      typeof unit === "string" && sameNoun(name, unit);
    return !fits(own?.unit) && targets.some((target) => fits(target.unit));
  });
}

function isOnlyDate(message: Message, bits: readonly Bit[]): boolean {
  const noise = (bit: Bit): boolean => {
    if (bit.kind !== "word")
      return (
        bit.kind === "date" || bit.kind === "open" || bit.kind === "close" || isTag(bit, "total", "done")
      );
    return "a nhe nha em anh chi so lieu ngay cap nhat bao cao thoi diem day nay"
      .split(" ")
      .includes(message.tokens[bit.start]?.fold ?? "");
  };
  return bits.every(noise);
}

/** "số liệu tính đến 10/6" at the end holds for all, a day alone for the part before it. */
function closeWithDate(
  claims: readonly Claim[],
  last: Claim | undefined,
  part: Part,
  bits: readonly Bit[],
): void {
  const all = hasTag(bits, "total") || last?.sentence !== part.sentence;
  for (const claim of all ? claims : last ? [last] : []) {
    if (!claim.bits.some((bit) => bit.kind === "date")) claim.bits.push(seam(bits[0]?.start ?? 0), ...bits);
  }
}
