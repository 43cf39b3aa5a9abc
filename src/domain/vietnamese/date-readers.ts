import type { CountUnit, Form, FormFound, Period } from "./date-forms.ts";
import * as words from "./date-words.ts";
import { measureAt } from "./measures.ts";
import { mayBeNumber, readNumberAt } from "./numbers.ts";
import { anyAt, isSign, lookUp, phraseAt, syllables } from "./phrases.ts";
import type { Message, Token } from "./tokens.ts";

// Readers of one form each: the form that begins at a token, or nothing. `readForm` takes the longest.

interface Whole {
  readonly value: number;
  readonly next: number;
}

function digitsAt(message: Message, at: number, shape: RegExp): number | null {
  const token = message.tokens[at];
  return token?.kind === "number" && shape.test(token.text) ? Number(token.text) : null;
}

const oneOrTwo = /^\d{1,2}$/;
const yearShape = /^(?:20\d{2}|19\d{2})$/;

function wholeAt(message: Message, at: number): Whole | null {
  const digits = digitsAt(message, at, /^\d{1,3}$/);
  if (digits !== null) return { value: digits, next: at + 1 };
  if (message.tokens[at]?.kind !== "word") return null;
  const found = readNumberAt(message, at);
  const value = found?.values[0];
  if (!found || found.values.length !== 1 || value === undefined || !Number.isInteger(value)) return null;
  return { value, next: found.next };
}

/** "/2024", "-2024", "năm 2024", "năm sau" after a month or quarter. */
function yearAfter(
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

const date = (parts: Partial<Extract<Form, { type: "date" }>> & { d: number }): Form => ({
  type: "date",
  m: null,
  y: null,
  monthShift: null,
  yearShift: null,
  back: false,
  bare: false,
  ...parts,
});

function isoDate(message: Message, at: number): FormFound | null {
  const y = digitsAt(message, at, yearShape);
  const sign = message.tokens[at + 1]?.text ?? "";
  if (y === null || !"-/".includes(sign) || message.tokens[at + 3]?.text !== sign) return null;
  const m = digitsAt(message, at + 2, oneOrTwo);
  const d = digitsAt(message, at + 4, oneOrTwo);
  return m !== null && d !== null ? { form: date({ d, m, y }), next: at + 5 } : null;
}

/** 30/6, 30-6, 30/06/2024, 30/6/24; with a word before also 30.6 and 30.6.2024. */
function strokeDate(message: Message, at: number, named: boolean): FormFound | null {
  const token = message.tokens[at];
  const dotted = /^(\d{1,2})\.(\d{1,2})(?:\.(\d{2}|\d{4}))?$/.exec(
    token?.kind === "number" ? token.text : "",
  );
  if (dotted && (named || dotted[3]?.length === 4)) {
    const year = dotted[3] ? fullYear(dotted[3]) : null;
    return { form: date({ d: Number(dotted[1]), m: Number(dotted[2]), y: year }), next: at + 1 };
  }
  const d = digitsAt(message, at, oneOrTwo);
  const sign = message.tokens[at + 1];
  if (d === null || sign?.kind !== "sign" || !"/-".includes(sign.text)) return null;
  const loose = sign.gap || message.tokens[at + 2]?.gap === true;
  if (loose && (sign.text === "-" || !named)) return null;
  const m = digitsAt(message, at + 2, oneOrTwo);
  if (m === null) return null;
  const after = message.tokens[at + 3];
  if (after?.kind === "sign" && after.text === sign.text && !after.gap) {
    const year = message.tokens[at + 4];
    if (year?.kind === "number" && /^(?:\d{2}|20\d{2}|19\d{2})$/.test(year.text) && !year.gap) {
      return { form: date({ d, m, y: fullYear(year.text) }), next: at + 5 };
    }
    if (year && !year.gap && year.kind !== "line") return null;
  }
  const year = phraseAt(message, at + 3, "năm") > 0 ? digitsAt(message, at + 4, yearShape) : null;
  if (year !== null) return { form: date({ d, m, y: year }), next: at + 5 };
  return { form: date({ d, m, bare: !named }), next: at + 3 };
}

const fullYear = (text: string): number => (text.length === 2 ? 2000 + Number(text) : Number(text));

function monthNumber(message: Message, at: number): Whole | null {
  const digits = digitsAt(message, at, oneOrTwo);
  if (digits !== null) return digits >= 1 && digits <= 12 ? { value: digits, next: at + 1 } : null;
  // "thang sau" without marks is next month, not June; "tháng năm nay" would be odd, too.
  if (!message.marked && anyAt(message, at, ["sau", "nam nay", "nam sau"]) > 0) return null;
  return lookUp(message, at, words.monthNames);
}

/** "30 tháng 6", "ba mươi tháng sáu", "5 tháng sau"; after ngày, mùng also the number alone. */
function dayOfMonth(message: Message, at: number, named: boolean): FormFound | null {
  const day = wholeAt(message, at);
  if (!day || day.value < 1 || day.value > 31) return null;
  if (phraseAt(message, day.next, "tháng") > 0) {
    const lunar = lookUp(message, day.next + 1, words.lunarMonths);
    if (lunar) return { form: { type: "lunar", d: day.value, m: lunar.value }, next: lunar.next };
    const month = monthNumber(message, day.next + 1);
    if (month) {
      const { year, yearShift, next } = yearAfter(message, month.next);
      return { form: date({ d: day.value, m: month.value, y: year, yearShift }), next };
    }
    const shift = lookUp(message, day.next + 1, words.shifts);
    // "3 tháng trước", "2 tháng sau" count months.
    if (shift && (named || shift.value === 0)) {
      return { form: date({ d: day.value, monthShift: shift.value }), next: shift.next };
    }
  }
  const digits = message.tokens[at]?.kind === "number";
  const follow = message.tokens[day.next];
  if (!named || (digits && follow?.kind === "sign" && "/-".includes(follow.text) && !follow.gap)) return null;
  return { form: date({ d: day.value }), next: day.next };
}

const afterwards = ["vừa rồi", "vừa qua"];

/** What follows a day: âm lịch, Tết, vừa rồi. */
function finishDate(message: Message, found: FormFound, past: boolean): FormFound {
  const { form, next } = found;
  if (form.type !== "date") return found;
  const lunar = anyAt(message, next, ["âm lịch", "âm", "âl"]);
  if (lunar > 0 && form.m !== null && form.y === null)
    return { form: { type: "lunar", d: form.d, m: form.m }, next: next + lunar };
  const feast = form.m === null ? newYear(message, next) : 0;
  if (feast > 0) {
    if (form.d === 30 || form.d === 29) return { form: { type: "lunarYearEnd" }, next: next + feast };
    return { form: { type: "lunar", d: form.d, m: 1 }, next: next + feast };
  }
  const back = anyAt(message, next, afterwards);
  if (back > 0 || past) return { form: { ...form, back: true }, next: next + back };
  return found;
}

/** Tết, but not Tết Trung thu, Tết Dương lịch and the like. */
function newYear(message: Message, at: number): number {
  if (phraseAt(message, at, "tết") === 0) return 0;
  const longer = anyAt(message, at, ["tết nguyên đán", "tết âm lịch", "tết cổ truyền", "tết ta"]);
  if (longer > 0) return longer;
  return anyAt(message, at + 1, ["dương", "trung", "đoan", "thiếu", "độc", "tây", "hàn", "thanh"]) > 0
    ? 0
    : 1;
}

const dayWords: readonly (readonly [string, boolean])[] = [
  ["ngày mùng", false],
  ["ngày mồng", false],
  ["hôm mùng", true],
  ["hôm mồng", true],
  ["hôm ngày", true],
  ["ngày", false],
  ["mùng", false],
  ["mồng", false],
  ["hôm", true],
];

function namedDate(message: Message, at: number): FormFound | null {
  const head = lookUp(message, at, dayWords);
  if (!head) return null;
  const { next, value: past } = head;
  const moon = fullMoon(message, next);
  if (moon) return moon;
  const found = isoDate(message, next) ?? strokeDate(message, next, true) ?? dayOfMonth(message, next, true);
  // Without marks "ngay" may be "at once": "nop ngay 3 ho so".
  if (found && found.form.type === "date" && found.form.m === null && measureAt(message, found.next))
    return null;
  return found && finishDate(message, found, past);
}

function plainDate(message: Message, at: number): FormFound | null {
  const found = isoDate(message, at) ?? strokeDate(message, at, false) ?? dayOfMonth(message, at, false);
  if (found) return finishDate(message, found, false);
  const day = digitsAt(message, at, /^(?:29|30)$/);
  const feast = day === null ? 0 : newYear(message, at + 1);
  return feast > 0 ? { form: { type: "lunarYearEnd" }, next: at + 1 + feast } : null;
}

function fullMoon(message: Message, at: number): FormFound | null {
  if (phraseAt(message, at, "rằm") === 0) return null;
  if (phraseAt(message, at + 1, "tháng") > 0) {
    const month = lookUp(message, at + 2, words.lunarMonths) ?? monthNumber(message, at + 2);
    if (month) {
      const tail = anyAt(message, month.next, ["âm lịch", "âm"]);
      return { form: { type: "lunar", d: 15, m: month.value }, next: month.next + tail };
    }
  }
  return { form: { type: "fullMoon" }, next: at + 1 };
}

function feast(message: Message, at: number): FormFound | null {
  const length = newYear(message, at);
  return length > 0 ? { form: { type: "lunar", d: 1, m: 1 }, next: at + length } : null;
}

const people = new Set("anh chi co chu bac ong ba em".split(" "));

function relativeDay(message: Message, at: number): FormFound | null {
  const found = lookUp(message, at, words.relativeDays);
  if (found) return { form: { type: "shift", days: found.value }, next: found.next };
  const token = message.tokens[at];
  const before = message.tokens[at - 1];
  const opens = before === undefined || before.kind !== "word";
  if (phraseAt(message, at, "mai") > 0) {
    if (anyAt(message, at + 1, ["mốt", "sau", "này", "mai"]) > 0) return null;
    const called = before?.kind === "word" && before.fold !== "em" && people.has(before.fold);
    const name = !opens && token !== undefined && /^\p{Lu}\p{Ll}/u.test(token.text);
    return called || name ? null : { form: { type: "shift", days: 1 }, next: at + 1 };
  }
  if (phraseAt(message, at, "nay") > 0 && (opens || people.has(before.fold))) {
    return { form: { type: "shift", days: 0 }, next: at + 1 };
  }
  return null;
}

const rankWords = new Set("dung xep hang lan tri nguoi tieu dot top nhom cau".split(" "));

/** "tuần sau" after a weekday; also tới, này, vừa rồi alone. */
function weekdayWhen(message: Message, at: number): { when: "any" | "next" | "last" | number; next: number } {
  if (phraseAt(message, at, "tuần") > 0) {
    const shift = lookUp(message, at + 1, words.shifts);
    if (shift) return { when: shift.value, next: shift.next };
  }
  const next = anyAt(message, at, ["tới"]);
  if (next > 0) return { when: "next", next: at + next };
  const last = anyAt(message, at, ["vừa rồi", "vừa qua", "trước", "rồi"]);
  if (last > 0) return { when: "last", next: at + last };
  return { when: "any", next: at + anyAt(message, at, ["này", "nay"]) };
}

function weekdayAt(message: Message, at: number): FormFound | null {
  const token = message.tokens[at];
  const before = message.tokens[at - 1];
  if (token?.kind !== "word" || (before?.kind === "word" && rankWords.has(before.fold))) return null;
  const short = token.fold === "cn" ? { value: 7, next: at + 1 } : shortWeekday(message, at);
  const named = short ?? lookUp(message, at, words.weekdays) ?? numberedWeekday(message, at);
  if (!named) return null;
  if (token.key === token.fold && !short && isCounted(message, named.next)) return null;
  const { when, next } = weekdayWhen(message, named.next);
  if (short && token.fold === "t" && typeof when !== "number") return null;
  return { form: { type: "weekday", day: named.value, when }, next };
}

/** Without marks "thu" may be thu (collect): "thu nam trieu", "thu nam nay". */
function isCounted(message: Message, at: number): boolean {
  const token = message.tokens[at];
  if (phraseAt(message, at, "tuần") > 0) return false;
  if (token?.kind === "word" && token.fold === "nay") return message.tokens[at - 1]?.fold === "nam";
  if (token?.kind === "sign" && token.text === "%") return true;
  const rest = readNumberAt(message, at);
  return (
    (rest !== null && rest.weak) ||
    measureAt(message, at) !== null ||
    /^(?:tr|trieu|ty|ti|nghin|ngan|tram|muoi)$/.test(token?.fold ?? "")
  );
}

function numberedWeekday(message: Message, at: number): Whole | null {
  const digit = phraseAt(message, at, "thứ") > 0 ? digitsAt(message, at + 1, /^[2-7]$/) : null;
  return digit === null ? null : { value: digit - 1, next: at + 2 };
}

function shortWeekday(message: Message, at: number): Whole | null {
  const digit = message.tokens[at]?.fold === "t" ? digitsAt(message, at + 1, /^[2-7]$/) : null;
  return digit === null || message.tokens[at + 1]?.gap ? null : { value: digit - 1, next: at + 2 };
}

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
  if (year === null && yearShift === null && !edged && !quarter) return null;
  return { period: month({ unit: quarter ? "quarter" : "month", number, year, yearShift }), next };
}

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

const edges: readonly (readonly [string, "first" | "middle" | "last" | "over"])[] = [
  ["đầu", "first"],
  ["giữa", "middle"],
  ["cuối", "last"],
  ["hết", "over"],
];

function edgeAt(message: Message, at: number): FormFound | null {
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

function periodForm(message: Message, at: number): FormFound | null {
  const found = periodAt(message, at, false);
  return found && { form: { type: "period", period: found.period }, next: found.next };
}

interface Count {
  readonly count: number;
  readonly of: CountUnit;
  readonly next: number;
}

function countAt(message: Message, at: number): Count | null {
  if (phraseAt(message, at, "nửa tháng") > 0) return { count: 15, of: "day", next: at + 2 };
  if (phraseAt(message, at, "nửa năm") > 0) return { count: 6, of: "month", next: at + 2 };
  const number = wholeAt(message, at);
  const unit = number && lookUp(message, number.next, words.countUnits);
  return number && unit ? { count: number.value, of: unit.value, next: unit.next } : null;
}

/** "5 ngày nữa", "10 ngày trước", "sau 3 ngày làm việc", "trong 3 ngày tới". */
function counted(message: Message, at: number): FormFound | null {
  const head = lookUp(message, at, [
    ["trong", "in"],
    ["sau", "after"],
  ]);
  const count = countAt(message, head ? head.next : at);
  if (!count) return null;
  const { of, next } = count;
  const later = anyAt(message, next, ["nữa"]);
  const coming = anyAt(message, next, ["tới", "tiếp theo"]);
  const ago = anyAt(message, next, ["trước"]);
  if (later > 0) return { form: { type: "count", count: count.count, of, sign: 1 }, next: next + later };
  if (coming > 0)
    return {
      form: { type: "period", period: { unit: "ahead", count: count.count, of } },
      next: next + coming,
    };
  if (head?.value === "after") return { form: { type: "count", count: count.count, of, sign: 1 }, next };
  if (head?.value === "in")
    return { form: { type: "period", period: { unit: "ahead", count: count.count, of } }, next };
  // A day after trước: "xong 3 ngày trước 30/6" is no day of its own.
  if (ago > 0 && message.tokens[next + ago]?.kind !== "number") {
    return { form: { type: "count", count: count.count, of, sign: -1 }, next: next + ago };
  }
  return null;
}

/** After trong vòng: the number of days alone. */
export function countForm(message: Message, at: number): FormFound | null {
  const count = countAt(message, at);
  if (!count) return null;
  const tail = anyAt(message, count.next, ["nữa", "tới"]);
  return { form: { type: "count", count: count.count, of: count.of, sign: 1 }, next: count.next + tail };
}

/** "từ 1/6 đến 15/6", "từ 17 đến 21/6", "17-21/6", "1/6 - 15/6". */
function range(message: Message, at: number): FormFound | null {
  const spoken = phraseAt(message, at, "từ");
  const start = at + spoken;
  const from = (spoken > 0 ? startOfRange(message, start) : null) ?? dayBeforeDash(message, start);
  if (!from) return null;
  const joined = spoken > 0 ? anyAt(message, from.next, ["đến", "tới"]) : 0;
  const dash = isSign(message, from.next, "-") || isSign(message, from.next, "–") ? 1 : 0;
  if (joined + dash === 0) return null;
  const next = from.next + joined + dash;
  const today: FormFound | null =
    phraseAt(message, next, "nay") > 0 ? { form: { type: "shift", days: 0 }, next: next + 1 } : null;
  const to = today ?? strokeDate(message, next, spoken > 0) ?? readForm(message, next);
  if (!to || to.form.type === "range") return null;
  return { form: { type: "range", from: from.form, to: to.form }, next: to.next };
}

function startOfRange(message: Message, at: number): FormFound | null {
  if (phraseAt(message, at, "nay") > 0) return { form: { type: "shift", days: 0 }, next: at + 1 };
  const found = strokeDate(message, at, true) ?? readForm(message, at);
  if (found && found.form.type !== "range") return found;
  const day = wholeAt(message, at);
  return day && day.value >= 1 && day.value <= 31 ? { form: date({ d: day.value }), next: day.next } : null;
}

/** The first part of "17-21/6" and "1/6-15/6". */
function dayBeforeDash(message: Message, at: number): FormFound | null {
  const d = digitsAt(message, at, oneOrTwo);
  if (d === null) return null;
  const dash = (next: number): boolean => isSign(message, next, "-") || isSign(message, next, "–");
  const alone = dash(at + 1) && !message.tokens[at + 1]?.gap && isSign(message, at + 3, "/");
  if (alone) return { form: date({ d }), next: at + 1 };
  const m = isSign(message, at + 1, "/") ? digitsAt(message, at + 2, oneOrTwo) : null;
  return m !== null && dash(at + 3) && isSign(message, at + 5, "/")
    ? { form: date({ d, m }), next: at + 3 }
    : null;
}

/** First syllables of all forms; with digits and number words, nothing else begins one. */
const openings = new Set(
  [
    ...[...words.relativeDays, ...words.weekdays, ...dayWords, ...edges].map(
      ([phrase]) => syllables(phrase)[0]?.fold ?? "",
    ),
    ..."thang thg quy qui nam tuan nua tu t q cn trong sau mai nay ram tet thu".split(" "),
  ].filter((fold) => fold !== ""),
);

/** Whether a form may begin with the token. */
export const opensForm = (token: Token): boolean =>
  token.kind === "number" || openings.has(token.fold) || mayBeNumber(token);

/** The longest form that begins at a token. */
export function readForm(message: Message, at: number): FormFound | null {
  const token = message.tokens[at];
  if (!token || token.kind === "sign" || token.kind === "line" || !opensForm(token)) return null;
  const isNumber = token.kind === "number";
  let best = longer(plainDate(message, at), counted(message, at));
  best = longer(best, periodForm(message, at));
  if (isNumber || token.fold === "tu") best = longer(best, range(message, at));
  if (isNumber) return best;
  best = longer(best, namedDate(message, at));
  best = longer(best, relativeDay(message, at));
  best = longer(best, weekdayAt(message, at));
  best = longer(best, edgeAt(message, at));
  best = longer(best, fullMoon(message, at));
  return longer(best, feast(message, at));
}

const longer = (a: FormFound | null, b: FormFound | null): FormFound | null =>
  !a || (b && b.next > a.next) ? b : a;
