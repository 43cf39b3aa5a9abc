import { readAmount } from "./amount.ts";
import type { Bit, FigureBit } from "./bits.ts";
import { dropChatter, fits, namesUnknown } from "./chatter.ts";
import { stateOf } from "./claim-state.ts";
import { type Claim, type Claims, gatherClaims } from "./claims.ts";
import type { Amount } from "./convert.ts";
import type { Place } from "./date-resolve.ts";
import { type Around, datesOf, isTotalDate, isWorkPeriod } from "./figure-roles.ts";
import type { Ask, Context, Item, Progress, Question, Span } from "./meaning.ts";
import { worth } from "./measures.ts";
import { tidy } from "./numbers.ts";
import { hasTag, isFigure, isTag, type Part, saysSomething } from "./parts.ts";
import { type ReportDay, readReportDay, strokeDay } from "./report-day.ts";
import type { Scan } from "./scan.ts";
import type { Message } from "./tokens.ts";

interface Draft {
  readonly item: Item;
  readonly about: Question | null;
  readonly candidates?: readonly (string | number)[];
  readonly span: Span;
}

/** What the message reports: figures and finishes, or the question to ask first; `null` if it reports nothing. */
export function readProgress(
  scan: Scan,
  parts: readonly Part[],
  context: Context,
  place: Place,
): Progress | Ask | null {
  const { message } = scan;
  const whole = allTargets(message, parts, context);
  if (whole) return whole;
  const gathered = gatherClaims(message, parts, context);
  const claims = mergeSame(dropOvertaken(dropChatter(gathered, context, message), context), message, place);
  const shared = sharedOf(gathered);
  const drafts = claims.flatMap((claim) => readClaim(message, claim, gathered, context, place, shared) ?? []);
  if (drafts.length === 0) return null;
  return conclude(opensWithDay(claims[0], drafts[0]) ? holdForAll(drafts) : drafts, context);
}

/** "chi bộ vừa làm lễ xong, kết nạp thêm 2 đảng viên": of the only target, a figure says more than xong without its name. */
function dropOvertaken(claims: readonly Claim[], { targets }: Context): readonly Claim[] {
  if (targets.length !== 1 || !claims.some(({ bits }) => bits.some(isFigure))) return claims;
  return claims.filter(({ named, bits }) => named || bits.some(isFigure) || !hasTag(bits, "finish"));
}

/** "10/6 ct1 145, ct3 86%": the stroke at the head turned out to be the day. */
function opensWithDay(claim: Claim | undefined, draft: Draft | undefined): boolean {
  const first = claim?.bits.find((bit) => bit.kind === "target" || isFigure(bit));
  return first?.kind === "figure" && first.stroke !== null && draft?.item.of === undefined;
}

/** The day of the first item, for those that name none. */
function holdForAll(drafts: readonly Draft[]): Draft[] {
  const on = drafts[0]?.item.on;
  return drafts.map((draft) =>
    typeof on === "string" && draft.item.on === undefined ? { ...draft, item: { ...draft.item, on } } : draft,
  );
}

function conclude(drafts: readonly Draft[], context: Context): Progress | Ask {
  const items = drafts.map((draft) => draft.item);
  const spans = drafts.map((draft) => draft.span);
  const order: readonly Question[] = ["target", "value", "unit", "date", "confirm"];
  const about = order.find((question) => drafts.some((draft) => draft.about === question));
  if (!about) return { intent: "progress", items, spans };
  const asked = drafts.filter((draft) => draft.about === about);
  const candidates =
    asked.length === 1 || about === "target" ? asked.flatMap((draft) => draft.candidates ?? []) : [];
  const sorted =
    about === "target"
      ? context.targets.map((target) => target.code).filter((code) => candidates.includes(code))
      : candidates;
  const choices = drafts.map((draft) => (draft.about === about ? [...(draft.candidates ?? [])] : null));
  return {
    intent: "ask",
    about,
    items,
    ...(sorted.length > 0 ? { candidates: [...sorted] } : {}),
    spans,
    choices,
  };
}

/** Claims about the same target on the same day are one; the same said twice is said once. */
function mergeSame(claims: readonly Claim[], message: Message, place: Place): Claim[] {
  const merged: Claim[] = [];
  const byCode = new Map<string, { claim: Claim; day: string }>();
  const dayOf = (claim: Claim): string =>
    JSON.stringify(readReportDay(datesOf(claim.bits), place, (at) => message.tokens[at]?.fold ?? ""));
  for (const claim of claims) {
    const code = claim.codes.length === 1 ? claim.codes[0] : undefined;
    const day = dayOf(claim);
    const same = code === undefined ? undefined : byCode.get(code);
    if (same && claim.bits !== same.claim.bits && (same.day === day || same.day === "{}" || day === "{}")) {
      const start = claim.bits[0]?.start ?? 0;
      same.claim.bits.push({ kind: "comma", start, next: start }, ...claim.bits);
      if (day !== "{}") same.day = day;
      continue;
    }
    if (code !== undefined) byCode.set(code, { claim, day });
    merged.push(claim);
  }
  return merged;
}

const aside = new Set<Bit["kind"]>(["word", "equals", "comma", "open", "close", "dash", "label"]);

/** The words a claim was read from, without the talk around them. */
function spanOf(message: Message, bits: readonly Bit[]): Span {
  const telling = bits.filter((bit) => !aside.has(bit.kind));
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const bit of telling) {
    first = Math.min(first, bit.start);
    last = Math.max(last, bit.next);
  }
  return { start: message.tokens[first]?.start ?? 0, end: message.tokens[last - 1]?.end ?? 0 };
}

/** What the head of the message says about all its claims, and whether vượt is said anywhere. */
interface Shared {
  readonly total: boolean;
  readonly fix: boolean;
  readonly over: boolean;
}

function sharedOf({ head, claims }: Claims): Shared {
  return {
    total: head.some((bit) => isTag(bit, "total") || isTotalDate(bit)),
    fix: hasTag(head, "fix"),
    over: hasTag(head, "over") || claims.some((claim) => hasTag(claim.bits, "over")),
  };
}

function aroundOf(message: Message, claim: Claim, { near, claims }: Claims, shared: Shared): Around {
  const lead = claims[0]?.sentence === claim.sentence ? near : [];
  const bounded = upTo(message, claim.bits) || upTo(message, lead);
  return {
    total: shared.total || upTo(message, claim.bits),
    workPeriod: !bounded && (lead.some(isWorkPeriod) || claim.bits.some(isWorkPeriod)),
    fix: shared.fix || hasTag(claim.bits, "fix"),
    over: shared.over,
    rough: hasTag(lead, "rough"),
  };
}

/** "tính đến hôm qua", "đến hôm nay": a total, not the work of that day. */
function upTo(message: Message, bits: readonly Bit[]): boolean {
  return bits.some(
    (bit) => bit.kind === "date" && /^(?:den|toi)$/.test(message.tokens[bit.start - 1]?.fold ?? ""),
  );
}

function readClaim(
  message: Message,
  claim: Claim,
  gathered: Claims,
  context: Context,
  place: Place,
  shared: Shared,
): Draft[] | null {
  const { bits } = claim;
  const [code] = claim.codes;
  const single = context.targets.length === 1 && !claim.named;
  const target =
    (single
      ? context.targets[0]
      : claim.codes.length === 1
        ? context.targets.find((view) => view.code === code)
        : undefined) ?? null;
  const around = aroundOf(message, claim, gathered, shared);
  const span = spanOf(message, bits);
  if (target === null) return unknownTarget(message, claim, around, context, place, gathered, span);
  const amount = readAmount(message, bits, target, around) ?? stateOf(message, bits, target);
  if (!amount) return null;
  return [finish(message, amount, target.code, bits, gathered, place, span)];
}

function finish(
  message: Message,
  amount: Amount,
  code: string | null,
  bits: readonly Bit[],
  { head }: Claims,
  place: Place,
  span: Span,
): Draft {
  const wordAt = (at: number): string => message.tokens[at]?.fold ?? "";
  const own = readReportDay(datesOf(bits), place, wordAt);
  const own2: ReportDay = amount.day ? strokeDay(amount.day, place) : own;
  const day = own2.on !== undefined ? own2 : readReportDay(datesOf(head), place, wordAt);
  const item: Item = {
    target: code,
    op: amount.op,
    value: amount.value,
    unit: amount.unit,
    ...(amount.of === undefined || amount.value === null ? {} : { of: amount.of }),
    ...(amount.done ? { done: true as const } : {}),
    ...(day.on === undefined ? {} : { on: day.on }),
  };
  if (code === null) return { item, about: "target", span };
  if (amount.value === null)
    return { item, about: "value", span, ...(amount.candidates ? { candidates: amount.candidates } : {}) };
  if (day.on === null)
    return { item, about: "date", span, ...(day.candidates ? { candidates: day.candidates } : {}) };
  return { item, about: amount.odd ? "confirm" : null, span };
}

/** All targets at once: to be confirmed, one item each. */
function allTargets(message: Message, parts: readonly Part[], context: Context): Ask | null {
  const bits = parts.filter((part) => !part.question).flatMap((part) => part.bits);
  if (bits.some((bit) => bit.kind === "target") || parts.some((part) => part.question)) return null;
  const counted = bits.find(
    (bit): bit is FigureBit => isFigure(bit) && bit.measure?.name === "chỉ tiêu" && bit.of === null,
  );
  if (bits.some((bit) => isFigure(bit) && bit !== counted)) return null;
  const lead = message.tokens[(counted?.start ?? 0) - 1]?.fold ?? "";
  const named =
    hasTag(bits, "all") ||
    (counted !== undefined && (["ca", "du", "het", "tat"].includes(lead) || hasTag(bits, "each")));
  if (!named || !hasTag(bits, "finish", "same") || hasTag(bits, "not", "going", "nearly")) return null;
  const count = counted?.values[0];
  if (count !== undefined && count !== context.targets.length) {
    const item: Item = {
      target: null,
      op: "set",
      value: null,
      unit: null,
      ...(hasTag(bits, "finish") ? { done: true as const } : {}),
    };
    return { intent: "ask", about: "target", items: [item], spans: [spanOf(message, bits)] };
  }
  const drafts = context.targets.map((target): Draft => {
    const amount = stateOf(
      message,
      bits.filter((bit) => isTag(bit, "finish", "same")),
      target,
    ) ?? { op: "set", value: null, unit: null, odd: true };
    const item: Item = {
      target: target.code,
      op: amount.op,
      value: amount.value,
      unit: null,
      ...(amount.done ? { done: true as const } : {}),
    };
    return { item, about: amount.value === null ? "value" : "confirm", span: spanOf(message, bits) };
  });
  const result = conclude(drafts, context);
  return result.intent === "ask" ? result : null;
}

function unknownTarget(
  message: Message,
  claim: Claim,
  around: Around,
  context: Context,
  place: Place,
  gathered: Claims,
  span: Span,
): Draft[] | null {
  const { bits } = claim;
  if (claim.open) {
    const item: Item = { target: null, op: "set", value: null, unit: null };
    return [{ item, about: "target", candidates: claim.codes, span }];
  }
  const amounts =
    saysSomething(bits) && bits.some(isFigure)
      ? readAmount(message, bits, null, around)
      : stateOf(message, bits, null);
  if (!amounts) return null;
  const draft = finish(message, withOwnUnit(amounts, bits, context), null, bits, gathered, place, span);
  const candidates =
    claim.codes.length > 1 ? claim.codes : claim.named || namesUnknown(bits) ? [] : measured(bits, context);
  return [
    {
      ...draft,
      ...(candidates.length > 0 && (claim.named || candidates.length < context.targets.length)
        ? { candidates }
        : {}),
    },
  ];
}

/** The targets measured in the noun that was said. */
function measured(bits: readonly Bit[], context: Context): string[] {
  const said = bits
    .filter(isFigure)
    .find(
      (figure) => figure.measure && figure.measure.kind !== "percent" && !figure.measure.guessed,
    )?.measure;
  if (!said) return [];
  return context.targets.filter((target) => fits(said.kind, said.name, target)).map((target) => target.code);
}

/** Spells the measure as the targets that have it do, and converts money to theirs. */
function withOwnUnit(amount: Amount, bits: readonly Bit[], context: Context): Amount {
  const figure = bits.find((bit): bit is FigureBit => isFigure(bit) && bit.measure !== null);
  const measure = figure?.measure;
  if (!measure || measure.kind === "percent" || amount.unit === null) return amount;
  const target = context.targets.find((view) => fits(measure.kind, measure.name, view));
  if (!target?.unit) return amount;
  const size = worth(target.unit);
  if (measure.kind !== "money" || size === null || amount.value === null)
    return { ...amount, unit: target.unit };
  const own = (sum: number): number => tidy((sum * 1e6) / size);
  const { of } = amount;
  return {
    ...amount,
    unit: target.unit,
    value: own(amount.value),
    ...(of === undefined ? {} : { of: own(of) }),
  };
}
