import { crc32, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { contactSheet, thumbnail } from "../../src/pictures/contact-sheet.ts";
import { renderPng } from "../../src/pictures/render-png.ts";
import { pngChunk } from "../shared/photos.ts";
import { fontSizes, height, texts } from "./models.ts";

const tile = (number: number, picture: string | null = null) => ({
  number,
  code: `CT${number}`,
  when: "08:00 12/06",
  kind: "PDF",
  name: `bien-ban-${number}.pdf`,
  picture,
});
const sheet = (tiles: ReturnType<typeof tile>[]) =>
  contactSheet({ title: "Minh chứng: Sở Nội vụ Vĩnh Phúc", subtitle: "CT4 Kiểm tra công vụ", tiles });

/** One red picture of so many pixels. */
const red = (size: number) =>
  renderPng(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><rect width="${size}" height="${size}" fill="#FF0000"/></svg>`,
  );

/** The pixels of one of our own PNGs: RGBA, a zero before each row. */
function pixelsOf(uri: string) {
  const png = Buffer.from(uri.split(",")[1] ?? "", "base64");
  const width = png.readUInt32BE(16);
  const start = png.indexOf("IDAT", 0, "latin1");
  const rows = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)));
  const at = (x: number, y: number) =>
    rows.toString("hex", y * (width * 4 + 1) + 1 + x * 4, y * (width * 4 + 1) + 4 + x * 4);
  return { width, height: png.readUInt32BE(20), at };
}

describe("a contact sheet", () => {
  it("names each file by number, target and time, readable on a phone", () => {
    const svg = sheet([tile(1), tile(2)]);
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        "Minh chứng: Sở Nội vụ Vĩnh Phúc",
        "1. CT1",
        "2. CT2",
        "08:00 12/06",
        "PDF",
        "bien-ban-1.pdf",
      ]),
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

  it.each([
    // Where the stored picture's corner comes to stand: top left, top right, bottom right, bottom left.
    [1, "red green blue white"],
    [2, "green red white blue"],
    [3, "blue white red green"],
    [4, "white blue green red"],
    [5, "red white blue green"],
    [6, "white red green blue"],
    [7, "blue green red white"],
    [8, "green blue white red"],
  ])("stands upright, whichever way the camera was held (%i)", async (orientation, corners) => {
    const quarters = await renderPng(
      `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">${[
        ["#FF0000", 0, 0],
        ["#00FF00", 20, 0],
        ["#0000FF", 20, 15],
        ["#FFFFFF", 0, 15],
      ]
        .map(([colour, x, y]) => `<rect x="${x}" y="${y}" width="20" height="15" fill="${colour}"/>`)
        .join("")}</svg>`,
    );
    const exif = Buffer.from("4d4d002a0000000800010112000300000001000000000000000000", "hex");
    exif.writeUInt16BE(orientation, 18);
    const turned = Buffer.concat([quarters.subarray(0, 33), pngChunk("eXIf", exif), quarters.subarray(33)]);
    const small = pixelsOf((await thumbnail(turned, "image/png")) ?? "");
    const names: Record<string, string> = {
      ff0000: "red",
      "00ff00": "green",
      "0000ff": "blue",
      ffffff: "white",
    };
    const [right, bottom] = [small.width - 9, small.height - 9];
    expect(
      [small.at(8, 8), small.at(right, 8), small.at(right, bottom), small.at(8, bottom)]
        .map((colour) => names[colour] ?? colour)
        .join(" "),
    ).toBe(corners);
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
