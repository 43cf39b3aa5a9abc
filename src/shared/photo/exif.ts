import { blankXmp } from "./xmp.ts";

const entryBytes = 12;
const mostDirectories = 32;
const tags = { orientation: 0x0112, parts: 0x014a, xmp: 0x02bc, exif: 0x8769, gps: 0x8825 } as const;
/** Bytes of one value by its type, 1 to 13 (TIFF 6.0, section 2). */
const valueBytes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

/** An Exif block, which is a small TIFF file. What lies outside of it reads as 0. */
interface Tiff {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly little: boolean;
  short(at: number): number;
  long(at: number): number;
}

function openTiff(bytes: Uint8Array): Tiff | null {
  if (bytes.length < 8) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const little = order === 0x4949;
  if (view.getUint16(2, little) !== 42) return null;
  return {
    bytes,
    view,
    little,
    short: (at) => (at + 2 <= bytes.length ? view.getUint16(at, little) : 0),
    long: (at) => (at + 4 <= bytes.length ? view.getUint32(at, little) : 0),
  };
}

/** How many entries of a directory are there, whatever it says. */
const entryCount = (tiff: Tiff, directory: number): number =>
  Math.max(0, Math.min(tiff.short(directory), Math.floor((tiff.bytes.length - directory - 2) / entryBytes)));

const entryAt = (directory: number, index: number) => directory + 2 + index * entryBytes;

/** Where an entry's value lies: in the entry itself when it fits into four bytes. */
function valueOf(tiff: Tiff, entry: number): Uint8Array {
  const length = (valueBytes[tiff.short(entry + 2)] ?? 1) * tiff.long(entry + 4);
  const start = length > 4 ? tiff.long(entry + 8) : entry + 8;
  return tiff.bytes.subarray(start, Math.min(start + length, tiff.bytes.length));
}

/** Zeroes a directory and all that it points to. */
function wipe(tiff: Tiff, directory: number): void {
  const count = entryCount(tiff, directory);
  for (let index = 0; index < count; index += 1) valueOf(tiff, entryAt(directory, index)).fill(0);
  tiff.bytes.fill(0, directory, entryAt(directory, count));
}

/** Takes one entry out: what follows in the directory moves up, everything else stays where it is. */
function takeOut(tiff: Tiff, directory: number, index: number): void {
  const count = entryCount(tiff, directory);
  const at = entryAt(directory, index);
  const end = Math.min(entryAt(directory, count) + 4, tiff.bytes.length);
  tiff.bytes.copyWithin(at, at + entryBytes, end);
  tiff.bytes.fill(0, end - entryBytes, end);
  tiff.view.setUint16(directory, count - 1, tiff.little);
}

/**
 * Takes the directory of positions out of an Exif block, in place and without changing its length; true when there was one.
 * Orientation, camera and time stay. What is damaged is left as it is.
 */
export function takeOutPosition(block: Uint8Array): boolean {
  const tiff = openTiff(block);
  if (!tiff) return false;
  let changed = false;
  const seen = new Set<number>();
  const waiting = [tiff.long(4)];
  for (const directory of waiting) {
    if (directory < 8 || seen.has(directory) || seen.size === mostDirectories) continue;
    seen.add(directory);
    for (let index = entryCount(tiff, directory) - 1; index >= 0; index -= 1) {
      const entry = entryAt(directory, index);
      const tag = tiff.short(entry);
      if (tag === tags.xmp) changed = blankXmp(valueOf(tiff, entry)) || changed;
      else if (tag === tags.exif || tag === tags.parts) waiting.push(tiff.long(entry + 8));
      else if (tag === tags.gps) {
        wipe(tiff, tiff.long(entry + 8));
        takeOut(tiff, directory, index);
        changed = true;
      }
    }
    waiting.push(tiff.long(entryAt(directory, entryCount(tiff, directory))));
  }
  return changed;
}

/** How the picture is to be turned, 1 (not at all) to 8 (Exif 2.32, tag 274). */
export function orientationIn(block: Uint8Array): number {
  const tiff = openTiff(block);
  if (!tiff) return 1;
  const directory = tiff.long(4);
  for (let index = 0; index < entryCount(tiff, directory); index += 1) {
    const entry = entryAt(directory, index);
    if (tiff.short(entry) !== tags.orientation) continue;
    const value = tiff.short(entry + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}
