import { arrange, mergeFound } from "./arrange.ts";
import { detect } from "./detect.ts";
import type { ParsedText, Span } from "./span.ts";

/** A fault of an entity list given by the caller: full text, no prefix. */
export class EntityListError extends Error {}

/** Removed by the server: carriage return, line and direction marks, and three combining lines. */
const REMOVED = /[\r\u2028-\u202e\u0333\u033f\u030a]/;

/**
 * What the server does to text after parsing: cleans characters, cuts whitespace at both ends, arranges the entities,
 * and finds the automatic ones. The text may come out empty.
 */
export function normalize(input: ParsedText): ParsedText {
  for (const { offset, length } of input.spans) {
    if (offset < 0 || offset > 1_000_000)
      throw new EntityListError(`Receive an entity with incorrect offset ${offset}`);
    if (length < 0 || length > 1_000_000)
      throw new EntityListError(`Receive an entity with incorrect length ${length}`);
  }
  const arranged = arrange(input.spans.map((s) => ({ ...s })));
  checkBorders(input.text, arranged);
  const cleaned = clean(input.text, arranged);
  const trimmed = trim(cleaned.text, arrange(cleaned.spans));
  return { text: trimmed.text, spans: mergeFound(trimmed.spans, detect(trimmed.text)) };
}

function checkBorders(text: string, spans: Span[]): void {
  for (const { offset, length } of spans) {
    const end = offset + length;
    if (splitsPair(text, offset))
      throw new EntityListError(
        `Entity begins in a middle of a UTF-16 symbol at byte offset ${byteOffset(text, offset + 1)}`,
      );
    if (end <= text.length && splitsPair(text, end))
      throw new EntityListError(
        `Entity beginning at UTF-16 offset ${offset} ends in a middle of a UTF-16 symbol at byte offset ${byteOffset(text, end + 1)}`,
      );
  }
  const beyond = spans.find((s) => s.offset > text.length);
  if (beyond)
    throw new EntityListError(`Entity begins after the end of the text at UTF-16 offset ${beyond.offset}`);
  const over = spans.findLast((s) => s.offset + s.length > text.length);
  if (over)
    throw new EntityListError(
      `Entity beginning at UTF-16 offset ${over.offset} ends after the end of the text at UTF-16 offset ${over.offset + over.length}`,
    );
}

function splitsPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}

const byteOffset = (text: string, units: number): number => Buffer.byteLength(text.slice(0, units), "utf8");

function clean(text: string, spans: Span[]): ParsedText {
  const kept: number[] = [];
  let out = "";
  for (let i = 0; i < text.length; i++) {
    kept.push(out.length);
    const char = text.charAt(i);
    if (REMOVED.test(char)) continue;
    out += char < " " && char !== "\n" ? " " : char;
  }
  kept.push(out.length);
  const moved = spans.map((s) => {
    const from = kept[s.offset] ?? out.length;
    return { ...s, offset: from, length: (kept[s.offset + s.length] ?? out.length) - from };
  });
  return { text: out, spans: moved };
}

/** Whitespace goes at the end always, at the start only up to the first entity. */
function trim(text: string, spans: Span[]): ParsedText {
  const end = text.replace(/[ \n]+$/, "").length;
  const cut = spans
    .filter((s) => s.offset < end)
    .map((s) => ({ ...s, length: Math.min(s.length, end - s.offset) }));
  const firstEntity = Math.min(end, ...cut.map((s) => s.offset));
  const lead = Math.min(firstEntity, end - text.slice(0, end).replace(/^[ \n]+/, "").length);
  return { text: text.slice(lead, end), spans: cut.map((s) => ({ ...s, offset: s.offset - lead })) };
}
