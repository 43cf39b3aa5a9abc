import { crc32, deflateSync } from "node:zlib";

/** Photos as programs write them, with as little as a reader needs. */

const latin = (text: string) => Buffer.from(text, "latin1");
const big = (size: 2 | 4, value: number) => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
};

/** 21° 1' 42", as Exif keeps it: three fractions. */
const latitude = [21, 1, 1, 1, 42, 1];
export const latitudeBytes = (order: "II" | "MM"): Buffer =>
  Buffer.concat(
    latitude.map((part) => {
      const bytes = Buffer.alloc(4);
      if (order === "II") bytes.writeUInt32LE(part);
      else bytes.writeUInt32BE(part);
      return bytes;
    }),
  );

/** An Exif block: maker "ABC", orientation 6 and, if asked for, a latitude. */
export function exifBlock(order: "II" | "MM", withGps: boolean): Buffer {
  const short = (value: number) => {
    const bytes = Buffer.alloc(2);
    if (order === "II") bytes.writeUInt16LE(value);
    else bytes.writeUInt16BE(value);
    return bytes;
  };
  const long = (value: number) => {
    const bytes = Buffer.alloc(4);
    if (order === "II") bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  };
  const entry = (tag: number, type: number, count: number, value: Buffer) =>
    Buffer.concat([short(tag), short(type), long(count), value]);
  const entries = [
    entry(0x010f, 2, 4, latin("ABC\0")),
    entry(0x0112, 3, 1, Buffer.concat([short(6), short(0)])),
  ];
  // The directory begins at 8; positions, if any, follow it.
  const gpsAt = 8 + 2 + 3 * 12 + 4;
  if (withGps) entries.push(entry(0x8825, 4, 1, long(gpsAt)));
  const gps = Buffer.concat([
    short(2),
    entry(1, 2, 2, latin("N\0\0\0")),
    entry(2, 5, 3, long(gpsAt + 2 + 24 + 4)),
    long(0),
    latitudeBytes(order),
  ]);
  return Buffer.concat([
    latin(order),
    short(42),
    long(8),
    short(entries.length),
    ...entries,
    long(0),
    ...(withGps ? [gps] : []),
  ]);
}

export const xmp = (inner: string): Buffer =>
  latin(
    `<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>${inner}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
  );
export const xmpPlace = '<rdf:Description exif:GPSLatitude="21,1.7N"/>';

const segment = (marker: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0xff, marker]), big(2, data.length + 2), data]);
const pixels = Buffer.from([0xff, 0xda, 0, 2, 7, 0xff, 0, 7, 0xff, 0xd9]);
export const jpeg = (...segments: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments, pixels]);
export const exifSegment = (block: Buffer): Buffer =>
  segment(0xe1, Buffer.concat([latin("Exif\0\0"), block]));
export const xmpSegment = (packet: Buffer): Buffer =>
  segment(0xe1, Buffer.concat([latin("http://ns.adobe.com/xap/1.0/\0"), packet]));
/** A piece of a packet that goes on. */
export const moreXmpSegment = (piece: Buffer): Buffer =>
  segment(
    0xe1,
    Buffer.concat([
      latin("http://ns.adobe.com/xmp/extension/\0"),
      Buffer.alloc(32, "A"),
      Buffer.alloc(8),
      piece,
    ]),
  );

export const pngChunk = (kind: string, data: Buffer): Buffer => {
  const body = Buffer.concat([latin(kind), data]);
  return Buffer.concat([big(4, data.length), body, big(4, crc32(body))]);
};
/** One grey pixel. */
export const png = (...chunks: Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk("IHDR", Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])),
    ...chunks,
    pngChunk("IDAT", deflateSync(Buffer.from([0, 128]))),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);

const riffChunk = (kind: string, data: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  return Buffer.concat([latin(kind), size, data, Buffer.alloc(data.length % 2)]);
};
export const webp = (...chunks: [kind: string, data: Buffer][]): Buffer => {
  const body = Buffer.concat([
    latin("WEBP"),
    riffChunk("VP8X", Buffer.alloc(10)),
    riffChunk("VP8 ", Buffer.from([1, 2, 3])),
    ...chunks.map(([kind, data]) => riffChunk(kind, data)),
  ]);
  return riffChunk("RIFF", body);
};

const box = (kind: string, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([big(4, body.length + 8), latin(kind), body]);
};
const fullBox = (kind: string, version: number, ...content: Buffer[]): Buffer =>
  box(kind, Buffer.from([version, 0, 0, 0]), ...content);

/** A HEIC with an Exif item in two pieces of the file and an XMP item in the list's own box. */
export function heic(exif: Buffer, packet: Buffer, clip: Uint8Array = new Uint8Array()): Buffer {
  const item = Buffer.concat([big(4, 6), latin("Exif\0\0"), exif]);
  const half = 20;
  const ftyp = box("ftyp", latin("heic"), big(4, 0), latin("mif1heic"));
  const entry = (id: number, type: string, ...more: Buffer[]) =>
    fullBox("infe", 2, big(2, id), big(2, 0), latin(type), latin("\0"), ...more);
  const info = fullBox(
    "iinf",
    0,
    big(2, 3),
    entry(1, "hvc1"),
    entry(2, "Exif"),
    entry(3, "mime", latin("application/rdf+xml\0")),
  );
  const meta = (exifAt: number) =>
    fullBox(
      "meta",
      0,
      fullBox("hdlr", 0, big(4, 0), latin("pict"), Buffer.alloc(13)),
      info,
      fullBox(
        "iloc",
        1,
        Buffer.from([0x44, 0x00]),
        big(2, 2),
        // Exif: two extents of the file.
        Buffer.concat([big(2, 2), big(2, 0), big(2, 0), big(2, 2)]),
        Buffer.concat([big(4, exifAt), big(4, half)]),
        Buffer.concat([big(4, exifAt + half + 3), big(4, item.length - half)]),
        // XMP: the whole inner box.
        Buffer.concat([big(2, 3), big(2, 1), big(2, 0), big(2, 1), big(4, 0), big(4, packet.length)]),
      ),
      box("idat", packet),
    );
  const exifAt = ftyp.length + meta(0).length + 8 + 5;
  const data = box("mdat", Buffer.from("PIXEL"), item.subarray(0, half), latin("gap"), item.subarray(half));
  return Buffer.concat([ftyp, meta(exifAt), data, clip]);
}

/** A clip's box with a place, as phones put it behind a photo. */
export const clip = (place: string): Buffer =>
  box("moov", box("udta", box("\u00a9xyz", big(2, place.length), big(2, 0x15c7), latin(place))));
