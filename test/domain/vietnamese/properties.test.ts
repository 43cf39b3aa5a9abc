import fc from "fast-check";
import { doReadNumber } from "read-vietnamese-number";
import { describe, expect, it } from "vitest";
import { readDate } from "../../../src/domain/vietnamese/dates.ts";
import { fold, normalize } from "../../../src/domain/vietnamese/fold.ts";
import { readNumber } from "../../../src/domain/vietnamese/numbers.ts";
import { meaningJson } from "../../../src/domain/vietnamese/parse-line.ts";
import { understand } from "../../../src/domain/vietnamese/understand.ts";
import { readUnit } from "../../../src/domain/vietnamese/units.ts";
import { corpus, type DateLine, type ExampleLine, type UnitLine, units } from "./cluster.ts";

const examples = [...corpus<ExampleLine>("examples"), ...corpus<ExampleLine>("own-examples")];

/** Text of the kind people send: Vietnamese letters in any composition, emoji, odd blanks, and anything at all. */
const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        ..."aăâđêôơưạảãấầẩẫậắằặẹẽếềệỉịọốồộớờợụứừựỳỵỷỹĐ ẮƯÝ 19.,%/-:\n\u00a0\u200b\u0301\u0323👍",
      ),
      { maxLength: 60 },
    )
    .map((letters) => letters.join("")),
);

const meaningOf = (text: string, line: ExampleLine): unknown =>
  meaningJson(understand(text, { targets: line.targets, units, today: line.today }));

describe("folding", () => {
  it("keeps every offset and is its own result", () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        const text = normalize(raw);
        const folded = fold(text);
        expect(folded.length).toBe(text.length);
        expect(fold(folded)).toBe(folded);
        for (let at = 0; at < text.length; at++) {
          if (/[a-z0-9 ]/.test(text.charAt(at))) expect(folded.charAt(at)).toBe(text.charAt(at));
        }
      }),
    );
  });

  it("folds the 146 Vietnamese letters in both cases to seven", () => {
    const letters = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ";
    expect(new Set(fold(letters + letters.toUpperCase()))).toEqual(new Set("aeiouyd"));
  });

  it("normalises once and for all", () => {
    fc.assert(
      fc.property(anyText, (raw) => {
        expect(normalize(normalize(raw))).toBe(normalize(raw));
      }),
    );
  });
});

describe("any composition of the letters", () => {
  const mixed = fc.tuple(
    fc.constantFrom(...examples),
    fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
  );

  it("means the same: NFC, NFD and any mix", () => {
    fc.assert(
      fc.property(mixed, ([line, choices]) => {
        const composed = line.text.normalize("NFC");
        const some = [...composed]
          .map((letter, at) => (choices[at % choices.length] ? letter.normalize("NFD") : letter))
          .join("");
        expect(meaningOf(some, line)).toEqual(line.expect);
        expect(meaningOf(composed.normalize("NFD"), line)).toEqual(line.expect);
      }),
      { numRuns: 300 },
    );
  });

  it("means the same for dates and units", () => {
    for (const line of corpus<DateLine>("dates")) {
      expect(readDate(line.text.normalize("NFD"), line.today)).toEqual(
        readDate(line.text.normalize("NFC"), line.today),
      );
    }
    for (const line of corpus<UnitLine>("units"))
      expect(readUnit(line.text.normalize("NFD"), units)).toEqual(line.expect);
  });

  it("means the same as wide as East Asian letters, in whole or in part", () => {
    const widen = (letter: string) =>
      /[!-~]/.test(letter) ? String.fromCharCode(letter.charCodeAt(0) + 0xfee0) : letter;
    fc.assert(
      fc.property(mixed, ([line, choices]) => {
        const letters = [...line.text.normalize("NFC")];
        const some = letters
          .map((letter, at) => (choices[at % choices.length] ? widen(letter) : letter))
          .join("");
        expect(meaningOf(some, line)).toEqual(line.expect);
        expect(meaningOf(letters.map(widen).join(""), line)).toEqual(line.expect);
      }),
      { numRuns: 300 },
    );
  });

  it("means the same with marks of direction, zero width and odd blanks inside", () => {
    const marks = ["\u200b", "\u200e", "\u2060", "\ufeff"];
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.array(fc.nat(200), { maxLength: 6 }), (line, places) => {
        let text = line.text.normalize("NFC").replaceAll(" ", "\u00a0");
        places.forEach((place, index) => {
          const at = place % (text.length + 1);
          text = text.slice(0, at) + (marks[index % marks.length] ?? "") + text.slice(at);
        });
        expect(meaningOf(text, line)).toEqual(line.expect);
      }),
      { numRuns: 300 },
    );
  });
});

describe("number words", () => {
  const say = (value: string): string => doReadNumber(value).replace(/ đơn vị$/, "");

  it("are read back as the number another library says", () => {
    for (let value = 0; value <= 12_000; value++)
      expect(readNumber(say(String(value))), say(String(value))).toBe(value);
    fc.assert(
      fc.property(fc.integer({ min: 12_000, max: 999_999_999_999 }), (value) => {
        expect(readNumber(say(String(value))), say(String(value))).toBe(value);
      }),
    );
  });

  it("are read back with decimals", () => {
    // A whole that ends with its scale ("một nghìn phẩy năm") used to lose its decimals; chance seldom meets one.
    for (const whole of [0, 10, 100, 105, 1000, 2000, 9000, 1005])
      for (let part = 1; part < 100; part += 1)
        expect(readNumber(say(`${whole}.${part}`))).toBe(Number(`${whole}.${part}`));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 1, max: 99 }), (whole, part) => {
        const value = Number(`${whole}.${part}`);
        expect(readNumber(say(String(value)))).toBe(value);
      }),
    );
  });

  it("are read back from what Intl writes", () => {
    const vi = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 2 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (value) => {
        expect(readNumber(vi.format(value))).toBe(value);
        expect(readNumber(vi.format(value + 0.25))).toBe(value + 0.25);
      }),
    );
  });
});

describe("any text at all", () => {
  it("has a meaning, whose spans lie inside the text", () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(...examples), fc.boolean(), (noise, line, before) => {
        const text = before ? `${noise} ${line.text}` : `${line.text} ${noise}`;
        const meaning = understand(text, { targets: line.targets, units, today: line.today });
        const spans = "spans" in meaning ? (meaning.spans ?? []) : [];
        const { length } = normalize(text);
        for (const { start, end } of spans) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(length);
        }
        expect(readDate(noise, line.today)).toBeDefined();
      }),
    );
  });
});

describe("the work", () => {
  const steps = (text: string, line: ExampleLine): number => {
    let count = 0;
    understand(text, { targets: line.targets, units, today: line.today, onStep: () => count++ });
    return count;
  };

  it("grows in step with the length of the message", () => {
    for (const line of examples.slice(0, 40)) {
      const once = steps(`${line.text}\n`, line);
      const often = steps(`${line.text}\n`.repeat(50), line);
      expect(often, line.text).toBeLessThanOrEqual(once * 50 + 50);
    }
  });
});

describe("a message made to be slow", () => {
  // What used to take minutes: ranges inside ranges, and a thousand figures for one target compared with each other.
  const pieces = [
    "ct1 5 ",
    "từ 1 đến ",
    "1/1/",
    "1-2-3-4 ",
    "một ",
    "vài ",
    "ct1 5\n",
    "5, ",
    "đăng ký 5 hồ sơ, ",
    "tính đến ",
    "nếu ct1 5 ",
    "khi ",
    "ct3 95% thì khó nhưng ",
    "5 thì ",
    "ct2 xong thì ct3 85% ",
    "nhờ trời mà ct3 85% ",
    "yêu cầu ct3 90% ",
    "phải có 5 ",
    "ai làm nổi ",
    "khi nào ct3 5% thì ",
    "đơn vị nào ct3 5% thì ",
  ];

  it.each(pieces)("is read in steps that grow with its length: %s", (piece) => {
    const line = examples[0];
    if (!line) throw new Error("no examples");
    const count = (times: number): number => {
      let steps = 0;
      understand(piece.repeat(times), {
        targets: line.targets,
        units,
        today: line.today,
        onStep: () => steps++,
      });
      return steps;
    };
    // A twentieth more for what begins only when a message is long enough.
    expect(count(1000)).toBeLessThanOrEqual(count(100) * 10.5 + 100);
  });
});
