import { scaleLinear } from "d3-scale";
import { ownFrame, ownTag, tagHeight, tagWidth } from "./own-unit.ts";
import { palette } from "./palette.ts";
import { arrowDown, arrowUp, box, dash } from "./shapes.ts";
import { lineHeight, margin, type Part, paragraph, type SheetModel, sheet, sheetWidth } from "./sheet.ts";
import { cut, line, measure, type Style, shrink, wrap } from "./text.ts";

/** One unit of the standings, in the order of the model. */
export interface StandingsRow {
  /** Place as shown; units of equal points share it (1-1-3). Null: not ranked. */
  readonly rank: string | null;
  readonly name: string;
  /** Points as shown, in the form of the reader's language. Null: not ranked. */
  readonly points: string | null;
  /** Length of the bar, 0 to 1; beyond is cut. */
  readonly share: number;
  /** Places gained since the last closed month, negative when lost. Null: nothing to compare with. */
  readonly trend: number | null;
  /** The unit that this copy of the picture is for. */
  readonly own: boolean;
}

export interface StandingsModel extends SheetModel {
  readonly rows: readonly StandingsRow[];
  readonly texts: {
    readonly notRanked: string;
    /** Tag beside the name of the own unit. */
    readonly own: string;
    /** Headings of the columns. */
    readonly rank: string;
    readonly unit: string;
    readonly points: string;
    readonly trend: string;
  };
}

const heading = { size: 24, weight: 600 } satisfies Style;
const note = { size: 26, weight: 400 } satisfies Style;
const gained = { size: 32, weight: 600 } satisfies Style;

const gap = 24;
const barHeight = 14;
/** Air that the own row has at least, however many units there are: its tag and bar stand clear of the frame. */
const ownPadding = 18;
/** Of the trend's arrow with the space after it. */
const arrowWidth = 34;

/** Where the columns are, in pixels, and how much air a row has. */
interface Layout {
  readonly rankCentre: number;
  readonly rankWidth: number;
  readonly rank: Style;
  readonly nameLeft: number;
  readonly nameRight: number;
  /** Right edge of the points. */
  readonly pointsRight: number;
  readonly pointsWidth: number;
  readonly points: Style;
  /** 0 when no unit has a trend. */
  readonly trendWidth: number;
  readonly right: number;
  readonly name: Style;
  readonly padding: number;
  readonly nameLines: number;
}

/** The standings as SVG: every unit with place, bar, points and trend, the own unit marked by frame and tag. */
export function standingsCard(model: StandingsModel): string {
  return sheet(model, (top) => {
    const layout = layOut(model);
    const parts: string[] = [];
    const headings = drawHeadings(model, layout, top);
    parts.push(headings.svg);
    let bottom = headings.bottom;
    for (const [index, row] of model.rows.entries()) {
      const drawn = drawRow(row, model, layout, bottom);
      parts.push(drawn.svg);
      bottom = drawn.bottom;
      // The frame of the own unit takes the place of the rules beside it.
      if (!row.own && model.rows[index + 1]?.own !== true) parts.push(rule(bottom));
    }
    return { svg: parts.join("\n"), bottom: bottom + 4 };
  });
}

/** Few units get large rows; a hundred still make a picture that a chat accepts (sides together under 10,000). */
function layOut({ rows, texts }: StandingsModel): Layout {
  const count = rows.length;
  const size = Math.round(scaleLinear([4, 12, 30, 60, 100], [38, 36, 32, 28, 26]).clamp(true)(count));
  const large = { size: size + 4, weight: 700 } satisfies Style;
  const ranks = column(
    texts.rank,
    rows.map((row) => row.rank ?? ""),
    large,
    72,
    140,
  );
  const points = column(
    texts.points,
    rows.map((row) => row.points ?? ""),
    large,
    96,
    240,
  );
  const right = sheetWidth - margin;
  const trends = rows.some(({ trend }) => trend !== null);
  const steps = rows.map((row) => measure(String(Math.abs(row.trend ?? 0)), gained));
  const trend = column(texts.trend, [], gained, Math.max(92, arrowWidth + Math.max(...steps, 0)), 160);
  const pointsRight = trends ? right - trend.width - gap : right;
  return {
    rankCentre: margin + ranks.width / 2,
    rankWidth: ranks.width,
    rank: ranks.style,
    nameLeft: margin + ranks.width + gap,
    nameRight: pointsRight - points.width - gap - 8,
    pointsRight,
    pointsWidth: points.width,
    points: points.style,
    trendWidth: trends ? trend.width : 0,
    right,
    name: { size, weight: 600 },
    padding: scaleLinear([4, 11, 20, 60, 100], [32, 22, 16, 8, 4]).clamp(true)(count),
    nameLines: count <= 20 ? 3 : count <= 40 ? 2 : 1,
  };
}

/** Width of a column between a least and a most, and the size in which its texts fit. */
function column(title: string, texts: readonly string[], style: Style, least: number, most: number) {
  const widest = Math.max(least, measure(title, heading), ...texts.map((text) => measure(text, style)));
  const width = Math.min(most, widest);
  return { width, style: shrink([...texts, ""], style, width) };
}

function drawHeadings({ texts }: StandingsModel, layout: Layout, top: number): Part {
  const { rankCentre, rankWidth, nameLeft, nameRight, pointsRight, pointsWidth, trendWidth, right } = layout;
  const at = { ...heading, y: top + heading.size, colour: palette.quiet };
  const parts = [
    line(cut(texts.rank, heading, rankWidth), { ...at, x: rankCentre, anchor: "middle" }),
    line(cut(texts.unit, heading, nameRight - nameLeft), { ...at, x: nameLeft }),
    line(cut(texts.points, heading, pointsWidth), { ...at, x: pointsRight, anchor: "end" }),
  ];
  if (trendWidth > 0) {
    parts.push(
      line(cut(texts.trend, heading, trendWidth), { ...at, x: right - trendWidth / 2, anchor: "middle" }),
    );
  }
  const bottom = top + lineHeight(heading) + 10;
  return { svg: [...parts, rule(bottom)].join("\n"), bottom: bottom + 4 };
}

function drawRow(row: StandingsRow, model: StandingsModel, layout: Layout, top: number): Part {
  const { nameLeft, nameRight, right, name: style } = layout;
  const padding = row.own ? Math.max(layout.padding, ownPadding) : layout.padding;
  const inner = top + padding - 4;
  const names = wrap(row.name, style, nameRight - nameLeft, layout.nameLines);
  const name = paragraph(names, style, row.own ? palette.band : palette.ink, inner, nameLeft);
  const mark = row.own ? drawTag(model.texts.own, names, layout, inner) : { svg: "", bottom: name.bottom };
  const barTop = mark.bottom + 8;
  const notRanked = wrap(model.texts.notRanked, note, right - nameRight - gap, 3);
  const bottom =
    (row.points === null
      ? Math.max(mark.bottom, inner + notRanked.length * lineHeight(note))
      : barTop + barHeight) + padding;
  const middle = (top + bottom) / 2;
  const svg = [
    row.own ? ownFrame(top, bottom) : "",
    drawRank(row, layout, middle),
    name.svg,
    mark.svg,
    row.points === null ? drawNotRanked(notRanked, layout, middle) : drawBar(row, layout, barTop),
    row.points === null ? "" : drawPoints(row.points, row, layout, middle),
  ];
  return { svg: svg.filter((part) => part !== "").join("\n"), bottom };
}

/** The tag stands after the name, or under it where the line is full. */
function drawTag(text: string, names: readonly string[], layout: Layout, top: number): Part {
  const { nameLeft, nameRight, name: style } = layout;
  const most = nameRight - nameLeft;
  const lastTop = top + (names.length - 1) * lineHeight(style);
  const after = nameLeft + measure(names.at(-1) ?? "", style) + 18;
  if (after + tagWidth(text, most) <= nameRight) {
    const beside = ownTag(text, after, lastTop + style.size * 0.64 - tagHeight / 2, most);
    return { svg: beside.svg, bottom: lastTop + lineHeight(style) };
  }
  const under = ownTag(text, nameLeft, lastTop + lineHeight(style) + 6, most);
  return { svg: under.svg, bottom: under.bottom + 4 };
}

function drawBar(row: StandingsRow, { nameLeft, nameRight }: Layout, y: number): string {
  const length = scaleLinear([0, 1], [0, nameRight - nameLeft]).clamp(true)(row.share);
  const track = { x: nameLeft, y, width: nameRight - nameLeft, height: barHeight };
  const colour = row.own ? palette.band : palette.bar;
  const svg = box(track, palette.track, 'rx="7"');
  return length > 0 ? svg + box({ ...track, width: Math.max(length, barHeight) }, colour, 'rx="7"') : svg;
}

function drawRank(row: StandingsRow, { rankCentre: x, rankWidth, rank }: Layout, middle: number): string {
  if (row.rank === null) return dash({ x, y: middle, radius: 12, colour: palette.quiet });
  const colour = row.own ? palette.band : palette.ink;
  return line(cut(row.rank, rank, rankWidth), {
    ...rank,
    x,
    y: middle + rank.size * 0.36,
    colour,
    anchor: "middle",
  });
}

function drawPoints(points: string, row: StandingsRow, layout: Layout, middle: number): string {
  const { points: style, pointsRight: x, pointsWidth, trendWidth, right } = layout;
  const at = { ...style, x, y: middle + style.size * 0.36, colour: palette.ink, anchor: "end" } as const;
  const figure = line(cut(points, style, pointsWidth), at);
  return row.trend === null ? figure : `${figure}\n${drawTrend(row.trend, right - trendWidth / 2, middle)}`;
}

function drawTrend(trend: number, centre: number, middle: number): string {
  if (trend === 0) return dash({ x: centre, y: middle, radius: 12, colour: palette.quiet });
  const colour = trend > 0 ? palette.good : palette.bad;
  const places = String(Math.abs(trend));
  const width = arrowWidth + measure(places, gained);
  const spot = { x: centre - width / 2 + 12, y: middle, radius: 12, colour };
  const number = line(places, {
    ...gained,
    x: spot.x + arrowWidth - 12,
    y: middle + gained.size * 0.36,
    colour,
  });
  return (trend > 0 ? arrowUp(spot) : arrowDown(spot)) + number;
}

function drawNotRanked(lines: readonly string[], { right }: Layout, middle: number): string {
  const height = lineHeight(note);
  const first = middle - (lines.length * height) / 2 + note.size;
  const at = { ...note, x: right, colour: palette.quiet, anchor: "end" } as const;
  return lines.map((text, index) => line(text, { ...at, y: first + index * height })).join("\n");
}

function rule(y: number): string {
  return box({ x: margin, y: y - 1, width: sheetWidth - 2 * margin, height: 2 }, palette.rule);
}
