import type { Rule, ScoredRow } from "./scoring/scheme.ts";
import { fold, normalize } from "./vietnamese/fold.ts";
import { readNumber } from "./vietnamese/numbers.ts";

/** What somebody typed for a row: the entry, and the reason or evidence they added in words. */
export interface TypedEntry {
  readonly input: Readonly<Record<string, unknown>>;
  readonly note: string | null;
}

/** "1,5 vì ký muộn", "đạt; minh chứng: 12/KH-SNV": the words after these belong to the entry as a note. */
const notes = /[\s,;.(]+(?:vì|do|lý do|minh chứng|ghi chú|căn cứ)(?:\s*:\s*|\s+)(\S[\s\S]*?)\)?$/iu;

/**
 * Reads a typed answer to a row, by the kind of its rule: "7/9", "95%", "đạt", "chậm 3 ngày", "2 cộng 1 trừ", "8,5",
 * the label of an option. Null: it is no answer to this row. Whether the entry is in range is for the engine to say.
 */
export function readEntry(row: ScoredRow, text: string): TypedEntry | null {
  const whole = normalize(text).trim();
  const noted = notes.exec(whole);
  const note = noted?.[1]?.trim() ?? null;
  const words = (noted ? whole.slice(0, noted.index) : whole).replace(/[.!;,\s]+$/, "");
  const input = readInput(row.rule, words);
  return input && { input, note };
}

function readInput(rule: Rule, words: string): TypedEntry["input"] | null {
  switch (rule.kind) {
    case "proportional":
      return readFraction(words) ?? readRateAsFraction(words);
    case "rateTiers":
      return readFraction(words) ?? readRate(words);
    case "leaderRelative":
      return readFraction(words) ?? readRateAsFraction(words) ?? readActual(words);
    case "lateDays":
      return readLateness(words);
    case "missingCount":
      return readCounts(rule.counters, words);
    case "passFail":
      return readPassed(words);
    case "countTimesPoints":
      return readPlusMinus(words, rule.plusPoints.n === 0n);
    case "manual":
      return readPoints(words) ?? readOption(rule.options, words);
  }
}

/** A number of the message with nothing beside it but a measure's noun; null when there is none or it is open. */
function figure(words: string): number | null {
  const bare = words.trim().replace(/^(?:được|là|khoảng)\s+/iu, "");
  const minus = /^[-−]\s*(?=\d)/.exec(bare);
  const read = readNumber(minus ? bare.slice(minus[0].length) : bare);
  return typeof read === "number" ? (minus ? -read : read) : null;
}

function readFraction(words: string): { actual: number; target: number } | null {
  const found = /^(.+?)\s*(?:\/|:|\s(?:trên|trong(?: số)?|tren|trong(?: so)?)\s)\s*(.+)$/iu.exec(words);
  const actual = figure(found?.[1] ?? "");
  const target = figure(found?.[2] ?? "");
  return actual === null || target === null ? null : { actual, target };
}

const percent = (words: string): number | null =>
  figure(words.replace(/\s*(?:%|phần trăm|phan tram)$/iu, ""));
const isPercent = (words: string): boolean => /(?:%|phần trăm|phan tram)$/iu.test(words);

function readRate(words: string): { rate: number } | null {
  const rate = percent(words);
  return rate === null ? null : { rate };
}

function readRateAsFraction(words: string): { actual: number; target: number } | null {
  const rate = isPercent(words) ? percent(words) : null;
  return rate === null ? null : { actual: rate, target: 100 };
}

/** A figure alone: no target was assigned. */
function readActual(words: string): { actual: number } | null {
  const actual = figure(words.replace(/[,;]?\s*(?:không (?:được )?giao(?: chỉ tiêu)?|khong giao)$/iu, ""));
  return actual === null ? null : { actual };
}

type Late = { daysLate: number } | { notSubmitted: true };

function readLate(words: string): Late | null {
  const folded = fold(words).trim();
  if (/^(?:dung han|kip|dung ngay|khong cham|dung thoi han)$/.test(folded)) return { daysLate: 0 };
  if (/^(?:khong|chua) (?:nop|gui|co)$|^thieu$/.test(folded)) return { notSubmitted: true };
  const early = /^(?:som|truoc(?: han)?)\s+(.+)$/.exec(folded);
  const amount = (early?.[1] ?? folded.replace(/^(?:cham|muon|tre|qua han)\s+/, "")).replace(/\s*ngay$/, "");
  const days = figure(amount);
  if (days === null || !Number.isInteger(days)) return null;
  return { daysLate: early ? -days : days };
}

/** One report, or several divided by commas. */
function readLateness(words: string): TypedEntry["input"] | null {
  const reports = words.split(/,(?!\d)|;|\sva\s|\svà\s/iu).map(readLate);
  if (reports.some((report) => report === null)) return null;
  const [only] = reports;
  return reports.length === 1 ? (only ?? null) : { reports };
}

const none = /^(?:khong(?: co)?(?: (?:lan nao|gi|thieu|cham))?|du|day du|0|dung han|du va dung han)$/;

/** Counts in the order of the table's counters, or with what they count before or after each. */
function readCounts(counters: readonly string[], words: string): { counts: Record<string, number> } | null {
  if (none.test(fold(words).trim())) return { counts: Object.fromEntries(counters.map((each) => [each, 0])) };
  const numbers = [...words.matchAll(/(?<![\d.,])\d{1,4}(?![\d.,]\d)/g)].map((found) => Number(found[0]));
  if (numbers.length !== counters.length) return null;
  return { counts: Object.fromEntries(counters.map((counter, index) => [counter, numbers[index] ?? 0])) };
}

function readPassed(words: string): { passed: boolean } | null {
  const folded = fold(words).trim();
  if (/^(?:dat|co|roi|da co|da dat|dat yeu cau|duoc|dung)$/.test(folded)) return { passed: true };
  if (/^(?:khong|chua|khong co|chua co|khong dat|chua dat|khong dat yeu cau)$/.test(folded))
    return { passed: false };
  return null;
}

/** "2 cộng 1 trừ", "cộng 2, trừ 1", "+2 -1"; one figure alone counts what the table counts. */
function readPlusMinus(words: string, onlyMinus: boolean): TypedEntry["input"] | null {
  const folded = fold(words).trim();
  if (/^(?:khong|khong co|khong co gi|chua co)$/.test(folded)) return onlyMinus ? { minus: 0 } : { plus: 0 };
  const alone = figure(folded.replace(/^\+\s*/, "").replace(/\s*(?:lan|luot|viec|mo hinh|truong hop)$/, ""));
  if (alone !== null && alone >= 0) return onlyMinus ? { minus: alone } : { plus: alone };
  const of = (sign: string, word: string): number | null => {
    const before = new RegExp(`(?:^|[^\\d])${sign}\\s*(\\d+)`).exec(folded)?.[1];
    const after = new RegExp(`(\\d+)\\s*(?:lan |luot |diem )?${word}`).exec(folded)?.[1];
    const named = new RegExp(`${word}\\s*(\\d+)`).exec(folded)?.[1];
    // "2 cộng 1 trừ": the figure before the word when the message begins with one.
    const found = before ?? (/^\d/.test(folded) ? (after ?? named) : (named ?? after));
    return found === undefined ? null : Number(found);
  };
  const plus = of("\\+", "cong");
  const minus = of("[-−]", "tru");
  if (plus === null && minus === null) return null;
  return { ...(plus === null ? {} : { plus }), ...(minus === null ? {} : { minus }) };
}

function readPoints(words: string): { points: number } | null {
  const points = figure(words.replace(/\s*(?:điểm|diem|đ)$/iu, ""));
  return points === null ? null : { points };
}

function readOption(
  options: readonly { code: string; label: string }[],
  words: string,
): { option: string } | null {
  const folded = fold(words).trim();
  const found = options.find(
    (option) => fold(option.code) === folded || fold(option.label).trim() === folded,
  );
  return found ? { option: found.code } : null;
}
