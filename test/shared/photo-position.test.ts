import { describe, expect, it } from "vitest";
import { withoutPosition } from "../../src/shared/photo-position.ts";

/** A photo whose Exif data name a maker and, if asked for, a latitude of 21° 1' 42". */
function photo(withGps: boolean): Uint8Array {
  const tiff = Buffer.alloc(110);
  tiff.write("MM\0*", 0, "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(withGps ? 2 : 1, 8);
  // Maker: "ABC".
  tiff.writeUInt16BE(0x010f, 10);
  tiff.writeUInt16BE(2, 12);
  tiff.writeUInt32BE(4, 14);
  tiff.write("ABC\0", 18, "latin1");
  if (withGps) {
    tiff.writeUInt16BE(0x8825, 22);
    tiff.writeUInt16BE(4, 24);
    tiff.writeUInt32BE(1, 26);
    tiff.writeUInt32BE(40, 30);
    tiff.writeUInt16BE(1, 40);
    tiff.writeUInt16BE(2, 42);
    tiff.writeUInt16BE(5, 44);
    tiff.writeUInt32BE(3, 46);
    tiff.writeUInt32BE(60, 50);
    [21, 1, 1, 1, 42, 1].forEach((part, at) => {
      tiff.writeUInt32BE(part, 60 + at * 4);
    });
  }
  const data = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(data.length + 2);
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0xff, 0xd8, 0xff, 0xe1]),
      length,
      data,
      Buffer.from([0xff, 0xda, 0, 2, 7, 7, 0xff, 0xd9]),
    ]),
  );
}

describe("a photo's position", () => {
  it("is blanked, and only that", () => {
    const cleaned = withoutPosition(photo(true));
    if (!cleaned) throw new Error("nothing was taken out");
    const tiff = cleaned.subarray(12);
    expect([...tiff.subarray(60, 84)]).toEqual(Array.from({ length: 24 }, () => 0));
    expect(Buffer.from(tiff.subarray(18, 21)).toString()).toBe("ABC");
    expect([...cleaned.subarray(-6)]).toEqual([0, 2, 7, 7, 0xff, 0xd9]);
    expect(cleaned.length).toBe(photo(true).length);
    expect(withoutPosition(cleaned)).toBeNull();
  });

  it("that is not there changes nothing", () => {
    expect(withoutPosition(photo(false))).toBeNull();
    expect(withoutPosition(Uint8Array.from([1, 2, 3]))).toBeNull();
  });

  it("in damaged data does no harm", () => {
    const whole = photo(true);
    for (let end = 0; end < whole.length; end += 1)
      expect(() => withoutPosition(whole.subarray(0, end))).not.toThrow();
  });
});
