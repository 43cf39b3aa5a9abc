import { type Exact, HUNDRED, multiply, ONE, sign, subtract, toText } from "../../domain/scoring/exact.ts";
import type { Rule, ScoredRow } from "../../domain/scoring/scheme.ts";
import type { Say } from "../../shared/say.ts";

/** Points as people write them. */
export const pointsText = (say: Say, value: Exact | string): string =>
  say.figure(typeof value === "string" ? value : toText(value));

const counted: Readonly<Record<string, true>> = { missing: true, late: true, absent: true };
const things: Readonly<Record<string, true>> = {
  month: true,
  quarter: true,
  half: true,
  nineMonths: true,
  year: true,
  report: true,
  meeting: true,
};

/** What a counter counts, in words; a name the table made up stays as it is written there. */
export function counterText(say: Say, counter: string): string {
  const [what = "", of, ...rest] = counter.split(".");
  if (!counted[what] || rest.length > 0 || (of !== undefined && !things[of])) return counter;
  const word = say.plain(`scheme:counter.${what}`);
  return of === undefined
    ? word
    : say.plain("scheme:counter.of", { what: word, of: say.plain(`scheme:counter.${of}`) });
}

/** "1", "1–2", "từ 3" */
export function rangeText(say: Say, from: Exact, to: Exact | null): string {
  if (to === null) return say.plain("scheme:range.from", { from: pointsText(say, from) });
  return toText(from) === toText(to)
    ? pointsText(say, from)
    : say.plain("scheme:range.between", { from: pointsText(say, from), to: pointsText(say, to) });
}

type Tiers = Extract<Rule, { kind: "rateTiers" }>["tiers"];

/** "trên 95%", "từ 75% đến 95%", "từ 50% đến dưới 75%", "dưới 50%" */
export function rateTierText(say: Say, { from, to }: Tiers[number]): string {
  const start =
    from === null || (from.included && sign(from.at) <= 0)
      ? null
      : say.plain(`scheme:rate.${from.included ? "ge" : "gt"}`, { at: pointsText(say, from.at) });
  const end = to && say.plain(`scheme:rate.${to.included ? "le" : "lt"}`, { at: pointsText(say, to.at) });
  if (start === null && end === null) return say.plain("scheme:rate.any");
  return start !== null && end !== null
    ? say.plain("scheme:rate.both", { start, end })
    : (start ?? say.plain("scheme:rate.below", { end: end ?? "" }));
}

type Ladder = Extract<Rule, { kind: "missingCount" }>["ladder"];

/** "thiếu 1–2, chậm 0" */
export function rungText(say: Say, rung: Ladder[number]): string {
  const conditions = rung.anyOf.map((condition) =>
    condition
      .map(({ counter, from, to }) => `${counterText(say, counter)} ${rangeText(say, from, to)}`)
      .join(", "),
  );
  return conditions.join(` ${say.plain("scheme:or")} `);
}

const limits = (say: Say, min: Exact | null, max: Exact | null): string => {
  if (min !== null && max !== null)
    return say.plain("scheme:limit.both", { min: pointsText(say, min), max: pointsText(say, max) });
  if (min !== null) return say.plain("scheme:limit.min", { min: pointsText(say, min) });
  return max === null ? "" : say.plain("scheme:limit.max", { max: pointsText(say, max) });
};

/** How a row is scored, in words: one or a few short sentences, already html. */
export function ruleText(say: Say, row: ScoredRow): string {
  const { rule } = row;
  const p = (value: Exact) => pointsText(say, value);
  const max = row.maxPoints === null ? "" : p(row.maxPoints);
  const worth = (what: string, points: Exact) => say.plain("scheme:worth", { what, points: p(points) });
  switch (rule.kind) {
    case "proportional": {
      const base = say(`scheme:rule.proportional.${row.direction}`, { max });
      const floor =
        rule.floorRate === null
          ? []
          : [say("scheme:rule.floor", { floor: p(multiply(rule.floorRate, HUNDRED)) })];
      return [base, ...floor, ...zeroTarget(say, row, rule)].join(" ");
    }
    case "rateTiers":
      return [
        say("scheme:rule.rateTiers", {
          tiers: rule.tiers.map((tier) => worth(rateTierText(say, tier), tier.points)).join("; "),
        }),
        ...zeroTarget(say, row, rule),
      ].join(" ");
    case "lateDays":
      return [
        say("scheme:rule.lateDays", {
          onTime: p(rule.onTime),
          tiers: rule.tiers
            .map((tier) =>
              worth(
                say.plain("scheme:late", { days: rangeText(say, tier.fromDays, tier.toDays) }),
                tier.points,
              ),
            )
            .join("; "),
          notSubmitted: p(rule.notSubmitted),
        }),
        ...(rule.aggregate === "single" ? [] : [say(`scheme:rule.${rule.aggregate}`)]),
      ].join(" ");
    case "missingCount":
      return say("scheme:rule.missingCount", {
        tiers: [
          ...rule.ladder.map((rung) => worth(rungText(say, rung), rung.points)),
          worth(say.plain("scheme:otherwise"), rule.otherwise),
        ].join("; "),
      });
    case "passFail":
      return say("scheme:rule.passFail", { max, fail: p(rule.failPoints) });
    case "countTimesPoints": {
      const plus =
        sign(rule.plusPoints) === 0 ? [] : [say("scheme:rule.plus", { points: p(rule.plusPoints) })];
      const minus =
        sign(rule.minusPoints) === 0 ? [] : [say("scheme:rule.minus", { points: p(rule.minusPoints) })];
      const within = limits(say, rule.min, rule.max ?? row.maxPoints);
      return `${[...plus, ...minus, ...(within ? [within] : [])].join(", ")}.`;
    }
    case "leaderRelative": {
      const share = multiply(rule.atTargetShare, HUNDRED);
      return say("scheme:rule.leaderRelative", {
        max,
        share: p(share),
        rest: p(multiply(subtract(ONE, rule.atTargetShare), HUNDRED)),
      });
    }
    case "manual":
      return rule.options.length > 0
        ? say("scheme:rule.options", {
            options: rule.options.map((option) => worth(option.label, option.points)).join("; "),
          })
        : say(row.step === null ? "scheme:rule.manual" : "scheme:rule.manualStep", {
            max,
            step: row.step === null ? "" : p(row.step),
          });
  }
}

function zeroTarget(say: Say, row: ScoredRow, rule: { onZeroTarget: string }): string[] {
  if (rule.onZeroTarget === "noData" || row.direction === "lower") return [];
  return [say(`scheme:rule.zeroTarget.${rule.onZeroTarget}`)];
}
