import type { TableRow } from "../../domain/score-rows.ts";
import { isRelative } from "../../domain/score-sheet.ts";
import { compare, ZERO } from "../../domain/scoring/exact.ts";
import type { Scheme, TieKey } from "../../domain/scoring/scheme.ts";
import type { Choice, Reply } from "../../shared/messages.ts";
import type { Say } from "../../shared/say.ts";
import type { LoadedScheme } from "../../store/schemes.ts";
import { pointsText, ruleText } from "./rule-text.ts";

/** Rows of one page; each has its text and its rule, so a page is already long for a phone. */
const perPage = 6;

const codesOf = (rows: readonly TableRow[]) => rows.map((each) => each.row.code).join(", ");

function scaleLine(say: Say, { scale }: Scheme): string | null {
  const { max, base } = scale;
  if (max !== null && base !== null)
    return say("scheme:preview.scale", { max: pointsText(say, max), base: pointsText(say, base) });
  if (max !== null) return say("scheme:preview.scaleMax", { max: pointsText(say, max) });
  return base === null ? null : say("scheme:preview.scaleOpen", { base: pointsText(say, base) });
}

function tieText(say: Say, tie: TieKey): string {
  if (tie.key === "tied" || tie.key === "ballot") return say.plain(`scheme:tie.${tie.key}`);
  const order = "order" in tie ? say.plain(`scheme:tie.${tie.order}`) : "";
  return say.plain(`scheme:tie.${tie.key}`, {
    order,
    code: "code" in tie ? tie.code : "",
    codes: "codes" in tie ? tie.codes.join(", ") : "",
  });
}

function bandTexts(say: Say, { bands }: Scheme): string[] {
  return bands.map((band) => {
    const label =
      band.ge === null
        ? band.label
        : say.plain(band.of === "points" ? "scheme:preview.band" : "scheme:preview.bandPercent", {
            label: band.label,
            ge: pointsText(say, band.ge),
          });
    return band.minGroupPercent === null
      ? label
      : say.plain("scheme:preview.bandFloor", {
          band: label,
          percent: pointsText(say, band.minGroupPercent),
        });
  });
}

/** Groups, points and what is particular about a table; the rows are on pages of their own. */
export function overviewLines(say: Say, { scheme, rows, state }: LoadedScheme): string[] {
  const { scale } = scheme;
  const of = (pick: (row: TableRow) => boolean) => codesOf(rows.filter(pick));
  const system = of((row) => row.scoredBy === "system");
  const outside = of((row) => row.scoredBy === "council" || row.scoredBy === "external");
  const relative = of(isRelative);
  const scaleText = scaleLine(say, scheme);
  return [
    say(`scheme:preview.${state}`),
    say("scheme:preview.name", { name: scheme.name }),
    ...(scaleText ? [scaleText] : []),
    ...(compare(scale.start, ZERO) === 0
      ? []
      : [say("scheme:preview.start", { start: pointsText(say, scale.start) })]),
    ...(scale.mayExceed && scale.max !== null ? [say("scheme:preview.mayExceed")] : []),
    ...scheme.groups.map((group) => {
      const count = rows.filter((row) => row.part === "inputs" && row.group === group).length;
      const values = { code: group.code, text: group.text, count };
      return group.maxPoints === null
        ? say("scheme:preview.groupOpen", values)
        : say("scheme:preview.group", { ...values, max: pointsText(say, group.maxPoints) });
    }),
    ...(scheme.bonuses.length > 0
      ? [
          say("scheme:preview.bonuses", { count: scheme.bonuses.length }) +
            (scale.bonusCap === null
              ? ""
              : `. ${say("scheme:preview.bonusCap", { cap: pointsText(say, scale.bonusCap) })}`),
        ]
      : []),
    ...(scheme.penalties.length > 0
      ? [say("scheme:preview.penalties", { count: scheme.penalties.length })]
      : []),
    ...(system ? [say("scheme:preview.system", { codes: system })] : []),
    ...(outside ? [say("scheme:preview.outside", { codes: outside })] : []),
    ...(relative ? [say("scheme:preview.relative", { codes: relative })] : []),
    ...(scheme.bands.length > 0
      ? [say("scheme:preview.bands", { bands: bandTexts(say, scheme).join("; ") })]
      : []),
    say("scheme:preview.tie", { keys: scheme.tieBreak.map((tie) => tieText(say, tie)).join("; ") }),
    ...(scheme.notRankedWhen.length > 0
      ? [say("scheme:preview.notRanked", { flags: scheme.notRankedWhen.map((flag) => flag.text).join("; ") })]
      : []),
  ];
}

/** Buttons to the parts of a table, two in a row. */
export function partButtons(say: Say, { id, scheme }: LoadedScheme): Choice[][] {
  const all: Choice[] = scheme.groups.map((group, index) => ({
    label: say.plain("scheme:button.group", { code: group.code }),
    data: `scheme:part:${id}:${index}`,
  }));
  if (scheme.bonuses.length > 0)
    all.push({ label: say.plain("scheme:button.bonuses"), data: `scheme:part:${id}:b` });
  if (scheme.penalties.length > 0)
    all.push({ label: say.plain("scheme:button.penalties"), data: `scheme:part:${id}:p` });
  const rows: Choice[][] = [];
  for (let from = 0; from < all.length; from += 3) rows.push(all.slice(from, from + 3));
  return rows;
}

function rowLines(say: Say, each: TableRow, shown: Set<string>): string[] {
  const { row } = each;
  const headings = each.headings.filter((heading) => !shown.has(heading.code));
  for (const heading of headings) shown.add(heading.code);
  const by =
    each.scoredBy === "system" || each.scoredBy === "council" || each.scoredBy === "external"
      ? [say(`scheme:row.by.${each.scoredBy}`)]
      : [];
  const max = row.maxPoints === null ? [] : [say("scheme:row.max", { max: pointsText(say, row.maxPoints) })];
  return [
    ...headings.map((heading) => say("scheme:row.head", { code: heading.code, text: heading.text })),
    [say("scheme:row.head", { code: row.code, text: row.text }), ...max, ...by].join(" · "),
    ruleText(say, row),
  ];
}

/** One part of a table (a group by its number, "b" bonuses, "p" penalties), a page at a time; null: no such part. */
export function partReply(say: Say, loaded: LoadedScheme, part: string, page: number): Reply | null {
  const { scheme, rows, id } = loaded;
  const group = scheme.groups[Number(part)];
  const found = rows.filter((row) =>
    part === "b"
      ? row.part === "bonuses"
      : part === "p"
        ? row.part === "penalties"
        : row.part === "inputs" && row.group === group,
  );
  if (found.length === 0) return null;
  const title =
    part === "b"
      ? say("scheme:bonusTitle")
      : part === "p"
        ? say("scheme:penaltyTitle")
        : say("scheme:groupTitle", { code: group?.code ?? "", text: group?.text ?? "" });
  const pages = Math.ceil(found.length / perPage);
  const at = Number.isInteger(page) ? Math.min(Math.max(0, page), pages - 1) : 0;
  const leaf = (label: string, to: number): Choice => ({
    label: say.plain(label),
    data: `scheme:part:${id}:${part}:${to}`,
  });
  const shown = new Set<string>();
  return {
    html: [
      title,
      ...found.slice(at * perPage, (at + 1) * perPage).flatMap((row) => rowLines(say, row, shown)),
      ...(pages > 1 ? [say("scheme:pageOf", { page: at + 1, of: pages })] : []),
    ].join("\n"),
    choices: [
      [
        ...(at > 0 ? [leaf("common:button.previous", at - 1)] : []),
        ...(at < pages - 1 ? [leaf("common:button.more", at + 1)] : []),
        { label: say.plain("scheme:button.overview"), data: `scheme:show:${id}` },
      ],
    ],
  };
}
