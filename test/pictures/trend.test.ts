import { describe, expect, it } from "vitest";
import { palette } from "../../src/pictures/palette.ts";
import { type TrendLine, type TrendModel, trendLines } from "../../src/pictures/trend.ts";
import { fontSizes, texts } from "./models.ts";

const unit = (name: string, values: (number | null)[], own = false): TrendLine => ({
  name,
  values,
  own,
  last: String(values.at(-1) ?? ""),
});

function model(changes: Partial<TrendModel> = {}): TrendModel {
  return {
    title: "Hạng theo tháng",
    subtitle: "Khối thi đua 5 của Văn phòng Chính phủ · Năm 2024",
    months: ["T1", "T2", "T3"],
    top: "smallest",
    ticks: [1, 2, 3].map((at) => ({ at, text: String(at) })),
    lines: [
      unit("Cục Quản trị", [1, 2, 2], true),
      unit("Vụ Tổ chức cán bộ", [2, 1, 1]),
      unit("Cổng Thông tin điện tử Chính phủ", [3, null, 3]),
    ],
    ...changes,
  };
}

/** Baselines of the names at the line ends, by the start of the text. */
function baseline(svg: string, start: string): number {
  return Number(new RegExp(`<text x="[\\d.]+" y="([\\d.]+)"[^>]*>${start}`).exec(svg)?.[1]);
}

describe("the trend lines", () => {
  it("draws each unit's way with its name at the end, and the own one strong", async () => {
    await expect(trendLines(model())).toMatchFileSnapshot("snapshots/trend.svg");
  });

  it("puts the smallest place on top, and the largest points", () => {
    const places = trendLines(model());
    expect(baseline(places, "1 · Vụ")).toBeLessThan(baseline(places, "2 · Cục"));
    const points = trendLines(model({ top: "largest" }));
    expect(baseline(points, "1 · Vụ")).toBeGreaterThan(baseline(points, "2 · Cục"));
  });

  it("leaves a gap where a month is not known and names no unit without any", () => {
    const svg = trendLines(model({ lines: [unit("A", [3, null, 1]), unit("B", [null, null, null])] }));
    expect(svg.match(/<circle/g)).toHaveLength(2);
    expect(/<path d="(M[^"]*)" fill="none" stroke="#5A7896"/.exec(svg)?.[1]?.match(/M/g)).toHaveLength(2);
    expect(texts(svg).filter((text) => text.includes("·") && !text.includes("Khối"))).toEqual(["1 · A"]);
  });

  it("moves the names of close ends apart and keeps their order", () => {
    const lines = Array.from({ length: 20 }, (_, index) =>
      unit(`Đơn vị ${index + 10}`, [50, 60, 99 - index / 100]),
    );
    const ticks = [0, 100].map((at) => ({ at, text: String(at) }));
    const svg = trendLines(model({ top: "largest", lines, ticks }));
    const ends = lines.map(({ name }) => baseline(svg, `[\\d.]+ · ${name}`));
    for (const [index, y] of ends.entries()) {
      if (index > 0) expect(y - (ends[index - 1] ?? 0)).toBeGreaterThanOrEqual(39.9);
    }
  });

  it("draws the own line last, over the others, and thicker", () => {
    const svg = trendLines(model());
    const own = svg.indexOf(`stroke="${palette.band}" stroke-width="7"`);
    expect(own).toBeGreaterThan(svg.lastIndexOf(`stroke="${palette.bar}" stroke-width="3"`));
  });

  it.each([
    ["no line", { lines: [] }],
    ["no tick and no line", { lines: [], ticks: [] }],
    ["one month", { months: ["T1"], lines: [unit("A", [5])], ticks: [] }],
    [
      "twelve months with long names",
      { months: Array.from({ length: 12 }, (_, index) => `Tháng ${index + 1}`) },
    ],
  ])("draws %s without a lost number and with texts of 24 pixels or more", (_, changes) => {
    const svg = trendLines(model(changes));
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(Math.min(...fontSizes(svg))).toBeGreaterThanOrEqual(24);
  });
});
