import * as words from "./date-words.ts";
import { readNumberAt } from "./numbers.ts";
import { anyAt, isSign, lookUp, phraseAt } from "./phrases.ts";
import type { Message } from "./tokens.ts";

export interface Whole {
  readonly value: number;
  readonly next: number;
}

export function digitsAt(message: Message, at: number, shape: RegExp): number | null {
  const token = message.tokens[at];
  return token?.kind === "number" && shape.test(token.text) ? Number(token.text) : null;
}

export const oneOrTwo = /^\d{1,2}$/;
export const yearShape = /^(?:20\d{2}|19\d{2})$/;

export function wholeAt(message: Message, at: number): Whole | null {
  const digits = digitsAt(message, at, /^\d{1,3}$/);
  if (digits !== null) return { value: digits, next: at + 1 };
  if (message.tokens[at]?.kind !== "word") return null;
  const found = readNumberAt(message, at);
  const value = found?.values[0];
  if (!found || found.values.length !== 1 || value === undefined || !Number.isInteger(value)) return null;
  return { value, next: found.next };
}

/** "/2024", "-2024", "năm 2024", "năm sau" after a month or quarter. */
export function yearAfter(
  message: Message,
  at: number,
): { year: number | null; yearShift: number | null; next: number } {
  if (isSign(message, at, "/") || isSign(message, at, "-")) {
    const year = digitsAt(message, at + 1, yearShape);
    if (year !== null) return { year, yearShift: null, next: at + 2 };
  }
  const word = phraseAt(message, at, "năm");
  if (word > 0) {
    const year = digitsAt(message, at + 1, yearShape);
    if (year !== null) return { year, yearShift: null, next: at + 2 };
    const shift = lookUp(message, at + 1, words.yearShifts);
    if (shift) return { year: null, yearShift: shift.value, next: shift.next };
  }
  return { year: null, yearShift: null, next: at };
}

export function monthNumber(message: Message, at: number): Whole | null {
  const digits = digitsAt(message, at, oneOrTwo);
  if (digits !== null) return digits >= 1 && digits <= 12 ? { value: digits, next: at + 1 } : null;
  // "thang sau" without marks is next month, not June; "tháng năm nay" would be odd, too.
  if (!message.marked && anyAt(message, at, ["sau", "nam nay", "nam sau"]) > 0) return null;
  return lookUp(message, at, words.monthNames);
}

export const afterwards = ["vừa rồi", "vừa qua"];
