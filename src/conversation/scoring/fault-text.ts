import type { Fault } from "../../domain/scoring/fault.ts";
import { escapeHtml } from "../../shared/messages.ts";
import type { Say } from "../../shared/say.ts";
import { counterText } from "./rule-text.ts";

/** Lists of the file whose members are called by their number. */
const lists = [
  "groups",
  "criteria",
  "bonuses",
  "penalties",
  "tiers",
  "ladder",
  "anyOf",
  "options",
  "tieBreak",
  "bands",
  "notRankedWhen",
  "codes",
];
/** Keys of the file that have a name people use. */
const keys = [
  "schemaVersion",
  "code",
  "name",
  "text",
  "label",
  "year",
  "scale",
  "maxPoints",
  "cap",
  "base",
  "max",
  "min",
  "start",
  "bonusCap",
  "mayExceed",
  "decimals",
  "step",
  "rule",
  "kind",
  "points",
  "failPoints",
  "onTime",
  "notSubmitted",
  "aggregate",
  "counters",
  "when",
  "otherwise",
  "fromDays",
  "toDays",
  "floorRate",
  "onZeroTarget",
  "atTargetShare",
  "noTarget",
  "plusPoints",
  "minusPoints",
  "direction",
  "scoredBy",
  "evidence",
  "group",
  "pool",
  "key",
  "order",
  "ge",
  "gt",
  "le",
  "lt",
  "of",
  "minGroupPercent",
];
/** Parts of the path that a row's code or the rule's own words stand for. */
const silent = ["groups", "criteria", "bonuses", "penalties", "notRankedWhen"];

interface Step {
  name: string;
  index: number | null;
}

const stepsOf = (path: string): Step[] =>
  path === ""
    ? []
    : [...path.matchAll(/([^.[\]]+)(?:\[(\d+)\])?/g)].map((found) => ({
        name: found[1] ?? "",
        index: found[2] === undefined ? null : Number(found[2]),
      }));

function stepText(say: Say, { name, index }: Step): string {
  const list = lists.includes(name) ? say.plain(`scheme:path.${name}`) : null;
  if (list !== null) return index === null ? list : say.plain("scheme:path.nth", { list, number: index + 1 });
  const key = keys.includes(name)
    ? say.plain("scheme:path.key", { name: say.plain(`scheme:key.${name}`), key: name })
    : `"${name}"`;
  return index === null ? key : say.plain("scheme:path.nth", { list: key, number: index + 1 });
}

/** "Dòng I.1.1, bậc 2, điểm" or, where a row has no code to be called by, the way through the file. */
function whereText(say: Say, { path, code }: Fault): string {
  const steps = stepsOf(path);
  const last = steps.findLastIndex((step) => silent.includes(step.name) && step.index !== null);
  const inRow = steps.slice(last + 1).filter((step) => step.name !== "rule" || last + 2 === steps.length);
  const named = code === null || code === "" ? steps : inRow;
  const row = code === null || code === "" ? [] : [say.plain("scheme:path.row", { code })];
  const parts = [...row, ...named.map((step) => stepText(say, step))];
  return parts.length > 0 ? parts.join(", ") : say.plain("scheme:path.file");
}

const types: Readonly<Record<string, string>> = {
  object: "object",
  list: "list",
  text: "text",
  number: "number",
  "whole number": "whole",
  "true or false": "boolean",
  "list of texts": "texts",
  "[whole number, whole number or null]": "range",
};

const choices = (allowed: string) =>
  allowed
    .split(" ")
    .map((each) => `"${each}"`)
    .join(", ");

/** A figure of a fault; "null" is no limit, and endless ones are marked by the engine. */
const figure = (say: Say, text: string): string =>
  text === "null"
    ? say.plain("scheme:fault.unlimited")
    : /^-?\d+(?:\.\d+)?$/.test(text)
      ? say.figure(text)
      : text;

function whatText(say: Say, { fault, detail, path }: Fault): string {
  const n = (key: string) => figure(say, detail[key] ?? "");
  switch (fault) {
    case "missing":
    case "type":
      return say.plain(`scheme:fault.${fault}`, {
        expected: say.plain(`scheme:expected.${types[detail.expected ?? ""] ?? "text"}`),
      });
    case "choice":
      return say.plain("scheme:fault.choice", { allowed: choices(detail.allowed ?? "") });
    case "range":
      return rangeFault(say, detail);
    case "both":
      return say.plain("scheme:fault.both", { keys: choices(detail.keys ?? "") });
    case "duplicateCode":
      return say.plain("scheme:fault.duplicateCode", {
        code: detail.code ?? "",
        first: stepsOf(detail.first ?? "")
          .map((step) => stepText(say, step))
          .join(", "),
      });
    case "sum":
      return say.plain("scheme:fault.sum", { sum: n("sum"), maxPoints: n("maxPoints") });
    case "gap":
      if (detail.to === "") return say.plain("scheme:fault.gapOpen", { from: n("from") });
      return say.plain(detail.from === detail.to ? "scheme:fault.gapAt" : "scheme:fault.gap", {
        from: n("from"),
        to: n("to"),
      });
    case "overlap":
      return say.plain("scheme:fault.overlap", { at: detail.at === "" ? "0" : n("at") });
    case "notOpen":
      return say.plain("scheme:fault.notOpen", { from: n("from") });
    case "emptyRange":
      return say.plain("scheme:fault.emptyRange", {
        from: detail.from === "" ? "0" : n("from"),
        to: n("to"),
      });
    case "undeclaredCounter":
      return say.plain("scheme:fault.undeclaredCounter", { counter: counterText(say, detail.counter ?? "") });
    case "aboveMax":
      return say.plain("scheme:fault.aboveMax", { points: n("points"), maxPoints: n("maxPoints") });
    case "step":
      return say.plain("scheme:fault.step", { points: n("points"), step: n("step") });
    case "needsMax":
      return say.plain(path.endsWith(".of") ? "scheme:fault.needsScale" : "scheme:fault.needsMax");
    case "unknownCode":
      return say.plain("scheme:fault.unknownCode", { code: detail.code ?? "" });
    case "empty":
    case "tieEnd":
    case "tieEarly":
    case "lastBand":
    case "leaderLower":
      return say.plain(`scheme:fault.${fault}`);
  }
}

function rangeFault(say: Say, detail: Fault["detail"]): string {
  const n = (key: string) => figure(say, detail[key] ?? "");
  if (detail.least === ">0") return say.plain("scheme:fault.positive");
  if (detail.least !== undefined && detail.most !== undefined)
    return say.plain("scheme:fault.between", { found: n("found"), least: n("least"), most: n("most") });
  return detail.least === undefined
    ? say.plain("scheme:fault.atMost", { found: n("found"), most: n("most") })
    : say.plain("scheme:fault.atLeast", { found: n("found"), least: n("least") });
}

/** One fault as a line for the person who edits the file, without marks. */
export const faultText = (say: Say, fault: Fault): string =>
  say.plain("scheme:fault.line", { where: whereText(say, fault), what: whatText(say, fault) });

/** The same as html. */
export const faultLine = (say: Say, fault: Fault): string => `• ${escapeHtml(faultText(say, fault))}`;
