import { takeOutPosition } from "./exif.ts";
import { zeroVideoPlace } from "./video-place.ts";
import { blankXmp, saysPlace } from "./xmp.ts";

const exifMark = "Exif\0\0";
const xmpMark = "http://ns.adobe.com/xap/1.0/\0";
const moreXmpMark = "http://ns.adobe.com/xmp/extension/\0";
/** After the mark of a continued packet: which one (32), its length and where this piece belongs (4 each). */
const moreXmpHead = moreXmpMark.length + 40;
/** A photo has some twenty; a file made to keep us busy may have millions. */
const mostSegments = 10_000;

export const isJpeg = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

const startsWith = (bytes: Uint8Array, mark: string) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(mark.length, bytes.length)).toString("latin1") ===
  mark;

/** The data of the application segments (APP1) before a picture's own data, from the mark of its start. */
function* noteSegments(bytes: Uint8Array, start: number): Generator<Uint8Array> {
  for (let at = start + 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      // Filling.
      at += 1;
      continue;
    }
    if (marker === 0xda || marker === 0xd9 || marker === 0xd8) return;
    const end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    yield marker === 0xe1 ? bytes.subarray(at + 4, Math.max(at + 4, end)) : bytes.subarray(0, 0);
    at = Math.max(end, at + 4);
  }
}

/** The Exif block of a JPEG; empty when it has none. */
export function jpegExif(bytes: Uint8Array): Uint8Array {
  for (const data of noteSegments(bytes, 0)) {
    if (startsWith(data, exifMark)) return data.subarray(exifMark.length);
  }
  return bytes.subarray(0, 0);
}

/**
 * Blanks the positions in a JPEG, in place and without changing its length: in its Exif and XMP data, in those of the
 * pictures inside and behind it (thumbnail, the phone's other takes), and in a clip behind it.
 */
export function cleanJpeg(bytes: Uint8Array): boolean {
  let changed = false;
  const more: Uint8Array[] = [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const startMark = Buffer.from([0xff, 0xd8, 0xff]);
  let left = mostSegments;
  for (let start = 0; start >= 0 && left > 0; start = buffer.indexOf(startMark, start + 3)) {
    for (const data of noteSegments(bytes, start)) {
      if (startsWith(data, exifMark)) changed = takeOutPosition(data.subarray(exifMark.length)) || changed;
      else if (startsWith(data, xmpMark)) changed = blankXmp(data.subarray(xmpMark.length)) || changed;
      else if (startsWith(data, moreXmpMark)) more.push(data.subarray(moreXmpHead));
      left -= 1;
      if (left === 0) break;
    }
  }
  // A packet that does not fit one segment goes on in others, cut anywhere.
  if (saysPlace(Buffer.concat(more))) {
    for (const piece of more) piece.fill(0x20);
    changed = true;
  }
  return zeroVideoPlace(bytes) || changed;
}
