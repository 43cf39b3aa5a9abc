// A long picture is drawn in strips: one of 1080 × 6400 pixels takes 28 MB several times over, and the system hands out
// memory of that size anew each time, which takes as long as drawing what is in it.

/** Elements side by side, none inside another, and no photos. */
const flat =
  /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="(\d+)" height="(\d+)"(?: viewBox="0 0 \1 \2")?>((?:\s*<(?:rect|path|circle) [^<>]*\/>|\s*<text [^<>]*>[^<>]*<\/text>)*)\s*<\/svg>\s*$/;

/** In pixels: half the widest stroke with its joins, and the soft edge. */
const slack = 12;

/**
 * A picture as pictures of at most `most` pixels in height, from top to bottom, each with the elements that may touch it.
 * Null where this can't be told: elements inside others, photos, and what is no SVG.
 * @param drawnAs what is drawn in place of a text element
 */
export function strips(svg: string, most: number, drawnAs: (text: string) => string): string[] | null {
  const [, width, height, body] = flat.exec(svg) ?? [];
  if (body === undefined) return null;
  const end = Number(height);
  const parts: string[][] = Array.from({ length: Math.ceil(end / most) }, () => []);
  for (const [element] of body.matchAll(/<text [^<>]*>[^<>]*<\/text>|<[^<>]*\/>/g)) {
    const [top, bottom] = rows(element);
    const first = Math.max(0, Math.floor((top - slack) / most));
    const last = Math.min(parts.length - 1, Math.floor((bottom + slack) / most));
    const drawn = element.startsWith("<text") ? drawnAs(element) : element;
    for (let at = first; at <= last; at += 1) parts[at]?.push(drawn);
  }
  return parts.map((elements, index) => {
    const top = index * most;
    const size = Math.min(most, end - top);
    const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${size}" viewBox="0 ${top} ${width} ${size}">`;
    return `${open}${elements.join("")}</svg>`;
  });
}

type Rows = readonly [top: number, bottom: number];

/** The rows between which an element's outline lies; all, where its form is not one that the pictures use. */
function rows(element: string): Rows {
  const number = (name: string) =>
    Number.parseFloat(new RegExp(` ${name}="(-?[\\d.]+)"`).exec(element)?.[1] ?? "");
  const found = element.includes("transform=") ? null : lies(element, number);
  return found?.every(Number.isFinite) ? found : [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

function lies(element: string, number: (name: string) => number): Rows | null {
  const y = number("y");
  if (element.startsWith("<rect")) return [y, y + number("height")];
  // Capital letters with two marks above (Ẫ) are higher than their size.
  if (element.startsWith("<text")) return [y - 1.4 * number("font-size"), y + 0.6 * number("font-size")];
  if (element.startsWith("<circle")) return [number("cy") - number("r"), number("cy") + number("r")];
  // Points of lines and curves in pairs: a curve lies between its points.
  const [, path = ""] = / d="([MLCZ\d\s.,-]*)"/.exec(element) ?? [];
  const heights = (path.match(/-?[\d.]+/g) ?? []).filter((_, index) => index % 2 === 1).map(Number);
  return heights.length === 0 ? null : [Math.min(...heights), Math.max(...heights)];
}
