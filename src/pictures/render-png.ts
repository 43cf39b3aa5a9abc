import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { crc32, deflate } from "node:zlib";
import { renderAsync } from "@resvg/resvg-js";
import { fontFamily, fontFiles } from "./font.ts";

const compress = promisify(deflate);

/** A third of the time of the usual level 6, for a third more bytes: flat colours pack well at any level. */
const packing = { level: 3, memLevel: 9 };

/** Pictures kept; one is about 100 KB, and a summary draws one for each unit of a cluster. */
const kept = 64;

const cache = new Map<string, Promise<Uint8Array>>();
let busy: Promise<unknown> = Promise.resolve();

/**
 * Draws an SVG text as PNG bytes, in its own width and height. Equal texts share one drawing. Drawing and packing run on
 * the thread pool, so messages are answered meanwhile; one picture at a time, because each takes some 20 MB and the
 * pool also serves the database.
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

async function draw(svg: string): Promise<Uint8Array> {
  const image = await renderAsync(svg, {
    font: {
      // Every machine draws the same, also one without fonts.
      loadSystemFonts: false,
      fontFiles: [...fontFiles],
      defaultFontFamily: fontFamily,
    },
  });
  return pack(image.pixels, image.width, image.height);
}

/**
 * RGBA pixels as PNG. The binding's own `asPng` packs on the main thread (20 to 40 ms) and makes a third more bytes.
 * Layout: https://www.w3.org/TR/png-3/
 */
async function pack(pixels: Buffer, width: number, height: number): Promise<Uint8Array> {
  const stride = width * 4;
  // Before each row stands its filter; 0 is none, which suits flat colours.
  const rows = Buffer.allocUnsafe((stride + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const start = y * (stride + 1);
    rows[start] = 0;
    pixels.copy(rows, start + 1, y * stride, (y + 1) * stride);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a channel, colour type 6 (RGBA), then the only compression and filter methods, not interlaced.
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", await compress(rows, packing)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
