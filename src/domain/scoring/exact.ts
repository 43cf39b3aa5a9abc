/**
 * Exact decimal arithmetic: a whole fraction of two bigints, so that 1.005 is 1.005 and 11/20*100 is 55.
 * Points, rates and figures never pass through binary fractions on their way to a rank.
 */

/** n/d with d > 0. Not kept in lowest terms: compare with {@link compare}, never field by field. */
export interface Exact {
  readonly n: bigint;
  readonly d: bigint;
}

export const ZERO: Exact = { n: 0n, d: 1n };
export const ONE: Exact = { n: 1n, d: 1n };
export const HUNDRED: Exact = { n: 100n, d: 1n };

/** Beyond this many decimal places a text is refused, so that "1e999999999" cannot eat the memory. */
const MOST_PLACES = 400;
const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,9}))?$/;

/** Most figures are whole and small. */
const WHOLE = /^\d{1,15}$/;

/** Reads decimal text such as "1234.5", "-0.25", "1e-7"; null when it is not a finite decimal. */
export function parseExact(text: string): Exact | null {
  if (WHOLE.test(text)) return { n: BigInt(text), d: 1n };
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, sign, whole = "", fraction = "", power = "0"] = match;
  const places = fraction.length - Number(power);
  if (Math.abs(places) > MOST_PLACES || whole.length + fraction.length > MOST_PLACES) return null;
  const digits = BigInt(whole + fraction);
  const n = sign === "-" ? -digits : digits;
  return places > 0 ? { n, d: 10n ** BigInt(places) } : { n: n * 10n ** BigInt(-places), d: 1n };
}

/**
 * The value of a number by its shortest decimal text (0.1 is one tenth), of decimal text, or of a bigint.
 * Throws RangeError when it is not a finite decimal: data from outside goes through {@link parseExact}.
 */
export function exact(value: number | string | bigint): Exact {
  if (typeof value === "bigint") return { n: value, d: 1n };
  const parsed = parseExact(String(value));
  if (parsed === null) throw new RangeError(`not a decimal number: ${value}`);
  return parsed;
}

export function add(a: Exact, b: Exact): Exact {
  if (a.d === b.d) return { n: a.n + b.n, d: a.d };
  if (a.d % b.d === 0n) return { n: a.n + b.n * (a.d / b.d), d: a.d };
  if (b.d % a.d === 0n) return { n: a.n * (b.d / a.d) + b.n, d: b.d };
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

export function subtract(a: Exact, b: Exact): Exact {
  return add(a, { n: -b.n, d: b.d });
}

export function multiply(a: Exact, b: Exact): Exact {
  return { n: a.n * b.n, d: a.d * b.d };
}

/** Throws RangeError when `b` is zero. */
export function divide(a: Exact, b: Exact): Exact {
  if (b.n === 0n) throw new RangeError("division by zero");
  return b.n > 0n ? { n: a.n * b.d, d: a.d * b.n } : { n: -a.n * b.d, d: a.d * -b.n };
}

/** Below 0 when a < b, 0 when equal, above 0 when a > b. */
export function compare(a: Exact, b: Exact): number {
  const difference = a.d === b.d ? a.n - b.n : a.n * b.d - b.n * a.d;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** -1, 0 or 1. */
export function sign(a: Exact): number {
  return a.n < 0n ? -1 : a.n > 0n ? 1 : 0;
}

export function least(a: Exact, b: Exact): Exact {
  return compare(b, a) < 0 ? b : a;
}

export function greatest(a: Exact, b: Exact): Exact {
  return compare(b, a) > 0 ? b : a;
}

export function sum(values: Iterable<Exact>): Exact {
  let total = ZERO;
  for (const value of values) total = add(total, value);
  return total;
}

/** n/d to the nearest whole number, an exact half away from zero; d > 0. */
function nearestWhole(n: bigint, d: bigint): bigint {
  const size = ((n < 0n ? -n : n) * 2n + d) / (d * 2n);
  return n < 0n ? -size : size;
}

/** To `decimals` places (0 or more), an exact half away from zero: 1.005 → 1.01, -2.5 → -3. */
export function roundToDecimals(a: Exact, decimals: number): Exact {
  const d = 10n ** BigInt(decimals);
  return { n: nearestWhole(a.n * d, a.d), d };
}

/** To the nearest multiple of `step` (> 0), an exact half away from zero: 6.25 by 0.5 → 6.5. */
export function roundToStep(a: Exact, step: Exact): Exact {
  return { n: nearestWhole(a.n * step.d, a.d * step.n) * step.n, d: step.d };
}

/** Whether `a` is a whole number of steps; `step` > 0. */
export function isMultiple(a: Exact, step: Exact): boolean {
  return (a.n * step.d) % (a.d * step.n) === 0n;
}

/** Decimal text with exactly `decimals` places, rounded half away from zero: "87.35", "-6.00". */
export function toDecimalString(a: Exact, decimals: number): string {
  const whole = nearestWhole(a.n * 10n ** BigInt(decimals), a.d);
  return placePoint(whole, decimals);
}

/** Places shown of a value that never ends, before the "…". */
const SHOWN_PLACES = 6;

/**
 * The shortest decimal text that is exact: "26.5", "-6", "0". A value that never ends is cut, not rounded,
 * and marked: "7.777777…".
 */
export function toText(a: Exact): string {
  let { d } = a;
  const common = greatestDivisor(a.n < 0n ? -a.n : a.n, d);
  d /= common;
  let places = 0;
  for (let rest = d; rest !== 1n; places += 1) {
    const factor = rest % 10n === 0n ? 10n : rest % 5n === 0n ? 5n : rest % 2n === 0n ? 2n : null;
    if (factor === null) return `${placePoint((a.n * 10n ** BigInt(SHOWN_PLACES)) / a.d, SHOWN_PLACES)}…`;
    rest /= factor;
  }
  return placePoint((a.n * 10n ** BigInt(places)) / a.d, places);
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function placePoint(scaled: bigint, places: number): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(places + 1, "0");
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return scaled < 0n ? `-${text}` : text;
}
