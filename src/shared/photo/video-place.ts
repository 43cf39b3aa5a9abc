/** Where a clip keeps its place: a box of QuickTime, or a key of Apple's. */
const marks = [Buffer.from([0xa9, 0x78, 0x79, 0x7a]), Buffer.from("location.ISO6709", "latin1")];
/** "+21.0285+105.8542+012.3/" (ISO 6709). */
const place = /[+-]\d{1,6}(?:\.\d+)?[+-]\d{1,7}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?(?:CRS[\w:]{1,20})?\/?/g;

/** Puts zeros into the place of a clip that lies in or behind a photo (live and motion photos), in place. */
export function zeroVideoPlace(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = marks.map((mark) => buffer.indexOf(mark)).filter((at) => at >= 0);
  if (found.length === 0) return false;
  const from = Math.min(...found);
  let changed = false;
  for (const match of buffer.toString("latin1", from).matchAll(place)) {
    // Few characters may be chance in packed data; a place without decimals is none that matters.
    if (match[0].length < 12 || !match[0].includes(".") || /^[+-][0.]+[+-][0.]+/.test(match[0])) continue;
    buffer.write(match[0].replace(/[1-9]/g, "0"), from + match.index, "latin1");
    changed = true;
  }
  return changed;
}
