import {
  type CardLine,
  type CardStage,
  cardLines,
  cardPages,
  cardStages,
  pointsOfFrozen,
  pointsOfScore,
  type StagePoints,
} from "../../domain/score-card.ts";
import { entriesOf, isRelative, scoreAlone } from "../../domain/score-sheet.ts";
import { compare, divide, exact, sign, toText } from "../../domain/scoring/exact.ts";
import { type UnitCardRow, unitCard } from "../../pictures/unit-card.ts";
import type { StoredFile } from "../../shared/messages.ts";
import type { Say } from "../../shared/say.ts";
import { keepPicture } from "../keep-picture.ts";
import type { SeatedTurn } from "../turn.ts";
import type { Sight } from "./row-sight.ts";
import { selfEntries } from "./self-summary.ts";

/** The three scores as far as this reader sees them. */
function stagesSeen({ loaded, context, stages, seesAppraised, published }: Sight) {
  const { scheme, rows } = loaded;
  const of = (entries: ReadonlyMap<string, unknown>): StagePoints =>
    pointsOfScore(rows, entries, scoreAlone(scheme, rows, entries));
  return {
    self: context ? of(selfEntries(context)) : null,
    appraised: context && seesAppraised ? of(entriesOf(rows, stages, "appraised")) : null,
    published: published ? pointsOfFrozen(scheme, published) : null,
  };
}

/** The unit's points by criterion in parts that fit a phone; empty when there is nothing to see yet. */
export function cardOf(sight: Sight): CardLine[][] {
  const stages = stagesSeen(sight);
  return stages.self || stages.published ? cardPages(cardLines(sight.loaded.scheme, stages)) : [];
}

function textOf(say: Say, { kind, text }: CardLine): string {
  if (kind === "bonus" || kind === "penalty") return say.plain(`scores:${kind}`);
  return kind === "total" ? say.plain("scores:card.total") : (text ?? "");
}

const shown = (say: Say, value: string | null) => (value === null ? null : say.figure(value));

function rowOf(say: Say, each: CardLine): UnitCardRow {
  const { kind, code, points, maxPoints } = each;
  const best = points.published ?? points.appraised ?? points.self;
  const hasShare = best !== null && maxPoints !== null && sign(maxPoints) > 0;
  const order =
    points.self === null || points.appraised === null
      ? 0
      : compare(exact(points.appraised), exact(points.self));
  return {
    kind: kind === "bonus" || kind === "penalty" ? "group" : kind,
    code: kind === "group" ? `${code}.` : code,
    text: textOf(say, each),
    self: shown(say, points.self),
    appraised: shown(say, points.appraised),
    published: shown(say, points.published),
    max: maxPoints === null ? null : say.figure(toText(maxPoints)),
    // A length in pixels; nothing is compared with it.
    share: hasShare ? ratio(best, maxPoints) : null,
    differs: order === 0 ? null : order > 0 ? 1 : -1,
  };
}

function ratio(value: string, most: Parameters<typeof divide>[1]): number {
  const { n, d } = divide(exact(value), most);
  return Number(n) / Number(d);
}

/** Rows of this part that have an entry and get their points once all units have theirs. */
function withoutOthers({ loaded, published, context }: Sight, page: readonly CardLine[]): string[] {
  if (published || !context) return [];
  const entered = selfEntries(context);
  return loaded.rows
    .filter((each) => isRelative(each) && entered.has(each.row.code))
    .map((each) => each.row.code)
    .filter((code) => page.some((line) => line.code === code));
}

/** One part of the card as a picture. */
export async function drawCard(
  turn: SeatedTurn,
  sight: Sight,
  { page, pages }: { page: readonly CardLine[]; pages: { number: number; of: number } },
): Promise<StoredFile> {
  const { say, seat } = turn;
  const { loaded, unit, publication, published } = sight;
  const isOnly = pages.of === 1;
  const relative = withoutOthers(sight, page);
  const notes = [
    ...(isOnly ? [] : [say.plain("scores:card.page", { ...pages })]),
    ...(relative.length > 0 ? [say.plain("scores:self.relative", { codes: relative.join(", ") })] : []),
  ];
  const texts = cardStages.map((stage) => [stage, say.plain(`scores:card.${stage}`)] as const);
  const svg = unitCard({
    title: unit.name,
    subtitle: loaded.scheme.name,
    label:
      published && publication
        ? say.plain("scores:card.publishedLabel", { number: publication.number })
        : say.plain("scores:card.provisional", { day: say.day(turn.today) }),
    ...(seat.year.sampleLabel === null ? {} : { sampleNote: seat.year.sampleLabel }),
    ...(notes.length > 0 ? { footer: notes.join(" · ") } : {}),
    rows: page.map((each) => rowOf(say, each)),
    texts: {
      row: say.plain("scores:card.row"),
      max: say.plain("scores:card.max"),
      ...(Object.fromEntries(texts) as Record<CardStage, string>),
    },
  });
  const code = `${seat.cluster.code}-${seat.year.year}-${unit.shortName}`.toLowerCase().replace(/\s+/g, "-");
  return keepPicture(turn, svg, `diem-${code}${isOnly ? "" : `-${pages.number}`}`);
}

/** The same in words, a line each: "I.1: 10 · 10 · 10/10". Html. */
export function cardText(say: Say, page: readonly CardLine[]): string[] {
  const figure = (value: string | null) => shown(say, value) ?? "–";
  return [
    say("scores:card.head"),
    ...page.map((each) => {
      const { kind, code, points, maxPoints } = each;
      const line = say("scores:card.line", {
        name: code ?? textOf(say, each),
        self: figure(points.self),
        appraised: figure(points.appraised),
        published: figure(points.published),
        max: maxPoints === null ? "" : `/${say.figure(toText(maxPoints))}`,
      });
      return kind === "row" || kind === "heading" ? line : `<b>${line}</b>`;
    }),
  ];
}
