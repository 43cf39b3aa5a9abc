import { palette } from "./palette.ts";
import { box } from "./shapes.ts";
import { margin, type Part, sheetWidth } from "./sheet.ts";
import { cut, line, measure, type Style } from "./text.ts";

// The own unit is marked by a frame and a tag in words, so that nobody needs to see the colour.

const tag = { size: 24, weight: 600 } satisfies Style;

/** Height of the tag in pixels. */
export const tagHeight = 38;

/** The frame around a row of the picture, with its ground; drawn before the row. */
export function ownFrame(top: number, bottom: number): string {
  const frame = { x: margin - 20, y: top + 3, width: sheetWidth - 2 * margin + 40, height: bottom - top - 6 };
  return box(frame, palette.ownGround, `rx="16" stroke="${palette.band}" stroke-width="4"`);
}

/** Width of the tag in pixels, at most the given one. */
export function tagWidth(text: string, most: number): number {
  return measure(cut(text, tag, most - 28), tag) + 28;
}

export function ownTag(text: string, x: number, y: number, most: number): Part {
  const width = tagWidth(text, most);
  const baseline = y + tagHeight / 2 + tag.size * 0.35;
  const place = {
    ...tag,
    x: x + width / 2,
    y: baseline,
    colour: palette.bandText,
    anchor: "middle",
  } as const;
  const svg = [
    box({ x, y, width, height: tagHeight }, palette.band, 'rx="19"'),
    line(cut(text, tag, most - 28), place),
  ];
  return { svg: svg.join("\n"), bottom: y + tagHeight };
}
