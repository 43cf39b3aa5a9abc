import type { TableRow } from "../../domain/score-rows.ts";
import { isRelative } from "../../domain/score-sheet.ts";
import { compare, exact, subtract, toText, ZERO } from "../../domain/scoring/exact.ts";
import type { ScoredRow } from "../../domain/scoring/scheme.ts";
import { scoreRow } from "../../domain/scoring/score-row.ts";
import type { Say } from "../../shared/say.ts";
import type { LoadedScheme } from "../../store/schemes.ts";
import { entryText } from "./entry-text.ts";
import { pointsText, ruleText } from "./rule-text.ts";

/** "I. Chế độ báo cáo › I.1 Báo cáo định kỳ", the row itself in bold with its most points, its rule. */
export function rowHead(say: Say, { row, group, headings, part }: TableRow): string[] {
  const path = [
    ...(part === "bonuses" ? [say.plain("scores:bonus")] : []),
    ...(part === "penalties" ? [say.plain("scores:penalty")] : []),
    ...(group ? [`${group.code}. ${group.text}`] : []),
    ...headings.map((heading) => `${heading.code} ${heading.text}`),
  ];
  const max =
    row.maxPoints === null ? "" : ` · ${say("scores:most", { max: pointsText(say, row.maxPoints) })}`;
  return [
    ...(path.length > 0 ? [say("scores:path", { path: path.join(" › ") })] : []),
    say("scheme:row.head", { code: row.code, text: row.text }) + max,
    ruleText(say, row),
  ];
}

/** Points of an entry as they are alone; null: they depend on the other units, or there are none. */
export function pointsOf(loaded: LoadedScheme, each: TableRow, input: unknown): string | null {
  if (input === null || input === undefined || isRelative(each)) return null;
  const score = scoreRow(each.row, loaded.scheme.scale.decimals, input);
  return score.noData ? null : toText(score.points);
}

/** "đạt → 1 điểm", "7/9 → tính khi đủ các đơn vị". Html. */
export function entryWithPoints(say: Say, loaded: LoadedScheme, each: TableRow, input: unknown): string {
  const entry = entryText(say, each.row, input);
  if (input === null || input === undefined) return say("scores:entryOnly", { entry });
  const points = pointsOf(loaded, each, input);
  if (points === null) return say(isRelative(each) ? "scores:entryRelative" : "scores:entryOnly", { entry });
  // Points that were given directly are said once.
  const isPlain = each.row.rule.kind === "manual" && (input as { option?: unknown }).option === undefined;
  return say(isPlain ? "scores:pointsOnly" : "scores:entryPoints", { entry, points: say.figure(points) });
}

/** What is wrong with a typed entry, in words; null: it is taken. */
export function refusal(say: Say, loaded: LoadedScheme, { row }: TableRow, input: unknown): string | null {
  const { error } = scoreRow(row, loaded.scheme.scale.decimals, input);
  if (error === null) return null;
  const max = row.maxPoints === null ? "" : pointsText(say, row.maxPoints);
  switch (error) {
    case "RANGE":
      return say(row.maxPoints === null ? "scores:refused.below" : "scores:refused.range", { max });
    case "STEP":
      return say("scores:refused.step", { step: row.step === null ? "" : pointsText(say, row.step) });
    case "OPTION":
      return say("scores:refused.option");
    case "INPUT":
      return `${say("scores:refused.input")} ${hint(say, row)}`;
  }
}

/** What may be typed for a row, with an example. */
export function hint(say: Say, { rule }: ScoredRow): string {
  const isChoice = rule.kind === "manual" && rule.options.length > 0;
  return say(`scores:hint.${isChoice ? "options" : rule.kind}`);
}

/** "+1", "−0,5", or null when both are the same. */
export function differenceText(say: Say, from: string | null, to: string | null): string | null {
  const difference = subtract(exact(to ?? "0"), exact(from ?? "0"));
  const order = compare(difference, ZERO);
  if (order === 0) return null;
  const size = say.figure(toText(difference).replace("-", ""));
  return order > 0 ? `+${size}` : `−${size}`;
}
