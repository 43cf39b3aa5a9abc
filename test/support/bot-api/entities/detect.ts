import type { Span, SpanKind } from "./span.ts";

/** Entities the server finds by itself. Patterns follow MessageEntity.cpp; phone numbers need a leading plus. */
const PATTERNS: [SpanKind, RegExp][] = [
  ["mention", /(?<![\p{L}\p{N}_])@[A-Za-z0-9_]{3,32}(?![\p{L}\p{N}_])/gu],
  ["bot_command", /(?<![\p{L}\p{N}_/<>])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\p{L}\p{N}_/<>])/gu],
  [
    "hashtag",
    /(?<![\p{L}\p{Nd}_])#(?=[\p{L}\p{Nd}_]*\p{L})[\p{L}\p{Nd}_]{1,256}(?:@[A-Za-z0-9_]{3,32})?(?![\p{L}\p{Nd}_]*#)/gu,
  ],
  ["cashtag", /(?<![\p{L}\p{Nd}_$])\$(?:1INCH|[A-Z]{1,8})(?![\p{L}\p{Nd}_$])/gu],
  [
    "email",
    /(?<![\p{L}\p{N}._%+-])[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,24}(?![\p{L}\p{N}_-])/gu,
  ],
  ["url", /(?<![\p{L}\p{N}@_$])(?:https?:\/\/)[^\s<>"'\u2000-\u206f]*[^\s<>"'.,:;!?)\]}\u2000-\u206f]/giu],
  [
    "url",
    /(?<![\p{L}\p{N}@_.$/-])(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+(?:com|net|org|info|vn|io|me|ru|edu|gov|biz|app|dev|xyz|online|site|asia|eu|us|uk|de|fr|jp|cn|kr)(?::\d{1,5})?(?:[/?#][^\s<>"'\u2000-\u206f]*[^\s<>"'.,:;!?)\]}\u2000-\u206f])?(?![\p{L}\p{N}_@-])/giu,
  ],
  ["phone_number", /(?<![\p{L}\p{N}+_.-])\+\d(?:[ .()-]?\d){7,14}(?![\p{L}\p{N}_])/gu],
];

/** Non-crossing entities in order; at one place the longer wins, then the earlier pattern. */
export function detect(text: string): Span[] {
  const all: Span[] = [];
  for (const [kind, pattern] of PATTERNS)
    for (const match of text.matchAll(pattern))
      all.push({ kind, offset: match.index, length: match[0].length });
  all.sort((a, b) => a.offset - b.offset || b.length - a.length);
  let end = 0;
  return all.filter((s) => {
    if (s.offset < end) return false;
    end = s.offset + s.length;
    return true;
  });
}
