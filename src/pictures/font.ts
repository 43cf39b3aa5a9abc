import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The weights that the pictures use. */
export type Weight = 400 | 600 | 700;

interface Face {
  /** Design units per em square: advances are given in these. */
  readonly unitsPerEm: number;
  /** Advance width in design units by code point; a code point that is not here has no glyph. */
  readonly advances: ReadonlyMap<number, number>;
}

const require = createRequire(import.meta.url);

// Whole fonts: packages that split a font by script lose ở ộ Đ đ ư ơ when the parts share a family name.
const files: Record<Weight, string> = {
  400: require.resolve("@expo-google-fonts/be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf"),
  600: require.resolve("@expo-google-fonts/be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf"),
  700: require.resolve("@expo-google-fonts/be-vietnam-pro/700Bold/BeVietnamPro_700Bold.ttf"),
};

export const fontFamily = "Be Vietnam Pro";

/** Paths of the font files, for the renderer. */
export const fontFiles: readonly string[] = Object.values(files);

const faces = new Map<Weight, Face>();

function face(weight: Weight): Face {
  let found = faces.get(weight);
  if (found === undefined) {
    found = parse(readFileSync(files[weight]));
    faces.set(weight, found);
  }
  return found;
}

/** Whether the font draws this code point; the renderer draws a missing one as nothing at all. */
export function hasGlyph(codePoint: number, weight: Weight = 400): boolean {
  return face(weight).advances.has(codePoint);
}

/**
 * Width of a line in pixels: the sum of the advances, without kerning (which changes a line by about 1 %).
 * Characters without a glyph count nothing.
 */
export function textWidth(text: string, size: number, weight: Weight): number {
  const { advances, unitsPerEm } = face(weight);
  let units = 0;
  for (const character of text) units += advances.get(character.codePointAt(0) ?? 0) ?? 0;
  return (units * size) / unitsPerEm;
}

/** Reads what measuring needs of a TrueType file: `head`, `hhea`, `hmtx` and `cmap` (formats 4 and 12). */
function parse(font: Buffer): Face {
  const table = (tag: string): Buffer => {
    for (let index = 0; index < font.readUInt16BE(4); index += 1) {
      const record = 12 + 16 * index;
      if (font.toString("latin1", record, record + 4) !== tag) continue;
      const start = font.readUInt32BE(record + 8);
      return font.subarray(start, start + font.readUInt32BE(record + 12));
    }
    throw new Error(`The font has no table ${tag}`);
  };
  const metrics = table("hmtx");
  const metricCount = table("hhea").readUInt16BE(34);
  const advances = new Map<number, number>();
  for (const [codePoint, glyph] of characterMap(table("cmap"))) {
    // Glyphs beyond the metrics share the last advance.
    advances.set(codePoint, metrics.readUInt16BE(4 * Math.min(glyph, metricCount - 1)));
  }
  return { unitsPerEm: table("head").readUInt16BE(18), advances };
}

function* characterMap(cmap: Buffer): Generator<[codePoint: number, glyph: number]> {
  for (let index = 0; index < cmap.readUInt16BE(2); index += 1) {
    const platform = cmap.readUInt16BE(4 + 8 * index);
    const subtable = cmap.subarray(cmap.readUInt32BE(8 + 8 * index));
    const format = subtable.readUInt16BE(0);
    // Platforms 0 and 3 are Unicode; platform 1 is the old Macintosh encoding.
    if (platform === 1) continue;
    if (format === 4) yield* segments(subtable);
    if (format === 12) yield* groups(subtable);
  }
}

function* segments(subtable: Buffer): Generator<[number, number]> {
  const doubled = subtable.readUInt16BE(6);
  for (let at = 0; at < doubled; at += 2) {
    const last = subtable.readUInt16BE(14 + at);
    const first = subtable.readUInt16BE(16 + doubled + at);
    const delta = subtable.readUInt16BE(16 + 2 * doubled + at);
    const rangeAt = 16 + 3 * doubled + at;
    const range = subtable.readUInt16BE(rangeAt);
    // 0xFFFF closes the table and is no character.
    for (let codePoint = first; codePoint <= last && codePoint < 0xffff; codePoint += 1) {
      const listed =
        range === 0 ? codePoint : subtable.readUInt16BE(rangeAt + range + 2 * (codePoint - first));
      const glyph = listed === 0 ? 0 : (listed + delta) & 0xffff;
      if (glyph !== 0) yield [codePoint, glyph];
    }
  }
}

function* groups(subtable: Buffer): Generator<[number, number]> {
  for (let index = 0; index < subtable.readUInt32BE(12); index += 1) {
    const at = 16 + 12 * index;
    const first = subtable.readUInt32BE(at);
    const glyph = subtable.readUInt32BE(at + 8);
    for (let codePoint = first; codePoint <= subtable.readUInt32BE(at + 4); codePoint += 1) {
      yield [codePoint, glyph + codePoint - first];
    }
  }
}
