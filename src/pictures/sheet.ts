import { palette } from "./palette.ts";
import { box } from "./shapes.ts";
import { line, measure, round, type Style, wrap } from "./text.ts";

/** Width of every picture in pixels; a phone shows it at about a third, so no text is under 24. */
export const sheetWidth = 1080;

/** Space left and right of the content, in pixels. */
export const margin = 40;

/** What every picture says around its content. All texts come ready from the locales. */
export interface SheetModel {
  readonly title: string;
  readonly subtitle: string;
  /** How far the figures go, such as "Tạm tính đến 12/06/2019". */
  readonly label?: string;
  /** Says that the figures are samples; only for demonstration data. */
  readonly sampleNote?: string;
  readonly footer?: string;
}

/** A drawn part and the y where the next part begins. */
export interface Part {
  readonly svg: string;
  readonly bottom: number;
}

const title = { size: 54, weight: 700 } satisfies Style;
const subtitle = { size: 32, weight: 400 } satisfies Style;
const pill = { size: 28, weight: 600 } satisfies Style;
const footer = { size: 26, weight: 400 } satisfies Style;

/** A whole picture: the band with the titles, the content below it, the foot. */
export function sheet(model: SheetModel, content: (top: number) => Part): string {
  const head = drawHead(model);
  const body = content(head.bottom);
  const foot = drawFoot(model, body.bottom);
  const height = Math.ceil(foot.bottom);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${sheetWidth}" height="${height}" viewBox="0 0 ${sheetWidth} ${height}">`,
    box({ x: 0, y: 0, width: sheetWidth, height }, palette.page),
    head.svg,
    body.svg,
    foot.svg,
    "</svg>\n",
  ].join("\n");
}

function drawHead(model: SheetModel): Part {
  const width = sheetWidth - 2 * margin;
  const titles = paragraph(wrap(model.title, title, width, 3), title, palette.bandText, 36);
  const subtitles = paragraph(
    wrap(model.subtitle, subtitle, width, 3),
    subtitle,
    palette.bandQuiet,
    titles.bottom + 8,
  );
  const bandBottom = subtitles.bottom + 30;
  const pills = drawPills(model, bandBottom + 8 + 26);
  const svg = [
    box({ x: 0, y: 0, width: sheetWidth, height: bandBottom }, palette.band),
    box({ x: 0, y: bandBottom, width: sheetWidth, height: 8 }, palette.gold),
    titles.svg,
    subtitles.svg,
    pills.svg,
  ];
  return { svg: svg.join("\n"), bottom: pills.bottom };
}

function drawPills({ label, sampleNote }: SheetModel, top: number): Part {
  const pills = [
    { text: label, fill: palette.page, colour: palette.ink, border: palette.quiet, dashes: "" },
    {
      text: sampleNote,
      fill: palette.sampleGround,
      colour: palette.sampleText,
      border: palette.sampleText,
      dashes: ' stroke-dasharray="10 7"',
    },
  ];
  const parts: string[] = [];
  let [x, y, bottom] = [margin, top, top];
  for (const { text, fill, colour, border, dashes } of pills) {
    if (text === undefined) continue;
    const lines = wrap(text, pill, sheetWidth - 2 * margin - 48, 3);
    const width = Math.max(...lines.map((part) => measure(part, pill))) + 48;
    const height = lines.length * lineHeight(pill) + 16;
    if (x > margin && x + width > sheetWidth - margin) [x, y] = [margin, bottom + 14];
    parts.push(box({ x, y, width, height }, fill, `rx="26" stroke="${border}" stroke-width="2"${dashes}`));
    parts.push(paragraph(lines, pill, colour, y + 8, x + 24).svg);
    x += width + 20;
    bottom = Math.max(bottom, y + height);
  }
  return { svg: parts.join("\n"), bottom: parts.length === 0 ? top - 10 : bottom + 24 };
}

function drawFoot(model: SheetModel, top: number): Part {
  if (model.footer === undefined) return { svg: "", bottom: top + 28 };
  const lines = wrap(model.footer, footer, sheetWidth - 2 * margin, 4);
  const text = paragraph(lines, footer, palette.quiet, top + 22);
  return { svg: text.svg, bottom: text.bottom + 28 };
}

/** Height of a line in pixels; capital letters with two marks above (Ẫ) and a dot below need more than usual. */
export function lineHeight({ size }: Style): number {
  return round(size * 1.32);
}

/** Lines under each other; `top` is the upper edge of the first. */
export function paragraph(
  lines: readonly string[],
  style: Style,
  colour: string,
  top: number,
  x = margin,
): Part {
  const height = lineHeight(style);
  const svg = lines.map((text, index) =>
    line(text, { ...style, x, y: top + index * height + style.size, colour }),
  );
  return { svg: svg.join("\n"), bottom: top + lines.length * height };
}
