import { fontFamily, hasGlyph, textWidth, type Weight } from "./font.ts";

/** A text is measured and cut several times before it is drawn. */
const cleaned = new Map<string, string>();
const mostCleaned = 2_000;

const graphemes = new Intl.Segmenter("vi", { granularity: "grapheme" });

/** Stands for what the font cannot draw; the renderer would draw nothing, and a name would change unseen. */
const unknown = "?";

/**
 * Text as it can be drawn on one line: NFC, without control, invisible and direction characters, one space between
 * words. What the font lacks becomes its plain form (№ → No, ‑ → -), and else one `?` for each written character.
 */
export function clean(text: string): string {
  const known = cleaned.get(text);
  if (known !== undefined) return known;
  const drawn = cleanAnew(text);
  if (cleaned.size >= mostCleaned) cleaned.clear();
  cleaned.set(text, drawn);
  return drawn;
}

function cleanAnew(text: string): string {
  let drawn = "";
  for (const { segment } of graphemes.segment(text.normalize("NFC"))) {
    drawn += drawable(segment.replace(/\s/gu, " ").replace(/[\p{C}\p{Variation_Selector}]/gu, markIfContent));
  }
  return drawn.replace(/\p{Z}+/gu, " ").trim();
}

/** Unassigned and private characters are content that cannot be drawn; the rest of the class is invisible. */
function markIfContent(character: string): string {
  return /[\p{Cn}\p{Co}\p{Cs}]/u.test(character) ? unknown : "";
}

function drawable(written: string): string {
  const plain = written.normalize("NFKC").replace(/\p{Pd}/gu, "-");
  return [written, plain].find((form) => Array.from(form).every(isDrawn)) ?? unknown;
}

function isDrawn(character: string): boolean {
  return /\p{Z}/u.test(character) || hasGlyph(character.codePointAt(0) ?? 0);
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** How a text looks: size in pixels of the 1080 pixel wide picture. */
export interface Style {
  readonly size: number;
  readonly weight: Weight;
}

/** Width in pixels of a text as it will be drawn. */
export function measure(text: string, style: Style): number {
  return textWidth(clean(text), style.size, style.weight);
}

/**
 * Breaks a text between words into lines of about equal length. What doesn't fit into the last line is cut with an
 * ellipsis; a word wider than a line is broken inside.
 * @param width of a line in pixels
 * @param most number of lines, at least 1
 */
export function wrap(text: string, style: Style, width: number, most: number): string[] {
  const words = clean(text).split(" ");
  const lines = fill(words, style, width);
  if (lines.length > most) {
    return [...lines.slice(0, most - 1), ellipsis(lines.slice(most - 1).join(" "), style, width)];
  }
  if (lines.length === 1) return lines;
  // A narrower line that needs no further line leaves no single word at the end; words stay whole.
  const widest = Math.max(width / 2, ...words.map((word) => textWidth(word, style.size, style.weight)));
  let balanced = lines;
  for (let narrow = width - 12; narrow > widest; narrow -= 12) {
    const next = fill(words, style, narrow);
    if (next.length > lines.length) break;
    balanced = next;
  }
  return balanced;
}

/** A text on one line, cut with an ellipsis where it is wider than the width. */
export function cut(text: string, style: Style, width: number): string {
  return wrap(text, style, width, 1)[0] ?? "";
}

function fill(words: readonly string[], style: Style, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (textWidth(longer, style.size, style.weight) <= width) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (textWidth(line, style.size, style.weight) > width) {
      const head = longestStart(line, style, width);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line];
}

function ellipsis(text: string, style: Style, width: number): string {
  const start = longestStart(text, style, width - textWidth("…", style.size, style.weight));
  // Between words, unless that gives away more than half of the line.
  const space = `${start}${text.charAt(start.length)}`.lastIndexOf(" ");
  const kept = space > start.length / 2 ? start.slice(0, space) : start;
  return `${kept.replace(/[\s,;:–-]+$/u, "")}…`;
}

/** The longest start that fits, cut between written characters; at least one of them, so that breaking ends. */
function longestStart(text: string, style: Style, width: number): string {
  let start = "";
  for (const { segment } of graphemes.segment(text)) {
    if (start !== "" && textWidth(start + segment, style.size, style.weight) > width) break;
    start += segment;
  }
  return start;
}

/** The style in the largest size, at least 24, in which every text fits into the width. */
export function shrink(texts: readonly string[], style: Style, width: number): Style {
  const widest = Math.max(...texts.map((text) => measure(text, style)));
  return widest <= width
    ? style
    : { ...style, size: Math.max(24, Math.floor((style.size * width) / widest)) };
}

interface Placed extends Style {
  readonly x: number;
  /** The baseline. */
  readonly y: number;
  readonly colour: string;
  readonly anchor?: "start" | "middle" | "end";
}

/** One line as SVG, cleaned and escaped. */
export function line(text: string, at: Placed): string {
  const anchor = at.anchor === undefined || at.anchor === "start" ? "" : ` text-anchor="${at.anchor}"`;
  return (
    `<text x="${round(at.x)}" y="${round(at.y)}" font-family="${fontFamily}" font-size="${at.size}"` +
    ` font-weight="${at.weight}" fill="${at.colour}"${anchor}>${escapeXml(clean(text))}</text>`
  );
}

/** A pixel position with one decimal, so that snapshots stay readable. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
