import { palette } from "./palette.ts";
import { arrowDown, arrowUp, box } from "./shapes.ts";
import { lineHeight, margin, type Part, paragraph, type SheetModel, sheet, sheetWidth } from "./sheet.ts";
import { cut, line, measure, type Style, shrink, wrap } from "./text.ts";

/** One line of a unit's card. Figures come as shown; null draws a dash. */
export interface UnitCardRow {
  readonly kind: "group" | "heading" | "row" | "total";
  readonly code: string | null;
  readonly text: string;
  readonly self: string | null;
  readonly appraised: string | null;
  readonly published: string | null;
  readonly max: string | null;
  /** Length of the bar, 0 to 1; beyond is cut. Null: no bar. */
  readonly share: number | null;
  /** Whether the appraisal is above (1) or below (-1) the unit's own score; null: the same, or not known. */
  readonly differs: 1 | -1 | null;
}

export interface UnitCardModel extends SheetModel {
  readonly rows: readonly UnitCardRow[];
  /** Headings of the columns. */
  readonly texts: Readonly<Record<"row" | Figure, string>>;
}

type Figure = (typeof figures)[number];
const figures = ["self", "appraised", "published", "max"] as const;

const heading = { size: 24, weight: 600 } satisfies Style;
const gap = 34;
const barHeight = 10;

/** How each kind of line is written. */
const styles = {
  total: { name: { size: 36, weight: 700 }, figure: { size: 36, weight: 700 } },
  group: { name: { size: 30, weight: 700 }, figure: { size: 30, weight: 700 } },
  heading: { name: { size: 28, weight: 600 }, figure: { size: 28, weight: 600 } },
  row: { name: { size: 28, weight: 400 }, figure: { size: 28, weight: 600 } },
} satisfies Record<UnitCardRow["kind"], { name: Style; figure: Style }>;

/** Where the columns end, in pixels. */
interface Layout {
  readonly right: Readonly<Record<Figure, number>>;
  readonly width: Readonly<Record<Figure, number>>;
  readonly nameRight: number;
  readonly nameLines: number;
}

/**
 * A unit's points by criterion as SVG: own score, appraisal, publication and maximum side by side, subtotals on a
 * ground of their own, a bar for each row, an arrow where the appraisal differs.
 */
export function unitCard(model: UnitCardModel): string {
  return sheet(model, (top) => {
    const layout = layOut(model);
    const head = drawHeadings(model, layout, top);
    const parts = [head.svg];
    let bottom = head.bottom;
    for (const row of model.rows) {
      const drawn = drawRow(row, layout, bottom);
      parts.push(drawn.svg);
      bottom = drawn.bottom;
    }
    return { svg: parts.join("\n"), bottom: bottom + 8 };
  });
}

function layOut({ rows, texts }: UnitCardModel): Layout {
  const widths = figures.map((key) => {
    const widest = rows.map((row) => measure(row[key] ?? "–", styles[row.kind].figure));
    return Math.min(170, Math.max(72, measure(texts[key], heading), ...widest));
  });
  const right = {} as Record<Figure, number>;
  const width = {} as Record<Figure, number>;
  let edge = sheetWidth - margin - 12;
  for (const [index, key] of [...figures.entries()].reverse()) {
    right[key] = edge;
    width[key] = widths[index] ?? 0;
    edge -= width[key] + gap;
  }
  return { right, width, nameRight: edge, nameLines: rows.length <= 8 ? 4 : 3 };
}

function drawHeadings({ texts }: UnitCardModel, { right, width, nameRight }: Layout, top: number): Part {
  const at = { ...heading, y: top + heading.size, colour: palette.quiet };
  const bottom = top + lineHeight(heading) + 12;
  const svg = [
    line(cut(texts.row, heading, nameRight - margin - 12), { ...at, x: margin + 12 }),
    ...figures.map((key) =>
      line(cut(texts[key], heading, width[key]), { ...at, x: right[key], anchor: "end" }),
    ),
    box({ x: margin, y: bottom - 2, width: sheetWidth - 2 * margin, height: 2 }, palette.rule),
  ];
  return { svg: svg.join("\n"), bottom };
}

const grounds = {
  total: { fill: palette.band, ink: palette.bandText, quiet: palette.bandText },
  group: { fill: palette.track, ink: palette.ink, quiet: palette.ink },
  heading: { fill: palette.page, ink: palette.ink, quiet: palette.quiet },
  row: { fill: palette.page, ink: palette.ink, quiet: palette.quiet },
} satisfies Record<UnitCardRow["kind"], { fill: string; ink: string; quiet: string }>;

function drawRow(row: UnitCardRow, layout: Layout, top: number): Part {
  const { right, width, nameRight, nameLines } = layout;
  const { name, figure } = styles[row.kind];
  const { fill, ink, quiet } = grounds[row.kind];
  const padding = row.kind === "group" || row.kind === "total" ? 18 : 12;
  const left = margin + 12;
  const text = [row.code ?? "", row.text].filter(Boolean).join(" ");
  const title = paragraph(wrap(text, name, nameRight - left, nameLines), name, ink, top + padding, left);
  const hasBar = row.share !== null && row.kind !== "total";
  const bottom = title.bottom + (hasBar ? barHeight + 10 : 0) + padding;
  const middle = (top + bottom) / 2;
  const drawFigure = (key: Figure) => {
    const shown = row[key] ?? "–";
    const style: Style = shrink(
      [shown],
      { ...figure, weight: key === "self" || key === "max" ? 400 : figure.weight },
      width[key],
    );
    const colour = row[key] === null || key === "max" ? quiet : ink;
    return line(shown, { ...style, x: right[key], y: middle + style.size * 0.36, colour, anchor: "end" });
  };
  const ground = { x: margin, y: top + 4, width: sheetWidth - 2 * margin, height: bottom - top - 8 };
  const isPlain = fill === palette.page;
  const svg = [
    isPlain ? "" : box(ground, fill, 'rx="10"'),
    title.svg,
    hasBar ? drawBar(row.share ?? 0, left, nameRight - left, title.bottom + 6, row.kind === "group") : "",
    ...figures.map(drawFigure),
    row.differs === null ? "" : drawDifference(row, figure, layout, middle),
    isPlain ? box({ x: margin, y: bottom - 1, width: sheetWidth - 2 * margin, height: 2 }, palette.rule) : "",
  ];
  return { svg: svg.filter((part) => part !== "").join("\n"), bottom };
}

function drawBar(share: number, x: number, width: number, y: number, onTrack: boolean): string {
  const length = Math.min(Math.max(share, 0), 1) * width;
  const track = box(
    { x, y, width, height: barHeight },
    onTrack ? palette.page : palette.track,
    `rx="${barHeight / 2}"`,
  );
  if (length <= 0) return track;
  return (
    track +
    box({ x, y, width: Math.max(length, barHeight), height: barHeight }, palette.bar, `rx="${barHeight / 2}"`)
  );
}

/** The arrow stands before the appraised figure, in the gap that every column keeps on its left. */
function drawDifference(row: UnitCardRow, figure: Style, { right, width }: Layout, y: number): string {
  const taken = Math.min(width.appraised, measure(row.appraised ?? "–", figure));
  const { fill, ink } = grounds[row.kind];
  const up = row.differs === 1;
  const colour = fill !== palette.page ? ink : up ? palette.good : palette.bad;
  const spot = { x: right.appraised - taken - gap / 2, y, radius: 9, colour };
  return up ? arrowUp(spot) : arrowDown(spot);
}
