import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkItem, type Said } from "../../../src/domain/vietnamese/check-item.ts";
import type { Item, TargetView } from "../../../src/domain/vietnamese/meaning.ts";
import { understand } from "../../../src/domain/vietnamese/understand.ts";

const quantity: TargetView = {
  code: "CT2",
  title: "Số hóa hồ sơ cán bộ",
  kind: "quantity",
  unit: "hồ sơ",
  plan: 1200,
  current: 560,
};
const percent: TargetView = {
  code: "CT3",
  title: "Hồ sơ giải quyết đúng hạn",
  kind: "percent",
  unit: "%",
  plan: 97,
  current: 70,
};
const yesno: TargetView = {
  code: "CT5",
  title: "Ban hành quy chế",
  kind: "yesno",
  unit: null,
  plan: 1,
  current: 0,
};
const money: TargetView = {
  ...quantity,
  code: "CT6",
  title: "Ủng hộ quỹ",
  unit: "tỷ đồng",
  plan: 2,
  current: 0.5,
};
const plain: Said = { corrects: false, exceeds: false, rough: false };
const item = (part: Partial<Item>): Item => ({ target: "CT2", op: "set", value: null, unit: null, ...part });

const verdict = (checked: ReturnType<typeof checkItem>) =>
  checked.kind === "value"
    ? ["value", ...checked.candidates]
    : [checked.kind, checked.item.value, checked.item.unit];

describe("an item whose target was answered", () => {
  it.each<[string, Partial<Item>, TargetView, Partial<Said>, unknown[]]>([
    ["a higher figure", { value: 600 }, quantity, {}, ["act", 600, null]],
    ["a lower one has two readings", { value: 12, unit: "hồ sơ" }, quantity, {}, ["value", 12, 572]],
    ["unless the message corrects", { value: 12 }, quantity, { corrects: true }, ["act", 12, null]],
    ["a fraction has one reading", { value: 300, of: 1200 }, quantity, {}, ["confirm", 300, null]],
    ["a fraction of another plan", { value: 700, of: 1000 }, quantity, {}, ["confirm", 700, null]],
    ["above the plan", { value: 1300 }, quantity, {}, ["confirm", 1300, null]],
    ["above the plan, as said", { value: 1300 }, quantity, { exceeds: true }, ["act", 1300, null]],
    ["rough", { value: 700 }, quantity, { rough: true }, ["confirm", 700, null]],
    ["an addition", { op: "add", value: 25 }, quantity, {}, ["act", 25, null]],
    ["an addition beyond the plan", { op: "add", value: 700 }, quantity, {}, ["confirm", 700, null]],
    ["a decrease below nothing", { op: "add", value: -561 }, quantity, {}, ["value"]],
    ["a share of the plan", { value: 60, unit: "%" }, quantity, {}, ["act", 60, "%"]],
    ["a change in per cent", { op: "add", value: 5, unit: "%" }, quantity, {}, ["value", 588, 620]],
    ["another measure", { value: 600, unit: "lớp" }, quantity, {}, ["value"]],
    ["a longer name of the measure", { value: 600, unit: "bộ hồ sơ" }, quantity, {}, ["act", 600, "hồ sơ"]],
    ["finished", { done: true }, quantity, {}, ["act", 1200, null]],
    ["finished, of a rate", { done: true }, percent, {}, ["value"]],
    ["a count for a rate", { value: 12, unit: "hồ sơ" }, percent, {}, ["value"]],
    ["a fraction of things for a rate", { value: 45, of: 50, unit: "hồ sơ" }, percent, {}, ["act", 45, null]],
    ["a rate above 100", { value: 120, unit: "%" }, percent, {}, ["confirm", 120, "%"]],
    ["a lower rate that cannot be an addition", { value: 60, unit: "%" }, percent, {}, ["confirm", 60, "%"]],
    ["a low rate that can", { value: 5, unit: "%" }, percent, {}, ["value", 5, 75]],
    ["done", { done: true }, yesno, {}, ["act", 1, null]],
    ["a count for yes or no", { value: 12, unit: "hồ sơ" }, yesno, {}, ["value"]],
    ["money", { value: 900, unit: "triệu đồng" }, money, {}, ["act", 0.9, "tỷ đồng"]],
    ["money for things", { value: 900, unit: "triệu đồng" }, quantity, {}, ["value"]],
  ])("%s", (_, part, target, said, expected) => {
    expect(verdict(checkItem(item(part), target, { ...plain, ...said }))).toEqual(expected);
  });

  it("is judged as the same words in a message are", () => {
    const targets = [quantity, percent, money];
    fc.assert(
      fc.property(
        fc.constantFrom(...targets),
        fc.constantFrom<Item["op"]>("set", "add"),
        fc.integer({ min: 1, max: 1500 }),
        fc.constantFrom("own", "%", "lớp"),
        fc.record({ corrects: fc.boolean(), exceeds: fc.constant(false), rough: fc.boolean() }),
        (target, op, value, measure, said) => {
          // "sửa lại" makes a total of any figure.
          if (op === "add" && said.corrects) return;
          const unit = measure === "own" ? target.unit : measure;
          const words = [
            target.code,
            ...(said.corrects ? ["sửa lại là"] : []),
            // "vượt 12 hồ sơ" would be a third thing: by how much.
            ...(op === "add" ? ["thêm"] : []),
            ...(said.rough ? ["khoảng"] : []),
            `${value}${unit === "%" ? "%" : ` ${unit}`}`,
          ].join(" ");
          const meaning = understand(words, { targets: [target], units: [], today: "2019-06-12" });
          const checked = checkItem(item({ target: target.code, op, value, unit }), target, said);
          const read =
            meaning.intent === "progress"
              ? ["act", meaning.items[0]?.value, meaning.items[0]?.unit]
              : meaning.intent === "ask" && meaning.about === "confirm"
                ? ["confirm", meaning.items?.[0]?.value, meaning.items?.[0]?.unit]
                : ["value", ...(meaning.intent === "ask" ? (meaning.candidates ?? []) : ["?"])];
          expect([words, ...verdict(checked)]).toEqual([words, ...read]);
        },
      ),
      { numRuns: 500, seed: 1 },
    );
  });
});
