/** Width and height read from the head of a PNG, JPEG, GIF, WebP or BMP; undefined for anything else. */
export function imageSize(
  bytes: Uint8Array,
): { width: number; height: number; extension: string } | undefined {
  const b = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (b.length >= 24 && b.readUInt32BE(0) === 0x89504e47)
    return { width: b.readUInt32BE(16), height: b.readUInt32BE(20), extension: "png" };
  if (b.length >= 10 && b.toString("latin1", 0, 3) === "GIF")
    return { width: b.readUInt16LE(6), height: b.readUInt16LE(8), extension: "gif" };
  if (b.length >= 30 && b.toString("latin1", 8, 12) === "WEBP") return webpSize(b);
  if (b.length >= 26 && b.toString("latin1", 0, 2) === "BM")
    return { width: b.readInt32LE(18), height: Math.abs(b.readInt32LE(22)), extension: "bmp" };
  if (b.length >= 4 && b.readUInt16BE(0) === 0xffd8) return jpegSize(b);
  return undefined;
}

function webpSize(b: Buffer) {
  const extension = "webp";
  const chunk = b.toString("latin1", 12, 16);
  if (chunk === "VP8X") return { width: b.readUIntLE(24, 3) + 1, height: b.readUIntLE(27, 3) + 1, extension };
  if (chunk === "VP8L") {
    const bits = b.readUInt32LE(21);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, extension };
  }
  return { width: b.readUInt16LE(26) & 0x3fff, height: b.readUInt16LE(28) & 0x3fff, extension };
}

function jpegSize(b: Buffer) {
  let at = 2;
  while (at + 9 < b.length) {
    if (b[at] !== 0xff) return undefined;
    const marker = b[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { width: b.readUInt16BE(at + 7), height: b.readUInt16BE(at + 5), extension: "jpg" };
    at += 2 + b.readUInt16BE(at + 2);
  }
  return undefined;
}
