import { describe, expect, it } from "vitest";
import { flatColours } from "../../src/pictures/flat-colours.ts";

const red = [200, 0, 0, 255];
const blue = [0, 0, 200, 255];
const pixels = (...colours: number[][]) => Uint8Array.from(colours.flat());

describe("the colours of a picture", () => {
  it("are numbered row by row, the frequent ones first", () => {
    const picture = flatColours(3);
    expect(picture.add(pixels(red, blue, blue, blue, blue, blue))).toBe(true);
    expect(picture.add(pixels(blue, red, red))).toBe(true);
    const { rows, palette } = picture.finish() ?? {};
    expect([...(palette ?? [])]).toEqual([0, 0, 200, 200, 0, 0]);
    expect([...(rows ?? [])]).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
  });

  it("are exact up to 256 of them", () => {
    const colours = Array.from({ length: 256 }, (_, index) => [index, 255 - index, 7, 255]);
    const picture = flatColours(256);
    picture.add(pixels(...colours));
    expect(shown(picture)).toEqual(colours.map((colour) => colour.slice(0, 3)));
  });

  it("are moved by 8 steps at most where there are more, the frequent ones not at all", () => {
    const greys = Array.from({ length: 2000 }, (_, index) => [
      (index % 20) * 2,
      Math.floor(index / 20) * 2,
      40,
      255,
    ]);
    const picture = flatColours(2001);
    picture.add(pixels(...greys, greys[777] ?? []));
    const moved = shown(picture).map((colour, index) =>
      Math.max(
        ...colour.map((value, channel) => Math.abs(value - ((greys[index] ?? greys[777])?.[channel] ?? 0))),
      ),
    );
    expect(moved).toHaveLength(2001);
    expect(Math.max(...moved)).toBeLessThanOrEqual(8);
    expect([moved[777], moved[2000]]).toEqual([0, 0]);
  });

  it("are too many where no 256 are near enough, and in a photo", () => {
    const far = Array.from({ length: 300 }, (_, index) => [
      (index % 20) * 12,
      Math.floor(index / 20) * 12,
      0,
      255,
    ]);
    const spread = flatColours(300);
    expect(spread.add(pixels(...far))).toBe(true);
    expect(spread.finish()).toBeNull();
    const photo = Array.from({ length: 2049 }, (_, index) => [index & 255, index >> 8, 0, 255]);
    expect(flatColours(2049).add(pixels(...photo))).toBe(false);
    expect(flatColours(2048).add(pixels(...photo.slice(1)))).toBe(true);
  });

  it("are none where anything shines through", () => {
    expect(flatColours(2).add(pixels(red, [0, 0, 0, 0]))).toBe(false);
  });

  it("are kept for runs of any length", () => {
    const picture = flatColours(70_000);
    const row = (colour: number[]) =>
      Uint8Array.from({ length: 280_000 }, (_, index) => colour[index % 4] ?? 0);
    for (const colour of [red, blue]) picture.add(row(colour));
    const rows = picture.finish()?.rows ?? new Uint8Array();
    expect(rows).toHaveLength(140_002);
    expect([rows.indexOf(1), rows.lastIndexOf(0)]).toEqual([70_002, 70_001]);
  });
});

/** What is shown of a picture of one row, as RGB. */
function shown(picture: ReturnType<typeof flatColours>): number[][] {
  const { rows, palette } = picture.finish() ?? { rows: new Uint8Array(), palette: new Uint8Array() };
  return [...rows.subarray(1)].map((number) => [...palette.subarray(number * 3, number * 3 + 3)]);
}
