import { ownFrame, ownTag } from "./own-unit.ts";
import { palette } from "./palette.ts";
import { box, clock, cross, dash, type Spot, tick } from "./shapes.ts";
import { lineHeight, margin, type Part, paragraph, type SheetModel, sheet, sheetWidth } from "./sheet.ts";
import { cut, line, measure, type Style, wrap } from "./text.ts";

/** How a unit's report of one month stands; `notDue` also while its day has not come. */
export type ReportMark = "onTime" | "late" | "missing" | "notDue";

export interface HeatMapModel extends SheetModel {
  /** Short names of the months, at most 12, such as "T1". */
  readonly months: readonly string[];
  readonly rows: readonly {
    readonly name: string;
    readonly own: boolean;
    /** One for each month. */
    readonly marks: readonly ReportMark[];
  }[];
  readonly texts: Readonly<Record<ReportMark, string>> & {
    readonly own: string;
    readonly unit: string;
  };
}

const heading = { size: 24, weight: 600 } satisfies Style;
const name = { size: 26, weight: 600 } satisfies Style;
const legend = { size: 26, weight: 400 } satisfies Style;

const cell = 54;
const nameLeast = 312;

const looks: Record<ReportMark, { sign: (spot: Spot) => string; colour: string; ground: string }> = {
  onTime: { sign: tick, colour: palette.good, ground: palette.goodGround },
  late: { sign: clock, colour: palette.late, ground: palette.lateGround },
  missing: { sign: cross, colour: palette.bad, ground: palette.badGround },
  notDue: { sign: dash, colour: palette.quiet, ground: palette.page },
};

/** Which unit sent which month's report, as SVG: tick, clock, cross or dash, readable without colour. */
export function heatMap(model: HeatMapModel): string {
  return sheet(model, (top) => {
    const step = Math.min(84, (sheetWidth - 2 * margin - nameLeast) / Math.max(1, model.months.length));
    const left = sheetWidth - margin - step * model.months.length;
    const key = drawLegend(model, top);
    const parts = [key.svg, ...drawMonths(model, left, step, key.bottom)];
    let bottom = key.bottom + lineHeight(heading) + 14;
    for (const row of model.rows) {
      const drawn = drawRow(row, model.texts.own, left, step, bottom);
      parts.push(drawn.svg);
      bottom = drawn.bottom;
    }
    return { svg: parts.filter((part) => part !== "").join("\n"), bottom };
  });
}

function drawLegend({ texts }: HeatMapModel, top: number): Part {
  const parts: string[] = [];
  let [x, y] = [margin, top];
  for (const mark of Object.keys(looks) as ReportMark[]) {
    const text = cut(texts[mark], legend, sheetWidth - 2 * margin - cell);
    const width = 44 + 12 + measure(text, legend);
    if (x > margin && x + width > sheetWidth - margin) [x, y] = [margin, y + 56];
    parts.push(drawMark(mark, x + 22, y + 22, 44));
    parts.push(line(text, { ...legend, x: x + 56, y: y + 22 + legend.size * 0.36, colour: palette.ink }));
    x += width + 32;
  }
  return { svg: parts.join("\n"), bottom: y + 68 };
}

function drawMonths({ months, texts }: HeatMapModel, left: number, step: number, top: number): string[] {
  const at = { ...heading, y: top + heading.size, colour: palette.quiet };
  return [
    line(cut(texts.unit, heading, left - margin - 16), { ...at, x: margin }),
    ...months.map((month, index) =>
      line(cut(month, heading, step - 4), { ...at, x: left + (index + 0.5) * step, anchor: "middle" }),
    ),
  ];
}

function drawRow(
  row: HeatMapModel["rows"][number],
  own: string,
  left: number,
  step: number,
  top: number,
): Part {
  const width = left - margin - 16;
  const names = wrap(row.name, name, width, 3);
  const tag = row.own ? ownTag(own, margin, 0, width).bottom + 6 : 0;
  const nameHeight = names.length * lineHeight(name) + tag;
  const height = Math.max(cell, nameHeight) + (row.own ? 28 : 14);
  const middle = top + height / 2;
  const nameTop = middle - nameHeight / 2;
  const title = paragraph(names, name, row.own ? palette.band : palette.ink, nameTop);
  const svg = [
    ...(row.own ? [ownFrame(top, top + height)] : []),
    title.svg,
    ...(row.own ? [ownTag(own, margin, title.bottom + 4, width).svg] : []),
    ...row.marks.map((mark, index) =>
      drawMark(mark, left + (index + 0.5) * step, middle, Math.min(cell, step - 6)),
    ),
  ];
  return { svg: svg.join("\n"), bottom: top + height };
}

function drawMark(mark: ReportMark, x: number, y: number, size: number): string {
  const { sign, colour, ground } = looks[mark];
  const radius = mark === "notDue" ? 8 : size * 0.3;
  const square = { x: x - size / 2, y: y - size / 2, width: size, height: size };
  const border = mark === "notDue" ? palette.rule : colour;
  return box(square, ground, `rx="10" stroke="${border}" stroke-width="2"`) + sign({ x, y, radius, colour });
}
