import { crc32, deflateSync } from "node:zlib";

/** The nearest of 64 steps per channel: on flat drawings nobody sees the difference. */
const coarse = (value: number) => Math.round((value >> 2) * (255 / 63));

/**
 * Writes a flat drawing with at most 256 colours: the most frequent ones, every other colour as the nearest of them.
 * `pixels` are RGBA, row by row; transparency is dropped.
 */
export function smallPng(width: number, height: number, pixels: Uint8Array): Buffer {
  const counts = new Map<number, number>();
  const at = (pixel: number) => {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(pixel * 4, pixel * 4 + 3);
    return (coarse(red) << 16) | (coarse(green) << 8) | coarse(blue);
  };
  for (let pixel = 0; pixel < width * height; pixel += 1)
    counts.set(at(pixel), (counts.get(at(pixel)) ?? 0) + 1);
  const palette = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 256)
    .map(([colour]) => colour);

  const distance = (a: number, b: number) =>
    ((a >> 16) - (b >> 16)) ** 2 + (((a >> 8) & 255) - ((b >> 8) & 255)) ** 2 + ((a & 255) - (b & 255)) ** 2;
  const nearest = new Map(palette.map((colour, index) => [colour, index]));
  const indexOf = (colour: number): number => {
    const known = nearest.get(colour);
    if (known !== undefined) return known;
    let best = 0;
    for (const [index, each] of palette.entries())
      if (distance(each, colour) < distance(palette[best] ?? 0, colour)) best = index;
    nearest.set(colour, best);
    return best;
  };

  // Each row begins with its filter: none.
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = indexOf(at(y * width + x));

  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk(
      "PLTE",
      Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255])),
    ),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
