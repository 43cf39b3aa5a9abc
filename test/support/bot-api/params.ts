/** One uploaded part. */
export interface UploadedFile {
  field: string;
  fileName: string;
  mimeType: string | undefined;
  bytes: Uint8Array;
}

/** The parameters of one call: strings at heart, whatever way they came. The first source of a name wins. */
export interface Params {
  readonly values: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, UploadedFile>;
  /** The raw string, "" when absent. */
  text(name: string): string;
  has(name: string): boolean;
  /** `true`, `yes`, `1` in any case; all else is false. */
  flag(name: string): boolean;
  /** Not a number reads as 0 and values are clamped, never refused. */
  int(name: string, fallback: number, min?: number, max?: number): number;
  /** Parsed JSON; undefined when absent, `bad` when it is not JSON. */
  json(name: string): unknown;
}

/** What `json` answers for text that is not JSON. */
export const BAD_JSON: unique symbol = Symbol("not JSON");

export function createParams(
  pairs: Iterable<readonly [string, string]>,
  files: Iterable<UploadedFile> = [],
): Params {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) if (!values.has(name)) values.set(name, value);
  const fileMap = new Map<string, UploadedFile>();
  for (const file of files) if (!fileMap.has(file.field)) fileMap.set(file.field, file);
  const text = (name: string) => values.get(name) ?? "";
  return {
    values,
    files: fileMap,
    text,
    has: (name) => values.has(name),
    flag: (name) => ["true", "yes", "1"].includes(text(name).toLowerCase()),
    int(name, fallback, min = -2147483648, max = 2147483647) {
      const raw = text(name);
      const value = raw === "" ? fallback : toInteger(raw);
      return Math.min(max, Math.max(min, value));
    },
    json(name) {
      const raw = text(name);
      return raw === "" ? undefined : parseJson(raw);
    },
  };
}

/** Leading sign and digits, as the server reads numbers; anything else is 0. */
export function toInteger(raw: string): number {
  const match = /^\s*(-?\d+)/.exec(raw);
  return match?.[1] === undefined ? 0 : Number(match[1]);
}

export function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw) as unknown;
  } catch {
    return BAD_JSON;
  }
}

/** A JSON object seen as named fields; undefined for anything else. */
export function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
