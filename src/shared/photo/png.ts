import { crc32, inflateSync } from "node:zlib";
import { takeOutPosition } from "./exif.ts";
import { saysPlace } from "./xmp.ts";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Notes are short; a packed one that grows beyond this is none that anybody reads. */
const mostNoteBytes = 4_000_000;

export const isPng = (bytes: Uint8Array): boolean =>
  Buffer.compare(bytes.subarray(0, signature.length), signature) === 0;

interface Chunk {
  kind: string;
  data: Uint8Array;
  /** With its length, kind and checksum. */
  whole: Uint8Array;
}

function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = signature.length; at < bytes.length; ) {
    const length = at + 12 <= bytes.length ? buffer.readUInt32BE(at) : bytes.length;
    const end = Math.min(at + 12 + length, bytes.length);
    yield {
      kind: buffer.toString("latin1", at + 4, at + 8),
      data: bytes.subarray(at + 8, Math.max(at + 8, end - 4)),
      whole: bytes.subarray(at, end),
    };
    at = end;
  }
}

/** The Exif block of a PNG; empty when it has none. */
export function pngExif(bytes: Uint8Array): Uint8Array {
  for (const { kind, data } of chunksOf(bytes)) if (kind === "eXIf") return data;
  return bytes.subarray(0, 0);
}

const unpacked = (data: Uint8Array): Uint8Array => {
  try {
    return inflateSync(data, { maxOutputLength: mostNoteBytes });
  } catch {
    return new Uint8Array();
  }
};

/** What a note says, its packing undone (PNG, third edition, 11.3.3). */
function noteOf({ kind, data }: Chunk): Uint8Array {
  const keyEnd = data.indexOf(0);
  if (keyEnd < 0) return data;
  const key = data.subarray(0, keyEnd);
  // After the keyword: a packing flag and method, then language and translated keyword, each ended by a zero.
  if (kind === "zTXt") return Buffer.concat([key, unpacked(data.subarray(keyEnd + 2))]);
  if (kind !== "iTXt" || data[keyEnd + 1] !== 1) return data;
  const translated = data.indexOf(0, keyEnd + 3);
  const textAt = translated < 0 ? -1 : data.indexOf(0, translated + 1);
  return textAt < 0 ? data : Buffer.concat([key, unpacked(data.subarray(textAt + 1))]);
}

/** Older programs wrote whole Exif and XMP blocks as hexadecimal digits: name, length, digits on lines of their own. */
const rawProfile = /^Raw profile type [\w -]+\0?\s*[\w-]+\s+\d+\s+([\da-f\s]+)/i;

function tellsPlace(chunk: Chunk): boolean {
  const note = noteOf(chunk);
  if (saysPlace(note)) return true;
  const digits = rawProfile.exec(Buffer.from(note).toString("latin1"))?.[1];
  if (digits === undefined) return false;
  const block = Buffer.from(digits.replace(/\s+/g, ""), "hex");
  const exifAt = block.indexOf("Exif\0\0", 0, "latin1");
  return saysPlace(block) || takeOutPosition(block.subarray(exifAt < 0 ? 0 : exifAt + 6));
}

const notes = ["tEXt", "zTXt", "iTXt"];

/** The PNG without positions: its Exif block without them, without the notes that name them. Null when there are none. */
export function cleanPng(bytes: Uint8Array): Uint8Array | null {
  const kept: Uint8Array[] = [signature];
  let changed = false;
  for (const chunk of chunksOf(bytes)) {
    if (notes.includes(chunk.kind) && tellsPlace(chunk)) {
      changed = true;
      continue;
    }
    const block = chunk.kind === "eXIf" ? Uint8Array.from(chunk.data) : null;
    if (block === null || !takeOutPosition(block)) {
      kept.push(chunk.whole);
      continue;
    }
    const body = Buffer.concat([Buffer.from("eXIf", "latin1"), block]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(block.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    kept.push(frame.subarray(0, 4), body, frame.subarray(4));
    changed = true;
  }
  return changed ? new Uint8Array(Buffer.concat(kept)) : null;
}
