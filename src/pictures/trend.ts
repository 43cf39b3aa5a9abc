import { scaleLinear, scalePoint } from "d3-scale";
import { curveMonotoneX, line as path } from "d3-shape";
import { palette } from "./palette.ts";
import { box } from "./shapes.ts";
import { margin, type SheetModel, sheet, sheetWidth } from "./sheet.ts";
import { cut, line, measure, round, type Style } from "./text.ts";

/** One unit's way through the months. */
export interface TrendLine {
  readonly name: string;
  /** Its last value as shown before the name, such as "4" or "88,17". */
  readonly last: string;
  /** One for each month: place or points. Null: nothing known, the line has a gap. */
  readonly values: readonly (number | null)[];
  readonly own: boolean;
}

export interface TrendModel extends SheetModel {
  /** Short names of the months, such as "T1". */
  readonly months: readonly string[];
  readonly lines: readonly TrendLine[];
  /** Values with a line across, and their text; they also set how far the axis goes. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** Places have the smallest value on top, points the largest. */
  readonly top: "smallest" | "largest";
}

const axis = { size: 24, weight: 600 } satisfies Style;
const label = { size: 26, weight: 400 } satisfies Style;
const ownLabel = { size: 26, weight: 700 } satisfies Style;

const labelWidth = 390;
const labelHeight = 40;

/** Places or points by month as SVG, with each unit's name at the end of its line. */
export function trendLines(model: TrendModel): string {
  return sheet(model, (top) => {
    const plot = layOut(model, top + 16);
    // The own line lies over the others.
    const lines = [...model.lines].sort((one, other) => Number(one.own) - Number(other.own));
    const parts = [
      ...drawAxes(model, plot),
      ...lines.map((each) => drawLine(each, plot)),
      ...drawLabels(model.lines, plot),
    ];
    return { svg: parts.join("\n"), bottom: plot.bottom + 64 };
  });
}

interface Plot {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
  readonly x: (month: number) => number;
  readonly y: (value: number) => number;
}

function layOut({ months, lines, ticks, top: first }: TrendModel, top: number): Plot {
  const height = Math.max(640, lines.length * (labelHeight + 8));
  const bottom = top + height;
  const left = margin + Math.max(0, ...ticks.map(({ text }) => measure(text, axis))) + 24;
  const right = sheetWidth - margin - labelWidth;
  const known = [
    ...ticks.map(({ at }) => at),
    ...lines.flatMap(({ values }) => values.filter((value) => value !== null)),
  ];
  const [least, most] = known.length === 0 ? [0, 1] : [Math.min(...known), Math.max(...known)];
  const range = first === "smallest" ? [top + 20, bottom - 20] : [bottom - 20, top + 20];
  const x = scalePoint(months.keys(), [left + 10, right - 44]);
  return {
    top,
    bottom,
    left,
    right,
    x: (month) => x(month) ?? left,
    // One value alone lies in the middle.
    y: scaleLinear(least === most ? [least - 1, most + 1] : [least, most], range),
  };
}

function drawAxes({ months, ticks }: TrendModel, { left, right, bottom, x, y }: Plot): string[] {
  const at = { ...axis, colour: palette.quiet };
  // Where the months stand close, only every second or third is named.
  const widest = Math.max(1, ...months.map((month) => measure(month, axis))) + 8;
  const step = months.length < 2 ? widest : x(1) - x(0);
  const every = Math.ceil(widest / step);
  return [
    ...ticks.flatMap(({ at: value, text }) => [
      box({ x: left, y: y(value) - 1, width: right - 44 - left + 10, height: 2 }, palette.rule),
      line(text, { ...at, x: left - 16, y: y(value) + axis.size * 0.36, anchor: "end" }),
    ]),
    ...months.flatMap((month, index) =>
      (months.length - 1 - index) % every === 0
        ? [line(month, { ...at, x: x(index), y: bottom + 40, anchor: "middle" })]
        : [],
    ),
  ];
}

function drawLine({ values, own }: TrendLine, { x, y }: Plot): string {
  const [colour, width] = own ? [palette.band, 7] : [palette.bar, 3];
  const draw = path<number | null>()
    .defined((value) => value !== null)
    .x((_, month) => x(month))
    .y((value) => y(value ?? 0))
    .curve(curveMonotoneX)
    .digits(1);
  const dots = values.map((value, month) =>
    value === null
      ? ""
      : `<circle cx="${round(x(month))}" cy="${round(y(value))}" r="${own ? 9 : 5}" fill="${colour}" stroke="${palette.page}" stroke-width="2"/>`,
  );
  return `<path d="${draw(values) ?? ""}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"/>${dots.join("")}`;
}

/** Names beside the line ends; where ends lie close, names move apart and a thin line leads to each. */
function drawLabels(lines: readonly TrendLine[], plot: Plot): string[] {
  const ends = lines
    .map((each) => ({ each, month: each.values.findLastIndex((value) => value !== null) }))
    .filter(({ month }) => month >= 0)
    .map(({ each, month }) => ({ each, x: plot.x(month), y: plot.y(each.values[month] ?? 0) }))
    .sort((one, other) => one.y - other.y);
  const places = spread(
    ends.map(({ y }) => y),
    plot.top + labelHeight / 2,
    plot.bottom - labelHeight / 2,
  );
  return ends.map(({ each, x, y }, index) => {
    const place = places[index] ?? y;
    const style = each.own ? ownLabel : label;
    const colour = each.own ? palette.band : palette.ink;
    const lead = `<path d="M${round(x + 12)} ${round(y)}L${round(plot.right - 8)} ${round(place)}" fill="none" stroke="${each.own ? palette.band : palette.quiet}" stroke-width="1.5"/>`;
    const text = cut(`${each.last} · ${each.name}`, style, labelWidth);
    return lead + line(text, { ...style, x: plot.right, y: place + style.size * 0.36, colour });
  });
}

/** Moves sorted positions apart to the height of a label, within both edges where they fit. */
function spread(wanted: readonly number[], top: number, bottom: number): number[] {
  const placed: number[] = [];
  for (const at of wanted) placed.push(Math.max(at, (placed.at(-1) ?? top - labelHeight) + labelHeight));
  let limit = bottom;
  for (let index = placed.length - 1; index >= 0; index -= 1) {
    placed[index] = Math.min(placed[index] ?? limit, limit);
    limit = (placed[index] ?? limit) - labelHeight;
  }
  return placed;
}
