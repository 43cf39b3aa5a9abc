import { createHash } from "node:crypto";
import { renderAsync } from "@resvg/resvg-js";
import { type FlatColours, flatColours } from "./flat-colours.ts";
import { fontFamily, fontFiles } from "./font.ts";
import { outlined } from "./outlines.ts";
import { palettePng, trueColourPng } from "./png.ts";
import { strips } from "./strips.ts";

/** Pictures kept; one is about 100 KB, and a summary draws one for each unit of a cluster. */
const kept = 64;

const cache = new Map<string, Promise<Uint8Array>>();
let busy: Promise<unknown> = Promise.resolve();

/**
 * Draws an SVG text as PNG bytes, in its own width and height. Equal texts share one drawing. Drawing and packing run on
 * the thread pool, so messages are answered meanwhile; one picture at a time, because the pool also serves the database
 * and photos are drawn whole, in some 20 MB.
 * @throws when the text is no SVG
 */
export function renderPng(svg: string): Promise<Uint8Array> {
  const key = createHash("sha256").update(svg).digest("base64");
  const known = cache.get(key);
  const drawing = known ?? queue(() => draw(svg));
  // Put last again: the first key of the map is the one not asked for the longest.
  cache.delete(key);
  cache.set(key, drawing);
  if (known === undefined) {
    drawing.catch(() => cache.delete(key));
    for (const oldest of cache.keys()) {
      if (cache.size <= kept) break;
      cache.delete(oldest);
    }
  }
  return drawing;
}

function queue<T>(work: () => Promise<T>): Promise<T> {
  const result = busy.then(work);
  busy = result.catch(() => undefined);
  return result;
}

/** Height of the strips of a long picture, in pixels. */
const stripHeight = 256;

/** Half of the thread pool's four threads, so that the database is not kept waiting. */
const stripsAtOnce = 2;

async function draw(svg: string): Promise<Uint8Array> {
  const parts = strips(svg, stripHeight, outlined);
  const flat = parts === null ? null : await drawFlat(parts);
  if (flat !== null) return flat;
  const { pixels, width, height } = await render(svg);
  return trueColourPng(pixels, width, height);
}

/** Null for what has too many colours. Strips are drawn on the thread pool while the colours of others are read here. */
async function drawFlat(parts: readonly string[]): Promise<Uint8Array | null> {
  const drawings = parts.slice(0, stripsAtOnce).map(render);
  let colours: FlatColours | null = null;
  let [width, height] = [0, 0];
  for (let index = 0; index < parts.length; index += 1) {
    const strip = await drawings[index];
    if (strip === undefined) break;
    const next = parts[index + stripsAtOnce];
    if (next !== undefined) drawings.push(render(next));
    width = strip.width;
    height += strip.height;
    colours ??= flatColours(width);
    if (!colours.add(strip.pixels)) return null;
  }
  const flat = colours?.finish() ?? null;
  return flat && palettePng(flat.rows, flat.palette, width, height);
}

function render(svg: string): ReturnType<typeof renderAsync> {
  const drawing = renderAsync(svg, {
    font: {
      // Every machine draws the same, also one without fonts.
      loadSystemFonts: false,
      // Outlines need no fonts; reading them takes longer than drawing a small picture.
      fontFiles: svg.includes("<text") ? [...fontFiles] : [],
      defaultFontFamily: fontFamily,
    },
  });
  // One that nobody waits for any more, because another failed, fails in silence.
  drawing.catch(() => undefined);
  return drawing;
}
