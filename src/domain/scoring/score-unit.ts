import type { EntryError } from "./entry.ts";
import {
  add,
  compare,
  divide,
  type Exact,
  greatest,
  HUNDRED,
  least,
  multiply,
  sign,
  subtract,
  sum,
  ZERO,
} from "./exact.ts";
import { shown } from "./outcome.ts";
import type { Field } from "./rules/leader-relative.ts";
import { type Band, type Criterion, type Extra, leavesOf, type Scheme } from "./scheme.ts";
import { type RowScore, scoreRow } from "./score-row.ts";

/** What one unit entered, by code of the row. */
export interface UnitEntries {
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly bonuses?: Readonly<Record<string, unknown>>;
  readonly penalties?: Readonly<Record<string, unknown>>;
  /** Codes of `notRankedWhen` that a person has set. */
  readonly flags?: readonly string[];
}

export interface UnitScore {
  /** Leaves, bonuses and penalties. */
  readonly rows: ReadonlyMap<string, RowScore>;
  /** Leaves, headings, bonuses and penalties after their own cuts and rounding, in the order of the table. */
  readonly points: ReadonlyMap<string, Exact>;
  readonly groups: ReadonlyMap<string, Exact>;
  readonly bonus: Exact;
  /** As a positive number; it is subtracted. */
  readonly penalty: Exact;
  readonly total: Exact;
  /** Label; null when the table has no bands or none holds. */
  readonly band: string | null;
  /** Leaves without an accepted entry, in the order of the table. */
  readonly noData: readonly string[];
  /** Refused entries by code; a code the table doesn't have is refused too. */
  readonly errors: ReadonlyMap<string, EntryError>;
  /** The arithmetic from rows to total, a line each, without words. */
  readonly working: readonly string[];
}

/** Scores one unit. `fields`: the cluster around its leader-relative rows, by code; absent: it stands alone. */
export function scoreUnit(
  scheme: Scheme,
  entries: UnitEntries,
  fields: ReadonlyMap<string, Field | null> = new Map(),
): UnitScore {
  const { decimals } = scheme.scale;
  const rows = new Map<string, RowScore>();
  const points = new Map<string, Exact>();
  const groups = new Map<string, Exact>();
  const working: string[] = [];

  const scoreOne = (code: string, input: unknown, row: Parameters<typeof scoreRow>[0]): Exact => {
    const score = scoreRow(row, decimals, input, fields.get(code) ?? null);
    rows.set(code, score);
    points.set(code, score.points);
    working.push(`${code}: ${score.working.text}`);
    return score.points;
  };
  const scoreCriterion = (row: Criterion): Exact => {
    if (row.node === "leaf") return scoreOne(row.code, entered(entries.inputs, row.code), row);
    // Keeps the place of the heading before its children.
    points.set(row.code, ZERO);
    const parts = row.criteria.map(scoreCriterion);
    const value = cutAbove(sum(parts), row.maxPoints);
    points.set(row.code, value);
    working.push(`${row.code}: ${sumText(parts, row.maxPoints, value)}`);
    return value;
  };
  for (const group of scheme.groups) {
    const parts = group.criteria.map(scoreCriterion);
    const value = cutAbove(sum(parts), group.maxPoints);
    groups.set(group.code, value);
    working.push(`${group.code}: ${sumText(parts, group.maxPoints, value)}`);
  }
  for (const extra of scheme.bonuses) scoreOne(extra.code, entered(entries.bonuses, extra.code), extra);
  for (const extra of scheme.penalties) scoreOne(extra.code, entered(entries.penalties, extra.code), extra);

  const counted = largestOfPools(scheme.bonuses, points);
  const bonus = cutAbove(sum(counted), scheme.scale.bonusCap);
  const taken = scheme.penalties.map((extra) => points.get(extra.code) ?? ZERO);
  const penalty = sum(taken);
  if (counted.length > 0) working.push(`bonus: ${sumText(counted, scheme.scale.bonusCap, bonus)}`);
  if (taken.length > 0) working.push(`penalty: ${sumText(taken, null, penalty)}`);
  const { start, max, min, mayExceed } = scheme.scale;
  const plain = subtract(add(add(start, sum(groups.values())), bonus), penalty);
  const lowered = mayExceed ? plain : cutAbove(plain, max);
  const total = min === null ? lowered : greatest(lowered, min);
  const sumLine = `${shown(start)} + (${terms([...groups.values()])}) + ${shown(bonus)} − ${shown(penalty)}`;
  const cutSign = compare(total, plain) < 0 ? "≤" : "≥";
  const cutLine = compare(plain, total) === 0 ? "" : ` → ${shown(total)} (${cutSign} ${shown(total)})`;
  working.push(`total: ${sumLine} = ${shown(plain)}${cutLine}`);

  const leaves = scheme.groups.flatMap((group) => leavesOf(group.criteria));
  return {
    rows,
    points,
    groups,
    bonus,
    penalty,
    total,
    band: scheme.bands.find((band) => bandHolds(band, scheme, total, groups))?.label ?? null,
    noData: leaves.flatMap((leaf) => (rows.get(leaf.code)?.noData === false ? [] : [leaf.code])),
    errors: errorsOf(scheme, entries, rows),
    working,
  };
}

function entered(entries: Readonly<Record<string, unknown>> | undefined, code: string): unknown {
  return entries !== undefined && Object.hasOwn(entries, code) ? entries[code] : null;
}

function cutAbove(value: Exact, most: Exact | null): Exact {
  return most === null ? value : least(value, most);
}

/** What each bonus adds, in order: of a pool only the largest does. */
function largestOfPools(bonuses: readonly Extra[], points: ReadonlyMap<string, Exact>): Exact[] {
  const pools = new Map<string, Exact>();
  const alone: Exact[] = [];
  for (const { code, pool } of bonuses) {
    const value = points.get(code) ?? ZERO;
    const largest = pool === null ? undefined : pools.get(pool);
    if (pool === null) alone.push(value);
    else pools.set(pool, largest === undefined ? value : greatest(largest, value));
  }
  return [...alone, ...pools.values()];
}

function bandHolds(
  band: Band,
  { scale, groups }: Scheme,
  total: Exact,
  points: ReadonlyMap<string, Exact>,
): boolean {
  if (band.ge !== null) {
    // A checked table has a scale to take a percentage of.
    const value = band.of === "points" ? total : divide(multiply(HUNDRED, total), scale.max ?? HUNDRED);
    if (compare(value, band.ge) < 0) return false;
  }
  const { minGroupPercent } = band;
  if (minGroupPercent === null) return true;
  return groups.every(({ code, maxPoints }) => {
    if (maxPoints === null || sign(maxPoints) === 0) return true;
    return compare(multiply(HUNDRED, points.get(code) ?? ZERO), multiply(minGroupPercent, maxPoints)) >= 0;
  });
}

function errorsOf(
  scheme: Scheme,
  entries: UnitEntries,
  rows: ReadonlyMap<string, RowScore>,
): ReadonlyMap<string, EntryError> {
  const errors = new Map<string, EntryError>();
  for (const [code, { error }] of rows) if (error !== null) errors.set(code, error);
  const known = [
    [entries.inputs, scheme.groups.flatMap((group) => leavesOf(group.criteria))],
    [entries.bonuses, scheme.bonuses],
    [entries.penalties, scheme.penalties],
  ] as const;
  for (const [given, list] of known) {
    const codes = new Set(list.map((row) => row.code));
    for (const code of Object.keys(given ?? {})) if (!codes.has(code)) errors.set(code, "INPUT");
  }
  const flags = new Set(scheme.notRankedWhen.map((flag) => flag.code));
  for (const flag of entries.flags ?? []) if (!flags.has(flag)) errors.set(flag, "INPUT");
  return errors;
}

function sumText(parts: readonly Exact[], most: Exact | null, value: Exact): string {
  const whole = sum(parts);
  const line = parts.length > 1 ? `${terms(parts)} = ${shown(whole)}` : shown(whole);
  return compare(whole, value) === 0 || most === null ? line : `${line} → ${shown(value)} (≤ ${shown(most)})`;
}

function terms(parts: readonly Exact[]): string {
  return parts.map(shown).join(" + ").replaceAll("+ −", "− ");
}
