import { type TableRow, unitEntries } from "./score-rows.ts";
import { toText } from "./scoring/exact.ts";
import type { Scheme } from "./scoring/scheme.ts";
import { type ClusterScore, scoreCluster } from "./scoring/score-cluster.ts";
import type { Working } from "./scoring/score-row.ts";
import { scoreUnit, type UnitScore } from "./scoring/score-unit.ts";

export type Stage = "self" | "appraised" | "returned";

/** One line of a sheet's history; `id` grows with time. */
export interface SheetEntry {
  readonly id: number;
  readonly code: string;
  readonly stage: Stage;
  /** Null: nothing entered. A real 0 is an entry. */
  readonly input: unknown;
  readonly comment: string | null;
  readonly explanation: string | null;
  /** Null: worked out by the bot. */
  readonly byId: number | null;
  readonly at: Date;
}

/** How one row stands: what counts of each stage. */
export interface Stages {
  readonly self: SheetEntry | null;
  readonly appraised: SheetEntry | null;
  /** Sent back and not answered yet. */
  readonly returned: SheetEntry | null;
  /** Nobody of the head has decided on what the unit has now. */
  readonly waits: boolean;
}

const sameInput = (one: unknown, other: unknown) =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** Rows by code. `upTo`: own entries with a greater id are drafts that the reader may not see; null: sees all. */
export function stagesOf(entries: readonly SheetEntry[], upTo: number | null): (code: string) => Stages {
  const byRow = new Map<string, SheetEntry[]>();
  for (const entry of entries) {
    if (entry.stage === "self" && upTo !== null && entry.id > upTo) continue;
    const known = byRow.get(entry.code);
    if (known) known.push(entry);
    else byRow.set(entry.code, [entry]);
  }
  return (code) => {
    const of = (stage: Stage, before = Number.POSITIVE_INFINITY) =>
      byRow.get(code)?.findLast((entry) => entry.stage === stage && entry.id < before) ?? null;
    const [self, appraised, returned] = [of("self"), of("appraised"), of("returned")];
    const isOpen = returned !== null && returned.id > (self?.id ?? 0) && returned.id > (appraised?.id ?? 0);
    const isStale =
      appraised !== null &&
      ((returned !== null && returned.id > appraised.id) ||
        !sameInput(self?.input, of("self", appraised.id)?.input));
    return { self, appraised, returned: isOpen ? returned : null, waits: appraised === null || isStale };
  };
}

/** Entries of one stage by code; rows without any are absent. */
export function entriesOf(
  rows: readonly TableRow[],
  stages: (code: string) => Stages,
  stage: "self" | "appraised",
): Map<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const { row } of rows) {
    const entry = stages(row.code)[stage];
    if (entry && entry.input !== null) entries.set(row.code, entry.input);
  }
  return entries;
}

/** What counts of each row before publication: the decision on what the unit has now, else what the unit sent. */
export function entriesSoFar(
  rows: readonly TableRow[],
  stages: (code: string) => Stages,
): Map<string, unknown> {
  const entries = new Map<string, unknown>();
  for (const { row } of rows) {
    const { self, appraised, waits } = stages(row.code);
    const input = (waits ? self : appraised)?.input ?? null;
    if (input !== null) entries.set(row.code, input);
  }
  return entries;
}

/** Rows whose points depend on the other units: a unit alone has no points for them yet. */
export const isRelative = ({ row }: TableRow): boolean => row.rule.kind === "leaderRelative";

/** Points of one unit without what depends on the others. */
export function scoreAlone(
  scheme: Scheme,
  rows: readonly TableRow[],
  entries: ReadonlyMap<string, unknown>,
): UnitScore {
  return scoreUnit(
    scheme,
    unitEntries(
      rows.filter((row) => !isRelative(row)),
      entries,
    ),
  );
}

/** What a publication freezes of one unit. Points are decimal text. */
export interface FrozenUnit {
  readonly unitId: number;
  /** Null: not ranked. */
  readonly rank: number | null;
  readonly total: string;
  readonly band: string | null;
  readonly bonus: string;
  readonly penalty: string;
  readonly groups: Readonly<Record<string, string>>;
  readonly flags: readonly string[];
  readonly rows: Readonly<
    Record<string, { input: unknown; points: string; noData: boolean; working: Working }>
  >;
}

export interface FrozenScores {
  /** In order of rank, those not ranked last. */
  readonly units: readonly FrozenUnit[];
  /** Unit ids of each group of equals that people must vote on, in rank order. */
  readonly ballot: readonly (readonly number[])[];
}

/** Scores the cluster and makes of it what is published; `units`: entries and flags by unit id. */
export function freezeScores(
  scheme: Scheme,
  rows: readonly TableRow[],
  units: ReadonlyMap<number, { entries: ReadonlyMap<string, unknown>; flags: readonly string[] }>,
): FrozenScores {
  const cluster = scoreAll(scheme, rows, units);
  const frozen = [...units].flatMap(([unitId, { entries, flags }]): FrozenUnit[] => {
    const score = cluster.units.get(String(unitId));
    if (!score) return [];
    const lines = [...score.rows].map(([code, row]) => [
      code,
      {
        input: entries.get(code) ?? null,
        points: toText(row.points),
        noData: row.noData,
        working: row.working,
      },
    ]);
    return [
      {
        unitId,
        rank: cluster.ranks.get(String(unitId)) ?? null,
        total: toText(score.total),
        band: score.band,
        bonus: toText(score.bonus),
        penalty: toText(score.penalty),
        groups: Object.fromEntries([...score.groups].map(([code, points]) => [code, toText(points)])),
        flags,
        rows: Object.fromEntries(lines) as FrozenUnit["rows"],
      },
    ];
  });
  const last = units.size + 1;
  return {
    units: frozen.sort((a, b) => (a.rank ?? last) - (b.rank ?? last)),
    ballot: cluster.ballot.map((group) => group.map(Number)),
  };
}

/** The cluster's scores, by unit id as text. */
function scoreAll(
  scheme: Scheme,
  rows: readonly TableRow[],
  units: ReadonlyMap<number, { entries: ReadonlyMap<string, unknown>; flags: readonly string[] }>,
): ClusterScore {
  return scoreCluster(
    scheme,
    new Map(
      [...units].map(([unitId, { entries, flags }]) => [String(unitId), unitEntries(rows, entries, flags)]),
    ),
  );
}
