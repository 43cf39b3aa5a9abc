import { readNumberAt } from "./numbers.ts";
import { anyAt, isSign, lookUp, phraseAt } from "./phrases.ts";
import type { Message } from "./tokens.ts";

export type PartOfDay = "morning" | "noon" | "afternoon" | "evening" | "night";

export const partsOfDay: readonly (readonly [string, PartOfDay])[] = [
  ["buổi sáng", "morning"],
  ["buổi trưa", "noon"],
  ["buổi chiều", "afternoon"],
  ["buổi tối", "evening"],
  ["sáng", "morning"],
  ["trưa", "noon"],
  ["chiều", "afternoon"],
  ["tối", "evening"],
  ["đêm", "night"],
  ["khuya", "night"],
];

export interface Clock {
  /** As said, before the part of the day is known. */
  readonly hour: number;
  readonly minute: number;
  readonly next: number;
}

function wholeNumber(message: Message, at: number): { value: number; next: number } | null {
  const token = message.tokens[at];
  if (token?.kind === "number")
    return /^\d{1,2}$/.test(token.text) ? { value: Number(token.text), next: at + 1 } : null;
  const found = readNumberAt(message, at);
  const value = found?.values[0];
  return found?.values.length === 1 && value !== undefined && Number.isInteger(value)
    ? { value, next: found.next }
    : null;
}

/** "17h", "17h30", "17 giờ 30", "17:30", "9g", "8 rưỡi", "5 giờ kém 15" at a token. */
export function readClock(message: Message, at: number): Clock | null {
  const digits = message.tokens[at];
  if (digits?.kind === "number" && isSign(message, at + 1, ":") && !message.tokens[at + 1]?.gap) {
    const minutes = message.tokens[at + 2];
    if (/^\d{1,2}$/.test(digits.text) && minutes && /^[0-5]\d$/.test(minutes.text) && !minutes.gap) {
      return valid(Number(digits.text), Number(minutes.text), at + 3);
    }
  }
  const rounded = halfPast(message, at);
  if (rounded) return rounded;
  const hour = wholeNumber(message, at);
  if (!hour || hour.value > 24) return null;
  const sign = message.tokens[hour.next];
  if (sign?.kind !== "word") return null;
  const glued = !sign.gap && digits?.kind === "number";
  if (phraseAt(message, hour.next, "rưỡi") > 0 && digits?.kind === "number")
    return valid(hour.value, 30, hour.next + 1);
  const isHour =
    phraseAt(message, hour.next, "giờ") > 0 ||
    (["h", "g"].includes(sign.fold) && (glued || sign.fold === "h"));
  if (!isHour) return null;
  const next = hour.next + 1;
  if (phraseAt(message, next, "rưỡi") > 0) return valid(hour.value, 30, next + 1);
  if (phraseAt(message, next, "kém") > 0) {
    const less = wholeNumber(message, next + 1);
    if (less && less.value < 60)
      return valid(hour.value - 1, 60 - less.value, minutesEnd(message, less.next));
  }
  const minutes = message.tokens[next];
  const follow = message.tokens[next + 1];
  const isDate = follow?.kind === "sign" && "/-".includes(follow.text);
  if (minutes?.kind === "number" && /^[0-5]\d$/.test(minutes.text) && !isDate) {
    return valid(hour.value, Number(minutes.text), minutesEnd(message, next + 1));
  }
  return valid(hour.value, 0, next);
}

/** "8 rưỡi" is read by the number words as 8.5. */
function halfPast(message: Message, at: number): Clock | null {
  if (message.tokens[at]?.kind !== "number" && message.tokens[at]?.kind !== "word") return null;
  const found = readNumberAt(message, at);
  const value = found?.values[0];
  if (
    !found ||
    value === undefined ||
    value > 24 ||
    value % 1 !== 0.5 ||
    phraseAt(message, found.next - 1, "rưỡi") === 0
  )
    return null;
  return valid(Math.floor(value), 30, found.next);
}

const minutesEnd = (message: Message, at: number): number => at + anyAt(message, at, ["phút", "ph", "p"]);

function valid(hour: number, minute: number, next: number): Clock | null {
  return hour >= 0 && hour <= 24 && minute < 60 ? { hour, minute, next } : null;
}

/** Words that begin like a part of the day: "10 sáng kiến" is no ten in the morning. */
const lookAlikes = [
  "sáng kiến",
  "sáng tạo",
  "sáng tác",
  "sáng chế",
  "sáng lập",
  "tối đa",
  "tối thiểu",
  "tối ưu",
  "chiều dài",
];

/** The part of the day named at a token. */
export function readPartOfDay(message: Message, at: number): { value: PartOfDay; next: number } | null {
  const part = lookUp(message, at, partsOfDay);
  return part && anyAt(message, at, lookAlikes) === 0 ? part : null;
}

/** `HH:MM`; `null` when it can't be told (3 o'clock: night or afternoon?). */
export function clockTime(clock: Clock, part: PartOfDay | null): string | null {
  let { hour } = clock;
  if (hour === 24) return null;
  if (part === "afternoon" || part === "evening") hour += hour < 12 ? 12 : 0;
  else if (part === "noon") hour += hour < 4 ? 12 : 0;
  else if (part === "night") {
    if (hour === 12) return null;
    hour += hour > 6 && hour < 12 ? 12 : 0;
  } else if (part === null && hour >= 1 && hour <= 6) return null;
  if (hour === 12 && part === "evening") return null;
  return `${String(hour).padStart(2, "0")}:${String(clock.minute).padStart(2, "0")}`;
}
