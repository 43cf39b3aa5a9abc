import { type Exact, exact, sign, toText } from "./exact.ts";
import { isObject } from "./node.ts";

/** Why an entry is refused. Entries are never repaired silently. */
export type EntryError = "RANGE" | "STEP" | "OPTION" | "INPUT";

/** Reads what a unit entered for a row and remembers what it read. */
export interface Entry {
  /** Nothing was entered. */
  readonly absent: boolean;
  /** A number of 0 or more; null when absent or null, or when it is refused: ask {@link Entry.refused} first. */
  figure(key: string, of?: "any" | "whole" | "daysLate"): Exact | null;
  flag(key: string): boolean | null;
  text(key: string): string | null;
  has(key: string): boolean;
  raw(key: string): unknown;
  refuse(key: string): void;
  /** The first key that holds something wrong, "" for the entry itself; null when all that was read is good. */
  refused(): string | null;
  /** What was read, as text for people and machines: exact decimals with a point. */
  inputs(): Readonly<Record<string, string>>;
}

/** `keys`: the keys a rule knows. An entry that has none of them but others is not for this rule: refused. */
export function entryOf(input: unknown, keys: readonly string[]): Entry {
  const absent = input === undefined || input === null;
  const object = isObject(input) ? input : {};
  const inputs: Record<string, string> = {};
  let wrong: string | null = null;
  const refuse = (key: string) => {
    wrong ??= key;
  };
  const found = Object.keys(object);
  if (!absent && (!isObject(input) || (found.length > 0 && !found.some((key) => keys.includes(key)))))
    refuse("");

  const raw = (key: string) => (Object.hasOwn(object, key) ? object[key] : undefined);
  const has = (key: string) => raw(key) !== undefined && raw(key) !== null;
  return {
    absent,
    has,
    raw,
    refuse,
    refused: () => wrong,
    inputs: () => inputs,
    figure: (key, of = "any") => {
      if (!has(key)) return null;
      const value = raw(key);
      const whole = of !== "any";
      if (typeof value !== "number" || !Number.isFinite(value) || (whole && !Number.isInteger(value))) {
        refuse(key);
        return null;
      }
      const figure = exact(value);
      if (of !== "daysLate" && sign(figure) < 0) {
        refuse(key);
        return null;
      }
      inputs[key] = toText(figure);
      return figure;
    },
    flag: (key) => {
      if (!has(key)) return null;
      const value = raw(key);
      if (typeof value !== "boolean") {
        refuse(key);
        return null;
      }
      inputs[key] = String(value);
      return value;
    },
    text: (key) => {
      if (!has(key)) return null;
      const value = raw(key);
      if (typeof value !== "string") {
        refuse(key);
        return null;
      }
      inputs[key] = value;
      return value;
    },
  };
}
