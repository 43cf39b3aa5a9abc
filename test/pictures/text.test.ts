import { readdirSync, readFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { fontFamily, fontFiles, hasGlyph, textWidth, type Weight } from "../../src/pictures/font.ts";
import { clean, cut, measure, shrink, wrap } from "../../src/pictures/text.ts";

const weights: readonly Weight[] = [400, 600, 700];
const style = { size: 40, weight: 600 } as const;

describe("the font", () => {
  it.each(weights)(
    "has every Vietnamese letter in both cases, composed and decomposed, at weight %i",
    (weight) => {
      const tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"];
      const vowels = Array.from("aăâeêioôơuưy").flatMap((vowel) => tones.map((tone) => vowel + tone));
      const letters = [...vowels, ...Array.from("bcdđfghjklmnpqrstvwxz")].flatMap((letter) => [
        letter,
        letter.toUpperCase(),
      ]);
      const lacking = letters
        .flatMap((letter) => [letter.normalize("NFC"), letter.normalize("NFD")])
        .filter((letter) => Array.from(letter).some((part) => !hasGlyph(part.codePointAt(0) ?? 0, weight)));
      expect(letters).toHaveLength(186);
      expect(lacking).toEqual([]);
    },
  );

  it.each(weights)("has the figures and signs of official texts at weight %i", (weight) => {
    const signs = Array.from("0123456789 .,:;!?-–—…/()[]%‰+−×=<>≤≥“”‘’\"'&·•°½²§€₫#@*_");
    expect(signs.filter((sign) => !hasGlyph(sign.codePointAt(0) ?? 0, weight))).toEqual([]);
  });

  it("has every letter, mark and figure of the texts in locales", () => {
    const root = new URL("../../locales/", import.meta.url);
    const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".json"),
    );
    const used = new Set(
      files.flatMap((name) => Array.from(readFileSync(new URL(name, root), "utf8").normalize("NFC"))),
    );
    const lacking = [...used].filter(
      (character) => /[\p{L}\p{M}\p{N}]/u.test(character) && !hasGlyph(character.codePointAt(0) ?? 0),
    );
    expect(lacking).toEqual([]);
  });

  it("has the same characters in each weight, so that one check serves all", () => {
    const covered = weights.map((weight) => {
      const all: number[] = [];
      for (let codePoint = 0; codePoint < 0x11_0000; codePoint += 1)
        if (hasGlyph(codePoint, weight)) all.push(codePoint);
      return all;
    });
    expect(covered[0]?.length).toBeGreaterThan(400);
    expect(covered[1]).toEqual(covered[0]);
    expect(covered[2]).toEqual(covered[0]);
  });

  it.each(weights)("measures as wide as the renderer draws, within 3 %, at weight %i", (weight) => {
    for (const text of [
      "Sở Nội vụ Vĩnh Phúc",
      "1.234.567,89",
      "NGUYỄN THỊ ẪẤỘỰ",
      "Đắk Lắk – 30/06/2024",
      "Tỷ lệ hồ sơ đúng hạn",
    ]) {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="300"><text x="10" y="200" font-family="${fontFamily}" font-size="100" font-weight="${weight}">${text}</text></svg>`;
      const font = { loadSystemFonts: false, fontFiles: [...fontFiles] };
      const drawn = new Resvg(svg, { font }).innerBBox()?.width ?? 0;
      // The drawn ink lacks the space at both sides of the line, some 6 pixels each at this size.
      expect(Math.abs(textWidth(text, 100, weight) - drawn - 12) / drawn).toBeLessThan(0.03);
    }
  });
});

describe("cleaning a text", () => {
  it.each([
    ["decomposed letters", "Số hóa".normalize("NFD"), "Số hóa"],
    ["control characters and zero-width signs", "Sở\u0000 N\u200bội\u0007 v\u00adụ\ufeff", "Sở Nội vụ"],
    ["direction marks", "\u202eSở\u202c \u2066Nội\u2069 vụ", "Sở Nội vụ"],
    ["line breaks, tabs and wide spaces", " Sở\r\nNội\t\u00a0vụ\u2003", "Sở Nội vụ"],
    ["signs with a plain form", "№ 5‑① Ａ", "No 5-1 A"],
    ["an emoji of several code points", "Tổ 👨‍👩‍👧 1 ❤️ 🇻🇳", "Tổ ? 1 ? ?"],
    ["foreign script", "局 Đảng", "? Đảng"],
    ["arrows and ticks", "▲✓→", "???"],
    ["half a surrogate pair and private characters", "A\ud800 \ue000", "A? ?"],
    ["nothing", "\u200b", ""],
  ])("handles %s", (_, text, expected) => {
    expect(clean(text)).toBe(expected);
    expect(clean(clean(text))).toBe(expected);
  });
});

describe("fitting a text", () => {
  it("keeps what fits on one line", () => {
    expect(wrap("Cục Quản trị", style, 600, 2)).toEqual(["Cục Quản trị"]);
  });

  it("breaks between words into lines of about equal length", () => {
    expect(wrap("Cụm thi đua Sở Nội vụ các tỉnh, thành Bắc Bộ năm 2019", style, 900, 2)).toEqual([
      "Cụm thi đua Sở Nội vụ các",
      "tỉnh, thành Bắc Bộ năm 2019",
    ]);
  });

  it("breaks a word that is wider than a line, never between a letter and its mark", () => {
    const text = "x\u0323".repeat(60);
    const lines = wrap(text, style, 500, 9);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.join("")).toBe(text);
    for (const line of lines) {
      expect(line).toMatch(/^(x\u0323)+$/);
      expect(measure(line, style)).toBeLessThanOrEqual(500);
    }
  });

  it("cuts what is left over with an ellipsis, at a word where that keeps most of the line", () => {
    expect(cut("Văn phòng Đoàn đại biểu Quốc hội", style, 439)).toBe("Văn phòng Đoàn đại…");
    expect(cut("Văn phòng Đoàn đại biểu Quốc hội", style, 438)).toBe("Văn phòng Đoàn…");
    expect(measure(cut("Ẫ".repeat(99), style, 420), style)).toBeLessThanOrEqual(420);
  });

  it("makes figures smaller to fit, down to 24 pixels", () => {
    expect(shrink(["1.234,50"], style, 500)).toEqual(style);
    const smaller = shrink(["9", "1.234.567,50"], style, 200);
    expect(smaller.size).toBeLessThan(40);
    expect(measure("1.234.567,50", smaller)).toBeLessThanOrEqual(200);
    expect(shrink(["1".repeat(99)], style, 200).size).toBe(24);
  });
});
