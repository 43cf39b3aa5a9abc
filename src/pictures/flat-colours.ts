// A drawing has few colours in long runs: it is kept as runs while it is drawn, and written by the numbers of its colours.

/** With more colours than this a picture is taken for a photo. */
const mostColours = 2_048;
const mostInPalette = 256;

/** How far a rare colour may be moved in any channel, of 255 steps, so that 256 colours do: soft edges have many alike. */
const shifts = [0, 2, 4, 8] as const;

/** A power of two, so that the hash of a colour is masked; half of it stays empty. */
const slots = 4_096;

/** The colours of a picture that is added from top to bottom. */
export interface FlatColours {
  /** Adds rows of RGBA pixels. False when the picture has too many colours, or is transparent anywhere. */
  add(pixels: Uint8Array): boolean;
  /** Rows of colour numbers, each after a 0 (PNG's filter), and the colours as RGB; null where 256 don't do. */
  finish(): { rows: Uint8Array; palette: Uint8Array } | null;
}

export function flatColours(width: number): FlatColours {
  const colours: number[] = [];
  const counts: number[] = [];
  const numbers = new Int16Array(slots).fill(-1);
  /** Each run is its colour's number times 2^16, and its length; no run goes beyond its row or 65,535 pixels. */
  const runs: Uint32Array[] = [];
  /** Used again for each part: large blocks of memory cost more than what is done with them. */
  let added = new Uint32Array(0);
  let height = 0;

  const numberOf = (colour: number): number => {
    let slot = Math.imul(colour, 0x9e3779b1) >>> 20;
    for (;;) {
      const number = numbers[slot] ?? -1;
      if (number === -1) break;
      if (colours[number] === colour) return number;
      slot = (slot + 1) % slots;
    }
    numbers[slot] = colours.length;
    counts.push(0);
    return colours.push(colour) - 1;
  };

  return {
    add(pixels) {
      const view = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4);
      if (added.length < view.length) added = new Uint32Array(view.length);
      let length = 0;
      for (let start = 0; start < view.length; start += width) {
        height += 1;
        for (let at = start; at < start + width; ) {
          const from = at;
          const colour = view[at] ?? 0;
          const end = Math.min(start + width, from + 0xffff);
          do at += 1;
          while (at < end && view[at] === colour);
          const number = numberOf(colour);
          if (number >= mostColours) return false;
          counts[number] = (counts[number] ?? 0) + at - from;
          added[length] = number * 0x1_0000 + at - from;
          length += 1;
        }
      }
      runs.push(added.slice(0, length));
      return colours.every((colour) => alpha(colour) === 0xff);
    },
    finish() {
      const reduced = reduce(colours, counts);
      return reduced && { rows: unroll(runs, reduced.numbers, width, height), palette: reduced.palette };
    },
  };
}

function unroll(
  runs: readonly Uint32Array[],
  numbers: Uint8Array,
  width: number,
  height: number,
): Uint8Array {
  const rows = new Uint8Array((width + 1) * height);
  let at = 0;
  for (const part of runs) {
    for (const run of part) {
      if (at % (width + 1) === 0) at += 1;
      const end = at + (run & 0xffff);
      const number = numbers[run >>> 16] ?? 0;
      // Soft edges are runs of one pixel.
      if (end === at + 1) rows[at] = number;
      else rows.fill(number, at, end);
      at = end;
    }
  }
  return rows;
}

// A colour is its four bytes read as one little-endian number.
const red = (colour: number) => colour & 0xff;
const green = (colour: number) => (colour >>> 8) & 0xff;
const blue = (colour: number) => (colour >>> 16) & 0xff;
const alpha = (colour: number) => colour >>> 24;

const distance = (one: number, other: number) =>
  Math.max(
    Math.abs(red(one) - red(other)),
    Math.abs(green(one) - green(other)),
    Math.abs(blue(one) - blue(other)),
  );

/** At most 256 of the colours, the frequent ones as they are, and for each colour the number of the nearest of them. */
function reduce(
  colours: readonly number[],
  counts: readonly number[],
): { palette: Uint8Array; numbers: Uint8Array } | null {
  const frequent = [...colours.keys()]
    .sort((one, other) => (counts[other] ?? 0) - (counts[one] ?? 0))
    .map((number) => colours[number] ?? 0);
  for (const shift of shifts) {
    const kept: number[] = [];
    for (const colour of frequent) {
      if (kept.length > mostInPalette) break;
      if (shift === 0 || kept.every((each) => distance(each, colour) > shift)) kept.push(colour);
    }
    if (kept.length > mostInPalette) continue;
    return {
      palette: Uint8Array.from(kept.flatMap((colour) => [red(colour), green(colour), blue(colour)])),
      numbers: Uint8Array.from(colours, (colour) => nearest(colour, kept)),
    };
  }
  return null;
}

function nearest(colour: number, kept: readonly number[]): number {
  let best = 0;
  for (const [index, each] of kept.entries())
    if (distance(each, colour) < distance(kept[best] ?? 0, colour)) best = index;
  return best;
}
