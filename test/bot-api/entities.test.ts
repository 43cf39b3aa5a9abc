import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finishFormatted, parseFormatted } from "../support/bot-api/entities/format.ts";
import { parseHtml } from "../support/bot-api/entities/html.ts";
import { parseMarkdown } from "../support/bot-api/entities/markdown.ts";
import { parseMarkdownV2 } from "../support/bot-api/entities/markdownv2.ts";
import { normalize } from "../support/bot-api/entities/normalize.ts";
import type { ParsedText } from "../support/bot-api/entities/span.ts";
import { errorTable, describe as fullText } from "../support/bot-api/errors.ts";

/** The text cut into `[kind]piece` for each entity, which reads better than offsets. */
function pieces({ text, spans }: ParsedText): string[] {
  return spans.map(
    (s) => `${s.kind}:${text.slice(s.offset, s.offset + s.length)}${s.url ? `>${s.url}` : ""}`,
  );
}

describe("HTML", () => {
  it.each([
    ["<b>Chào</b> bạn", "Chào bạn", ["bold:Chào"]],
    ["<B>x</B><strong>y</strong>", "xy", ["bold:x", "bold:y"]],
    ["<i>a<b>b</b></i>", "ab", ["italic:ab", "bold:b"]],
    [
      "<u>1</u><ins>2</ins><s>3</s><strike>4</strike><del>5</del>",
      "12345",
      ["underline:1", "underline:2", "strikethrough:3", "strikethrough:4", "strikethrough:5"],
    ],
    [
      '<span class="tg-spoiler">kín</span><tg-spoiler>hở</tg-spoiler>',
      "kínhở",
      ["spoiler:kín", "spoiler:hở"],
    ],
    [
      '<a href="https://example.org/x?a=1&amp;b=2">đây</a>',
      "đây",
      ["text_link:đây>https://example.org/x?a=1&b=2"],
    ],
    ["<a href=example.org>z</a>", "z", ["text_link:z>http://example.org/"]],
    ["<a>example.org</a>", "example.org", ["text_link:example.org>http://example.org/"]],
    ['<a href="nowhere">z</a>', "z", []],
    ['<a href="tg://user?id=51">An</a>', "An", ["text_mention:An"]],
    ["<b></b>trống", "trống", []],
    ["<b>x</>", "x", ["bold:x"]],
    [
      "a &lt; b &amp;&amp; c &gt; d &quot;q&quot; &apos; &nbsp; &lt",
      'a < b && c > d "q" &apos; &nbsp; <',
      [],
    ],
    ["&#65;&#x1F600;&#0;", "A😀&#0;", []],
    ["😀<b>b</b>", "😀b", ["bold:b"]],
    [
      "<blockquote>q</blockquote><blockquote expandable>e</blockquote>",
      "qe",
      ["blockquote:q", "expandable_blockquote:e"],
    ],
    ['<tg-emoji emoji-id="5368">👍</tg-emoji>', "👍", ["custom_emoji:👍"]],
    ['<tg-time unix="1700000000" format="d">hôm đó</tg-time>', "hôm đó", ["date_time:hôm đó"]],
    ["1 <code>x<y</code>".replace("<y", "&lt;y"), "1 x<y", ["code:x<y"]],
  ])("%s", (source, text, expected) => {
    const parsed = parseHtml(source);
    expect(parsed.text).toBe(text);
    expect(pieces(parsed)).toEqual(expected);
  });

  it("gives pre its language, whichever tag is outside", () => {
    expect(parseHtml('<pre><code class="language-sql">x</code></pre>').spans).toEqual([
      { kind: "pre", offset: 0, length: 1, language: "sql" },
    ]);
    expect(parseHtml('<code class="language-sql"><pre>x</pre></code>').spans).toEqual([
      { kind: "pre", offset: 0, length: 1, language: "sql" },
    ]);
    expect(parseHtml('<code class="language-sql">x</code>').spans).toEqual([
      { kind: "code", offset: 0, length: 1 },
    ]);
  });

  it.each([
    ["á<br>", 'Unsupported start tag "br" at byte offset 2'],
    ["<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'],
    ["<b/>x", 'Unsupported start tag "b/" at byte offset 0'],
    ["5 < 6 >", 'Unsupported start tag "" at byte offset 2'],
    ["<b", "Unclosed start tag at byte offset 0"],
    ["5 <", "Unclosed start tag at byte offset 2"],
    ['<a href="x', "Unclosed start tag at byte offset 0"],
    ["<a href=", 'Unclosed start tag "a" at byte offset 0'],
    ["<b>x</b", "Unclosed end tag at byte offset 4"],
    ["x</b>", "Unexpected end tag at byte offset 1"],
    ["<b>ô<i>x</b></i>", 'Unmatched end tag at byte offset 9, expected "</i>", found "</b>"'],
    ["<b>x", 'Can\'t find end tag corresponding to start tag "b"'],
    ["<i><b>x</b>", 'Can\'t find end tag corresponding to start tag "i"'],
    ['<a "x">', 'Empty attribute name in the tag "a" at byte offset 0'],
    ["<a href=a_b>x</a>", "Unexpected end of name token at byte offset 8"],
    ["<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['<tg-emoji emoji-id="x">👍</tg-emoji>', "Invalid custom emoji identifier specified"],
    [
      "&#xD800;",
      "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
    ],
  ])("refuses %s", (source, message) => {
    expect(() => parseHtml(source)).toThrow(new Error(message));
  });
});

describe("MarkdownV2", () => {
  it.each([
    ["*Chào* _bạn_", "Chào bạn", ["bold:Chào", "italic:bạn"]],
    ["__u__ ~s~ ||p|| `c`", "u s p c", ["underline:u", "strikethrough:s", "spoiler:p", "code:c"]],
    ["*a _b_*", "a b", ["bold:a b", "italic:b"]],
    ["_a __b___", "a b", ["italic:a b", "underline:b"]],
    ["[đây](https://example.org/\\))", "đây", ["text_link:đây>https://example.org/)"]],
    ["[An](tg://user?id=7)", "An", ["text_mention:An"]],
    ["![👍](tg://emoji?id=5368)", "👍", ["custom_emoji:👍"]],
    ["```sql\nselect 1\n```", "select 1\n", ["pre:select 1\n"]],
    ["`a*b_c.`", "a*b_c.", ["code:a*b_c."]],
    [">trích\n>hai\nhết", "trích\nhai\nhết", ["blockquote:trích\nhai\n"]],
    [">trích\n>dài||", "trích\ndài", ["expandable_blockquote:trích\ndài"]],
    ["85\\.5\\% \\(tăng\\)", "85.5% (tăng)", []],
    ["😀*b*", "😀b", ["bold:b"]],
  ])("%s", (source, text, expected) => {
    const parsed = parseMarkdownV2(source);
    expect(parsed.text).toBe(text);
    expect(pieces(parsed)).toEqual(expected);
  });

  it.each([..."{}.-=+#()]"].map((c) => [c]))("refuses a bare %s", (c) => {
    const message = `Character '${c}' is reserved and must be escaped with the preceding '\\'`;
    expect(() => parseMarkdownV2(`x${c}`)).toThrow(new Error(message));
  });

  it.each([
    ["a|b", "Character '|' is reserved and must be escaped with the preceding '\\'"],
    ["a!", "Character '!' is reserved and must be escaped with the preceding '\\'"],
    ["a>b", "Character '>' is reserved and must be escaped with the preceding '\\'"],
    ["đ*x", "Can't find end of Bold entity at byte offset 2"],
    ["_x", "Can't find end of Italic entity at byte offset 0"],
    ["__x", "Can't find end of Underline entity at byte offset 0"],
    ["~x", "Can't find end of Strikethrough entity at byte offset 0"],
    ["||x", "Can't find end of Spoiler entity at byte offset 0"],
    ["`x", "Can't find end of Code entity at byte offset 0"],
    ["```\nx", "Can't find end of Pre entity at byte offset 0"],
    ["```js\nx", "Can't find end of PreCode entity at byte offset 0"],
    ["[x", "Can't find end of TextUrl entity at byte offset 0"],
    ["![x", "Can't find end of CustomEmoji entity at byte offset 0"],
    [">*x\ny*", "Can't find end of Bold entity at byte offset 1"],
    ["[x](y", "Can't find end of a URL at byte offset 4"],
    ["![x]", "The entity must contain a tg://emoji or tg://time URL"],
    ["![x](https://example.org)", "Invalid tg://emoji or tg://time URL specified"],
  ])("refuses %s", (source, message) => {
    expect(() => parseMarkdownV2(source)).toThrow(new Error(message));
  });
});

describe("legacy Markdown", () => {
  it.each([
    [
      "*a* _b_ `c` [d](example.org)",
      "a b c d",
      ["bold:a", "italic:b", "code:c", "text_link:d>http://example.org/"],
    ],
    ["```js\nx```", "x", ["pre:x"]],
    ["a\\_b 5 > 3.", "a_b 5 > 3.", []],
  ])("%s", (source, text, expected) => {
    const parsed = parseMarkdown(source);
    expect(parsed.text).toBe(text);
    expect(pieces(parsed)).toEqual(expected);
  });

  it("refuses an open entity by its byte offset", () => {
    expect(() => parseMarkdown("ô *x")).toThrow(
      new Error("Can't find end of the entity starting at byte offset 3"),
    );
  });
});

describe("after parsing", () => {
  it("cleans, trims and moves the entities along", () => {
    const parsed = parseHtml("\n  \tmột\r\n<b>hai\u202e</b> \u0007ba \n");
    expect(normalize(parsed)).toEqual({
      text: "một\nhai  ba",
      spans: [{ kind: "bold", offset: 4, length: 3 }],
    });
  });

  it("keeps leading spaces inside the first entity and cuts trailing ones", () => {
    expect(normalize(parseHtml("<b>  x  </b>  "))).toEqual({
      text: "  x",
      spans: [{ kind: "bold", offset: 0, length: 3 }],
    });
  });

  it("finds entities by itself, but not inside code and links", () => {
    const found = (source: string) => pieces(normalize(parseHtml(source)));
    expect(
      found("/nop@thidua_bot #cụm_1 @thidua_bot https://example.org/a?b. an@example.org +84901234567"),
    ).toEqual([
      "bot_command:/nop@thidua_bot",
      "hashtag:#cụm_1",
      "mention:@thidua_bot",
      "url:https://example.org/a?b",
      "email:an@example.org",
      "phone_number:+84901234567",
    ]);
    expect(found("<code>/nop</code> <a href='example.org'>@thidua_bot</a>")).toEqual([
      "code:/nop",
      "text_link:@thidua_bot>http://example.org/",
    ]);
    expect(found("3/4 và 85%, CT3.1 #12 a@b")).toEqual([]);
  });

  it("cuts bold at the border of a link inside it, as the server does", () => {
    expect(pieces(normalize(parseHtml('<b>một <a href="example.org">hai</a> ba</b>')))).toEqual([
      "bold:một ",
      "text_link:hai>http://example.org/",
      "bold:hai",
      "bold: ba",
    ]);
  });

  it.each([
    [[{ type: "bold", offset: -1, length: 2 }], "Bad Request: receive an entity with incorrect offset -1"],
    [
      [{ type: "bold", offset: 1, length: 1 }],
      "Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 4",
    ],
    [
      [{ type: "bold", offset: 9, length: 1 }],
      "Bad Request: entity begins after the end of the text at UTF-16 offset 9",
    ],
    [
      [{ type: "bold", offset: 2, length: 9 }],
      "Bad Request: entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 11",
    ],
  ])("refuses the entity list %j", (list, message) => {
    const parsed = parseFormatted("😀x", "", JSON.stringify(list));
    expect(() => finishFormatted(parsed, () => undefined)).toThrow(
      expect.objectContaining({ code: 400, description: message }),
    );
  });
});

const wellFormed = (s: string): boolean => !/\p{Surrogate}/u.test(s);

describe("any text", () => {
  const text = fc.string({ unit: "binary", maxLength: 60 }).filter(wellFormed);

  it("comes back from its HTML escape", () => {
    fc.assert(
      fc.property(text, (s) => {
        const escaped = s.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
        expect(parseHtml(escaped)).toEqual({ text: s, spans: [] });
      }),
    );
  });

  it("comes back from its MarkdownV2 escape", () => {
    fc.assert(
      fc.property(text, (s) => {
        expect(parseMarkdownV2(s.replace(/[\\_*[\]()~`>#+\-=|{}.!]/g, "\\$&"))).toEqual({
          text: s,
          spans: [],
        });
      }),
    );
  });

  it("comes back inside marks with the mark over all of it", () => {
    fc.assert(
      fc.property(text, fc.constantFrom("b", "i", "u", "s"), (s, tag) => {
        const escaped = s.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
        const { text: back, spans } = parseHtml(`<${tag}>${escaped}</${tag}>`);
        expect(back).toBe(s);
        expect(spans.map((x) => [x.offset, x.length])).toEqual(s === "" ? [] : [[0, s.length]]);
      }),
    );
  });

  it("yields entities inside the text and on symbol borders, whatever the marks", () => {
    const marked = fc.array(
      fc.oneof(
        text,
        fc.constantFrom(
          "<b>",
          "</b>",
          "<i>",
          "</i>",
          "<code>",
          "</code>",
          "*",
          "_",
          "__",
          "||",
          "`",
          ">",
          "\n",
          "/nop ",
          "#x ",
        ),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(marked, fc.constantFrom(parseHtml, parseMarkdownV2, parseMarkdown), (parts, parse) => {
        let parsed: ParsedText;
        try {
          parsed = parse(parts.join(""));
        } catch {
          return;
        }
        const done = normalize(parsed);
        for (const { offset, length } of done.spans) {
          expect(offset).toBeGreaterThanOrEqual(0);
          expect(length).toBeGreaterThan(0);
          expect(offset + length).toBeLessThanOrEqual(done.text.length);
          expect(wellFormed(done.text.slice(offset, offset + length))).toBe(true);
        }
        expect(done.text).not.toMatch(/[ \n]$/);
      }),
      { numRuns: 300 },
    );
  });
});

describe("the table of error texts", () => {
  it("names a source for every row", () => {
    for (const [name, row] of Object.entries(errorTable)) expect(row.source, name).not.toBe("");
  });

  it("lowers the first letter unless a code follows", () => {
    expect(fullText(400, "Message is too long")).toBe("Bad Request: message is too long");
    expect(fullText(400, "BUTTON_DATA_INVALID")).toBe("Bad Request: BUTTON_DATA_INVALID");
    expect(fullText(403, "Forbidden: user is deactivated")).toBe("Forbidden: user is deactivated");
  });
});
