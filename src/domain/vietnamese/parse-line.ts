import { type ReadDate, readDate } from "./dates.ts";
import { parseIsoDay } from "./day.ts";
import type { Ask, Meaning, TargetView, UnitView } from "./meaning.ts";
import { understand } from "./understand.ts";
import { readUnit } from "./units.ts";

interface LineOptions {
  readonly isWorkingDay?: ((day: string) => boolean) | undefined;
}

type Json = Readonly<Record<string, unknown>>;
type Result = Json | string | string[] | ReadDate | null;

/** A fault of the line, in words for the operator. */
class Fault extends Error {}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(line: Json, key: string): string {
  const value = line[key];
  if (typeof value !== "string") throw new Fault(`"${key}" must be a string`);
  return value;
}

function dayOf(line: Json): string {
  const today = textOf(line, "today");
  if (parseIsoDay(today) === null) throw new Fault('"today" must be a day, YYYY-MM-DD');
  return today;
}

function listOf(line: Json, key: string): readonly unknown[] {
  const value = line[key] ?? [];
  if (!Array.isArray(value)) throw new Fault(`"${key}" must be a list`);
  return value;
}

function readUnitView(value: unknown): UnitView {
  if (typeof value === "string") return { name: value };
  if (!isObject(value) || typeof value.name !== "string") throw new Fault('each of "units" needs a "name"');
  const aliases = Array.isArray(value.aliases)
    ? value.aliases.filter((alias) => typeof alias === "string")
    : [];
  return {
    name: value.name,
    shortName: typeof value.shortName === "string" ? value.shortName : null,
    aliases,
  };
}

function figure(value: unknown, key: string): number {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value !== "number" || !Number.isFinite(value))
    throw new Fault(`"${key}" of a target must be a number`);
  return value;
}

function readTargetView(value: unknown): TargetView {
  if (!isObject(value)) throw new Fault('each of "targets" must be an object');
  const { code, title, kind } = value;
  if (typeof code !== "string" || typeof title !== "string")
    throw new Fault('a target needs "code" and "title"');
  if (kind !== "quantity" && kind !== "percent" && kind !== "yesno")
    throw new Fault(`"kind" of target ${code} is unknown`);
  const measure = value.unit ?? value.unitOfMeasure;
  const unit = typeof measure === "string" ? measure : kind === "percent" ? "%" : null;
  return {
    code,
    title,
    kind,
    unit,
    plan: figure(value.plan, "plan"),
    current: figure(value.current ?? 0, "current"),
  };
}

/** The meaning as the contract's JSON: without what only the dialogue uses. */
export function meaningJson(meaning: Meaning): Json {
  switch (meaning.intent) {
    case "register": {
      const { intent, title, kind, plan, unit, due } = meaning;
      return { intent, title, kind, plan, unit, due };
    }
    case "progress":
      return { intent: meaning.intent, items: meaning.items };
    case "ask":
      return askJson(meaning);
    case "undo":
    case "help":
    case "none":
      return { intent: meaning.intent };
    default:
      return meaning.unit === undefined
        ? { intent: meaning.intent }
        : { intent: meaning.intent, unit: meaning.unit };
  }
}

function askJson({ intent, about, items, candidates }: Ask): Json {
  return { intent, about, ...(items ? { items } : {}), ...(candidates ? { candidates } : {}) };
}

function parse(line: unknown, options: LineOptions): Result {
  if (!isObject(line)) throw new Fault("a line must be a JSON object");
  const text = textOf(line, "text");
  const form = line.as ?? "message";
  if (form === "date") return readDate(text, dayOf(line), options);
  const units = listOf(line, "units").map(readUnitView);
  if (form === "unit") return readUnit(text, units);
  if (form !== "message") throw new Fault('"as" must be "date" or "unit", or left out');
  const targets = listOf(line, "targets").map(readTargetView);
  return meaningJson(understand(text, { targets, units, today: dayOf(line), ...options }));
}

/**
 * One line of `cli parse`, already parsed from JSON: the interpretation, a date, a unit, or `{error}` for a bad line.
 * Unknown keys are ignored.
 */
export function parseLine(line: unknown, options: LineOptions = {}): Result {
  try {
    return parse(line, options);
  } catch (fault) {
    if (fault instanceof Fault) return { error: fault.message };
    throw fault;
  }
}
