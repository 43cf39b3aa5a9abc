import type { FormFound, Period } from "./date-forms.ts";
import {
  afterwards,
  digitsAt,
  monthNumber,
  type Whole,
  wholeAt,
  yearAfter,
  yearShape,
} from "./date-numbers.ts";
import * as words from "./date-words.ts";
import { anyAt, lookUp, phraseAt } from "./phrases.ts";
import type { Message } from "./tokens.ts";

// Readers of weeks, months, quarters, years and their edges.

const month = (
  parts: Partial<Extract<Period, { unit: "month" | "quarter" }>> & { unit: "month" | "quarter" },
): Period => ({
  number: null,
  year: null,
  yearShift: null,
  shift: 0,
  back: false,
  ...parts,
});

interface PeriodFound {
  readonly period: Period;
  readonly next: number;
}

const romans = new Map([
  ["i", 1],
  ["ii", 2],
  ["iii", 3],
  ["iv", 4],
]);

function quarterNumber(message: Message, at: number): Whole | null {
  const digits = digitsAt(message, at, /^[1-4]$/);
  if (digits !== null) return { value: digits, next: at + 1 };
  const roman = romans.get(message.tokens[at]?.fold ?? "");
  if (roman !== undefined) return { value: roman, next: at + 1 };
  const named = lookUp(message, at, words.monthNames);
  return named && named.value <= 4 ? named : null;
}

/** "tháng 6/2024", "quý II năm sau", "tháng này", "T9/2024"; `edged` after cuối, hết: "cuối tháng" and "cuối T6" are enough. */
function monthOrQuarter(message: Message, at: number, edged: boolean): PeriodFound | null {
  const isMonth = anyAt(message, at, ["tháng", "thg"]) > 0;
  const isQuarter = !isMonth && anyAt(message, at, ["quý", "quí"]) > 0;
  if (isMonth || isQuarter) {
    const unit = isMonth ? "month" : "quarter";
    const number = isMonth ? monthNumber(message, at + 1) : quarterNumber(message, at + 1);
    if (number) {
      const { year, yearShift, next } = yearAfter(message, number.next);
      const back = year === null && yearShift === null ? anyAt(message, next, afterwards) : 0;
      return {
        period: month({ unit, number: number.value, year, yearShift, back: back > 0 }),
        next: next + back,
      };
    }
    const shift = lookUp(message, at + 1, words.shifts);
    if (shift) return { period: month({ unit, shift: shift.value }), next: shift.next };
    return edged ? { period: month({ unit }), next: at + 1 } : null;
  }
  const token = message.tokens[at];
  if ((token?.fold !== "t" && token?.fold !== "q") || message.tokens[at + 1]?.gap) return null;
  const quarter = token.fold === "q";
  const number = digitsAt(message, at + 1, quarter ? /^[1-4]$/ : /^(?:0?[1-9]|1[0-2])$/);
  if (number === null) return null;
  const { year, yearShift, next } = yearAfter(message, at + 2);
  const headed = anyAt(message, at - 2, reported) > 0 || anyAt(message, at - 1, ["bc"]) > 0;
  if (year === null && yearShift === null && !edged && !quarter && !headed) return null;
  return { period: month({ unit: quarter ? "quarter" : "month", number, year, yearShift }), next };
}

/** T6 alone may be a Friday; "báo cáo T6", "tiến độ T6" is June. */
const reported = ["báo cáo", "tiến độ", "số liệu", "kết quả"];

function yearAt(message: Message, at: number, edged: boolean): PeriodFound | null {
  if (phraseAt(message, at, "năm") === 0) return null;
  const year = digitsAt(message, at + 1, yearShape);
  if (year !== null) return { period: { unit: "year", year, shift: 0 }, next: at + 2 };
  const shift = lookUp(message, at + 1, words.yearShifts);
  if (shift) return { period: { unit: "year", year: null, shift: shift.value }, next: shift.next };
  return edged ? { period: { unit: "year", year: null, shift: 0 }, next: at + 1 } : null;
}

function weekAt(message: Message, at: number, edged: boolean): PeriodFound | null {
  if (phraseAt(message, at, "tuần") === 0) return null;
  const shift = lookUp(message, at + 1, words.shifts);
  if (shift) return { period: { unit: "week", shift: shift.value }, next: shift.next };
  return edged ? { period: { unit: "week", shift: 0 }, next: at + 1 } : null;
}

/** "6 tháng đầu năm", "nửa cuối năm", "nửa đầu tháng 7". */
function partOfYear(message: Message, at: number): PeriodFound | null {
  const half = phraseAt(message, at, "nửa") > 0;
  const count = half ? { value: 6, next: at + 1 } : wholeAt(message, at);
  if (!count || count.value < 1 || count.value > 11) return null;
  const after = half ? count.next : count.next + phraseAt(message, count.next, "tháng");
  if (!half && after === count.next) return null;
  const edge = lookUp(message, after, [
    ["đầu", 1],
    ["cuối", 2],
  ]);
  if (!edge) return null;
  const year = yearAt(message, edge.next, true);
  if (year?.period.unit === "year") {
    const first = edge.value === 1 ? 1 : 13 - count.value;
    const { year: named, shift } = year.period;
    return {
      period: { unit: "months", first, last: first + count.value - 1, year: named, shift },
      next: year.next,
    };
  }
  const halved = half ? monthOrQuarter(message, edge.next, true) : null;
  if (halved?.period.unit !== "month") return null;
  return {
    period: { unit: "half", half: edge.value === 1 ? 1 : 2, month: halved.period },
    next: halved.next,
  };
}

function periodAt(message: Message, at: number, edged: boolean): PeriodFound | null {
  return (
    monthOrQuarter(message, at, edged) ??
    yearAt(message, at, edged) ??
    weekAt(message, at, edged) ??
    partOfYear(message, at)
  );
}

export const edges: readonly (readonly [string, "first" | "middle" | "last" | "over"])[] = [
  ["đầu", "first"],
  ["giữa", "middle"],
  ["cuối", "last"],
  ["hết", "over"],
];

export function edgeAt(message: Message, at: number): FormFound | null {
  const edge = lookUp(message, at, edges);
  const found = edge && periodAt(message, edge.next, true);
  if (!edge || !found) return null;
  const { period, next } = found;
  if (period.unit === "week") {
    if (edge.value === "middle") return null;
    if (edge.value === "last")
      return { form: { type: "period", period: { unit: "weekend", shift: period.shift } }, next };
  }
  if (edge.value === "middle" && period.unit !== "month") return null;
  return { form: { type: "edge", edge: edge.value === "over" ? "last" : edge.value, period }, next };
}

export function periodForm(message: Message, at: number): FormFound | null {
  const found = periodAt(message, at, false);
  return found && { form: { type: "period", period: found.period }, next: found.next };
}
