import { describe, expect, it } from "vitest";
import { parseLine } from "../../../src/domain/vietnamese/parse-line.ts";
import { corpus, type DateLine, type ExampleLine, isWorkingDay, type UnitLine, units } from "./cluster.ts";

/** Fails with the message, the meaning wanted and the one found; key order counts. */
function check(text: string, found: unknown, wanted: unknown): void {
  expect(`${text}\n${JSON.stringify(found)}`).toBe(`${text}\n${JSON.stringify(wanted)}`);
}

describe.each(["examples", "own-examples"])("messages of %s", (file) => {
  it.each(corpus<ExampleLine>(file).map((line) => [line.text, line] as const))("%s", (text, line) => {
    check(text, parseLine({ ...line, units }, { isWorkingDay }), line.expect);
  });
});

/** Keys in the order of the first, so that only what is said counts. */
const asDate = (value: unknown): unknown => {
  if (typeof value !== "object" || value === null) return value;
  const { date, kind, end, time } = value as Record<string, unknown>;
  return { date, kind, end, time };
};

describe.each(["dates", "own-dates"])("dates of %s", (file) => {
  it.each(corpus<DateLine>(file).map((line) => [line.text, line.today, line] as const))(
    "%s on %s",
    (text, _today, line) => {
      check(text, asDate(parseLine({ ...line, as: "date" }, { isWorkingDay })), asDate(line.expect));
    },
  );
});

describe.each(["units", "own-units"])("units of %s", (file) => {
  it.each(corpus<UnitLine>(file).map((line) => [line.text, line] as const))("%s", (text, line) => {
    check(text, parseLine({ text: line.text, as: "unit", units }), line.expect);
  });
});
