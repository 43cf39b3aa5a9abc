import type { TableRow } from "./score-rows.ts";
import { type FrozenUnit, isRelative } from "./score-sheet.ts";
import { add, type Exact, exact, least, sum, toText, ZERO } from "./scoring/exact.ts";
import type { Criterion, Scheme } from "./scoring/scheme.ts";
import type { UnitScore } from "./scoring/score-unit.ts";

/** The scores that stand side by side (thi-dua.md, section 5). */
export const cardStages = ["self", "appraised", "published"] as const;
export type CardStage = (typeof cardStages)[number];

/** Points of one stage as decimal text; null: nothing entered, or only known once all units are. */
export interface StagePoints {
  row(code: string): string | null;
  heading(code: string): string | null;
  group(code: string): string | null;
  readonly bonus: string;
  readonly penalty: string;
  readonly total: string;
}

/** One line of a unit's card, in the order of the table. */
export interface CardLine {
  readonly kind: "group" | "heading" | "row" | "bonus" | "penalty" | "total";
  /** Null: bonus, penalty, total. */
  readonly code: string | null;
  readonly text: string | null;
  readonly maxPoints: Exact | null;
  /** Null: not seen, not entered, or not known yet. */
  readonly points: Readonly<Record<CardStage, string | null>>;
}

/** What a unit's entries give alone; rows measured by the other units have no points yet. */
export function pointsOfScore(
  rows: readonly TableRow[],
  entries: ReadonlyMap<string, unknown>,
  score: UnitScore,
): StagePoints {
  const relative = new Set(rows.filter(isRelative).map(({ row }) => row.code));
  const text = (value: Exact | undefined) => (value === undefined ? null : toText(value));
  return {
    row: (code) => (entries.has(code) && !relative.has(code) ? text(score.points.get(code)) : null),
    heading: (code) => text(score.points.get(code)),
    group: (code) => text(score.groups.get(code)),
    bonus: toText(score.bonus),
    penalty: toText(score.penalty),
    total: toText(score.total),
  };
}

/** What was published of a unit. */
export function pointsOfFrozen(scheme: Scheme, frozen: FrozenUnit): StagePoints {
  const headings = new Map<string, Exact>();
  const measure = (row: Criterion): Exact => {
    if (row.node === "leaf") return exact(frozen.rows[row.code]?.points ?? "0");
    const whole = sum(row.criteria.map(measure));
    const value = row.maxPoints === null ? whole : least(whole, row.maxPoints);
    headings.set(row.code, value);
    return value;
  };
  for (const group of scheme.groups) group.criteria.forEach(measure);
  return {
    row: (code) => frozen.rows[code]?.points ?? null,
    heading: (code) => toText(headings.get(code) ?? ZERO),
    group: (code) => frozen.groups[code] ?? null,
    bonus: frozen.bonus,
    penalty: frozen.penalty,
    total: frozen.total,
  };
}

/**
 * The card of one unit: groups, headings and rows with their points, what was claimed of bonuses and penalties, the
 * total. `stages`: null for a score that the reader does not see.
 */
export function cardLines(
  scheme: Scheme,
  stages: Readonly<Record<CardStage, StagePoints | null>>,
): CardLine[] {
  const pick = (of: (points: StagePoints) => string | null): CardLine["points"] => ({
    self: stages.self && of(stages.self),
    appraised: stages.appraised && of(stages.appraised),
    published: stages.published && of(stages.published),
  });
  const criterion = (row: Criterion): CardLine[] => {
    const { code, text, maxPoints } = row;
    if (row.node === "leaf") {
      return [{ kind: "row", code, text, maxPoints, points: pick((points) => points.row(code)) }];
    }
    const head = { kind: "heading", code, text, maxPoints } as const;
    return [{ ...head, points: pick((points) => points.heading(code)) }, ...row.criteria.flatMap(criterion)];
  };
  const lines = scheme.groups.flatMap(({ code, text, maxPoints, criteria }): CardLine[] => [
    { kind: "group", code, text, maxPoints, points: pick((points) => points.group(code)) },
    ...criteria.flatMap(criterion),
  ]);
  for (const part of ["bonus", "penalty"] as const) {
    const extras = part === "bonus" ? scheme.bonuses : scheme.penalties;
    if (extras.length === 0) continue;
    const maxPoints = part === "bonus" ? scheme.scale.bonusCap : null;
    lines.push({ kind: part, code: null, text: null, maxPoints, points: pick((points) => points[part]) });
    for (const { code, text, maxPoints: cap } of extras) {
      const points = pick((stage) => stage.row(code));
      // What nobody claimed is 0 and takes no place.
      const claimed = cardStages.some((stage) => points[stage] !== null && points[stage] !== "0");
      if (claimed) lines.push({ kind: "row", code, text, maxPoints: cap, points });
    }
  }
  lines.push({
    kind: "total",
    code: null,
    text: null,
    maxPoints: fullPoints(scheme),
    points: pick((points) => points.total),
  });
  return lines;
}

/** What a total is measured against: the scale, else what the groups give on top of the start; null: neither is known. */
export function fullPoints({ scale: { max, base, start } }: Scheme): Exact | null {
  return max ?? (base === null ? null : add(start, base));
}

/** Lines that fit one picture on a phone. */
const mostLines = 18;

const isMain = ({ kind }: CardLine): boolean => kind !== "row" && kind !== "heading";

/**
 * A card in parts that stay legible: a short one whole; of a long one first the groups with the total, then the rows,
 * each part beginning with the group (and heading) its rows belong to.
 */
export function cardPages(lines: readonly CardLine[]): CardLine[][] {
  if (lines.length <= mostLines) return [[...lines]];
  const pages: CardLine[][] = [];
  let page: CardLine[] = [];
  let above: CardLine[] = [];
  const close = () => {
    // A part of headings only says nothing.
    if (page.some(({ kind }) => kind === "row")) pages.push(page);
    page = [];
  };
  for (const line of lines) {
    if (line.kind === "total") continue;
    if (isMain(line)) {
      above = [line];
      if (page.length + 4 > mostLines) close();
      page.push(line);
      continue;
    }
    if (line.kind === "heading") above = [...above.filter(isMain), line];
    const isCrowded = page.length + (line.kind === "heading" ? 2 : 1) > mostLines;
    if (isCrowded) {
      close();
      page.push(...above.filter((each) => each !== line));
    }
    page.push(line);
  }
  close();
  return [lines.filter(isMain), ...pages];
}
