import { takeOutPosition } from "./exif.ts";
import { zeroVideoPlace } from "./video-place.ts";
import { blankXmp } from "./xmp.ts";

const latin = (bytes: Uint8Array, from: number, to: number) =>
  Buffer.from(bytes.subarray(from, to)).toString("latin1");

export const isHeif = (bytes: Uint8Array): boolean => latin(bytes, 4, 8) === "ftyp";

/** Reads numbers one after the other; beyond the end they are 0 and `isOver`. */
class Reader {
  readonly bytes: Uint8Array;
  at = 0;
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
  get isOver(): boolean {
    return this.at >= this.bytes.length;
  }
  /** A number of 0 to 8 bytes. */
  number(size: number): number {
    let value = 0;
    for (let index = 0; index < size; index += 1) value = value * 256 + (this.bytes[this.at + index] ?? 0);
    this.at += size;
    return value;
  }
  text(size: number): string {
    this.at += size;
    return latin(this.bytes, this.at - size, this.at);
  }
  /** Up to the next zero. */
  word(): string {
    const end = this.bytes.indexOf(0, this.at);
    const word = latin(this.bytes, this.at, end < 0 ? this.bytes.length : end);
    this.at = end < 0 ? this.bytes.length : end + 1;
    return word;
  }
}

/** The boxes in a stretch of an ISO media file (ISO/IEC 14496-12, 4.2), by name and content. */
function* boxesIn(bytes: Uint8Array): Generator<{ kind: string; content: Uint8Array }> {
  for (let at = 0; at + 8 <= bytes.length; ) {
    const reader = new Reader(bytes.subarray(at));
    const short = reader.number(4);
    const kind = reader.text(4);
    const size = short === 1 ? reader.number(8) : short === 0 ? bytes.length - at : short;
    if (size < reader.at) return;
    yield { kind, content: bytes.subarray(at + reader.at, at + size) };
    at += size;
  }
}

const boxIn = (bytes: Uint8Array, kind: string): Uint8Array | null => {
  for (const box of boxesIn(bytes)) if (box.kind === kind) return box.content;
  return null;
};

/** Which items are Exif or XMP data, by number (8.11.6). */
function noteItems(info: Uint8Array): Map<number, "exif" | "xmp"> {
  const head = new Reader(info);
  const countSize = head.number(1) === 0 ? 2 : 4;
  const found = new Map<number, "exif" | "xmp">();
  for (const { kind, content } of boxesIn(info.subarray(4 + countSize))) {
    if (kind !== "infe") continue;
    const reader = new Reader(content);
    const version = reader.number(4) >>> 24;
    const id = reader.number(version >= 3 ? 4 : 2);
    reader.number(2);
    const type = version >= 2 ? reader.text(4) : "";
    reader.word();
    if (type === "Exif") found.set(id, "exif");
    else if (type === "mime" && reader.word() === "application/rdf+xml") found.set(id, "xmp");
  }
  return found;
}

interface Place {
  id: number;
  /** In the box beside the list rather than in the file. */
  isInside: boolean;
  parts: { from: number; length: number }[];
}

/** Where the items lie (8.11.3). */
function* placesIn(list: Uint8Array): Generator<Place> {
  const reader = new Reader(list);
  const version = reader.number(4) >>> 24;
  const sizes = reader.number(2);
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15];
  const indexSize = version > 0 ? sizes & 15 : 0;
  const count = reader.number(version < 2 ? 2 : 4);
  for (let index = 0; index < count && !reader.isOver; index += 1) {
    const id = reader.number(version < 2 ? 2 : 4);
    const isInside = version > 0 && (reader.number(2) & 15) === 1;
    reader.number(2);
    const base = reader.number(baseSize);
    const extents = reader.number(2);
    const parts: Place["parts"] = [];
    // A part without any bytes in the list can stand there once.
    const most = indexSize + offsetSize + lengthSize === 0 ? Math.min(1, extents) : extents;
    for (let part = 0; part < most && !reader.isOver; part += 1) {
      reader.number(indexSize);
      parts.push({ from: base + reader.number(offsetSize), length: reader.number(lengthSize) });
    }
    yield { id, isInside, parts };
  }
}

function cleanNote(kind: "exif" | "xmp", note: Uint8Array): boolean {
  if (kind === "xmp") return blankXmp(note);
  // First stands how far the block is from here (ISO/IEC 23008-12, A.2.1).
  return takeOutPosition(note.subarray(4 + new Reader(note).number(4)));
}

/** Blanks the positions in a HEIC's Exif and XMP items and in its clip, in place and without changing its length. */
export function cleanHeif(bytes: Uint8Array): boolean {
  let changed = zeroVideoPlace(bytes);
  const meta = boxIn(bytes, "meta")?.subarray(4);
  const [info, list] = meta ? [boxIn(meta, "iinf"), boxIn(meta, "iloc")] : [null, null];
  if (!meta || !info || !list) return changed;
  const kinds = noteItems(info);
  const inside = boxIn(meta, "idat") ?? new Uint8Array();
  // Items do not overlap, so together they are no longer than the file.
  let left = bytes.length;
  for (const { id, isInside, parts } of placesIn(list)) {
    const kind = kinds.get(id);
    if (kind === undefined) continue;
    const whole = isInside ? inside : bytes;
    const pieces = parts.map(({ from, length }) =>
      whole.subarray(from, length === 0 ? whole.length : from + length),
    );
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (length > left) return changed;
    left -= length;
    const note = new Uint8Array(Buffer.concat(pieces));
    if (!cleanNote(kind, note)) continue;
    changed = true;
    let at = 0;
    for (const piece of pieces) {
      piece.set(note.subarray(at, at + piece.length));
      at += piece.length;
    }
  }
  return changed;
}
