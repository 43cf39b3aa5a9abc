const isExif = (text: string) => text.startsWith("Exif\0\0");
const gpsPointer = 0x8825;
const entryBytes = 12;

/** Empties the directory of positions in a photo's Exif data, in place. True when there was one. */
function emptyGps(bytes: Uint8Array, start: number, end: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
  if (view.byteLength < 8) return false;
  const little = view.getUint16(0) === 0x4949;
  const short = (at: number) => (at + 2 <= view.byteLength ? view.getUint16(at, little) : 0);
  const long = (at: number) => (at + 4 <= view.byteLength ? view.getUint32(at, little) : 0);
  const first = long(4);
  const count = short(first);
  for (let index = 0; index < count; index += 1) {
    const entry = first + 2 + index * entryBytes;
    if (entry + entryBytes > view.byteLength || short(entry) !== gpsPointer) continue;
    const gps = long(entry + 8);
    const entries = short(gps);
    for (let each = 0; each < entries; each += 1) {
      const at = gps + 2 + each * entryBytes;
      if (at + entryBytes > view.byteLength) break;
      const sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8];
      const length = (sizes[short(at + 2)] ?? 1) * long(at + 4);
      const where = length > 4 ? long(at + 8) : at + 8;
      for (let byte = where; byte < Math.min(where + length, view.byteLength); byte += 1)
        view.setUint8(byte, 0);
      for (let byte = at; byte < at + entryBytes; byte += 1) view.setUint8(byte, 0);
    }
    if (gps + 2 <= view.byteLength) view.setUint16(gps, 0);
    return entries > 0;
  }
  return false;
}

/**
 * A photo without where it was taken: the positions in a JPEG's Exif and XMP data are blanked, everything else stays as it
 * is, byte for byte. Answers null when there is nothing to take out (or it is no JPEG).
 */
export function withoutPosition(photo: Uint8Array): Uint8Array | null {
  if (photo[0] !== 0xff || photo[1] !== 0xd8) return null;
  const bytes = Uint8Array.from(photo);
  const view = new DataView(bytes.buffer);
  let changed = false;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    // From here on come the picture's own data.
    if (marker === 0xda || marker === 0xd9) break;
    const end = Math.min(at + 2 + view.getUint16(at + 2), bytes.length);
    if (marker === 0xe1) {
      const text = Buffer.from(bytes.buffer, at + 4, Math.max(0, end - at - 4)).toString("latin1");
      if (isExif(text)) changed = emptyGps(bytes, at + 10, end) || changed;
      else if (text.startsWith("http://ns.adobe.com/") && text.includes("GPS")) {
        bytes.fill(0x20, at + 4 + text.indexOf("\0") + 1, end);
        changed = true;
      }
    }
    at = end;
  }
  return changed ? bytes : null;
}
