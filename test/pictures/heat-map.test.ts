import { describe, expect, it } from "vitest";
import { type HeatMapModel, heatMap, type ReportMark } from "../../src/pictures/heat-map.ts";
import { palette } from "../../src/pictures/palette.ts";
import { fontSizes, height, texts } from "./models.ts";

const months = Array.from({ length: 12 }, (_, index) => `T${index + 1}`);
const year = (...known: ReportMark[]): ReportMark[] => months.map((_, index) => known[index] ?? "notDue");

function model(changes: Partial<HeatMapModel> = {}): HeatMapModel {
  return {
    title: "Báo cáo tháng",
    subtitle: "Khối thi đua 5 của Văn phòng Chính phủ · Năm 2024",
    label: "Tính đến 12/03/2024",
    months,
    rows: [
      { name: "Vụ Tổ chức cán bộ", own: false, marks: year("onTime", "late") },
      { name: "Cổng Thông tin điện tử Chính phủ", own: true, marks: year("missing", "onTime") },
    ],
    texts: {
      onTime: "Đã nộp",
      late: "Nộp chậm",
      missing: "Thiếu",
      notDue: "Chưa đến hạn",
      own: "Đơn vị mình",
      unit: "Đơn vị",
    },
    ...changes,
  };
}

/** The drawn form of each mark of a year, without place and colour. */
function forms(mark: ReportMark): string {
  const rows = (marks: ReportMark[]) => [{ name: "A", own: false, marks }];
  const [none, one] = [[], [mark]].map((marks) => heatMap(model({ months: ["T1"], rows: rows(marks) })));
  const drawn = one?.replace(none?.slice(0, none.lastIndexOf("</text>")) ?? "", "") ?? "";
  const last = drawn.slice(drawn.lastIndexOf("<rect"));
  return [...last.matchAll(/<(rect|circle|path)(?: d="([^"]*)")?/g)]
    .map(([, shape, path = ""]) => `${shape} ${path.replace(/[^ML]/g, "")}`)
    .join(",");
}

describe("the heat map", () => {
  it("draws units and months with a sign each, and the own unit marked", async () => {
    await expect(heatMap(model())).toMatchFileSnapshot("snapshots/heat-map.svg");
  });

  it("can be read without colour: each mark has a form of its own", () => {
    expect([forms("onTime"), forms("late"), forms("missing"), forms("notDue")]).toEqual([
      "rect ,path MLL",
      "rect ,circle ,path MLL",
      "rect ,path MLML",
      "rect ,path ML",
    ]);
  });

  it("draws one sign a month and unit, and one for each word of the key", () => {
    const svg = heatMap(model());
    const grounds = (colour: string) => svg.split(`fill="${colour}" rx="10"`).length - 1;
    expect(grounds(palette.goodGround)).toBe(2 + 1);
    expect(grounds(palette.lateGround)).toBe(1 + 1);
    expect(grounds(palette.badGround)).toBe(1 + 1);
    expect(grounds(palette.page)).toBe(20 + 1);
  });

  it("names every month and unit and explains the signs", () => {
    const said = texts(heatMap(model()));
    expect(said.slice(3, 8)).toEqual(["Đã nộp", "Nộp chậm", "Thiếu", "Chưa đến hạn", "Đơn vị"]);
    expect(said.slice(8, 20)).toEqual(months);
    expect(said.slice(20).join(" ")).toBe("Vụ Tổ chức cán bộ Cổng Thông tin điện tử Chính phủ Đơn vị mình");
  });

  it("keeps texts at 24 pixels or more, grows with the units and wraps a long key", () => {
    const rows = Array.from({ length: 20 }, (_, index) => ({
      name: "Ban Quản lý dự án đầu tư xây dựng các công trình giao thông và nông nghiệp",
      own: index === 2,
      marks: year("onTime"),
    }));
    const long = "Chưa đến hạn nộp báo cáo của tháng";
    const svg = heatMap(
      model({ rows, texts: { ...model().texts, onTime: long, late: long, missing: long, own: long } }),
    );
    expect(Math.min(...fontSizes(svg))).toBeGreaterThanOrEqual(24);
    expect(height(svg)).toBeGreaterThan(height(heatMap(model())) + 18 * 60);
    const places = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*>Chưa đến hạn/g)];
    expect(new Set(places.map(([, , y]) => y)).size).toBeGreaterThan(1);
  });
});
