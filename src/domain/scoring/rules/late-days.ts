import { Temporal } from "temporal-polyfill";
import { type Entry, entryOf } from "../entry.ts";
import {
  add,
  compare,
  divide,
  type Exact,
  exact,
  least,
  ONE,
  sign,
  subtract,
  sum,
  toText,
} from "../exact.ts";
import type { Node } from "../node.ts";
import { noData, type Outcome, points, refused, shown, type Tier } from "../outcome.ts";
import { checkPoints, type RowLimits } from "./check-points.ts";

/** Points by calendar days late, counted in Asia/Ho_Chi_Minh: the law of the tables, whatever the cluster's zone. */
export interface LateDaysRule {
  readonly kind: "lateDays";
  readonly onTime: Exact;
  readonly tiers: readonly LateTier[];
  readonly notSubmitted: Exact;
  /** Of several reports: the lowest points, or their mean. `single`: there is one report only. */
  readonly aggregate: "worst" | "average" | "single";
}

interface LateTier {
  readonly fromDays: Exact;
  /** null: no end. */
  readonly toDays: Exact | null;
  readonly points: Exact;
}

const ZONE = "Asia/Ho_Chi_Minh";
const KEYS = ["daysLate", "dueOn", "submittedAt", "notSubmitted"];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function readLateDays(node: Node): LateDaysRule {
  return {
    kind: "lateDays",
    onTime: node.number("onTime"),
    tiers: node.children("tiers").map((tier) => ({
      fromDays: tier.number("fromDays", { whole: true }),
      toDays: tier.numberOrNull("toDays", { whole: true, absent: null }),
      points: tier.number("points"),
    })),
    notSubmitted: node.number("notSubmitted"),
    aggregate: node.choice("aggregate", ["worst", "average", "single"]),
  };
}

export function checkLateDays(rule: LateDaysRule, node: Node, limits: RowLimits): void {
  checkPoints(node, "onTime", rule.onTime, limits);
  checkPoints(node, "notSubmitted", rule.notSubmitted, limits);
  const nodes = node.children("tiers");
  rule.tiers.forEach((tier, index) => {
    const own = nodes[index];
    if (own !== undefined) checkPoints(own, "points", tier.points, limits);
  });
  if (node.faulty("tiers") && nodes.some((tier) => tier.faulty("fromDays") || tier.faulty("toDays"))) return;
  checkCover(rule.tiers, node);
}

/** From day 1, without gap or overlap, the last tier open. */
function checkCover(tiers: readonly LateTier[], node: Node): void {
  const sorted = tiers
    .map(({ fromDays, toDays }, index) => ({ fromDays, toDays, key: `tiers[${index}]` }))
    .sort((a, b) => compare(a.fromDays, b.fromDays));
  // The first day that no tier has yet; null: all days have one.
  let next: Exact | null = ONE;
  for (const { fromDays, toDays, key } of sorted) {
    if (toDays !== null && compare(toDays, fromDays) < 0) {
      node.fault("emptyRange", { from: toText(fromDays), to: toText(toDays) }, key);
      continue;
    }
    if (next === null || compare(fromDays, next) < 0) node.fault("overlap", { at: toText(fromDays) }, key);
    else if (compare(fromDays, next) > 0) {
      node.fault("gap", { from: toText(next), to: toText(subtract(fromDays, ONE)) }, key);
    }
    if (toDays === null) next = null;
    else if (next !== null && compare(toDays, next) >= 0) next = add(toDays, ONE);
  }
  if (next !== null) node.fault("notOpen", { from: toText(next) }, "tiers");
}

/** One report as a rule sees it. */
type Report =
  | { readonly kind: "wrong"; readonly key: string }
  | { readonly kind: "noData" }
  | { readonly kind: "scored"; readonly points: Exact; readonly tier: Tier | null; readonly formula: string };

export function scoreLateDays(rule: LateDaysRule, input: unknown): Outcome {
  const entry = entryOf(input, [...KEYS, "reports"]);
  if (!entry.has("reports")) {
    const report = readReport(rule, entry);
    if (report.kind === "wrong") return refused(entry, report.key);
    if (report.kind === "noData") return noData(entry);
    return points(entry, report.points, report.formula, { tier: report.tier });
  }

  const list = entry.raw("reports");
  const alsoSingle = KEYS.some((key) => entry.has(key));
  if (!Array.isArray(list) || alsoSingle || (rule.aggregate === "single" && list.length > 1)) {
    return refused(entry, entry.refused() ?? "reports");
  }
  const reports = list.map((one: unknown) => readReport(rule, entryOf(one, KEYS)));
  const wrong = reports.findIndex((report) => report.kind === "wrong");
  if (wrong >= 0) return refused(entry, `reports[${wrong}]`);
  const scored = reports.filter((report) => report.kind === "scored");
  // A report that nothing is known about leaves the whole row open: the others alone would flatter or harm.
  if (scored.length === 0 || scored.length < reports.length) return noData(entry);

  const [only] = scored;
  if (scored.length === 1 && only !== undefined) {
    return points(entry, only.points, only.formula, { tier: only.tier });
  }
  const values = scored.map((report) => report.points);
  const terms = values.map(shown);
  if (rule.aggregate === "average") {
    const mean = divide(sum(values), exact(values.length));
    return points(entry, mean, `(${terms.join(" + ").replaceAll("+ −", "− ")}) / ${values.length}`);
  }
  const worst = values.reduce(least);
  const holder = scored.find((report) => report.points === worst);
  return points(entry, worst, `min(${terms.join("; ")})`, { tier: holder?.tier ?? null, lookup: false });
}

function readReport(rule: LateDaysRule, entry: Entry): Report {
  const daysLate = entry.figure("daysLate", "daysLate");
  const notSubmitted = entry.flag("notSubmitted");
  const dueOn = entry.text("dueOn");
  const submittedAt = entry.text("submittedAt");
  const due = dueOn === null ? null : readDay(dueOn);
  const submitted = submittedAt === null ? null : readLocalDay(submittedAt);
  if (dueOn !== null && due === null) entry.refuse("dueOn");
  if (submittedAt !== null && submitted === null) entry.refuse("submittedAt");
  // Sent and not sent, or two counts of the same days: a person has to say which is meant.
  if (notSubmitted === true && (daysLate !== null || submitted !== null)) entry.refuse("notSubmitted");
  if (daysLate !== null && submitted !== null) entry.refuse("daysLate");
  const wrong = entry.refused();
  if (wrong !== null) return { kind: "wrong", key: wrong };

  if (notSubmitted === true) {
    return {
      kind: "scored",
      points: rule.notSubmitted,
      tier: outside("notSubmitted", rule.notSubmitted),
      formula: "∅",
    };
  }
  if (daysLate !== null) return byDays(rule, daysLate, shown(daysLate));
  if (due === null || submitted === null) return { kind: "noData" };
  const days = exact(due.until(submitted, { largestUnit: "days" }).days);
  return byDays(rule, days, `${submitted.toString()} − ${due.toString()} = ${shown(days)}`);
}

function byDays(rule: LateDaysRule, days: Exact, text: string): Report {
  if (sign(days) <= 0) {
    return {
      kind: "scored",
      points: rule.onTime,
      tier: outside("onTime", rule.onTime),
      formula: `${text} ≤ 0`,
    };
  }
  const index = rule.tiers.findIndex(
    ({ fromDays, toDays }) => compare(days, fromDays) >= 0 && (toDays === null || compare(days, toDays) <= 0),
  );
  const tier = rule.tiers[index];
  // A checked table has a tier for every day.
  if (tier === undefined) return { kind: "noData" };
  const { fromDays, toDays } = tier;
  const when = { fromDays: toText(fromDays), ...(toDays === null ? {} : { toDays: toText(toDays) }) };
  const range = toDays === null ? `[${shown(fromDays)}; ∞)` : `[${shown(fromDays)}; ${shown(toDays)}]`;
  return {
    kind: "scored",
    points: tier.points,
    tier: { index, when, points: toText(tier.points) },
    formula: `${text} ∈ ${range}`,
  };
}

function outside(name: "onTime" | "notSubmitted", value: Exact): Tier {
  return { index: null, when: { [name]: "true" }, points: toText(value) };
}

function readDay(text: string): Temporal.PlainDate | null {
  if (!DAY.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return null;
  }
}

/** The day in Vietnam of an ISO time; null when it has neither Z nor an offset, or is no time. */
function readLocalDay(text: string): Temporal.PlainDate | null {
  try {
    return Temporal.Instant.from(text).toZonedDateTimeISO(ZONE).toPlainDate();
  } catch {
    return null;
  }
}
