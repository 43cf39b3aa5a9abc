import type { TableRow } from "../../domain/score-rows.ts";
import type { Say } from "../../shared/say.ts";

/** An entry that takes one tap. */
export interface QuickEntry {
  /** Carried by the button. */
  readonly token: string;
  readonly label: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** The entries of a row that need no typing, in the order of their buttons. */
export function quickEntries(say: Say, { row }: TableRow): QuickEntry[] {
  const { rule } = row;
  const quick = (token: string, key: string, input: QuickEntry["input"]): QuickEntry => ({
    token,
    label: say.plain(`scores:quick.${key}`),
    input,
  });
  switch (rule.kind) {
    case "passFail":
      return [quick("p", "passed", { passed: true }), quick("f", "failed", { passed: false })];
    case "lateDays":
      return [quick("t", "onTime", { daysLate: 0 }), quick("n", "notSubmitted", { notSubmitted: true })];
    case "missingCount":
      return [
        quick("z", "noneMissing", { counts: Object.fromEntries(rule.counters.map((each) => [each, 0])) }),
      ];
    case "countTimesPoints":
      return [quick("z", "none", rule.plusPoints.n === 0n ? { minus: 0 } : { plus: 0 })];
    case "manual":
      return rule.options.map((option, index) => ({
        token: `o${index}`,
        label: option.label,
        input: { option: option.code },
      }));
    default:
      return [];
  }
}
