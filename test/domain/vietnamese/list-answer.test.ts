import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readListAnswer } from "../../../src/domain/vietnamese/list-answer.ts";

const coded = (code: number, number: number | null, words = "") => ({ kind: "coded", code, number, words });

describe("an answer to a numbered list", () => {
  test.each([
    ["1", 1],
    ["2.", 2],
    ["3)", 3],
    ["số 1", 1],
    ["chọn 2", 2],
    ["Chon so 2 nhé", 2],
    ["số hai", 2],
    ["10 ạ", 10],
  ])("%s is a number", (text, number) => {
    expect(readListAnswer(text)).toEqual({ kind: "number", number });
  });

  test.each([
    ["K7 1", 7, 1],
    ["k7 1", 7, 1],
    ["k7-1", 7, 1],
    ["K7.1", 7, 1],
    ["K7: 1", 7, 1],
    ["K7, 1.", 7, 1],
    ["k7 số 1", 7, 1],
    ["K7 số hai", 7, 2],
    ["k 7 1", 7, 1],
    ["K07 1 nhé", 7, 1],
    ["trả lời K12 3", 12, 3],
    ["Chọn k12  3 ạ", 12, 3],
    ["mã K12: 3", 12, 3],
  ])("%s names a list and a choice", (text, code, number) => {
    expect(readListAnswer(text)).toMatchObject({ kind: "coded", code, number });
  });

  test("a code alone, and with words", () => {
    expect(readListAnswer("K7")).toEqual(coded(7, null));
    expect(readListAnswer("k7 Đã nhận")).toEqual(coded(7, null, "Đã nhận"));
  });

  test.each([
    "CT1 85",
    "ct7 1",
    "CT1 85%",
    "85%",
    "7 cuộc",
    "7,5",
    "100",
    "0",
    "thứ 2",
    "K712",
    "K0 1",
    "k7a 1",
    "K5%",
    "ok 1",
    "bk7 1",
    "kế hoạch 7",
    "không 3",
    "xếp hạng",
    "",
  ])("%s is none", (text) => {
    expect(readListAnswer(text)).toBeNull();
  });

  const between = ["", " ", "-", " - ", ".", ":", ": ", " số ", ", "];
  test("however it is put down, code and choice come back", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 1, max: 99 }),
        fc.constantFrom(...between.slice(1)),
        fc.constantFrom("K", "k"),
        fc.constantFrom("", "trả lời ", "Chọn "),
        fc.constantFrom("", ".", " ạ", " nhé"),
        (code, number, gap, letter, before, after) => {
          const text = `${before}${letter}${code}${gap}${number}${after}`;
          expect(readListAnswer(text)).toMatchObject({ kind: "coded", code, number });
        },
      ),
    );
  });

  test("no target code and no figure with its measure is ever taken for one", () => {
    const code = fc.constantFrom("CT", "ct", "Ct ", "chỉ tiêu ", "CT.");
    const measure = fc.constantFrom("%", " hồ sơ", "/1200", " cuộc", ",5");
    fc.assert(
      fc.property(code, fc.nat(99), fc.nat(9999), measure, (head, number, value, unit) => {
        expect(readListAnswer(`${head}${number} ${value}`)).toBeNull();
        expect(readListAnswer(`${head}${number} ${value}${unit}`)).toBeNull();
        expect(readListAnswer(`${value}${unit}`)).toBeNull();
      }),
    );
  });
});
