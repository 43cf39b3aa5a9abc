import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { photoOrientation, withoutPosition } from "../../src/shared/photo-position.ts";
import {
  clip,
  exifBlock,
  exifSegment,
  heic,
  jpeg,
  latitudeBytes,
  moreXmpSegment,
  png,
  pngChunk,
  webp,
  xmp,
  xmpPlace,
  xmpSegment,
} from "./photos.ts";

const cleaned = (photo: Uint8Array): Buffer => {
  const copy = withoutPosition(photo);
  if (!copy) throw new Error("nothing was taken out");
  return Buffer.from(copy);
};
const latin = (text: string) => Buffer.from(text, "latin1");
const text = (key: string, value: string) => pngChunk("tEXt", latin(`${key}\0${value}`));

/** The same photo with and without a place, in every format that keeps it in Exif data. */
const formats: [name: string, photo: (exif: Buffer) => Buffer][] = [
  ["JPEG", (exif) => jpeg(exifSegment(exif))],
  ["PNG", (exif) => png(pngChunk("eXIf", exif))],
  ["WebP", (exif) => webp(["EXIF", exif])],
  ["WebP as some programs write it", (exif) => webp(["EXIF", Buffer.concat([latin("Exif\0\0"), exif])])],
  ["HEIC", (exif) => heic(exif, xmp(""))],
];

describe.each(formats)("the position in a %s", (_, photo) => {
  it.each(["II", "MM"] as const)("is taken out, and only that (%s)", (order) => {
    const before = photo(exifBlock(order, true));
    const after = cleaned(before);
    expect(after.includes(latitudeBytes(order))).toBe(false);
    expect(after.length).toBe(before.length);
    // The maker and all that is no Exif stay; so does the orientation, where it is read.
    expect(after.includes("ABC\0")).toBe(true);
    expect(photoOrientation(after)).toBe(photoOrientation(before));
    expect(withoutPosition(after)).toBeNull();
  });

  it("that is not there changes nothing", () => {
    expect(withoutPosition(photo(exifBlock("II", false)))).toBeNull();
  });

  it("in damaged data does no harm", () => {
    const whole = photo(exifBlock("MM", true));
    for (let end = 0; end <= whole.length; end += 1)
      expect(() => withoutPosition(whole.subarray(0, end))).not.toThrow();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(whole.length),
        (changes, end) => {
          const damaged = Uint8Array.from(whole.subarray(0, end));
          for (const [at, value] of changes) if (at < end) damaged[at] = value;
          const given = Uint8Array.from(damaged);
          withoutPosition(damaged);
          photoOrientation(damaged);
          // The original is never touched.
          expect(damaged).toEqual(given);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });
});

describe("a position", () => {
  it("leaves the directory that named it, which stays whole", () => {
    const block = cleaned(jpeg(exifSegment(exifBlock("MM", true)))).subarray(12);
    // Two entries are left, and no further directory.
    expect([block.readUInt16BE(8), block.readUInt16BE(10), block.readUInt16BE(22)]).toEqual([
      2, 0x010f, 0x0112,
    ]);
    expect(block.readUInt32BE(34)).toBe(0);
    expect(photoOrientation(jpeg(exifSegment(exifBlock("MM", true))))).toBe(6);
  });

  it("goes from XMP data, whatever the format", () => {
    const photos = [
      jpeg(xmpSegment(xmp(xmpPlace))),
      png(pngChunk("iTXt", Buffer.concat([latin("XML:com.adobe.xmp\0\0\0\0\0"), xmp(xmpPlace)]))),
      webp(["XMP ", xmp(xmpPlace)]),
      heic(exifBlock("II", false), xmp(xmpPlace)),
    ];
    for (const photo of photos) {
      const after = cleaned(photo);
      expect(after.includes("GPSLatitude")).toBe(false);
      expect(after.includes("21,1.7N")).toBe(false);
      expect(withoutPosition(after)).toBeNull();
    }
    expect(withoutPosition(jpeg(xmpSegment(xmp('<rdf:Description dc:title="Hop"/>'))))).toBeNull();
  });

  it("goes from XMP data that are cut into pieces", () => {
    const packet = xmp(xmpPlace);
    const cut = packet.indexOf("Latitude");
    const after = cleaned(
      jpeg(moreXmpSegment(packet.subarray(0, cut)), moreXmpSegment(packet.subarray(cut))),
    );
    expect(after.includes("GPS")).toBe(false);
    expect(after.includes("21,1.7N")).toBe(false);
  });

  it("goes from the pictures and the clip behind a JPEG", () => {
    const first = jpeg(exifSegment(exifBlock("II", false)));
    const second = jpeg(exifSegment(exifBlock("II", true)));
    const after = cleaned(Buffer.concat([first, second, clip("+21.0285+105.8542/")]));
    expect(after.includes(latitudeBytes("II"))).toBe(false);
    expect(after.includes("+00.0000+000.0000/")).toBe(true);
    expect(after.subarray(0, first.length)).toEqual(first);
    expect(
      cleaned(heic(exifBlock("II", false), xmp(""), clip("+21.0285+105.8542/"))).includes("21.0285"),
    ).toBe(false);
  });

  it("goes from a PNG's notes, packed or in digits, and other notes stay", () => {
    const hex = (block: Buffer) =>
      `\nexif\n    ${block.length}\n${block.toString("hex").replace(/.{72}/g, "$&\n")}\n`;
    const exif = Buffer.concat([latin("Exif\0\0"), exifBlock("II", true)]);
    const packed = deflateSync(xmp(xmpPlace));
    const comment = text("Comment", "Hop giao ban");
    const photo = png(
      comment,
      text("exif:GPSLatitude", "21/1, 1/1, 42/1"),
      text("Raw profile type exif", hex(exif)),
      pngChunk("zTXt", Buffer.concat([latin("Raw profile type APP1\0\0"), deflateSync(latin(hex(exif)))])),
      pngChunk("iTXt", Buffer.concat([latin("XML:com.adobe.xmp\0\u0001\0\0\0"), packed])),
    );
    expect(cleaned(photo)).toEqual(png(comment));
    const plain = Buffer.concat([latin("Exif\0\0"), exifBlock("II", false)]);
    expect(withoutPosition(png(text("Raw profile type exif", hex(plain))))).toBeNull();
  });

  it("is not looked for in other files", () => {
    expect(withoutPosition(latin("%PDF-1.7 GPSLatitude"))).toBeNull();
    expect(withoutPosition(Uint8Array.from([1, 2, 3]))).toBeNull();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        withoutPosition(bytes);
        photoOrientation(bytes);
      }),
      { seed: 1 },
    );
  });
});
