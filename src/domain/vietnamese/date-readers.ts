import {
  date,
  dayWords,
  feast,
  fullMoon,
  namedDate,
  plainDate,
  relativeDay,
  strokeDate,
} from "./date-days.ts";
import type { CountUnit, FormFound } from "./date-forms.ts";
import { digitsAt, oneOrTwo, wholeAt } from "./date-numbers.ts";
import { edgeAt, edges, periodForm } from "./date-periods.ts";
import { weekdayAt } from "./date-weekdays.ts";
import * as words from "./date-words.ts";
import { mayBeNumber } from "./number-words.ts";
import { anyAt, isSign, lookUp, phraseAt, syllables } from "./phrases.ts";
import type { Message, Token } from "./tokens.ts";

// Readers of one form each: the form that begins at a token, or nothing. `readForm` takes the longest.

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

/** "5 ngày nữa", "10 ngày trước", "cách đây 3 ngày", "sau 3 ngày làm việc", "trong 3 ngày tới". */
function counted(message: Message, at: number): FormFound | null {
  const head = lookUp(message, at, [
    ["cách đây", "ago"],
    ["trong", "in"],
    ["sau", "after"],
  ]);
  const count = countAt(message, head ? head.next : at);
  if (!count) return null;
  const { of, next } = count;
  if (head?.value === "ago") return { form: { type: "count", count: count.count, of, sign: -1 }, next };
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
  const to = today ?? strokeDate(message, next, spoken > 0) ?? readSimple(message, next);
  if (!to || to.form.type === "range") return null;
  return { form: { type: "range", from: from.form, to: to.form }, next: to.next };
}

function startOfRange(message: Message, at: number): FormFound | null {
  const now = anyAt(message, at, ["bây giờ", "giờ", "nay"]);
  if (now > 0) return { form: { type: "shift", days: 0 }, next: at + now };
  const found = strokeDate(message, at, true) ?? readSimple(message, at);
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
    ..."thang thg quy qui nam tuan nua tu t q cn trong sau mai nay mot cach ram tet thu".split(" "),
  ].filter((fold) => fold !== ""),
);

/** Whether a form may begin with the token. */
export const opensForm = (token: Token): boolean =>
  token.kind === "number" || openings.has(token.fold) || mayBeNumber(token);

/** The longest form that begins at a token. */
export function readForm(message: Message, at: number): FormFound | null {
  const token = message.tokens[at];
  if (!token || !opensForm(token)) return null;
  const simple = readSimple(message, at);
  return token.kind === "number" || token.fold === "tu" ? longer(simple, range(message, at)) : simple;
}

/** The longest form that is no "từ … đến …": the ends of one are simple, so that ranges don't nest. */
function readSimple(message: Message, at: number): FormFound | null {
  const token = message.tokens[at];
  if (!token || !opensForm(token)) return null;
  message.onStep?.();
  let best = longer(plainDate(message, at), counted(message, at));
  best = longer(best, periodForm(message, at));
  if (token.kind === "number") return best;
  best = longer(best, namedDate(message, at));
  best = longer(best, relativeDay(message, at));
  best = longer(best, weekdayAt(message, at));
  best = longer(best, edgeAt(message, at));
  best = longer(best, fullMoon(message, at));
  return longer(best, feast(message, at));
}

const longer = (a: FormFound | null, b: FormFound | null): FormFound | null =>
  !a || (b && b.next > a.next) ? b : a;
