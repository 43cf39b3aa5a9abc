import { at, code, decodeUtf8, isSpace, utf16Units } from "./bytes.ts";
import { checkedLink, linkUserId } from "./links.ts";
import { EntityError, type ParsedText, type Span } from "./span.ts";

/** Legacy `Markdown`: four kinds, no nesting (MessageEntity.cpp, parse_markdown). */
export function parseMarkdown(source: string): ParsedText {
  const text = Buffer.from(source, "utf8");
  const out: number[] = [];
  const spans: Span[] = [];
  let offset = 0;
  const keep = (byte: number) => {
    offset += utf16Units(byte);
    out.push(byte);
  };
  for (let i = 0; i < text.length; i++) {
    const c = at(text, i);
    if (c === 92 && "_*`[".includes(String.fromCharCode(at(text, i + 1))) && at(text, i + 1) !== 0) {
      keep(at(text, ++i));
      continue;
    }
    if (c !== code("_") && c !== code("*") && c !== code("`") && c !== code("[")) {
      keep(c);
      continue;
    }
    const begin = i;
    const end = c === code("[") ? code("]") : c;
    i++;
    const isPre = c === code("`") && at(text, i) === c && at(text, i + 1) === c;
    let language = "";
    if (isPre) [i, language] = readFence(text, i + 2);
    const start = offset;
    while (
      i < text.length &&
      (at(text, i) !== end || (isPre && !(at(text, i + 1) === end && at(text, i + 2) === end)))
    )
      keep(at(text, i++));
    if (i === text.length)
      throw new EntityError(`Can't find end of the entity starting at byte offset ${begin}`);
    const length = offset - start;
    if (length > 0) {
      if (c === code("_")) spans.push({ kind: "italic", offset: start, length });
      else if (c === code("*")) spans.push({ kind: "bold", offset: start, length });
      else if (c === code("`"))
        spans.push(isPre ? preSpan(start, length, language) : { kind: "code", offset: start, length });
      else {
        let url: string;
        if (at(text, i + 1) === code("(")) {
          const urlBegin = i + 2;
          const close = text.indexOf(code(")"), urlBegin);
          i = close < 0 ? text.length : close;
          url = decodeUtf8(text.subarray(urlBegin, i));
        } else url = decodeUtf8(text.subarray(begin + 1, i));
        pushLink(spans, start, length, url);
      }
    }
    if (isPre) i += 2;
  }
  return { text: decodeUtf8(out), spans };
}

/** Reads what follows an opening fence: an optional language, then one line break. Answers the new position. */
export function readFence(text: Uint8Array, start: number): [number, string] {
  let i = start;
  let languageEnd = i;
  while (!isSpace(at(text, languageEnd)) && at(text, languageEnd) !== code("`")) languageEnd++;
  let language = "";
  if (i !== languageEnd && languageEnd < text.length && at(text, languageEnd) !== code("`")) {
    language = decodeUtf8(text.subarray(i, languageEnd));
    i = languageEnd;
  }
  const isBreak = (c: number) => c === 10 || c === 13;
  if (isBreak(at(text, i))) i += isBreak(at(text, i + 1)) && at(text, i) !== at(text, i + 1) ? 2 : 1;
  return [i, language];
}

export function preSpan(offset: number, length: number, language: string): Span {
  return language === "" ? { kind: "pre", offset, length } : { kind: "pre", offset, length, language };
}

/** Adds a link or a mention; an invalid link is dropped without an error. */
export function pushLink(spans: Span[], offset: number, length: number, url: string): void {
  const userId = linkUserId(url);
  if (userId !== undefined) {
    spans.push({ kind: "text_mention", offset, length, userId });
    return;
  }
  const checked = checkedLink(url);
  if (checked !== "") spans.push({ kind: "text_link", offset, length, url: checked });
}
