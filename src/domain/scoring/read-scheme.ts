import { checkScheme } from "./check-scheme.ts";
import type { Fault } from "./fault.ts";
import { type Node, nodeOf } from "./node.ts";
import { checkRule, readRule } from "./rules/rules.ts";
import type { Band, Criterion, Extra, Group, Scale, Scheme, ScoredBy, TieKey } from "./scheme.ts";

type ReadScheme =
  | { readonly ok: true; readonly scheme: Scheme }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Reads a scoring table from parsed JSON and checks all that a person may get wrong in one, the sums and ladders too.
 * Every fault is reported at once, in the order of the file, then what concerns the table as a whole. Keys this reader
 * doesn't know (`origin`, `note`, `examples` …) are left alone.
 */
export function readScheme(json: unknown): ReadScheme {
  const faults: Fault[] = [];
  const root = nodeOf(json, "", null, faults);
  if (faults.length > 0) return { ok: false, faults };
  const version = root.number("schemaVersion");
  if (!root.faulty("schemaVersion") && version.n !== version.d) {
    root.fault("choice", { allowed: "1" }, "schemaVersion");
  }
  const year = root.numberOrNull("year", { whole: true, absent: null });
  const groups = root.rows("groups");
  if (groups.length === 0 && !root.faulty("groups")) root.fault("empty", {}, "groups");
  const scheme: Scheme = {
    code: root.text("code"),
    name: root.text("name"),
    year: year === null ? null : Number(year.n),
    scale: readScale(root.child("scale")),
    groups: groups.map(readGroup),
    bonuses: root.rows("bonuses", "none").map(readExtra),
    penalties: root.rows("penalties", "none").map(readExtra),
    notRankedWhen: root.rows("notRankedWhen", "none").map((flag) => ({
      code: flag.text("code"),
      text: flag.text("text"),
    })),
    tieBreak:
      root.raw("tieBreak") === undefined ? [{ key: "tied" }] : root.children("tieBreak").map(readTieKey),
    bands: root.children("bands", "none").map(readBand),
  };
  checkScheme(scheme, root);
  return faults.length === 0 ? { ok: true, scheme } : { ok: false, faults };
}

function readScale(node: Node): Scale {
  return {
    max: node.numberOrNull("max", { least: 0 }),
    base: node.numberOrNull("base"),
    start: node.number("start"),
    min: node.numberOrNull("min", { absent: null }),
    bonusCap: node.numberOrNull("bonusCap", { least: 0, absent: null }),
    mayExceed: node.boolean("mayExceed"),
    decimals: Number(node.number("decimals", { whole: true, least: 0, most: 10 }).n),
  };
}

function readGroup(node: Node): Group {
  return {
    code: node.text("code"),
    text: node.text("text"),
    maxPoints: node.numberOrNull("maxPoints", { least: 0 }),
    criteria: node.rows("criteria").map(readCriterion),
  };
}

function readCriterion(node: Node): Criterion {
  const named = {
    code: node.text("code"),
    text: node.text("text"),
    maxPoints: node.numberOrNull("maxPoints", { least: 0 }),
  };
  if (node.has("criteria")) {
    if (node.has("rule")) node.fault("both", { keys: "criteria rule" });
    const criteria = node.rows("criteria");
    if (criteria.length === 0 && !node.faulty("criteria")) node.fault("empty", {}, "criteria");
    return { node: "heading", ...named, criteria: criteria.map(readCriterion) };
  }
  return {
    node: "leaf",
    ...named,
    ...readRuled(node, "maxPoints", named.maxPoints),
    scoredBy: node.has("scoredBy")
      ? node.choice<ScoredBy>("scoredBy", ["system", "self", "head", "council", "external"])
      : null,
    evidence: node.textOrNull("evidence"),
  };
}

function readExtra(node: Node): Extra {
  const maxPoints = node.numberOrNull("cap", { least: 0, absent: null });
  return {
    code: node.text("code"),
    text: node.text("text"),
    maxPoints,
    ...readRuled(node, "cap", maxPoints),
    group: node.textOrNull("group"),
    pool: node.textOrNull("pool"),
  };
}

function readRuled(node: Node, maxKey: "maxPoints" | "cap", maxPoints: Extra["maxPoints"]) {
  const ruleNode = node.child("rule");
  const rule = readRule(ruleNode);
  const direction = node.choice("direction", ["higher", "lower"], "higher");
  const step = node.numberOrNull("step", { absent: null });
  if (step !== null && step.n <= 0n && !node.faulty("step")) node.fault("range", { least: ">0" }, "step");
  checkRule(rule, ruleNode, node, maxKey, {
    maxPoints: node.faulty(maxKey) ? null : maxPoints,
    step: node.faulty("step") ? null : step,
  });
  return { rule, direction, step };
}

function readTieKey(node: Node): TieKey {
  const key = node.choice("key", [
    "groupPoints",
    "criterionPoints",
    "bonusPoints",
    "penaltyPoints",
    "minusCount",
    "tied",
    "ballot",
  ]);
  if (key === "tied" || key === "ballot" || node.faulty("key"))
    return { key: key === "ballot" ? key : "tied" };
  const order = node.choice("order", ["desc", "asc"]);
  if (key === "bonusPoints" || key === "penaltyPoints") return { key, order };
  return key === "minusCount"
    ? { key, codes: node.texts("codes"), order }
    : { key, code: node.text("code"), order };
}

function readBand(node: Node): Band {
  return {
    label: node.text("label"),
    ge: node.numberOrNull("ge"),
    of: node.choice("of", ["points", "percentOfMax"]),
    minGroupPercent: node.numberOrNull("minGroupPercent", { least: 0, absent: null }),
  };
}
