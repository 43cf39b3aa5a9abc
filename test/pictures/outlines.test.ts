import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { fontFiles, type Weight } from "../../src/pictures/font.ts";
import { outlined } from "../../src/pictures/outlines.ts";
import { line } from "../../src/pictures/text.ts";

const at = { x: 20, y: 60, size: 36, colour: "#1B2530" } as const;
const font = { loadSystemFonts: false, fontFiles: [...fontFiles] };
const open = (height: number) => `<svg xmlns="http://www.w3.org/2000/svg" width="1080" height="${height}">`;
const pixels = (elements: readonly string[], height: number) =>
  new Resvg(`${open(height)}${elements.join("")}</svg>`, { font }).render().pixels;

/** Where a text of one colour is drawn: the edges of its ink, in pixels, and how much of it there is. */
function ink(element: string) {
  const alpha = pixels([element], 100).filter((_, index) => index % 4 === 3);
  const columns = [...alpha.keys()].filter((at) => (alpha[at] ?? 0) > 127).map((at) => at % 1080);
  return { left: Math.min(...columns), right: Math.max(...columns), amount: columns.length };
}

function letters(): string[] {
  const tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"];
  const vowels = Array.from("aăâeêioôơuưy").flatMap((vowel) => tones.map((tone) => vowel + tone));
  const all = [...vowels, ...Array.from("bcdđfghjklmnpqrstvwxz")].map((letter) => letter.normalize("NFC"));
  return [
    ...all,
    ...all.map((letter) => letter.toUpperCase()),
    ...Array.from("0123456789.,:;·–…/()%‰&<>\"'"),
  ];
}

describe("a text as outlines", () => {
  it.each<Weight>([400, 600, 700])(
    "draws every letter and figure as the renderer does, at weight %i",
    (weight) => {
      const texts = letters().map((letter, index) =>
        line(letter, { ...at, weight, x: 20 + (index % 24) * 44, y: 60 + Math.floor(index / 24) * 70 }),
      );
      const paths = texts.map(outlined);
      expect(paths.filter((path) => !/^<path [^>]* d="M0 0m[^"]+z"\/>$/.test(path))).toEqual([]);
      const [drawn, wanted] = [pixels(paths, 700), pixels(texts, 700)];
      expect(wanted.filter((value) => value === 255).length).toBeGreaterThan(10_000);
      // The renderer looks at four points of each pixel's height: one of them may fall to the other side of an edge.
      const differences = drawn.map((value, index) => Math.abs(value - (wanted[index] ?? 0)));
      expect(Math.max(...differences.filter((value) => value > 16))).toBeLessThan(80);
      expect(differences.filter((value) => value > 16).length).toBeLessThan(100);
    },
  );

  it.each(["start", "middle", "end"] as const)("stands where the text stands, by its %s", (anchor) => {
    const text = line("8", { ...at, weight: 600, x: 500, anchor });
    const [path, written] = [ink(outlined(text)), ink(text)];
    expect(written.amount).toBeGreaterThan(100);
    expect([path.left, path.right]).toEqual([written.left, written.right]);
    expect(Math.abs(path.amount - written.amount)).toBeLessThanOrEqual(3);
  });

  it("is as wide as the renderer's, but for the kerning", () => {
    const text = line("Sở Nội vụ Vĩnh Phúc", { ...at, weight: 600 });
    const [path, written] = [ink(outlined(text)), ink(text)];
    expect(path.left).toBe(written.left);
    expect(Math.abs(path.right - written.right) / written.right).toBeLessThan(0.02);
  });

  it("keeps place, size and colour, and draws nothing for a blank", () => {
    expect(outlined(line("-", { ...at, weight: 400 }))).toMatch(
      /^<path transform="matrix\(0\.036 0 0 0\.036 20 60\)" fill="#1B2530" d="M0 0m[-\dhlqvz ]+"\/>$/,
    );
    expect(outlined(line("", { ...at, weight: 400 }))).toBe("");
  });

  it("leaves to the renderer what it can't place: combining marks, and texts of another form", () => {
    const texts = [
      line("x\u0323", { ...at, weight: 400 }),
      '<text x="1" y="2" font-family="Other" font-size="30" font-weight="400" fill="#000000">A</text>',
      '<text x="1" y="2" font-size="30">A</text>',
    ];
    expect(texts.map(outlined)).toEqual(texts);
  });
});
