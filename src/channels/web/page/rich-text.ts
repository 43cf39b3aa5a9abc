/** A stretch of a message that looks the same throughout. */
export type Span =
  | { kind: "text"; text: string; bold: boolean; italic: boolean }
  /** A command such as /riengtu, which can be pressed. */
  | { kind: "command"; text: string }
  | { kind: "link"; text: string };

const entities: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&quot;": '"', "&amp;": "&" };
const marks = /<(\/?)([bi])>|&(?:lt|gt|quot|amp);/g;
// Letters with marks end a word as any letter does: there is nothing to press in "hồ sơ/tháng".
const pressable =
  /(?<![\p{L}\p{M}\p{N}_/.:])\/[a-z]{2,32}(?![\p{L}\p{M}\p{N}_/])|https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}]/gu;

/**
 * Reads the tiny HTML of messages: `<b>`, `<i>` and four entities. Anything else stays as the characters it is, so no
 * text can become markup. With `press`, commands and addresses stand out.
 */
export function readRichText(html: string, press: boolean): Span[] {
  const spans: Span[] = [];
  let bold = 0;
  let italic = 0;
  let at = 0;
  const add = (text: string) => {
    const last = spans.at(-1);
    const style = { bold: bold > 0, italic: italic > 0 };
    if (last?.kind === "text" && last.bold === style.bold && last.italic === style.italic) last.text += text;
    else if (text !== "") spans.push({ kind: "text", text, ...style });
  };
  for (const match of html.matchAll(marks)) {
    add(html.slice(at, match.index));
    at = match.index + match[0].length;
    const [whole, closing, tag] = match;
    if (tag === undefined) add(entities[whole] ?? whole);
    else if (tag === "b") bold = Math.max(0, bold + (closing ? -1 : 1));
    else italic = Math.max(0, italic + (closing ? -1 : 1));
  }
  add(html.slice(at));
  return press ? spans.flatMap(split) : spans;
}

function split(span: Span): Span[] {
  if (span.kind !== "text") return [span];
  const parts: Span[] = [];
  let at = 0;
  for (const match of span.text.matchAll(pressable)) {
    if (match.index > at) parts.push({ ...span, text: span.text.slice(at, match.index) });
    parts.push({ kind: match[0].startsWith("/") ? "command" : "link", text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < span.text.length) parts.push({ ...span, text: span.text.slice(at) });
  return parts;
}
