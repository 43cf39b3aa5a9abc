import { crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { contactSheet, thumbnail } from "../../src/pictures/contact-sheet.ts";
import { renderPng } from "../../src/pictures/render-png.ts";
import { fontSizes, height, texts } from "./models.ts";

const tile = (number: number, picture: string | null = null) => ({
  number,
  code: `CT${number}`,
  when: "08:00 12/06",
  kind: "PDF",
  picture,
});
const sheet = (tiles: ReturnType<typeof tile>[]) =>
  contactSheet({ title: "Minh chứng: Sở Nội vụ Vĩnh Phúc", subtitle: "CT4 Kiểm tra công vụ", tiles });

/** One red picture of so many pixels. */
const red = (size: number) =>
  renderPng(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><rect width="${size}" height="${size}" fill="#FF0000"/></svg>`,
  );

describe("a contact sheet", () => {
  it("names each file by number, target and time, readable on a phone", () => {
    const svg = sheet([tile(1), tile(2)]);
    expect(texts(svg)).toEqual(
      expect.arrayContaining(["Minh chứng: Sở Nội vụ Vĩnh Phúc", "1. CT1", "2. CT2", "08:00 12/06", "PDF"]),
    );
    expect(Math.min(...fontSizes(svg))).toBeGreaterThanOrEqual(24);
  });

  it("grows by a row for every three files", () => {
    const heights = [1, 3, 4, 9].map((count) =>
      height(sheet(Array.from({ length: count }, (_, at) => tile(at + 1)))),
    );
    expect(heights[1]).toBe(heights[0]);
    expect(heights[2]).toBeGreaterThan(heights[1] ?? 0);
    // Whole pixels: a row is 343 or 344 high.
    expect([343, 344]).toContain((heights[3] ?? 0) - (heights[2] ?? 0));
  });

  it("shows a picture where there is one, paper where there is none", async () => {
    const small = await thumbnail(await red(40), "image/png");
    expect(small).toMatch(/^data:image\/png;base64,/);
    expect(sheet([tile(1, small)])).toContain("<image ");
    expect(texts(sheet([tile(1, small)]))).not.toContain("PDF");
    expect(sheet([tile(1)])).not.toContain("<image ");
  });
});

describe("a small picture", () => {
  it("holds its pixels and nothing of the file around them", async () => {
    const png = Buffer.from(await red(40));
    const text = Buffer.from("tEXtComment\0Toa do 20.98 105.79");
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length - 4);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(text));
    // Behind the header (8 + 25 bytes).
    const noted = Buffer.concat([png.subarray(0, 33), length, text, sum, png.subarray(33)]);
    const small = await thumbnail(noted, "image/png");
    expect(small).toBe(await thumbnail(png, "image/png"));
    expect(Buffer.from((small ?? "").split(",")[1] ?? "", "base64").includes("Toa do")).toBe(false);
  });

  it("is none for what cannot be drawn", async () => {
    const png = Buffer.from(await red(40));
    const huge = Buffer.from(png);
    huge.writeUInt32BE(40_000, 16);
    huge.writeUInt32BE(40_000, 20);
    expect(await thumbnail(Buffer.from("RIFF....WEBPVP8 "), "image/webp")).toBeNull();
    expect(await thumbnail(png.subarray(0, 40), "image/png")).toBeNull();
    expect(
      await thumbnail(Uint8Array.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xd9]), "image/jpeg"),
    ).toBeNull();
    expect(await thumbnail(huge, "image/png")).toBeNull();
    expect(await thumbnail(new Uint8Array(), "image/png")).toBeNull();
  });
});
