import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitReply } from "../../src/channels/render.ts";
import { plainText, type Reply } from "../../src/shared/messages.ts";

const limits = {
  buttons: true,
  photo: "upload",
  document: "upload",
  textLimit: 40,
  captionLimit: 10,
} as const;
const image = { sha256: "0".repeat(64), mediaType: "image/png", fileName: "a.png" };
const document = { sha256: "1".repeat(64), mediaType: "application/pdf", fileName: "a.pdf" };
const choices = [[{ label: "Duyệt", data: "a" }], [{ label: "Trả <lại>", data: "b" }]];
const htmlOf = (reply: Reply, more = {}) =>
  splitReply(reply, { ...limits, ...more }).map((part) => part.html);

describe("a reply that fits", () => {
  it("stays one message with its choices", () => {
    expect(splitReply({ html: "<b>Đã ghi</b>\n\nCT3", choices }, limits)).toEqual([
      { html: "<b>Đã ghi</b>\n\nCT3", choices },
    ]);
  });

  it("is measured as the reader sees it: marks do not count, an entity counts once", () => {
    const html = `<b>${"&amp;".repeat(20)}</b><i>${"x".repeat(20)}</i>`;
    expect(htmlOf({ html })).toEqual([html]);
  });
});

describe("a long reply", () => {
  it("is cut between paragraphs", () => {
    const html = `${"a".repeat(25)}\nbb\n\n${"c".repeat(20)}`;
    expect(htmlOf({ html })).toEqual([`${"a".repeat(25)}\nbb`, "c".repeat(20)]);
  });

  it("is cut between lines where the paragraph would leave most of the message empty", () => {
    expect(htmlOf({ html: `aaa\n\n${"b".repeat(25)}\n${"c".repeat(25)}` })).toEqual([
      `aaa\n\n${"b".repeat(25)}`,
      "c".repeat(25),
    ]);
  });

  it("is cut between words where a line is too long", () => {
    expect(htmlOf({ html: "một hai ba bốn năm sáu bảy tám chín mười mười một" })).toEqual([
      "một hai ba bốn năm sáu bảy tám chín mười",
      "mười một",
    ]);
  });

  it("fits also when it began with an empty line", () => {
    // The whole text used to come back uncut once its beginning had been left out.
    expect(htmlOf({ html: `\n${"a".repeat(40)}` })).toEqual(["a".repeat(40)]);
  });

  it("closes a mark at the cut and opens it again", () => {
    expect(htmlOf({ html: `<b>${"a".repeat(30)} <i>${"b".repeat(30)}</i></b> c` })).toEqual([
      `<b>${"a".repeat(30)}</b>`,
      `<b><i>${"b".repeat(30)}</i></b> c`,
    ]);
  });

  it("never cuts an entity, a letter with its marks, or a flag", () => {
    for (const unit of ["&lt;", "ệ", "👨‍👩‍👧", "🇻🇳", "𝒳"]) {
      const parts = htmlOf({ html: unit.repeat(100) });
      expect(parts.join("")).toBe(unit.repeat(100));
      for (const part of parts) expect(part.replaceAll(unit, "")).toBe("");
    }
  });

  it("is cut even where one letter bears more marks than a message holds", () => {
    const html = `a${"\u0301".repeat(100)}`;
    expect(htmlOf({ html }).join("")).toBe(html);
  });

  it("has its choices on the last message", () => {
    const parts = splitReply({ html: `${"a".repeat(30)}\n${"b".repeat(30)}`, choices }, limits);
    expect(parts.map((part) => part.choices)).toEqual([undefined, choices]);
  });
});

describe("files", () => {
  it("a picture bears a short text as its caption", () => {
    expect(splitReply({ html: "Hạng 4/11", image, choices }, limits)).toEqual([
      { html: "Hạng 4/11", image, choices },
    ]);
  });

  it("a picture goes before a text that is no caption any more", () => {
    expect(splitReply({ html: "Hạng 4/11 tháng 6", image, choices }, limits)).toEqual([
      { html: "", image },
      { html: "Hạng 4/11 tháng 6", choices },
    ]);
  });

  it("a picture and a document are two messages", () => {
    expect(splitReply({ html: "Hạng 4/11", image, document, choices }, limits)).toEqual([
      { html: "Hạng 4/11", image },
      { html: "", document, choices },
    ]);
  });

  it("what a channel cannot show is left out", () => {
    expect(
      splitReply({ html: "Hạng 4/11", image, document }, { ...limits, photo: "none", document: "none" }),
    ).toEqual([{ html: "Hạng 4/11" }]);
  });
});

describe("without buttons", () => {
  it("what was numbered elsewhere has its buttons where there are some", () => {
    const moved = { html: "Chọn\n\n1. Duyệt", numbered: [[{ label: "Duyệt", data: "a" }]] };
    expect(splitReply(moved, limits)).toEqual([
      { html: "Chọn\n\n1. Duyệt", choices: [[{ label: "Duyệt", data: "a" }]] },
    ]);
  });

  it("choices are numbered after the text", () => {
    expect(splitReply({ html: "<b>Chọn</b>", choices }, { ...limits, buttons: false })).toEqual([
      { html: "<b>Chọn</b>\n\n1. Duyệt\n2. Trả &lt;lại&gt;", numbered: choices },
    ]);
  });

  it("a line above the list says how to answer, and the list's place in the chat goes with it", () => {
    const marks = { list: { number: 7 }, asks: "question" };
    const [only, ...more] = splitReply(
      { html: "Chọn", choices, ...marks },
      { ...limits, buttons: false },
      "<b>K7 1</b>:",
    );
    expect(only).toEqual({
      html: "Chọn\n\n<b>K7 1</b>:\n1. Duyệt\n2. Trả &lt;lại&gt;",
      numbered: choices,
      ...marks,
    });
    expect(more).toEqual([]);
    expect(splitReply(only, { ...limits, buttons: false }, "again")).toEqual([only]);
  });

  it("the list is cut like any text", () => {
    const many = Array.from({ length: 6 }, (_, index) => [{ label: `lựa chọn ${index}`, data: "x" }]);
    expect(htmlOf({ html: "Chọn", choices: many }, { buttons: false })).toEqual([
      "Chọn\n\n1. lựa chọn 0\n2. lựa chọn 1",
      "3. lựa chọn 2\n4. lựa chọn 3",
      "5. lựa chọn 4\n6. lựa chọn 5",
    ]);
  });
});

const word = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.stringMatching(/^[ăâđêôơư ]{1,60}$/),
);
const line = fc.array(
  fc.tuple(word, fc.constantFrom("", "b", "i")).map(([text, mark]) => {
    const safe = text
      .replace(/[\r\n]/g, "")
      .replace(/&/g, "&amp;")
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;");
    return mark ? `<${mark}>${safe}</${mark}>` : safe;
  }),
  { maxLength: 5 },
);
const html = fc.array(line, { maxLength: 8 }).map((lines) => lines.map((each) => each.join("")).join("\n"));

it("whatever the text: every message fits, is well formed, goes in again unchanged, and no word is lost", () => {
  fc.assert(
    fc.property(html, fc.integer({ min: 12, max: 60 }), (text, textLimit) => {
      const parts = splitReply({ html: text }, { ...limits, textLimit });
      for (const part of parts) {
        expect(plainText(part.html).length).toBeLessThanOrEqual(textLimit);
        const open: string[] = [];
        for (const [, close, tag] of part.html.matchAll(/<(\/?)([bi])>/g)) {
          if (close) expect(open.pop()).toBe(tag);
          else open.push(tag ?? "");
        }
        expect(open).toEqual([]);
        expect(splitReply(part, { ...limits, textLimit })).toEqual([part]);
      }
      const words = (all: string) => plainText(all).replace(/\s+/gu, "");
      expect(parts.map((part) => words(part.html)).join("")).toBe(words(text));
    }),
    { numRuns: 300 },
  );
});
