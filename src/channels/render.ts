import { type Choice, escapeHtml, plainText, type Reply } from "../shared/messages.ts";
import type { Capabilities } from "./channel.ts";

type Limits = Pick<Capabilities, "buttons" | "photo" | "document" | "textLimit" | "captionLimit">;

/**
 * Cuts a reply into the messages a channel can take, in order: the picture first, with the text as its caption when it
 * fits; long text at paragraphs or lines; choices with the last message, or as a numbered list where there are no buttons,
 * under a line that says how to answer, if one is given (html). A message that came out of it goes in again unchanged.
 */
export function splitReply(reply: Reply, limits: Limits, how: string | null = null): [Reply, ...Reply[]] {
  const { choices, image, document, list, asks, awaitsChoice } = reply;
  const html = limits.buttons || !choices?.length ? reply.html : withNumbers(reply.html, choices.flat(), how);
  const files: Reply[] = [
    ...(image && limits.photo !== "none" ? [{ html: "", image }] : []),
    ...(document && limits.document !== "none" ? [{ html: "", document }] : []),
  ];
  const [first] = files;
  const parts =
    first && plainText(html).length <= limits.captionLimit
      ? [{ ...first, html }, ...files.slice(1)]
      : [...files, ...splitHtml(html, limits.textLimit).map((part) => ({ html: part }))];
  const [head = { html }, ...rest] = parts;
  const last = rest.at(-1) ?? head;
  const offered = choices?.length ? choices : reply.numbered;
  // What was numbered for one channel may go out on another after all: there the numbers are buttons too.
  if (offered && limits.buttons) Object.assign(last, { choices: offered });
  else if (offered)
    Object.assign(last, {
      numbered: offered,
      ...(list && { list }),
      ...(asks && { asks }),
    });
  if (offered && awaitsChoice) Object.assign(last, { awaitsChoice });
  return [head, ...rest];
}

/** The choices as numbered lines after the text; they can be answered by number. */
function withNumbers(html: string, choices: Choice[], how: string | null): string {
  const lines = choices.map((choice, index) => `${index + 1}. ${escapeHtml(choice.label)}`);
  const list = [...(how === null ? [] : [how]), ...lines].join("\n");
  return html === "" ? list : `${html}\n\n${list}`;
}

/** What must stay whole: a tag, an entity or a grapheme; `size` in UTF-16 units as the reader's side counts them. */
interface Piece {
  raw: string;
  size: number;
  kind: "tag" | "line" | "space" | "other";
}

const graphemes = new Intl.Segmenter("vi", { granularity: "grapheme" });

function* pieces(html: string, limit: number): Generator<Piece> {
  for (const [raw] of html.matchAll(/<\/?[bi]>|&(?:lt|gt|amp|quot);|[^<&]+|[<&]/g)) {
    if (/^<\/?[bi]>$/.test(raw)) yield { raw, size: 0, kind: "tag" };
    else if (/^&\w+;$/.test(raw)) yield { raw, size: 1, kind: "other" };
    else
      for (const { segment } of graphemes.segment(raw)) {
        // A heap of combining marks can be longer than any message.
        for (const part of segment.length > limit ? segment : [segment]) {
          const kind = /^\r?\n$/.test(part) ? "line" : part === " " ? "space" : "other";
          yield { raw: part, size: part.length, kind };
        }
      }
  }
}

/**
 * Where to cut, when the pieces before `over` fill one message: after a paragraph that fills at least half of it, else after
 * a line, a word, or as late as possible. A break right at `over` counts: it needs no room.
 */
function cutAt(all: Piece[], over: number, limit: number): number {
  let size = 0;
  let paragraph = 0;
  let line = 0;
  let space = 0;
  for (const [index, piece] of all.slice(0, over + 1).entries()) {
    size += piece.size;
    if (piece.kind === "line" && all[index - 1]?.kind === "line" && size > limit / 2) paragraph = index + 1;
    if (piece.kind === "line") line = index + 1;
    if (piece.kind === "space") space = index + 1;
  }
  return paragraph || line || space || over;
}

/** Cuts text into messages of at most `limit` units; a tag that is open at a cut is closed before and opened again after it. */
function splitHtml(html: string, limit: number): string[] {
  if (html === "") return [];
  if (plainText(html).length <= limit) return [html];
  const parts: string[] = [];
  let rest = [...pieces(html, limit)];
  while (rest.length > 0) {
    let size = 0;
    const over = rest.findIndex((piece) => {
      size += piece.size;
      return size > limit;
    });
    const cut = over < 0 ? rest.length : cutAt(rest, over, limit);
    const now = rest.slice(0, 1 + rest.findLastIndex((piece, index) => index < cut && !isBreak(piece)));
    const open = openTags(now);
    const closing = open.toReversed().map((tag) => `</${tag}>`);
    const text = [...now.map((piece) => piece.raw), ...closing].join("").trim();
    if (plainText(text).trim() !== "") parts.push(text.replace(/<([bi])><\/\1>/g, ""));
    const begin = rest.findIndex((piece, index) => index >= cut && !isBreak(piece));
    const opening = open.map((tag): Piece => ({ raw: `<${tag}>`, size: 0, kind: "tag" }));
    rest = begin < 0 ? [] : [...opening, ...rest.slice(begin)];
  }
  return parts;
}

const isBreak = (piece: Piece) => piece.kind === "line" || piece.kind === "space";

function openTags(all: Piece[]): string[] {
  const open: string[] = [];
  for (const { raw, kind } of all) {
    if (kind !== "tag") continue;
    if (raw.startsWith("</")) open.pop();
    else open.push(raw.slice(1, -1));
  }
  return open;
}
