import { inflateSync } from "node:zlib";
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { fontFiles } from "../../src/pictures/font.ts";
import { outlined } from "../../src/pictures/outlines.ts";
import { renderPng } from "../../src/pictures/render-png.ts";
import { standingsCard } from "../../src/pictures/standings-card.ts";
import { elevenUnits, height, row } from "./models.ts";

const square = (colour: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"><rect width="2" height="1" fill="${colour}"/></svg>`;

describe("rendering", () => {
  it("makes a PNG of the size of the picture", async () => {
    const svg = standingsCard(elevenUnits());
    const png = Buffer.from(await renderPng(svg));
    expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
    expect(png.toString("latin1", 12, 16)).toBe("IHDR");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1080, height(svg)]);
    expect(png.subarray(-12).toString("hex")).toBe("0000000049454e44ae426082");
    expect(png.length).toBeLessThan(300_000);
  });

  it("holds the pixels of a drawing as numbers of its colours, row by row", async () => {
    const chunks = chunksOf(await renderPng(square("#123456")));
    expect(chunks.map(([type]) => type)).toEqual(["IHDR", "PLTE", "IDAT", "IEND"]);
    expect([...(chunks[0]?.[1] ?? [])]).toEqual([0, 0, 0, 2, 0, 0, 0, 1, 8, 3, 0, 0, 0]);
    expect([...(chunks[1]?.[1] ?? [])]).toEqual([0x12, 0x34, 0x56]);
    expect([...inflateSync(chunks[2]?.[1] ?? "")]).toEqual([0, 0, 0]);
  });

  it("holds all channels of what is no drawing, or shines through", async () => {
    const group =
      '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"><g><rect width="1" height="1" fill="#123456"/></g></svg>';
    for (const svg of [
      group,
      square("#123456").replace('width="2" height="1" f', 'width="1" height="1" f'),
    ]) {
      const chunks = chunksOf(await renderPng(svg));
      expect(chunks.map(([type]) => type)).toEqual(["IHDR", "IDAT", "IEND"]);
      expect([...(chunks[0]?.[1] ?? [])]).toEqual([0, 0, 0, 2, 0, 0, 0, 1, 8, 6, 0, 0, 0]);
      expect([...inflateSync(chunks[1]?.[1] ?? "")]).toEqual([0, 0x12, 0x34, 0x56, 0xff, 0, 0, 0, 0]);
    }
  });

  it("shows the whole picture, with rare colours moved by 8 steps at most", async () => {
    // Longer than several strips; its texts are outlines, as they are in the picture.
    const rows = Array.from({ length: 40 }, (_, index) => row({ rank: String(index), own: index === 7 }));
    const svg = standingsCard(elevenUnits({ rows }));
    const png = Buffer.from(await renderPng(svg)).toString("base64");
    const size = `width="1080" height="${height(svg)}"`;
    const shown = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><image ${size} href="data:image/png;base64,${png}"/></svg>`;
    const outlines = svg.replace(/<text [^>]*>[^<]*<\/text>/g, outlined);
    const [drawn, wanted] = [new Resvg(shown).render().pixels, new Resvg(outlines).render().pixels];
    expect(drawn).toHaveLength(wanted.length);
    // Beyond the 8 steps, soft edges may differ a little between a strip and the whole.
    const differences = drawn.map((value, index) => Math.abs(value - (wanted[index] ?? 0)));
    expect(differences.reduce((most, value) => Math.max(most, value))).toBeLessThan(80);
    expect(differences.filter((value) => value > 8).length).toBeLessThan(drawn.length / 1_000);
  });

  it("is a picture that a second decoder reads", async () => {
    const png = Buffer.from(await renderPng(square("#c0ffee"))).toString("base64");
    const shown = `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="1"><image width="2" height="1" href="data:image/png;base64,${png}"/></svg>`;
    expect([...new Resvg(shown).render().pixels.subarray(0, 4)]).toEqual([0xc0, 0xff, 0xee, 0xff]);
  });

  it("draws Vietnamese letters from the font it brings along", async () => {
    const text = (content: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80"><text x="10" y="60" font-family="Be Vietnam Pro" font-size="48" font-weight="600">${content}</text></svg>`;
    const [marked, plain] = await Promise.all([renderPng(text("ộ")), renderPng(text("o"))]);
    expect(Buffer.compare(marked, plain)).not.toBe(0);
    const font = { loadSystemFonts: false, fontFiles: [...fontFiles] };
    const ink = (content: string) => new Resvg(text(content), { font }).innerBBox()?.height ?? 0;
    expect(ink("ộ")).toBeGreaterThan(ink("ô"));
    expect(ink("ô")).toBeGreaterThan(ink("o"));
  });

  it("draws equal pictures once, also when asked at the same time", async () => {
    const first = renderPng(square("#010203"));
    const second = renderPng(square("#010203"));
    expect(await first).toBe(await second);
    expect(await renderPng(square("#010203"))).toBe(await first);
    expect(await renderPng(square("#010204"))).not.toBe(await first);
  });

  it("forgets the picture that was not asked for the longest", async () => {
    const often = await renderPng(square("#aa0000"));
    const once = await renderPng(square("#aa0001"));
    for (let shade = 0; shade < 70; shade += 1) {
      await renderPng(square(`#bb00${shade.toString(16).padStart(2, "0")}`));
      await renderPng(square("#aa0000"));
    }
    expect(await renderPng(square("#aa0000"))).toBe(often);
    expect(await renderPng(square("#aa0001"))).not.toBe(once);
  });

  it("fails on what is no SVG, and the next picture is drawn all the same", async () => {
    const broken = renderPng("<svg");
    const whole = renderPng(square("#0a0b0c"));
    await expect(broken).rejects.toThrow();
    expect((await whole).length).toBeGreaterThan(50);
    await expect(renderPng("<svg")).rejects.toThrow();
  });

  it("fails once where every part of a long picture fails", async () => {
    const text = '<text x="1" y="2">&nothing;</text>';
    const long = `<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2000">${text}</svg>`;
    await expect(renderPng(long)).rejects.toThrow();
    expect((await renderPng(square("#0a0b0d"))).length).toBeGreaterThan(50);
  });
});

/** Type and data of each chunk of a PNG. */
function chunksOf(png: Uint8Array): [type: string, data: Buffer][] {
  const bytes = Buffer.from(png);
  const chunks: [string, Buffer][] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const end = at + 8 + bytes.readUInt32BE(at);
    chunks.push([bytes.toString("latin1", at + 4, at + 8), bytes.subarray(at + 8, end)]);
  }
  return chunks;
}
