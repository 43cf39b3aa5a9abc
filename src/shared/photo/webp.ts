import { takeOutPosition } from "./exif.ts";
import { blankXmp } from "./xmp.ts";

const latin = (bytes: Uint8Array, from: number, to: number) =>
  Buffer.from(bytes.subarray(from, to)).toString("latin1");

export const isWebp = (bytes: Uint8Array): boolean =>
  latin(bytes, 0, 4) === "RIFF" && latin(bytes, 8, 12) === "WEBP";

/** Blanks the positions in a WebP's Exif and XMP chunks, in place and without changing their lengths. */
export function cleanWebp(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let changed = false;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const kind = latin(bytes, at, at + 4);
    const length = view.getUint32(at + 4, true);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (kind === "EXIF") {
      // Some programs keep the mark of a JPEG's segment before the block.
      const skip = latin(data, 0, 6) === "Exif\0\0" ? 6 : 0;
      changed = takeOutPosition(data.subarray(skip)) || changed;
    } else if (kind === "XMP ") changed = blankXmp(data) || changed;
    // Chunks begin at even places.
    at += 8 + length + (length % 2);
  }
  return changed;
}
