import { readFileSync } from "node:fs";
import type { TargetView, UnitView } from "../../../src/domain/vietnamese/meaning.ts";

/** The member units the corpora speak of, in their order. */
export const units: readonly UnitView[] = [
  "Hà Nội",
  "Vĩnh Phúc",
  "Hải Phòng",
  "Hải Dương",
  "Bắc Ninh",
  "Hưng Yên",
  "Quảng Ninh",
  "Hà Nam",
  "Nam Định",
  "Thái Bình",
  "Ninh Bình",
].map((name) => ({ name: `Sở Nội vụ ${name}` }));

/** Days off on weekdays that the corpora count around. */
const daysOff = new Set(["2026-04-27", "2026-04-30", "2026-05-01"]);

export function isWorkingDay(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday >= 1 && weekday <= 5 && !daysOff.has(day);
}

export interface ExampleLine {
  readonly text: string;
  readonly today: string;
  readonly targets: readonly TargetView[];
  readonly expect: unknown;
}

export interface DateLine {
  readonly text: string;
  readonly today: string;
  readonly expect: unknown;
}

export interface UnitLine {
  readonly text: string;
  readonly expect: unknown;
}

/** The lines of a corpus file. */
export function corpus<T>(name: string): T[] {
  const path = new URL(`../../corpus/${name}.jsonl`, import.meta.url);
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as T);
}
