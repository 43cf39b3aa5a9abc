import { describe, expect, it } from "vitest";
import { palette } from "../../src/pictures/palette.ts";

type Colour = keyof typeof palette;

/** Relative luminance of WCAG 2.2. */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(palette[colour].slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

describe("the colours", () => {
  it.each<[Colour, Colour]>([
    ["ink", "page"],
    ["ink", "ownGround"],
    ["ink", "track"],
    ["quiet", "page"],
    ["quiet", "ownGround"],
    ["band", "page"],
    ["band", "ownGround"],
    ["bandText", "band"],
    ["bandQuiet", "band"],
    ["good", "page"],
    ["good", "ownGround"],
    ["bad", "page"],
    ["bad", "ownGround"],
    ["sampleText", "sampleGround"],
  ])("let %s be read on %s (4.5:1)", (text, ground) => {
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each<[Colour, Colour]>([
    ["bar", "track"],
    ["bar", "page"],
    ["band", "track"],
    ["good", "goodGround"],
    ["late", "lateGround"],
    ["bad", "badGround"],
  ])("let the shape %s be seen on %s (3:1)", (shape, ground) => {
    expect(contrast(shape, ground)).toBeGreaterThanOrEqual(3);
  });
});
