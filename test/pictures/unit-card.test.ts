import { describe, expect, it } from "vitest";
import { hasGlyph } from "../../src/pictures/font.ts";
import { type UnitCardModel, type UnitCardRow, unitCard } from "../../src/pictures/unit-card.ts";
import { fontSizes, height, texts } from "./models.ts";

const row = (changes: Partial<UnitCardRow>): UnitCardRow => ({
  kind: "row",
  code: "I.1",
  text: "Gửi báo cáo định kỳ đúng hạn",
  self: "10",
  appraised: "9,5",
  published: null,
  max: "10",
  share: 0.95,
  differs: -1,
  ...changes,
});

function model(changes: Partial<UnitCardModel> = {}): UnitCardModel {
  return {
    title: "Sở Nội vụ Vĩnh Phúc",
    subtitle: "Bảng tiêu chí chấm điểm năm 2019",
    label: "Tạm tính đến 12/06/2019",
    rows: [
      row({ kind: "group", code: "I", text: "Chế độ thông tin, báo cáo", max: "20", share: 0.48 }),
      row({}),
      row({ kind: "heading", code: "I.2", text: "Ứng dụng công nghệ", differs: null, self: "0" }),
      row({ code: "I.2.a", text: "Tỷ lệ văn bản ký số", self: "0", appraised: "1", differs: 1, share: 1.5 }),
      row({ code: "I.2.b", text: "Việc khác", self: null, appraised: null, differs: null, share: null }),
      row({ kind: "total", code: null, text: "Tổng điểm", self: "−2,25", appraised: "1.000", max: null }),
    ],
    texts: {
      row: "Tiêu chí",
      self: "Tự chấm",
      appraised: "Thẩm định",
      published: "Công bố",
      max: "Tối đa",
    },
    ...changes,
  };
}

describe("a unit's card", () => {
  it("draws groups, rows and the total with three scores, a bar and what differs", async () => {
    await expect(unitCard(model())).toMatchFileSnapshot("snapshots/unit-card.svg");
  });

  it("says every figure, a dash for what is not there", () => {
    const said = texts(unitCard(model()));
    expect(said.slice(3, 8)).toEqual(["Tiêu chí", "Tự chấm", "Thẩm định", "Công bố", "Tối đa"]);
    expect(said.slice(-6)).toEqual(["10", "Tổng điểm", "−2,25", "1.000", "–", "–"]);
  });

  it("can be read without colour: arrows point where the appraisal differs", () => {
    const tips = (svg: string) =>
      [...svg.matchAll(/<path d="M[\d.]+ ([\d.]+)L[\d.]+ [\d.]+L[\d.]+ ([\d.]+)Z"/g)].map(([, base, tip]) =>
        Number(tip) < Number(base) ? "up" : "down",
      );
    expect(tips(unitCard(model()))).toEqual(["down", "down", "up", "down"]);
  });

  it("has a glyph for every character it says, in Vietnamese with all its marks", () => {
    const alphabet = "ăâđêôơưẰẲẴẮẶẦẨẪẤẬỀỂỄẾỆỒỔỖỐỘỜỞỠỚỢỪỬỮỨỰÝỲỶỸỴ";
    const said = texts(unitCard(model({ rows: [row({ text: alphabet })] }))).join("");
    expect(said).toContain(alphabet.slice(0, 10));
    for (const character of said) {
      for (const weight of [400, 600, 700] as const)
        expect(
          character === " " || hasGlyph(character.codePointAt(0) ?? 0, weight),
          `${character} ${weight}`,
        ).toBe(true);
    }
  });

  it("keeps texts at 24 pixels or more and inside the picture, however long they are", () => {
    const long = row({
      text: "Tham mưu ban hành và tổ chức thực hiện kế hoạch phát động phong trào thi đua yêu nước gắn với nhiệm vụ chính trị của địa phương",
      self: "1.234.567,89",
      appraised: "1.234.567,89",
      published: "1.234.567,89",
      max: "1.234.567,89",
    });
    const svg = unitCard(model({ rows: Array.from({ length: 16 }, () => long) }));
    expect(Math.min(...fontSizes(svg))).toBeGreaterThanOrEqual(24);
    expect(svg).toContain("…");
    expect(height(svg)).toBeLessThan(3200);
    const ends = [...svg.matchAll(/<text x="([\d.]+)"[^>]*text-anchor="end"/g)].map(([, x]) => Number(x));
    expect(Math.max(...ends)).toBeLessThanOrEqual(1040);
  });
});
