import type { Form, FormFound } from "./date-forms.ts";
import {
  afterwards,
  digitsAt,
  monthNumber,
  oneOrTwo,
  wholeAt,
  yearAfter,
  yearShape,
} from "./date-numbers.ts";
import * as words from "./date-words.ts";
import { measureAt } from "./measures.ts";
import { anyAt, lookUp, phraseAt } from "./phrases.ts";
import type { Message } from "./tokens.ts";

// Readers of single days.

export const date = (parts: Partial<Extract<Form, { type: "date" }>> & { d: number }): Form => ({
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
export function strokeDate(message: Message, at: number, named: boolean): FormFound | null {
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
  if (phraseAt(message, at + 3, "năm") > 0) {
    const { year, yearShift, next } = yearAfter(message, at + 3);
    if (next > at + 3) return { form: date({ d, m, y: year, yearShift }), next };
  }
  return { form: date({ d, m, bare: !named }), next: at + 3 };
}

const fullYear = (text: string): number => (text.length === 2 ? 2000 + Number(text) : Number(text));

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

export const dayWords: readonly (readonly [string, boolean])[] = [
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

export function namedDate(message: Message, at: number): FormFound | null {
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

export function plainDate(message: Message, at: number): FormFound | null {
  const found = isoDate(message, at) ?? strokeDate(message, at, false) ?? dayOfMonth(message, at, false);
  if (found) return finishDate(message, found, false);
  const day = digitsAt(message, at, /^(?:29|30)$/);
  const feast = day === null ? 0 : newYear(message, at + 1);
  return feast > 0 ? { form: { type: "lunarYearEnd" }, next: at + 1 + feast } : null;
}

export function fullMoon(message: Message, at: number): FormFound | null {
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

export function feast(message: Message, at: number): FormFound | null {
  const length = newYear(message, at);
  return length > 0 ? { form: { type: "lunar", d: 1, m: 1 }, next: at + length } : null;
}

const people = new Set("anh chi co chu bac ong ba em".split(" "));

export function relativeDay(message: Message, at: number): FormFound | null {
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
  const free = opens || people.has(before.fold);
  if (free && phraseAt(message, at, "nay") > 0) return { form: { type: "shift", days: 0 }, next: at + 1 };
  // Without its mark it is a number.
  if (free && token?.key !== token?.fold && phraseAt(message, at, "mốt") > 0)
    return { form: { type: "shift", days: 2 }, next: at + 1 };
  return null;
}
