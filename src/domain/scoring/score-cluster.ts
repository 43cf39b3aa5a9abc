import { type Ranking, rankUnits } from "./rank.ts";
import type { Field } from "./rules/leader-relative.ts";
import { fieldOfRow } from "./rules/rules.ts";
import { leavesOf, type Scheme, type ScoredRow } from "./scheme.ts";
import { scoreUnit, type UnitEntries, type UnitScore } from "./score-unit.ts";

export interface ClusterScore extends Ranking {
  readonly units: ReadonlyMap<string, UnitScore>;
}

/**
 * Scores all units of a cluster together and ranks them. One unit's entry may change the others' points
 * (leaderRelative), so a cluster is always scored whole; units that are not ranked take part in that.
 */
export function scoreCluster(scheme: Scheme, units: ReadonlyMap<string, UnitEntries>): ClusterScore {
  const fields = new Map<string, Field | null>();
  const measure = (rows: readonly ScoredRow[], part: "inputs" | "bonuses" | "penalties") => {
    for (const row of rows) {
      const inputs = [...units.values()].map((entries) => entries[part]?.[row.code]);
      fields.set(row.code, fieldOfRow(row, inputs));
    }
  };
  measure(
    scheme.groups.flatMap((group) => leavesOf(group.criteria)),
    "inputs",
  );
  measure(scheme.bonuses, "bonuses");
  measure(scheme.penalties, "penalties");

  const scores = new Map([...units].map(([name, entries]) => [name, scoreUnit(scheme, entries, fields)]));
  const ranking = rankUnits(
    scheme,
    new Map([...scores].map(([name, score]) => [name, { score, flags: units.get(name)?.flags ?? [] }])),
  );
  return { units: scores, ...ranking };
}
