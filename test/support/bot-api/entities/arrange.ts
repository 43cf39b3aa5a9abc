import { type Span, type SpanKind, sortSpans } from "./span.ts";

/** How the server makes any set of entities nest properly (MessageEntity.cpp, fix_entities). */
const SPLITTABLE: SpanKind[] = ["bold", "italic", "underline", "strikethrough", "spoiler"];
const QUOTES: SpanKind[] = ["blockquote", "expandable_blockquote"];
const PRE: SpanKind[] = ["pre", "code", "date_time"];

const isSplittable = (s: Span) => SPLITTABLE.includes(s.kind);
const isQuote = (s: Span) => QUOTES.includes(s.kind);
const isPre = (s: Span) => PRE.includes(s.kind);
const isContinuous = (s: Span) => !isSplittable(s) && !isQuote(s) && !isPre(s);
const endOf = (s: Span) => s.offset + s.length;

export function arrange(input: Span[]): Span[] {
  const spans = sortSpans(input.filter((s) => s.length > 0));
  if (nestProperly(spans)) return spans;
  const quotes = dropOverlapping(spans.filter(isQuote));
  const solid = outsideQuoteBorders(
    dropOverlapping(spans.filter((s) => !isSplittable(s) && !isQuote(s))),
    quotes,
  );
  return resplit(spans.filter(isSplittable), sortSpans([...solid, ...quotes]));
}

/** Adds entities found in the text where nothing stands in their way. */
export function mergeFound(spans: Span[], found: Span[]): Span[] {
  if (found.length === 0) return spans;
  const quotes = spans.filter(isQuote);
  const solid = spans.filter((s) => !isSplittable(s) && !isQuote(s));
  const free = outsideQuoteBorders(found, quotes).filter(
    (f) => !solid.some((s) => s.offset < endOf(f) && f.offset < endOf(s)),
  );
  if (free.length === 0) return spans;
  return resplit(spans.filter(isSplittable), sortSpans([...solid, ...quotes, ...free]));
}

function nestProperly(spans: Span[]): boolean {
  const lastEnd = new Map<SpanKind, number>();
  const stack: Span[] = [];
  for (const span of spans) {
    for (let last = stack.at(-1); last && span.offset >= endOf(last); last = stack.at(-1)) stack.pop();
    const parent = stack.at(-1);
    if (parent) {
      if (endOf(span) > endOf(parent) || stack.some((s) => s.kind === span.kind) || isPre(parent))
        return false;
      if (isPre(span) && stack.some((s) => !isQuote(s))) return false;
      if ((isContinuous(span) || isQuote(span)) && stack.some(isContinuous)) return false;
      if ((isQuote(span) && stack.some(isQuote)) || stack.some(isSplittable)) return false;
    }
    if (isSplittable(span)) {
      if ((lastEnd.get(span.kind) ?? -1) >= span.offset) return false;
      lastEnd.set(span.kind, endOf(span));
    }
    stack.push(span);
  }
  return true;
}

function dropOverlapping(sorted: Span[]): Span[] {
  let end = 0;
  return sorted.filter((s) => {
    if (s.offset < end) return false;
    end = endOf(s);
    return true;
  });
}

function outsideQuoteBorders(spans: Span[], quotes: Span[]): Span[] {
  return spans.filter((s) => {
    const quote = quotes.find((q) => endOf(q) > s.offset);
    if (!quote) return true;
    return !(endOf(quote) < endOf(s) || (s.offset < quote.offset && quote.offset < endOf(s)));
  });
}

/**
 * Cuts bold, italic and the like at the borders of the solid entities, merges touching ones of a kind, and removes
 * them inside code, pre and dates.
 */
function resplit(splittable: Span[], solid: Span[]): Span[] {
  if (splittable.length === 0) return solid;
  const cuts = [...new Set(solid.flatMap((s) => [s.offset, endOf(s)]))].sort((a, b) => a - b);
  const out: Span[] = [...solid];
  for (const kind of SPLITTABLE) {
    for (const run of mergedRuns(splittable.filter((s) => s.kind === kind))) {
      const borders = nestingBorders(run, splittable, kind);
      const points = [...new Set([run[0], ...cuts, ...borders, run[1]])]
        .filter((p) => p >= run[0] && p <= run[1])
        .sort((a, b) => a - b);
      for (let n = 0; n + 1 < points.length; n++) {
        const from = points[n] ?? 0;
        const to = points[n + 1] ?? 0;
        const covered = solid.some((s) => isPre(s) && s.offset <= from && endOf(s) >= to);
        if (!covered) out.push({ kind, offset: from, length: to - from });
      }
    }
  }
  return sortSpans(out);
}

/** Where another kind starts inside a run of this kind, so that two overlapping kinds never cross. */
function nestingBorders(run: [number, number], splittable: Span[], kind: SpanKind): number[] {
  const borders: number[] = [];
  for (const other of SPLITTABLE) {
    if (other === kind) continue;
    for (const [from] of mergedRuns(splittable.filter((s) => s.kind === other)))
      if (from > run[0] && from < run[1]) borders.push(from);
  }
  return borders;
}

function mergedRuns(sorted: Span[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const s of sorted) {
    const last = runs.at(-1);
    if (last && s.offset <= last[1]) last[1] = Math.max(last[1], endOf(s));
    else runs.push([s.offset, endOf(s)]);
  }
  return runs;
}
