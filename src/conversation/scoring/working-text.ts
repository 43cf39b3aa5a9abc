import { exact, HUNDRED, multiply, ONE, parseExact, subtract, toText } from "../../domain/scoring/exact.ts";
import type { ScoredRow } from "../../domain/scoring/scheme.ts";
import type { Working } from "../../domain/scoring/score-row.ts";
import type { Say } from "../../shared/say.ts";
import { entryText } from "./entry-text.ts";
import { pointsText, rangeText, rateTierText, rungText } from "./rule-text.ts";

/** A figure of the working; one that never ends is shown with three decimals and "…". */
function figureText(say: Say, value: string): string {
  const endless = value.endsWith("…");
  if (!endless) return say.figure(value);
  const [whole = "0", places = ""] = value.slice(0, -1).split(".");
  return `${say.figure(`${whole}.${places.slice(0, 3)}`)}…`;
}

/** The step of the row's ladder that held, in words; null: the rule has none. */
function tierText(say: Say, row: ScoredRow, { tier }: Working): string | null {
  if (tier === null) return null;
  const { rule } = row;
  const index = tier.index ?? -1;
  switch (rule.kind) {
    case "rateTiers": {
      const held = rule.tiers[index];
      return held ? rateTierText(say, held) : null;
    }
    case "lateDays": {
      const held = rule.tiers[index];
      if (held) return say.plain("scheme:late", { days: rangeText(say, held.fromDays, held.toDays) });
      return say.plain(tier.when.notSubmitted ? "scheme:entry.notSubmitted" : "scheme:entry.onTime");
    }
    case "missingCount": {
      const held = rule.ladder[index];
      return held ? rungText(say, held) : say.plain("scheme:otherwise");
    }
    case "manual":
      return rule.options[index]?.label ?? null;
    default:
      return null;
  }
}

/** The arithmetic of rules without a ladder, with the entry's own figures. */
function arithmetic(say: Say, row: ScoredRow, { inputs, raw }: Working): string | null {
  const { rule } = row;
  const max = row.maxPoints === null ? "" : pointsText(say, row.maxPoints);
  const [actual, target] = [inputs.actual, inputs.target].map((text) =>
    text === undefined ? null : figureText(say, text),
  );
  switch (rule.kind) {
    case "proportional": {
      if (!actual || !target) return null;
      const share = row.direction === "lower" ? `${target}/${actual}` : `${actual}/${target}`;
      if (raw === "0" && inputs.actual !== "0") return say.plain("scores:working.belowFloor", { share });
      const isFull = row.maxPoints !== null && raw === toText(row.maxPoints);
      return isFull ? say.plain("scores:working.full", { share }) : `${max} × ${share}`;
    }
    case "leaderRelative": {
      const most = row.maxPoints ?? exact(0);
      const half = pointsText(say, multiply(rule.atTargetShare, most));
      if (!actual) return null;
      if (!target || inputs.target === "0") return say.plain("scores:working.noTarget", { actual, max });
      const rest = pointsText(say, multiply(subtract(ONE, rule.atTargetShare), most));
      return say.plain("scores:working.relative", { share: `${actual}/${target}`, half, rest });
    }
    case "countTimesPoints": {
      const plus = inputs.plus ?? inputs.count;
      const up = plus === undefined ? [] : [`${figureText(say, plus)} × ${pointsText(say, rule.plusPoints)}`];
      const down =
        inputs.minus === undefined || inputs.minus === "0"
          ? []
          : [`${figureText(say, inputs.minus)} × ${pointsText(say, rule.minusPoints)}`];
      return [up[0] ?? "0", ...down].join(" − ");
    }
    default:
      return null;
  }
}

/** The rate a ladder was entered with, when it was worked out from two figures. */
function rateText(say: Say, { inputs }: Working): string | null {
  const [actual, target] = [parseExact(inputs.actual ?? ""), parseExact(inputs.target ?? "")];
  if (!actual || !target || target.n === 0n) return null;
  const rate = { n: HUNDRED.n * actual.n * target.d, d: HUNDRED.d * actual.d * target.n };
  return `${figureText(say, toText(rate))}%`;
}

/** How a row's points came about, a line each: entered, the step that held or the arithmetic, the points. Html. */
export function workingLines(say: Say, row: ScoredRow, input: unknown, working: Working): string[] {
  if (working.raw === null || working.cut === null) return [say("scores:working.noData")];
  const lines = [say("scores:working.entered", { entry: entryText(say, row, input) })];
  const rate = row.rule.kind === "rateTiers" ? rateText(say, working) : null;
  if (rate) lines.push(say("scores:working.rate", { rate }));
  const tier = tierText(say, row, working);
  const sum = arithmetic(say, row, working);
  if (tier !== null) {
    lines.push(say("scores:working.tier", { tier, points: figureText(say, working.tier?.points ?? "0") }));
  } else if (sum !== null) {
    lines.push(say("scores:working.sum", { sum: sum, raw: figureText(say, working.raw) }));
  } else if (row.rule.kind === "lateDays") {
    lines.push(say("scores:working.average", { points: figureText(say, working.raw) }));
  }
  if (working.cut !== working.raw) {
    lines.push(say("scores:working.cut", { points: figureText(say, working.cut) }));
  }
  if (working.rounded !== working.cut) {
    lines.push(
      row.step === null
        ? say("scores:working.rounded", { points: figureText(say, working.rounded) })
        : say("scores:working.roundedStep", {
            points: figureText(say, working.rounded),
            step: pointsText(say, row.step),
          }),
    );
  }
  return lines;
}
