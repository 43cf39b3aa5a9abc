import { compare, type Exact, sum, toText, ZERO } from "./exact.ts";
import type { Scheme, TieKey } from "./scheme.ts";
import type { UnitScore } from "./score-unit.ts";

export interface Ranking {
  /** 1-1-3; null: flagged as not ranked, takes no place. */
  readonly ranks: ReadonlyMap<string, number | null>;
  /** Groups of equals that people must vote on, in rank order, names in code-unit order. */
  readonly ballot: readonly (readonly string[])[];
  /** The values that the tie-break compared, of units whose total is shared, by name of the unit. */
  readonly ties: ReadonlyMap<string, readonly TieValue[]>;
}

interface TieValue {
  readonly key: TieKey["key"];
  /** What was compared: codes of groups or rows; empty for bonus and penalty. */
  readonly codes: readonly string[];
  readonly value: string;
}

type Comparing = Exclude<TieKey, { key: "tied" | "ballot" }>;

/** Ranks units by total, then by the table's tie-break list; what stays equal shares the rank. */
export function rankUnits(
  scheme: Scheme,
  units: ReadonlyMap<string, { readonly score: UnitScore; readonly flags: readonly string[] }>,
): Ranking {
  const keys = scheme.tieBreak.filter((tie): tie is Comparing => tie.key !== "tied" && tie.key !== "ballot");
  const flags = new Set(scheme.notRankedWhen.map((flag) => flag.code));
  const ranked = [...units]
    .filter(([, unit]) => !unit.flags.some((flag) => flags.has(flag)))
    .map(([name, { score }]) => ({
      name,
      total: score.total,
      values: keys.map((tie) => tieValue(tie, score)),
    }));
  const order = (a: (typeof ranked)[number], b: (typeof ranked)[number]): number => {
    const byTotal = compare(b.total, a.total);
    if (byTotal !== 0) return byTotal;
    for (const [index, { order: wanted }] of keys.entries()) {
      const difference = compare(a.values[index] ?? ZERO, b.values[index] ?? ZERO);
      if (difference !== 0) return wanted === "asc" ? difference : -difference;
    }
    return 0;
  };
  ranked.sort(order);

  const ranks = new Map<string, number | null>([...units.keys()].map((name) => [name, null]));
  const equals: string[][] = [];
  let rank = 0;
  ranked.forEach((unit, index) => {
    const ahead = ranked[index - 1];
    if (ahead !== undefined && order(ahead, unit) === 0) equals.at(-1)?.push(unit.name);
    else {
      rank = index + 1;
      equals.push([unit.name]);
    }
    ranks.set(unit.name, rank);
  });

  const voted = scheme.tieBreak.at(-1)?.key === "ballot";
  const ties = new Map<string, TieValue[]>();
  for (const unit of ranked) {
    if (!ranked.some((other) => other !== unit && compare(other.total, unit.total) === 0)) continue;
    const values = keys.map((tie, index) => ({
      key: tie.key,
      codes: codesOf(tie),
      value: toText(unit.values[index] ?? ZERO),
    }));
    ties.set(unit.name, values);
  }
  return {
    ranks,
    ties,
    ballot: voted ? equals.filter((group) => group.length > 1).map((group) => group.sort()) : [],
  };
}

function tieValue(tie: Comparing, score: UnitScore): Exact {
  switch (tie.key) {
    case "groupPoints":
      return score.groups.get(tie.code) ?? ZERO;
    case "criterionPoints":
      return score.points.get(tie.code) ?? ZERO;
    case "bonusPoints":
      return score.bonus;
    case "penaltyPoints":
      return score.penalty;
    case "minusCount":
      return sum(tie.codes.map((code) => score.rows.get(code)?.minus ?? ZERO));
  }
}

function codesOf(tie: Comparing): readonly string[] {
  if (tie.key === "minusCount") return tie.codes;
  return tie.key === "groupPoints" || tie.key === "criterionPoints" ? [tie.code] : [];
}
