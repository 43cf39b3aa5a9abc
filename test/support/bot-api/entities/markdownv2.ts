import { at, code, decodeUtf8, utf16Units } from "./bytes.ts";
import { type SpecialLink, specialLink } from "./links.ts";
import { preSpan, pushLink, readFence } from "./markdown.ts";
import { EntityError, type ParsedText, type Span, sortSpans } from "./span.ts";

type Opened =
  | "Bold"
  | "Italic"
  | "Underline"
  | "Strikethrough"
  | "Spoiler"
  | "Code"
  | "Pre"
  | "PreCode"
  | "TextUrl"
  | "CustomEmoji"
  | "BlockQuote";

interface Frame {
  type: Opened;
  language: string;
  offset: number;
  byteOffset: number;
  outStart: number;
}

const RESERVED = new Set([..."_*[]()~`>#+-=|{}.!\n"].map(code));
const NEWLINE = 10;
const BACKSLASH = 92;

/** `MarkdownV2` (MessageEntity.cpp, parse_markdown_v2). Byte offsets in errors count the text as sent. */
export function parseMarkdownV2(source: string): ParsedText {
  const text = Buffer.from(source, "utf8");
  const out: number[] = [];
  const spans: Span[] = [];
  const open: Frame[] = [];
  let offset = 0;
  let quoteOpen = false;
  let quoteMayStart = true;
  const top = () => open[open.length - 1];

  for (let i = 0; i < text.length; i++) {
    const c = at(text, i);
    const next = at(text, i + 1);
    if (c === BACKSLASH && next > 0 && next <= 126) {
      i++;
      offset += 1;
      out.push(next);
      if (next !== 13) quoteMayStart = next === NEWLINE;
      continue;
    }
    const inCode = ["Code", "Pre", "PreCode"].includes(top()?.type ?? "");
    if (inCode ? c !== code("`") : !RESERVED.has(c)) {
      const units = utf16Units(c);
      offset += units;
      if (units > 0 && c !== 13) quoteMayStart = false;
      out.push(c);
      continue;
    }
    const lineEndsQuote = quoteOpen && c === NEWLINE && at(text, i + 1) !== code(">");
    const frame = top();
    if (!frame || !(lineEndsQuote || closes(frame.type, text, i))) {
      if (c === NEWLINE) {
        offset += 1;
        out.push(NEWLINE);
        quoteMayStart = true;
        continue;
      }
      if (c === code(">") && quoteMayStart && quoteOpen) continue;
      const byteOffset = i;
      const [type, skip, language] = opens(text, i, quoteMayStart);
      if (type === "BlockQuote") quoteOpen = true;
      i += skip;
      open.push({ type, language, offset, byteOffset, outStart: out.length });
      continue;
    }
    let expandable = false;
    if (c === NEWLINE && frame.type !== "BlockQuote") {
      const justOpened =
        frame.type === "Spoiler" &&
        (frame.byteOffset === i - 2 || (frame.byteOffset === i - 3 && out[out.length - 1] === 13));
      if (!justOpened) throw unclosed(frame);
      open.pop();
      const quote = top();
      if (quote?.type !== "BlockQuote") throw unclosed(quote ?? frame);
      expandable = true;
    }
    const closing = open.pop();
    if (!closing) continue;
    const length = offset - closing.offset;
    switch (closing.type) {
      case "TextUrl": {
        let url = decodeUtf8(out.slice(closing.outStart));
        if (at(text, i + 1) === code("(")) [i, url] = readUrl(text, i + 2);
        if (length > 0) pushLink(spans, closing.offset, length, url);
        break;
      }
      case "CustomEmoji": {
        if (at(text, i + 1) !== code("("))
          throw new EntityError("The entity must contain a tg://emoji or tg://time URL");
        let url: string;
        [i, url] = readUrl(text, i + 2);
        const link = specialLink(url);
        if (!link) throw new EntityError("Invalid tg://emoji or tg://time URL specified");
        if (length > 0) spans.push(specialSpan(link, closing.offset, length));
        break;
      }
      case "BlockQuote":
        quoteOpen = false;
        quoteMayStart = true;
        out.push(c);
        offset += 1;
        spans.push(quoteSpan(expandable, closing.offset, offset - closing.offset));
        break;
      default:
        if (closing.type === "Underline" || closing.type === "Spoiler") i += 1;
        if (closing.type === "Pre" || closing.type === "PreCode") i += 2;
        if (length > 0) spans.push(plainSpan(closing, length));
    }
  }
  if (quoteOpen) {
    let expandable = false;
    const last = top();
    if (last?.type === "Spoiler" && last.byteOffset === text.length - 2) {
      open.pop();
      expandable = true;
    }
    const quote = top();
    if (quote?.type === "BlockQuote") {
      open.pop();
      if (offset > quote.offset) spans.push(quoteSpan(expandable, quote.offset, offset - quote.offset));
    }
  }
  const left = top();
  if (left) throw unclosed(left);
  return { text: decodeUtf8(out), spans: sortSpans(spans) };
}

function closes(type: Opened, text: Uint8Array, i: number): boolean {
  const here = (s: string) => [...s].every((char, n) => at(text, i + n) === code(char));
  switch (type) {
    case "Bold":
      return here("*");
    case "Italic":
      return here("_") && !here("__");
    case "Underline":
      return here("__");
    case "Strikethrough":
      return here("~");
    case "Spoiler":
      return here("||");
    case "Code":
      return here("`");
    case "Pre":
    case "PreCode":
      return here("```");
    case "TextUrl":
    case "CustomEmoji":
      return here("]");
    case "BlockQuote":
      return false;
  }
}

/** What the reserved character at `i` opens, and how many more bytes it takes. */
function opens(text: Uint8Array, i: number, quoteMayStart: boolean): [Opened, number, string] {
  const c = String.fromCharCode(at(text, i));
  const doubled = at(text, i + 1) === at(text, i);
  if (c === "_") return doubled ? ["Underline", 1, ""] : ["Italic", 0, ""];
  if (c === "*") return ["Bold", 0, ""];
  if (c === "~") return ["Strikethrough", 0, ""];
  if (c === "|" && doubled) return ["Spoiler", 1, ""];
  if (c === "[") return ["TextUrl", 0, ""];
  if (c === "!" && at(text, i + 1) === code("[")) return ["CustomEmoji", 1, ""];
  if (c === ">" && quoteMayStart) return ["BlockQuote", 0, ""];
  if (c === "`") {
    if (!(doubled && at(text, i + 2) === at(text, i))) return ["Code", 0, ""];
    const [after, language] = readFence(text, i + 3);
    return [language === "" ? "Pre" : "PreCode", after - 1 - i, language];
  }
  throw new EntityError(`Character '${c}' is reserved and must be escaped with the preceding '\\'`);
}

function readUrl(text: Uint8Array, begin: number): [number, string] {
  const url: number[] = [];
  let i = begin;
  while (i < text.length && at(text, i) !== code(")")) {
    const next = at(text, i + 1);
    if (at(text, i) === BACKSLASH && next > 0 && next <= 126) {
      url.push(next);
      i += 2;
    } else url.push(at(text, i++));
  }
  if (at(text, i) !== code(")")) throw new EntityError(`Can't find end of a URL at byte offset ${begin}`);
  return [i, decodeUtf8(url)];
}

function plainSpan(frame: Frame, length: number): Span {
  const { offset } = frame;
  if (frame.type === "Pre" || frame.type === "PreCode") return preSpan(offset, length, frame.language);
  const kinds = {
    Bold: "bold",
    Italic: "italic",
    Underline: "underline",
    Strikethrough: "strikethrough",
    Spoiler: "spoiler",
    Code: "code",
  } as const;
  const kind = kinds[frame.type as keyof typeof kinds];
  return { kind, offset, length };
}

function quoteSpan(expandable: boolean, offset: number, length: number): Span {
  return { kind: expandable ? "expandable_blockquote" : "blockquote", offset, length };
}

function specialSpan(link: SpecialLink, offset: number, length: number): Span {
  return "emojiId" in link
    ? { kind: "custom_emoji", offset, length, emojiId: link.emojiId }
    : { kind: "date_time", offset, length, unixTime: link.unixTime, dateFormat: link.dateFormat };
}

function unclosed(frame: Frame): EntityError {
  return new EntityError(`Can't find end of ${frame.type} entity at byte offset ${frame.byteOffset}`);
}
