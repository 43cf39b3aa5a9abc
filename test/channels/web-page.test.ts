import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readRichText, type Span } from "../../src/channels/web/page/rich-text.ts";
import { zonedTime } from "../../src/channels/web/page/zoned-time.ts";

const text = (words: string, style: { bold?: boolean; italic?: boolean } = {}): Span => ({
  kind: "text",
  text: words,
  bold: false,
  italic: false,
  ...style,
});

describe("a message's tiny HTML", () => {
  it("has bold, italic and four entities", () => {
    expect(readRichText("<b>CT3</b>: 5 &lt; 7 &amp; <i>&quot;xong&quot;</i>", false)).toEqual([
      text("CT3", { bold: true }),
      text(": 5 < 7 & "),
      text('"xong"', { italic: true }),
    ]);
  });

  it.each([
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<b onclick=x>",
    "&#60;b&#62;",
    "&nbsp;",
    "<B>",
  ])("leaves %s as the characters it is", (html) => expect(readRichText(html, false)).toEqual([text(html)]));

  it("unescapes once only", () => {
    expect(readRichText("&amp;lt;b&amp;gt;", false)).toEqual([text("&lt;b&gt;")]);
  });

  it("bears unbalanced marks", () => {
    expect(readRichText("</b>a<b>b", false)).toEqual([text("a"), text("b", { bold: true })]);
  });

  it("finds commands and addresses that can be pressed", () => {
    expect(readRichText("Xem: /riengtu hoặc https://a.vn/x?a=1&amp;b=2.", true)).toEqual([
      text("Xem: "),
      { kind: "command", text: "/riengtu" },
      text(" hoặc "),
      { kind: "link", text: "https://a.vn/x?a=1&b=2" },
      text("."),
    ]);
  });

  it.each(["700/1.200 hồ sơ", "hồ sơ/tháng", "30/06/2019", "hạng 4/11", "javascript:alert(1)", "/xephang/"])(
    "finds nothing to press in %s",
    (words) => expect(readRichText(words, true)).toEqual([text(words)]),
  );
});

describe("the clock's zone", () => {
  const time = zonedTime("vi", "Asia/Ho_Chi_Minh");

  it("decides the day and the time, not the machine's zone", () => {
    expect(time.moment("2019-06-12T17:30:00Z")).toBe("Thứ Năm 13/06/2019, 00:30");
    expect(time.toField("2019-06-12T17:30:00Z")).toBe("2019-06-13T00:30");
    expect(zonedTime("en", "Asia/Ho_Chi_Minh").day("2019-06-12T17:30:00Z")).toBe("Thursday 13/06/2019");
  });

  it("reads a date-time field", () => {
    expect(time.fromField("2019-06-13T08:00")).toBe("2019-06-13T01:00:00.000Z");
    expect(time.fromField("")).toBeNull();
  });

  it("reads it on both sides of a change to summer time", () => {
    const york = zonedTime("en", "America/New_York");
    expect(york.fromField("2019-03-10T01:30")).toBe("2019-03-10T06:30:00.000Z");
    expect(york.fromField("2019-03-10T03:30")).toBe("2019-03-10T07:30:00.000Z");
    expect(york.fromField("2019-11-03T12:00")).toBe("2019-11-03T17:00:00.000Z");
  });
});

describe("the page's words", () => {
  const folder = new URL("../../src/channels/web/page/", import.meta.url);
  const source = readdirSync(folder)
    .map((name) => readFileSync(new URL(name, folder), "utf8"))
    .join("\n");
  const used = [...source.matchAll(/\bsay\(\s*"([\w.]+)"|data-t(?:-label|-placeholder)?="([\w.]+)"/g)].map(
    (match) => match[1] ?? match[2] ?? "",
  );
  const keys = (node: object, prefix = ""): string[] =>
    Object.entries(node).flatMap(([key, value]) =>
      typeof value === "string" ? [prefix + key] : keys(value as object, `${prefix}${key}.`),
    );
  const locale = (name: string) =>
    keys(
      JSON.parse(readFileSync(new URL(`../../locales/${name}/page.json`, import.meta.url), "utf8")) as object,
    );

  it.each(["vi", "en"])("are all there in %s", (name) => {
    const known = new Set(locale(name));
    expect(used.length).toBeGreaterThan(40);
    expect(used.filter((key) => !known.has(key))).toEqual([]);
  });

  it("are all in use", () => {
    // Keys built from a name: say(`roles.${role}`).
    const built = [...source.matchAll(/`(\w+)\.\$\{/g)].map((match) => `${match[1]}.`);
    const quoted = [...source.matchAll(/"([\w.]+)"/g)].map((match) => match[1] ?? "");
    const idle = locale("vi").filter(
      (key) => !used.includes(key) && !quoted.includes(key) && !built.some((each) => key.startsWith(each)),
    );
    expect(idle).toEqual([]);
  });
});
