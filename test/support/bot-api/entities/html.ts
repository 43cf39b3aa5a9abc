import { at, code, decodeUtf8, isSpace, utf16Units } from "./bytes.ts";
import { isDateFormat, isEmojiId } from "./links.ts";
import { pushLink } from "./markdown.ts";
import { EntityError, type ParsedText, type Span, type SpanKind, sortSpans } from "./span.ts";

interface Tag {
  name: string;
  argument: string;
  date: number;
  offset: number;
  outStart: number;
}

const SIMPLE: Record<string, SpanKind> = {
  b: "bold",
  strong: "bold",
  i: "italic",
  em: "italic",
  s: "strikethrough",
  strike: "strikethrough",
  del: "strikethrough",
  u: "underline",
  ins: "underline",
  "tg-spoiler": "spoiler",
  span: "spoiler",
};
const TAGS = new Set([...Object.keys(SIMPLE), "a", "tg-emoji", "tg-time", "pre", "code", "blockquote"]);
const NAMED: Record<string, number> = { lt: 60, gt: 62, amp: 38, quot: 34 };

/** `HTML` (MessageEntity.cpp, parse_html). Byte offsets in errors count the text as sent. */
export function parseHtml(source: string): ParsedText {
  const text = Buffer.from(source, "utf8");
  const out: number[] = [];
  const spans: Span[] = [];
  const open: Tag[] = [];
  let offset = 0;
  let surrogates = false;

  for (let i = 0; i < text.length; i++) {
    const c = at(text, i);
    if (c === code("&")) {
      const [value, after] = decodeEntity(text, i);
      if (value !== 0) {
        i = after - 1;
        offset += value > 0xffff ? 2 : 1;
        surrogates ||= value >= 0xd800 && value <= 0xdfff;
        out.push(...encodeUtf8(value));
        continue;
      }
    }
    if (c !== code("<")) {
      offset += utf16Units(c);
      out.push(c);
      continue;
    }
    if (at(text, i + 1) !== code("/")) {
      const [tag, after] = readStartTag(text, i);
      open.push({ ...tag, offset, outStart: out.length });
      i = after;
      continue;
    }
    const begin = i;
    const tag = open.pop();
    if (!tag) throw new EntityError(`Unexpected end tag at byte offset ${begin}`);
    i += 1;
    while (!isSpace(at(text, i)) && at(text, i) !== code(">")) i++;
    const endName = lower(text.subarray(begin + 2, i));
    while (isSpace(at(text, i)) && at(text, i) !== 0) i++;
    if (at(text, i) !== code(">")) throw new EntityError(`Unclosed end tag at byte offset ${begin}`);
    if (endName !== "" && endName !== tag.name)
      throw new EntityError(
        `Unmatched end tag at byte offset ${begin}, expected "</${tag.name}>", found "</${endName}>"`,
      );
    if (offset > tag.offset)
      closeTag(tag, offset - tag.offset, spans, () => decodeUtf8(out.slice(tag.outStart)));
  }
  const left = open.pop();
  if (left) throw new EntityError(`Can't find end tag corresponding to start tag "${left.name}"`);
  for (const span of spans) if (span.kind === "code") delete span.language;
  if (surrogates && !isValidUtf8(out))
    throw new EntityError(
      "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
    );
  return { text: decodeUtf8(out), spans: sortSpans(spans) };
}

function closeTag(tag: Tag, length: number, spans: Span[], inner: () => string): void {
  const { offset, argument } = tag;
  const simple = SIMPLE[tag.name];
  const last = spans[spans.length - 1];
  const sameAsLast = last?.offset === offset && last.length === length;
  if (simple) spans.push({ kind: simple, offset, length });
  else if (tag.name === "tg-emoji") {
    if (!isEmojiId(argument)) throw new EntityError("Invalid custom emoji identifier specified");
    spans.push({ kind: "custom_emoji", offset, length, emojiId: argument });
  } else if (tag.name === "tg-time") {
    if (!isDateFormat(argument)) throw new EntityError("Invalid date format used");
    if (tag.date > 0)
      spans.push({ kind: "date_time", offset, length, unixTime: tag.date, dateFormat: argument });
  } else if (tag.name === "a") pushLink(spans, offset, length, argument === "" ? inner() : argument);
  else if (tag.name === "pre") {
    if (last?.kind === "code" && sameAsLast && last.language) last.kind = "pre";
    else spans.push({ kind: "pre", offset, length });
  } else if (tag.name === "code") {
    if (last?.kind === "pre" && sameAsLast && argument !== "") last.language = argument;
    else
      spans.push(
        argument === ""
          ? { kind: "code", offset, length }
          : { kind: "code", offset, length, language: argument },
      );
  } else spans.push({ kind: argument === "" ? "blockquote" : "expandable_blockquote", offset, length });
}

/** Reads `<tag …>` from its `<`; answers the tag and the position of its `>`. */
function readStartTag(text: Uint8Array, begin: number): [Pick<Tag, "name" | "argument" | "date">, number] {
  let i = begin + 1;
  while (!isSpace(at(text, i)) && at(text, i) !== code(">")) i++;
  if (at(text, i) === 0) throw new EntityError(`Unclosed start tag at byte offset ${begin}`);
  const name = lower(text.subarray(begin + 1, i));
  if (!TAGS.has(name)) throw new EntityError(`Unsupported start tag "${name}" at byte offset ${begin}`);
  const tag = { name, argument: "", date: 0 };
  const skipSpaces = () => {
    while (at(text, i) !== 0 && isSpace(at(text, i))) i++;
  };
  const unclosed = () => new EntityError(`Unclosed start tag "${name}" at byte offset ${begin}`);
  while (at(text, i) !== code(">")) {
    skipSpaces();
    if (at(text, i) === code(">")) break;
    const nameBegin = i;
    while (!isSpace(at(text, i)) && !"=>/\"'".includes(String.fromCharCode(at(text, i)))) i++;
    const attribute = decodeUtf8(text.subarray(nameBegin, i));
    if (attribute === "")
      throw new EntityError(`Empty attribute name in the tag "${name}" at byte offset ${begin}`);
    skipSpaces();
    if (at(text, i) !== code("=")) {
      if (at(text, i) === 0) throw unclosed();
      if (name === "blockquote" && attribute === "expandable") tag.argument = "1";
      continue;
    }
    i++;
    skipSpaces();
    if (at(text, i) === 0) throw unclosed();
    let value: string;
    [value, i] = readValue(text, i);
    if (at(text, i) === 0) throw new EntityError(`Unclosed start tag at byte offset ${begin}`);
    useAttribute(tag, attribute, value);
  }
  if (name === "span" && tag.argument !== "spoiler")
    throw new EntityError(`Tag "span" must have class "tg-spoiler" at byte offset ${begin}`);
  return [tag, i];
}

function useAttribute(tag: Pick<Tag, "name" | "argument" | "date">, attribute: string, value: string): void {
  const key = `${tag.name} ${attribute}`;
  if (key === "a href" || key === "tg-emoji emoji-id" || key === "tg-time format") tag.argument = value;
  else if (key === "code class" && value.startsWith("language-")) tag.argument = value.slice(9);
  else if (key === "span class" && value.startsWith("tg-")) tag.argument = value.slice(3);
  else if (key === "blockquote expandable") tag.argument = "1";
  else if (key === "tg-time unix") tag.date = /^-?\d+/.test(value) ? Number.parseInt(value, 10) : 0;
}

function readValue(text: Uint8Array, begin: number): [string, number] {
  let i = begin;
  const quote = at(text, i);
  if (quote !== code('"') && quote !== code("'")) {
    while (/[A-Za-z0-9.-]/.test(String.fromCharCode(at(text, i)))) i++;
    if (!isSpace(at(text, i)) && at(text, i) !== code(">"))
      throw new EntityError(`Unexpected end of name token at byte offset ${begin}`);
    return [lower(text.subarray(begin, i)), i];
  }
  const value: number[] = [];
  i++;
  while (at(text, i) !== quote && at(text, i) !== 0) {
    if (at(text, i) === code("&")) {
      const [decoded, after] = decodeEntity(text, i);
      if (decoded !== 0) {
        value.push(...encodeUtf8(decoded));
        i = after;
        continue;
      }
    }
    value.push(at(text, i++));
  }
  if (at(text, i) === quote) i++;
  return [decodeUtf8(value), i];
}

/** Answers the code point and the position after it; 0 when the text stays as it is. */
function decodeEntity(text: Uint8Array, position: number): [number, number] {
  const rest = Buffer.from(text.subarray(position, position + 40)).toString("latin1");
  const numeric = /^&#(?:x([0-9A-Fa-f]*)|([0-9]*))/.exec(rest);
  let value: number;
  let length: number;
  if (numeric) {
    const hex = numeric[1];
    const digits = hex ?? numeric[2] ?? "";
    value = digits === "" ? 0 : Number.parseInt(digits, hex === undefined ? 10 : 16);
    length = numeric[0].length;
    if (value === 0 || value >= 0x10ffff || length >= 10) return [0, position];
  } else {
    const named = /^&([A-Za-z]*)/.exec(rest);
    value = NAMED[named?.[1] ?? ""] ?? 0;
    length = named?.[0].length ?? 0;
    if (value === 0) return [0, position];
  }
  const end = position + length;
  return [value, at(text, end) === code(";") ? end + 1 : end];
}

/** UTF-8 of any code point, halves of surrogate pairs included (they are refused at the end). */
function encodeUtf8(value: number): number[] {
  if (value <= 0x7f) return [value];
  if (value <= 0x7ff) return [0xc0 | (value >> 6), 0x80 | (value & 0x3f)];
  const tail = [0x80 | ((value >> 6) & 0x3f), 0x80 | (value & 0x3f)];
  if (value <= 0xffff) return [0xe0 | (value >> 12), ...tail];
  return [0xf0 | (value >> 18), 0x80 | ((value >> 12) & 0x3f), ...tail];
}

function isValidUtf8(bytes: number[]): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(bytes));
    return true;
  } catch {
    return false;
  }
}

const lower = (bytes: Uint8Array): string =>
  decodeUtf8(bytes).replace(/[A-Z]/g, (char) => char.toLowerCase());
