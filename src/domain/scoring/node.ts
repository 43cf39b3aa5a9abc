import { type Exact, exact, toText } from "./exact.ts";
import type { Fault, FaultKind } from "./fault.ts";

type Json = Readonly<Record<string, unknown>>;

interface NumberLimits {
  readonly least?: number;
  readonly most?: number;
  readonly whole?: boolean;
  /** Value when the key is absent or null; without it an absent key is a fault. */
  readonly absent?: Exact | null;
}

/**
 * One object of the file being read. Each read gives a usable value even when it notes a fault, so that one pass
 * finds all of them; nothing that was read counts when a fault was noted.
 */
export interface Node {
  readonly path: string;
  fault(fault: FaultKind, detail?: Readonly<Record<string, string>>, key?: string): void;
  has(key: string): boolean;
  /** Whether a fault was noted at this key or below it. */
  faulty(key: string): boolean;
  /** Whether what stands at this key can't be used; parts that only don't add up to it can. */
  unreadable(key: string): boolean;
  text(key: string): string;
  textOrNull(key: string): string | null;
  choice<T extends string>(key: string, allowed: readonly T[], absent?: T): T;
  number(key: string, limits?: NumberLimits): Exact;
  numberOrNull(key: string, limits?: NumberLimits): Exact | null;
  boolean(key: string): boolean;
  texts(key: string): string[];
  child(key: string): Node;
  children(key: string, absent?: "none"): Node[];
  /** As {@link Node.children}, for objects that are rows themselves: their faults bear their own code. */
  rows(key: string, absent?: "none"): Node[];
  keys(): string[];
  raw(key: string): unknown;
}

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A node over `value`; faults go to `faults` with the row's `code`. */
export function nodeOf(value: unknown, path: string, code: string | null, faults: Fault[]): Node {
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  const note = (fault: FaultKind, detail: Readonly<Record<string, string>>, where: string) => {
    // The checks read the same lists again.
    if (faults.some((one) => one.path === where && one.fault === fault && sameDetail(one.detail, detail)))
      return;
    faults.push({ path: where, code, fault, detail });
  };
  const object: Json = isObject(value) ? value : {};
  if (!isObject(value)) note("type", { expected: "object" }, path);

  const mistyped = (key: string, expected: string) => {
    // The whole object was the wrong thing: one fault says it all.
    if (!isObject(value)) return;
    if (object[key] === undefined) note("missing", { expected }, at(key));
    else note("type", { expected }, at(key));
  };

  const list = (key: string, absent?: "none"): readonly unknown[] => {
    const found = object[key];
    if ((found === undefined || found === null) && absent === "none") return [];
    if (Array.isArray(found)) return found;
    mistyped(key, "list");
    return [];
  };

  const node: Node = {
    path,
    fault: (fault, detail = {}, key) => note(fault, detail, key === undefined ? path : at(key)),
    has: (key) => object[key] !== undefined && object[key] !== null,
    faulty: (key) =>
      faults.some(
        (one) =>
          one.path === at(key) || one.path.startsWith(`${at(key)}.`) || one.path.startsWith(`${at(key)}[`),
      ),
    unreadable: (key) => faults.some((one) => one.path === at(key) && one.fault !== "sum"),
    text: (key) => {
      const found = object[key];
      if (typeof found === "string" && found.trim() !== "") return found;
      mistyped(key, "text");
      return "";
    },
    textOrNull: (key) => (object[key] === undefined || object[key] === null ? null : node.text(key)),
    choice: (key, allowed, absent) => {
      const found = object[key];
      if ((found === undefined || found === null) && absent !== undefined) return absent;
      const chosen = allowed.find((one) => one === found);
      if (chosen !== undefined) return chosen;
      if (found === undefined) mistyped(key, "text");
      else note("choice", { allowed: allowed.join(" ") }, at(key));
      // `allowed` is never empty.
      return allowed[0] as (typeof allowed)[number];
    },
    number: (key, limits = {}) => {
      const found = object[key];
      if ((found === undefined || found === null) && limits.absent) return limits.absent;
      if (typeof found !== "number" || !Number.isFinite(found)) {
        mistyped(key, "number");
        return exact(limits.least ?? 0);
      }
      const { least, most, whole = false } = limits;
      if (whole && !Number.isInteger(found)) note("type", { expected: "whole number" }, at(key));
      if ((least !== undefined && found < least) || (most !== undefined && found > most)) {
        const bounds = { ...(least === undefined ? {} : { least }), ...(most === undefined ? {} : { most }) };
        const detail = Object.fromEntries(
          Object.entries(bounds).map(([name, bound]) => [name, String(bound)]),
        );
        note("range", { found: toText(exact(found)), ...detail }, at(key));
      }
      return exact(found);
    },
    numberOrNull: (key, limits = {}) => {
      if (object[key] === null) return null;
      if (object[key] === undefined && limits.absent !== undefined) return limits.absent;
      return node.number(key, limits);
    },
    boolean: (key) => {
      const found = object[key];
      if (typeof found === "boolean") return found;
      mistyped(key, "true or false");
      return false;
    },
    texts: (key) => {
      const found = object[key];
      if (Array.isArray(found) && found.every((one) => typeof one === "string")) return found;
      mistyped(key, "list of texts");
      return [];
    },
    child: (key) => {
      if (isObject(object[key])) return nodeOf(object[key], at(key), code, faults);
      mistyped(key, "object");
      // Every read of it would repeat the same fault.
      return nodeOf({}, at(key), code, []);
    },
    children: (key, absent) =>
      list(key, absent).map((one, index) => nodeOf(one, `${at(key)}[${index}]`, code, faults)),
    rows: (key, absent) =>
      list(key, absent).map((one, index) => {
        const own = isObject(one) && typeof one.code === "string" ? one.code : code;
        return nodeOf(one, `${at(key)}[${index}]`, own, faults);
      }),
    keys: () => Object.keys(object),
    raw: (key) => object[key],
  };
  return node;
}

function sameDetail(a: Fault["detail"], b: Fault["detail"]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
