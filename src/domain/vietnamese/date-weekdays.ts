import type { FormFound } from "./date-forms.ts";
import { digitsAt, type Whole } from "./date-numbers.ts";
import * as words from "./date-words.ts";
import { measureAt } from "./measures.ts";
import { readNumberAt } from "./numbers.ts";
import { anyAt, lookUp, phraseAt } from "./phrases.ts";
import type { Message } from "./tokens.ts";

// Readers of weekdays.

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

export function weekdayAt(message: Message, at: number): FormFound | null {
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
