import { photoOrientation } from "../shared/photo-position.ts";
import { palette } from "./palette.ts";
import { renderPng } from "./render-png.ts";
import { box } from "./shapes.ts";
import { lineHeight, margin, type Part, type SheetModel, sheet, sheetWidth } from "./sheet.ts";
import { cut, line, round, type Style } from "./text.ts";

/** One file on the sheet. All texts come ready from the locales. */
export interface SheetTile {
  /** Number of the file in the list beside the picture, if there is one. */
  readonly number: number | null;
  /** Which target it is for, such as "CT4". */
  readonly code: string;
  readonly when: string;
  /** What kind of file it is, such as "PDF"; stands on the tile when there is no picture. */
  readonly kind: string;
  /** The file's own name; stands under the kind. */
  readonly name: string | null;
  /** A small picture as a data URI (see thumbnail); null draws a sheet of paper with the kind and the name on it. */
  readonly picture: string | null;
}

export interface ContactSheetModel extends SheetModel {
  readonly tiles: readonly SheetTile[];
}

const columns = 3;
const gap = 20;
/** Size of a small picture in pixels: three to a row of the sheet. */
const tileWidth = round((sheetWidth - 2 * margin - (columns - 1) * gap) / columns);
const tileHeight = 240;

const heading = { size: 28, weight: 600 } satisfies Style;
const note = { size: 26, weight: 400 } satisfies Style;
const kindStyle = { size: 30, weight: 700 } satisfies Style;
const nameStyle = { size: 24, weight: 400 } satisfies Style;

/** A unit's evidence at a glance, as SVG: small pictures in a grid, each with its number, target and time. */
export function contactSheet(model: ContactSheetModel): string {
  const height = tileHeight + 8 + lineHeight(heading) + lineHeight(note) + 24;
  return sheet(model, (top): Part => {
    const parts = model.tiles.map((tile, at) =>
      drawTile(tile, margin + (at % columns) * (tileWidth + gap), top + Math.floor(at / columns) * height),
    );
    return { svg: parts.join("\n"), bottom: top + Math.ceil(model.tiles.length / columns) * height };
  });
}

function drawTile(tile: SheetTile, x: number, y: number): string {
  const textTop = y + tileHeight + 8;
  const title = cut(tile.number === null ? tile.code : `${tile.number}. ${tile.code}`, heading, tileWidth);
  return [
    box({ x, y, width: tileWidth, height: tileHeight }, palette.track),
    tile.picture === null ? drawPaper(tile, x, y) : drawPicture(tile.picture, x, y),
    box(
      { x: x + 1, y: y + 1, width: tileWidth - 2, height: tileHeight - 2 },
      "none",
      `stroke="${palette.rule}" stroke-width="2"`,
    ),
    line(title, { ...heading, x, y: textTop + heading.size, colour: palette.ink }),
    line(cut(tile.when, note, tileWidth), {
      ...note,
      x,
      y: textTop + lineHeight(heading) + note.size,
      colour: palette.quiet,
    }),
  ].join("\n");
}

interface Frame {
  x: number;
  y: number;
  width: number;
  height: number;
}

const fill = (uri: string, { x, y, width, height }: Frame): string =>
  `<image x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" preserveAspectRatio="xMidYMid slice" href="${uri}"/>`;

const drawPicture = (uri: string, x: number, y: number): string =>
  fill(uri, { x, y, width: tileWidth, height: tileHeight });

/** A sheet of paper with a folded corner, what kind of file it is, and its name. */
function drawPaper({ kind, name }: SheetTile, x: number, y: number): string {
  const [width, height, fold] = name === null ? [190, 206, 44] : [160, 166, 40];
  const left = round(x + (tileWidth - width) / 2);
  const top = round(y + (tileHeight - height - (name === null ? 0 : lineHeight(nameStyle))) / 2);
  const right = left + width;
  const corner = `M${left} ${top}H${right - fold}L${right} ${top + fold}V${top + height}H${left}Z`;
  const crease = `M${right - fold} ${top}V${top + fold}H${right}`;
  return [
    `<path d="${corner}" fill="${palette.page}" stroke="${palette.bar}" stroke-width="3" stroke-linejoin="round"/>`,
    `<path d="${crease}" fill="none" stroke="${palette.bar}" stroke-width="3" stroke-linejoin="round"/>`,
    line(cut(kind, kindStyle, width - 24), {
      ...kindStyle,
      x: x + tileWidth / 2,
      y: top + height / 2 + kindStyle.size / 2,
      colour: palette.ink,
      anchor: "middle",
    }),
    ...(name === null
      ? []
      : [
          line(cut(name, nameStyle, tileWidth - 24), {
            ...nameStyle,
            x: x + tileWidth / 2,
            y: top + height + lineHeight(nameStyle),
            colour: palette.quiet,
            anchor: "middle",
          }),
        ]),
  ].join("\n");
}

/** What the renderer reads; it draws nothing in place of WebP and HEIC. */
const readable = ["image/jpeg", "image/png"];

/** A picture of so many pixels takes about half a second and 50 MB to draw small; larger ones are left out. */
const mostPixels = 16_000_000;

const smallSvg = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${tileWidth}" height="${tileHeight}">${content}</svg>`;

/** Turns a picture about its middle so that it stands upright, by its orientation (Exif 2.32, tag 274). */
const turns: Record<number, string> = {
  2: "-1 0 0 1",
  3: "-1 0 0 -1",
  4: "1 0 0 -1",
  5: "0 1 1 0",
  6: "0 1 -1 0",
  7: "0 -1 -1 0",
  8: "0 -1 1 0",
};

/** The picture upright, filling the tile. */
function drawUpright(uri: string, orientation: number): string {
  const turn = turns[orientation];
  if (turn === undefined) return drawPicture(uri, 0, 0);
  // Lying pictures fill the tile's height with their width.
  const [width, height] = orientation >= 5 ? [tileHeight, tileWidth] : [tileWidth, tileHeight];
  const middle = `${round(tileWidth / 2)} ${round(tileHeight / 2)}`;
  return `<g transform="matrix(${turn} ${middle})">${fill(uri, { x: -width / 2, y: -height / 2, width, height })}</g>`;
}

/**
 * A photo drawn small and upright, as a data URI with nothing in it but its pixels (no position, no name). Null for what
 * cannot be drawn: other kinds, damaged files, pictures of more than 16 million pixels.
 */
export async function thumbnail(bytes: Uint8Array, mediaType: string): Promise<string | null> {
  const size = readable.includes(mediaType) ? pixelSize(bytes) : null;
  if (size === null || size.width * size.height > mostPixels) return null;
  const uri = `data:${mediaType};base64,${Buffer.from(bytes).toString("base64")}`;
  const small = await renderPng(smallSvg(drawUpright(uri, photoOrientation(bytes))));
  // A damaged file leaves the ground empty.
  if (Buffer.compare(small, await renderPng(smallSvg(""))) === 0) return null;
  return `data:image/png;base64,${Buffer.from(small).toString("base64")}`;
}

/** Width and height in pixels from a JPEG's or PNG's header; null when there is none. */
function pixelSize(bytes: Uint8Array): { width: number; height: number } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length >= 24 && view.getUint32(0) === 0x89504e47)
    return { width: view.getUint32(16), height: view.getUint32(20) };
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    // The frame header, whichever coding; C4, C8 and CC are tables.
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
  }
  return null;
}
