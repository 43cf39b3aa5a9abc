import type { StandingsModel, StandingsRow } from "../../src/pictures/standings-card.ts";

const units = [
  "Sở Nội vụ Hà Nội",
  "Sở Nội vụ Hải Phòng",
  "Sở Nội vụ Quảng Ninh",
  "Sở Nội vụ Vĩnh Phúc",
  "Sở Nội vụ Bắc Ninh",
  "Sở Nội vụ Hải Dương",
  "Sở Nội vụ Nam Định",
  "Sở Nội vụ Ninh Bình",
  "Sở Nội vụ Hưng Yên",
  "Sở Nội vụ Thái Bình",
  "Sở Nội vụ Hà Nam",
];
const ranks = ["1", "2", "2", "4", "5", "6", "7", "8", "9", "10", null];
const points = [
  "96,40",
  "91,25",
  "91,25",
  "88,17",
  "80,06",
  "74,50",
  "61,39",
  "55,00",
  "41,20",
  "0,00",
  null,
];
const trends = [0, 2, -1, 3, 0, -2, 1, -12, null, 0, null];

/** The standings of a cluster of eleven, one of them not ranked, as the fourth sees them. */
export function elevenUnits(changes: Partial<StandingsModel> = {}): StandingsModel {
  return {
    title: "Bảng xếp hạng thi đua",
    subtitle: "Cụm thi đua Sở Nội vụ các tỉnh, thành Bắc Bộ · Năm 2019",
    label: "Tạm tính đến 12/06/2019",
    sampleNote: "Số liệu mẫu",
    footer: "Mũi tên: số bậc tăng, giảm so với tháng 5.",
    texts: {
      notRanked: "Chưa xếp hạng",
      own: "Đơn vị mình",
      rank: "Hạng",
      unit: "Đơn vị",
      points: "Điểm",
      trend: "So T5",
    },
    rows: units.map((name, index) => ({
      name,
      rank: ranks[index] ?? null,
      points: points[index] ?? null,
      share: Number(points[index]?.replace(",", ".") ?? 0) / 100,
      trend: trends[index] ?? null,
      own: index === 3,
    })),
    ...changes,
  };
}

export function row(changes: Partial<StandingsRow>): StandingsRow {
  return { rank: "1", name: "Cục Quản trị", points: "97,00", share: 0.97, trend: 1, own: false, ...changes };
}

/** What the drawn lines say, in the order of the picture. */
export function texts(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text ?? "");
}

export function fontSizes(svg: string): number[] {
  return [...svg.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
}

export function height(svg: string): number {
  return Number(/^<svg[^>]* height="(\d+)"/.exec(svg)?.[1]);
}

/** Widths of the rectangles of one colour, in pixels, from top to bottom. */
export function widths(svg: string, colour: string): number[] {
  return [...svg.matchAll(/<rect [^>]*width="([\d.]+)" [^>]*fill="(#\w+)"/g)]
    .filter(([, , fill]) => fill === colour)
    .map(([, width]) => Number(width));
}
