import { round } from "./text.ts";

// Signs are drawn as paths: the font has no ▲ ▼ ✓ ✕, and the renderer would draw nothing in their place.

/** A sign inside a circle of the given radius around a centre, in pixels. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly colour: string;
}

export function arrowUp(spot: Spot): string {
  return triangle(spot, -1);
}

export function arrowDown(spot: Spot): string {
  return triangle(spot, 1);
}

function triangle({ x, y, radius, colour }: Spot, direction: 1 | -1): string {
  const tip = y + direction * radius * 0.8;
  const base = y - direction * radius * 0.7;
  return `<path d="${points([x - radius, base], [x + radius, base], [x, tip])}Z" fill="${colour}" stroke="${colour}" stroke-width="3" stroke-linejoin="round"/>`;
}

export function dash({ x, y, radius, colour }: Spot): string {
  return stroke(points([x - radius, y], [x + radius, y]), colour, 4);
}

export function tick({ x, y, radius, colour }: Spot): string {
  const corner: Point = [x - radius * 0.2, y + radius * 0.6];
  return stroke(
    points([x - radius * 0.8, y + radius * 0.05], corner, [x + radius * 0.8, y - radius * 0.6]),
    colour,
    5,
  );
}

export function cross({ x, y, radius, colour }: Spot): string {
  const arm = radius * 0.65;
  const strokes =
    points([x - arm, y - arm], [x + arm, y + arm]) + points([x - arm, y + arm], [x + arm, y - arm]);
  return stroke(strokes, colour, 5);
}

/** A clock at four o'clock. */
export function clock({ x, y, radius, colour }: Spot): string {
  const hands = points([x, y - radius * 0.55], [x, y], [x + radius * 0.45, y + radius * 0.25]);
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius * 0.9)}" fill="none" stroke="${colour}" stroke-width="4"/>${stroke(hands, colour, 4)}`;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A filled rectangle; further attributes (radius, border) are given as SVG. */
export function box({ x, y, width, height }: Box, fill: string, more = ""): string {
  const extra = more === "" ? "" : ` ${more}`;
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" fill="${fill}"${extra}/>`;
}

type Point = readonly [x: number, y: number];

function points(...corners: readonly Point[]): string {
  return corners.map(([x, y], index) => `${index === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join("");
}

function stroke(path: string, colour: string, width: number): string {
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
}
