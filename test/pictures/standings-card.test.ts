import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { fontFiles } from "../../src/pictures/font.ts";
import { palette } from "../../src/pictures/palette.ts";
import { standingsCard } from "../../src/pictures/standings-card.ts";
import { elevenUnits, fontSizes, height, row, texts, widths } from "./models.ts";

const longName =
  "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông và nông nghiệp và phát triển nông thôn thành phố";

describe("the standings card", () => {
  it("draws eleven units with place, bar, points, trend and the own unit marked", async () => {
    await expect(standingsCard(elevenUnits())).toMatchFileSnapshot("snapshots/standings-card.svg");
  });

  it("says every text of the model, in the order of the units", () => {
    const said = texts(standingsCard(elevenUnits()));
    expect(said.slice(0, 8)).toEqual([
      "Bảng xếp hạng thi đua",
      "Cụm thi đua Sở Nội vụ các tỉnh, thành Bắc Bộ · Năm 2019",
      "Tạm tính đến 12/06/2019",
      "Số liệu mẫu",
      "Hạng",
      "Đơn vị",
      "Điểm",
      "So T5",
    ]);
    expect(said.slice(8, 15)).toEqual([
      "1",
      "Sở Nội vụ Hà Nội",
      "96,40",
      "2",
      "Sở Nội vụ Hải Phòng",
      "91,25",
      "2",
    ]);
    expect(said.slice(-3)).toEqual([
      "Sở Nội vụ Hà Nam",
      "Chưa xếp hạng",
      "Mũi tên: số bậc tăng, giảm so với tháng 5.",
    ]);
  });

  it("marks the own unit with a frame and a tag, and nobody when the picture is for all", () => {
    const own = standingsCard(elevenUnits());
    expect(texts(own).filter((text) => text === "Đơn vị mình")).toHaveLength(1);
    expect(own.match(new RegExp(`stroke="${palette.band}" stroke-width="4"`, "g"))).toHaveLength(1);
    const rows = elevenUnits().rows.map((each) => ({ ...each, own: false }));
    const all = standingsCard(elevenUnits({ rows }));
    expect(texts(all)).not.toContain("Đơn vị mình");
    expect(all).not.toContain(palette.ownGround);
  });

  it.each([
    ["Cục Quản trị", 4],
    ["Cục Quản trị", 20],
    ["Cục Quản trị", 60],
    ["Cục Quản trị", 100],
    [longName, 100],
  ])("keeps the own row's tag and bar clear of its frame: %s among %i", (name, count) => {
    const rows = Array.from({ length: count }, (_, index) => row({ name, own: index === 1 }));
    const svg = standingsCard(elevenUnits({ rows }));
    const [frame, ...others] = [
      ...svg
        .slice(svg.indexOf(palette.ownGround) - 80)
        .matchAll(/<rect [^>]*?y="([\d.]+)"[^>]*? height="([\d.]+)"/g),
    ].map(([, y, tall]) => ({ top: Number(y), bottom: Number(y) + Number(tall) }));
    const inside = others.slice(0, 3);
    expect(inside).toHaveLength(3);
    // Half of the stroke lies inside.
    for (const { top, bottom } of inside) {
      expect(top - (frame?.top ?? 0)).toBeGreaterThanOrEqual(2 + 6);
      expect((frame?.bottom ?? 0) - bottom).toBeGreaterThanOrEqual(2 + 6);
    }
  });

  it("draws the bar as long as the share, cut at the full length and absent at nothing", () => {
    const shares = [1.4, 1, 0.5, 0, Number.NaN];
    const svg = standingsCard(elevenUnits({ rows: shares.map((share) => row({ share })) }));
    const [full = 0] = widths(svg, palette.track);
    expect(full).toBeGreaterThan(400);
    expect(widths(svg, palette.bar)).toEqual([full, full, full / 2]);
  });

  it("draws the trend as a path with the number of places", () => {
    const drawn = (trend: number | null) => standingsCard(elevenUnits({ rows: [row({ trend })] }));
    const count = (svg: string, colour: string) =>
      svg.match(new RegExp(`<path [^>]*"${colour}"`, "g"))?.length;
    expect([texts(drawn(3)).at(-2), count(drawn(3), palette.good)]).toEqual(["3", 1]);
    expect([texts(drawn(-3)).at(-2), count(drawn(-3), palette.bad)]).toEqual(["3", 1]);
    expect([texts(drawn(0)).at(-2), count(drawn(0), palette.quiet)]).toEqual(["97,00", 1]);
    expect(drawn(null)).not.toContain("<path");
  });

  it("leaves the trend's column out when there is nothing to compare with", () => {
    const rows = elevenUnits().rows.map((each) => ({ ...each, trend: null }));
    const svg = standingsCard(elevenUnits({ rows }));
    expect(texts(svg)).not.toContain("So T5");
    expect(widths(svg, palette.track)[0]).toBeGreaterThan(
      widths(standingsCard(elevenUnits()), palette.track)[0] ?? 0,
    );
  });

  it("grows with the number of units and stays within what a chat takes as a photo", () => {
    const heights = [0, 1, 4, 11, 20, 100].map((count) =>
      height(standingsCard(elevenUnits({ rows: Array.from({ length: count }, () => row({})) }))),
    );
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect(heights[5]).toBeLessThan(10_000 - 1080);
  });

  it.each([
    ["few units", 3],
    ["twenty units", 20],
    ["a hundred units", 100],
  ])("keeps every text at 24 pixels or more and inside the picture: %s with long names", (_, count) => {
    const rows = Array.from({ length: count }, (__, index) =>
      row({ name: longName, points: "123.456.789,00", rank: "1.234–1.240", own: index === 1, trend: -100 }),
    );
    const model = elevenUnits({
      title: longName.repeat(3),
      subtitle: longName.repeat(3),
      label: longName.repeat(3),
      sampleNote: longName.repeat(3),
      footer: longName.repeat(5),
      rows,
      texts: { ...elevenUnits().texts, own: longName, points: longName, trend: longName, rank: longName },
    });
    const svg = standingsCard(model);
    expect(Math.min(...fontSizes(svg))).toBeGreaterThanOrEqual(24);
    for (const { x, right } of extents(svg)) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(1080);
    }
  });

  it("wraps a long name and cuts what is too long with an ellipsis between words", () => {
    const said = texts(standingsCard(elevenUnits({ rows: [row({ name: longName })] })));
    const start = said.findIndex((text) => text.startsWith("Ban Quản lý"));
    const lines = said.slice(start, start + 3);
    expect(lines[2]).toMatch(/\p{L}…$/u);
    const shown = lines.join(" ").replace("…", "");
    expect(`${longName} `.startsWith(`${shown} `)).toBe(true);
  });

  it("keeps names apart from the points", () => {
    const svg = standingsCard(elevenUnits({ rows: [row({ name: longName, points: "1.234,50" })] }));
    const lines = extents(svg);
    const points = lines.find(({ text }) => text === "1.234,50");
    const names = lines.filter(({ text }) => longName.includes(text.replace("…", "")) && text.length > 5);
    expect(names).toHaveLength(3);
    for (const name of names) expect(name.right).toBeLessThan(points?.x ?? 0);
  });

  it("escapes markup and makes decomposed letters whole", () => {
    const name = "Sở <b>Nội & vụ</b> \"A\" 'B'".normalize("NFD");
    const svg = standingsCard(elevenUnits({ rows: [row({ name })] }));
    expect(svg).toContain("Sở &lt;b&gt;Nội &amp; vụ&lt;/b&gt;");
    expect(svg).toBe(svg.normalize("NFC"));
  });
});

/** Where the renderer puts each text, without any rectangle. */
function extents(svg: string): { text: string; x: number; right: number }[] {
  const options = { font: { loadSystemFonts: false, fontFiles: [...fontFiles] } };
  const open = /^<svg[^>]*>/.exec(svg)?.[0] ?? "";
  // One of each text and place in the row is enough: rows repeat.
  const seen = new Map(
    [...svg.matchAll(/<text x="([\d.]+)"[^>]*>([^<]*)<\/text>/g)].map((found) => [
      found[1] + (found[2] ?? ""),
      found,
    ]),
  );
  return [...seen.values()].map(([element, , text = ""]) => {
    const found = new Resvg(`${open}${element}</svg>`, options).innerBBox();
    return { text, x: found?.x ?? 0, right: (found?.x ?? 0) + (found?.width ?? 0) };
  });
}
