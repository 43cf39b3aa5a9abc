import { expect, it } from "vitest";
import { loadLocales } from "../../src/shared/say.ts";

const locales = await loadLocales();

it("fills in what is given, made safe, and says you as each person is addressed", () => {
  const comrade = locales.say("vi");
  const friend = locales.say("vi", "anhChi", "khoi");
  expect(comrade("common:tooLong", { limit: "<8.000>" })).toBe(
    "Tin nhắn dài quá (tối đa &lt;8.000&gt; ký tự). Đồng chí chia thành vài tin ngắn giúp tôi.",
  );
  expect(friend("common:tooLong", { limit: 8 })).toBe(
    "Tin nhắn dài quá (tối đa 8 ký tự). Anh/chị chia thành vài tin ngắn giúp tôi.",
  );
  expect(comrade("common:headOnly")).toBe("Việc này do đơn vị cụm trưởng thực hiện.");
  expect(friend("common:headOnly")).toBe("Việc này do đơn vị khối trưởng thực hiện.");
  // What stands in a value is never read again, nor is a $ anything special.
  expect(comrade("common:sample", { label: "{{you}} $& $1" })).toBe("<i>{{you}} $&amp; $1</i>");
  expect(comrade.plain("common:sample", { label: "a < b" })).toBe("a < b");
});

it("takes the form that the number asks for", () => {
  const say = locales.say("en");
  expect([0, 1, 2].map((count) => say("unit:add.yes", { count }))).toEqual([
    "Add 0 units",
    "Add 1 unit",
    "Add 2 units",
  ]);
  expect(locales.say("vi")("unit:add.yes", { count: 1 })).toBe("Thêm 1 đơn vị");
});

it("says which text is missing", () => {
  expect(() => locales.say("vi")("common:nothingOfTheKind")).toThrow("No text for");
});
