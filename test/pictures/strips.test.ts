import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { fontFiles } from "../../src/pictures/font.ts";
import { heatMap, type ReportMark } from "../../src/pictures/heat-map.ts";
import { standingsCard } from "../../src/pictures/standings-card.ts";
import { strips } from "../../src/pictures/strips.ts";
import { trendLines } from "../../src/pictures/trend.ts";
import { elevenUnits } from "./models.ts";

const same = (text: string) => text;
const pixels = (svg: string) =>
  new Resvg(svg, { font: { loadSystemFonts: false, fontFiles: [...fontFiles] } }).render().pixels;
const open = (height: number, top: number) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="${height}" viewBox="0 ${top} 9 ${height}">`;
const picture = (content: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="250">${content}</svg>`;

const marks: ReportMark[] = ["onTime", "late", "missing", "notDue"];
const heading = { title: "Bảng", subtitle: "Cụm", sampleNote: "Số liệu mẫu" };
const pictures = {
  standings: standingsCard(elevenUnits()),
  trend: trendLines({
    ...heading,
    months: ["T1", "T2", "T3"],
    lines: [
      { name: "Ẫ", last: "1", values: [1, null, 7], own: true },
      { name: "Ộ", last: "7", values: [7, 3, 1], own: false },
    ],
    ticks: [{ at: 1, text: "1" }],
    top: "smallest",
  }),
  "heat map": heatMap({
    ...heading,
    months: ["T1", "T2", "T3", "T4"],
    rows: [0, 1, 2].map((index) => ({ name: `Đơn vị ${index}`, own: index === 1, marks })),
    texts: { onTime: "a", late: "b", missing: "c", notDue: "d", own: "e", unit: "f" },
  }),
};

describe("a picture in strips", () => {
  it.each(Object.entries(pictures))("is the whole picture: %s", (_, svg) => {
    for (const height of [97, 256]) {
      const parts = strips(svg, height, same) ?? [];
      expect(parts.length).toBeGreaterThan(2);
      const [drawn, wanted] = [Buffer.concat(parts.map(pixels)), pixels(svg)];
      expect(drawn).toHaveLength(wanted.length);
      // The renderer looks at four points of each pixel's height: one of them may fall to the other side of an edge.
      const differences = drawn.map((value, index) => Math.abs(value - (wanted[index] ?? 0)));
      expect(differences.reduce((most, value) => Math.max(most, value))).toBeLessThan(80);
      expect(differences.filter((value) => value > 16).length).toBeLessThan(drawn.length / 10_000);
    }
  });

  it("puts each element where it may be seen, in the order of the picture", () => {
    const rect = '<rect x="0" y="80" width="9" height="40" fill="#111111"/>';
    const circle = '<circle cx="4" cy="170" r="5" fill="#222222"/>';
    const path = '<path d="M1 205L2 230" fill="none"/>';
    const text = '<text x="1" y="40" font-size="30">a</text>';
    const unknown = '<path d="m1 1h5" fill="none"/>';
    expect(strips(picture([rect, circle, unknown, path, text].join("\n")), 100, same)).toEqual([
      `${open(100, 0)}${rect}${unknown}${text}</svg>`,
      `${open(100, 100)}${rect}${circle}${unknown}${path}</svg>`,
      `${open(50, 200)}${unknown}${path}</svg>`,
    ]);
  });

  it("draws other things in place of texts", () => {
    expect(
      strips(picture('<text x="1" y="40">a</text>'), 300, (text) => `<path d="${text.length}"/>`),
    ).toEqual([`${open(250, 0)}<path d="27"/></svg>`]);
  });

  it.each([
    ["elements inside others", picture('<g fill="#111111"><rect y="1" height="2"/></g>')],
    ["photos", picture('<image y="1" height="2" href="data:image/png;base64,AA=="/>')],
    ["another view", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" viewBox="0 0 5 5"></svg>'],
    ["what is no SVG", "<svg"],
  ])("leaves %s whole", (_, svg) => {
    expect(strips(svg, 100, same)).toBeNull();
  });
});
