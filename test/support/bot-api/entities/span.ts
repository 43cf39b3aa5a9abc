/** Entity kinds, in the Bot API's own words. */
export type SpanKind =
  | "mention"
  | "hashtag"
  | "cashtag"
  | "bot_command"
  | "url"
  | "email"
  | "phone_number"
  | "bold"
  | "italic"
  | "underline"
  | "strikethrough"
  | "spoiler"
  | "blockquote"
  | "expandable_blockquote"
  | "code"
  | "pre"
  | "text_link"
  | "text_mention"
  | "custom_emoji"
  | "date_time";

/** An entity while text is being worked on. Offset and length count UTF-16 units. */
export interface Span {
  kind: SpanKind;
  offset: number;
  length: number;
  url?: string;
  userId?: number;
  language?: string;
  emojiId?: string;
  unixTime?: number;
  dateFormat?: string;
}

export interface ParsedText {
  text: string;
  spans: Span[];
}

/** Thrown by the parsers; the caller adds the prefix. */
export class EntityError extends Error {}

const PRIORITY: Partial<Record<SpanKind, number>> = {
  blockquote: 0,
  expandable_blockquote: 0,
  pre: 11,
  code: 20,
  date_time: 30,
  text_link: 49,
  text_mention: 49,
  bold: 90,
  italic: 91,
  underline: 92,
  strikethrough: 93,
  spoiler: 94,
  custom_emoji: 99,
};

const priority = (s: Span): number => (s.kind === "pre" && s.language ? 10 : (PRIORITY[s.kind] ?? 50));

/** By offset, longer first, then by kind. */
export function sortSpans(spans: Span[]): Span[] {
  return spans.sort((a, b) => a.offset - b.offset || b.length - a.length || priority(a) - priority(b));
}
