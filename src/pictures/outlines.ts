import { Resvg } from "@resvg/resvg-js";
import { fontFamily, fontFiles, textWidth, type Weight } from "./font.ts";

// The renderer finds the font and shapes the words anew for every text of every picture, which is most of its time in a
// long table. So it is asked once for the outline of each character, and texts are put together from these. What is
// drawn is then exactly as wide as what was measured: both go by the advances, without kerning.

/** Size at which outlines are kept, in pixels: that many units of the font's own grid, so that all numbers are whole. */
const grid = 1000;

/** Outlines by weight and character, as path data relative to the character's origin; empty for spaces. */
const outlines = new Map<string, string>();

/** Far more than the font's some 700 characters in three weights. */
const mostOutlines = 4_000;

/** A text as `line` writes it. */
const written =
  /^<text x="([-\d.]+)" y="([-\d.]+)" font-family="([^"]*)" font-size="([\d.]+)" font-weight="(400|600|700)" fill="(#\w+)"(?: text-anchor="(middle|end)")?>([^<]*)<\/text>$/;

/** What takes its place from the character before it; only the renderer puts these well. */
const joined = /\p{M}/u;

/**
 * A text element of SVG as a path of the same place and colour. Texts that are written otherwise than `line` does, or
 * hold combining marks, are given back as they are.
 */
export function outlined(element: string): string {
  const [, x, y, family, size, weight, fill, anchor, content] = written.exec(element) ?? [];
  if (content === undefined || family !== fontFamily || joined.test(content)) return element;
  const scale = Number(size) / grid;
  const face = Number(weight) as Weight;
  let path = "";
  let width = 0;
  for (const character of unescapeXml(content)) {
    const shape = outline(character, face);
    if (shape !== "") path += `M${width} 0${shape}`;
    width += textWidth(character, grid, face);
  }
  const before = anchor === "end" ? width : anchor === "middle" ? width / 2 : 0;
  const left = Math.round((Number(x) - before * scale) * 100) / 100;
  return path === ""
    ? ""
    : `<path transform="matrix(${scale} 0 0 ${scale} ${left} ${y})" fill="${fill}" d="${path}"/>`;
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const unescapeXml = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name] ?? "");

function outline(character: string, weight: Weight): string {
  const key = `${weight}${character}`;
  const known = outlines.get(key);
  if (known !== undefined) return known;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><text font-family="${fontFamily}"` +
    ` font-size="${grid}" font-weight="${weight}">&#${character.codePointAt(0)};</text></svg>`;
  const drawn = new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: [...fontFiles] } }).toString();
  const shape = [...drawn.matchAll(/ d="([^"]*)"/g)].map(([, path]) => relative(path ?? "")).join("");
  if (outlines.size >= mostOutlines) outlines.clear();
  outlines.set(key, shape);
  return shape;
}

/** Path data of M, L, Q, C and Z as relative path data in whole numbers: it can be put anywhere, and is read quickly. */
function relative(path: string): string {
  let data = "";
  let [x, y, startX, startY] = [0, 0, 0, 0];
  for (const [, command = "", list = ""] of path.matchAll(/([MLQCZ])([^MLQCZ]*)/g)) {
    const numbers = (list.match(/-?[\d.]+/g) ?? []).map((number) => Math.round(Number(number)));
    data += command.toLowerCase() + numbers.map((at, index) => at - (index % 2 === 0 ? x : y)).join(" ");
    [x, y] = command === "Z" ? [startX, startY] : [numbers.at(-2) ?? x, numbers.at(-1) ?? y];
    if (command === "M") [startX, startY] = [x, y];
  }
  return data;
}
