import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  add,
  compare,
  divide,
  exact,
  isMultiple,
  multiply,
  parseExact,
  roundToDecimals,
  roundToStep,
  subtract,
  sum,
  toDecimalString,
  toText,
} from "../../../src/domain/scoring/exact.ts";

describe("reading", () => {
  it.each([
    ["0", "0"],
    ["-0", "0"],
    ["1.005", "1.005"],
    ["-6.250", "-6.25"],
    ["+12", "12"],
    ["007.10", "7.1"],
    ["1e-7", "0.0000001"],
    ["1.5e+3", "1500"],
  ])("%s is %s", (text, shown) => {
    expect(toText(exact(text))).toBe(shown);
  });

  it.each(["", "1,5", "1.", ".5", "NaN", "Infinity", "1e999999999", "0x10", "1 000", "9".repeat(500)])(
    "%s is no decimal",
    (text) => {
      expect(parseExact(text)).toBeNull();
    },
  );

  it("takes a number by its shortest text", () => {
    expect(toText(exact(0.1))).toBe("0.1");
    expect(toText(exact(1e21))).toBe("1000000000000000000000");
    expect(() => exact(Number.NaN)).toThrow(RangeError);
  });
});

describe("rounding, an exact half away from zero", () => {
  it.each([
    ["1.005", 2, "1.01"],
    ["1.0049999", 2, "1.00"],
    ["-1.005", 2, "-1.01"],
    ["2.5", 0, "3"],
    ["-2.5", 0, "-3"],
    ["-0.004", 2, "0.00"],
    ["26.5", 2, "26.50"],
  ] as const)("%s to %s decimals: %s", (value, decimals, rounded) => {
    expect(toDecimalString(exact(value), decimals)).toBe(rounded);
    expect(toDecimalString(roundToDecimals(exact(value), decimals), decimals)).toBe(rounded);
  });

  it.each([
    ["6.25", "0.5", "6.5"],
    ["6.2499", "0.5", "6"],
    ["-6.25", "0.5", "-6.5"],
    ["1.125", "0.25", "1.25"],
    ["7", "3", "6"],
    ["7.5", "3", "9"],
  ])("%s by steps of %s: %s", (value, step, rounded) => {
    expect(toText(roundToStep(exact(value), exact(step)))).toBe(rounded);
  });

  it("knows a multiple of a step", () => {
    expect(isMultiple(exact(17.5), exact(0.5))).toBe(true);
    expect(isMultiple(exact(17.3), exact(0.5))).toBe(false);
    expect(isMultiple(exact(0.3), exact(0.1))).toBe(true);
  });
});

describe("text", () => {
  it("shows what never ends cut and marked", () => {
    expect(toText(divide(exact(70), exact(9)))).toBe("7.777777…");
    expect(toText(divide(exact(-1), exact(3)))).toBe("-0.333333…");
  });

  it("shows a quotient that ends in full", () => {
    expect(toText(divide(exact(1), exact(16)))).toBe("0.0625");
    expect(toText(multiply(divide(exact(11), exact(20)), exact(100)))).toBe("55");
  });

  it("divides by a negative, and never by zero", () => {
    expect(toText(divide(exact(1), exact(-4)))).toBe("-0.25");
    expect(() => divide(exact(1), exact(0))).toThrow(RangeError);
  });
});

describe("laws", () => {
  const value = fc
    .tuple(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.bigInt(1n, 10n ** 6n))
    .map(([n, d]) => divide(exact(n), exact(d)));

  it("adds in any order, and takes away what it added", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), value, (values, extra) => {
        expect(compare(sum(values), sum([...values].reverse()))).toBe(0);
        expect(compare(subtract(add(sum(values), extra), extra), sum(values))).toBe(0);
      }),
    );
  });

  it("rounds to within half a step, to a multiple, and mirrored below zero", () => {
    fc.assert(
      fc.property(value, fc.constantFrom("0.01", "0.25", "0.5", "3"), (a, stepText) => {
        const step = exact(stepText);
        const rounded = roundToStep(a, step);
        const off = subtract(rounded, a);
        expect(isMultiple(rounded, step)).toBe(true);
        expect(compare(multiply(off, off), multiply(multiply(step, step), exact(0.25)))).toBeLessThanOrEqual(
          0,
        );
        expect(compare(roundToStep(subtract(exact(0), a), step), subtract(exact(0), rounded))).toBe(0);
      }),
    );
  });

  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 0, max: 9 }), (n, places) => {
        const a = divide(exact(n), exact(10n ** BigInt(places)));
        expect(compare(exact(toText(a)), a)).toBe(0);
      }),
    );
  });
});
